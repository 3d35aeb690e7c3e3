/** What the acts of people refuse. */
export { join, sponsor, uninvite } from "./admissions.js";
export { claim, completeClaim, confirmClaim, contestClaim, decideClaim } from "./claims.js";
export { completeRecovery, decideRecovery, objectToRecovery, recover } from "./recoveries.js";
export { addSigner, removeSigner } from "./signers.js";
export { choose, decideSuspension, depart, noteAct, rejoin, suspend } from "./standings.js";
