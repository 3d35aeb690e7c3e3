/** Steps of a walk that are about people: who belongs, and who speaks for whom. */
import { keccak256 } from "viem";

import { NEVER } from "./acts.js";
import * as w from "./world.js";

const LONGEST_SUSPENSION = 40;

const isJoined = ({ joined }) => joined !== 0;
const holderOf = (walk, hash) => walk.crowd.find(({ signer }) => keccak256(signer) === hash);
const managed = (walk) => walk.random.below(4) === 0;

/** A new signer signs the act by which it is added. */
const consenting = (person) => async (chain, act) => [
  await person.sign(act.contract.digest(act.name, act.message)),
];

/** Members whose recovery is as the condition says. */
function recovering(walk, condition) {
  const found = walk.members(({ recovery: [, ready, proposer, , frozen] }) =>
    condition({ ready, proposer, frozen }),
  );
  return walk.oneOf(found);
}

/** A claim of a membership that nobody has joined by yet. */
function claimed(walk) {
  const open = Object.keys(walk.state.claims)
    .map((key) => key.split(" "))
    .filter(([member]) => !isJoined(walk.state.members[member - 1]));
  const [unclaimed, signer] = walk.oneOf(open) ?? [];
  return signer && { unclaimed: Number(unclaimed), signer };
}

/** Somebody to admit; one in three has no signer. */
function admission(walk) {
  if (walk.random.below(3) === 0) return w.admission(undefined, { person: walk.label() });
  return w.admission(walk.newcomer(), { managed: managed(walk) });
}

const recover = (walk) => {
  const subject = recovering(walk, ({ ready, proposer }) => proposer && !ready);
  if (subject && walk.random.below(4)) {
    const [hash, , proposer, isManaged] = walk.state.members[subject - 1].recovery;
    const another = walk.member((m, id) => m.steward && id !== proposer);
    const { signer } = holderOf(walk, hash);
    return walk.act("recover", another, { subject, managed: isManaged, signer });
  }
  const fields = { subject: walk.member(), managed: managed(walk) };
  return walk.act("recover", walk.steward(), { ...fields, signer: walk.newcomer().signer });
};

const confirmClaim = (walk) => {
  const claim = claimed(walk);
  return claim && walk.act("confirmClaim", walk.steward(), claim);
};

const suspend = (walk) => {
  const asked = walk.asked;
  if (asked && walk.random.below(3)) {
    walk.asked = undefined;
    return walk.act("suspend", walk.steward(), asked);
  }
  const lifts = walk.random.below(4) === 0;
  const subject = walk.member(({ suspended }) => suspended === lifts);
  const until = walk.now + w.DAY * (1 + walk.random.below(LONGEST_SUSPENSION));
  walk.asked = { subject, until: lifts ? 0 : until };
  return walk.act("suspend", walk.steward(), walk.asked);
};

/** How often each step is drawn against the others. */
export const PEOPLE_ODDS = {
  addSigner: 4,
  removeSigner: 3,
  recover: 6,
  objectToRecovery: 1,
  completeRecovery: 3,
  decideRecovery: 3,
  claim: 3,
  confirmClaim: 5,
  contestClaim: 1,
  completeClaim: 2,
  decideClaim: 1,
  depart: 1,
  rejoin: 3,
  choose: 2,
  suspend: 4,
  decideSuspension: 1,
  admit: 2,
  sponsor: 4,
  join: 2,
  uninvite: 1,
};

export const PEOPLE_STEPS = {
  addSigner: (walk) => {
    const [member, person] = [walk.member(), walk.newcomer()];
    const fields = { managed: managed(walk), signer: person.signer };
    return walk.act("addSigner", member, fields, { more: consenting(person) });
  },
  removeSigner: (walk) => {
    const several = ({ signers }) => Object.keys(signers).length > 1;
    const member = walk.member(several);
    const signers = Object.keys(walk.state.members[member - 1].signers);
    return walk.act("removeSigner", member, { signer: walk.random.pick(signers) });
  },
  recover,
  objectToRecovery: (walk) => {
    const member = recovering(walk, ({ ready, frozen }) => ready && !frozen);
    return member && walk.act("objectToRecovery", member, {});
  },
  completeRecovery: (walk) => {
    const member = recovering(walk, ({ ready }) => ready);
    if (!member) return undefined;
    const [hash] = walk.state.members[member - 1].recovery;
    return walk.act("completeRecovery", member, {}, { by: holderOf(walk, hash) });
  },
  decideRecovery: (walk) => {
    const member = recovering(walk, ({ frozen }) => frozen);
    return member && walk.decide("decideRecovery", member, walk.random.below(2) === 0);
  },
  claim: (walk) => {
    const member = walk.oneOf(walk.members((m) => !isJoined(m)));
    if (!member) return undefined;
    const by = walk.newcomer();
    return walk.act("claim", member, { managed: managed(walk) }, { by });
  },
  confirmClaim,
  contestClaim: (walk) => {
    const claim = claimed(walk);
    return claim && walk.act("contestClaim", walk.member(), { unclaimed: claim.unclaimed });
  },
  completeClaim: (walk) => {
    const claim = claimed(walk);
    const { chain, community } = walk.world;
    const args = claim && [claim.unclaimed, claim.signer];
    return claim && { call: () => chain.send(community, "completeClaim", args) };
  },
  decideClaim: (walk) => {
    const claim = claimed(walk);
    return claim && walk.decide("decideClaim", claim.unclaimed, claim.signer);
  },
  depart: (walk) => walk.act("depart", walk.member(), {}),
  rejoin: (walk) => {
    const member = walk.oneOf(walk.members(({ departed }) => departed));
    return member && walk.act("rejoin", member, {});
  },
  choose: (walk) => {
    const recognition = walk.random.below(3);
    const unclaimed = walk.oneOf(walk.members((m) => !isJoined(m)));
    if (unclaimed && walk.random.below(3) === 0)
      return walk.act("choose", walk.steward(), { subject: unclaimed, recognition });
    const subject = walk.member();
    return walk.act("choose", subject, { subject, recognition });
  },
  suspend,
  decideSuspension: (walk) => {
    const suspended = walk.oneOf(walk.members((m) => m.suspended));
    if (suspended) return walk.decide("decideSuspension", suspended, 0);
    const until = walk.now + w.DAY * (1 + walk.random.below(LONGEST_SUSPENSION));
    return walk.decide("decideSuspension", walk.member(), until);
  },
  admit: (walk) => walk.act("admit", walk.steward(), { admissions: [admission(walk)] }),
  sponsor: (walk) => {
    const again = walk.oneOf(walk.sponsored);
    const given = again && walk.random.below(3) ? again : admission(walk);
    walk.sponsored.push(given);
    return walk.act("sponsor", walk.member(), { admission: given });
  },
  join: async (walk) => {
    const invitation = await invitationOf(walk);
    return walk.world.join(walk.newcomer(), invitation, { deadline: NEVER - walk.steps });
  },
  uninvite: async (walk) =>
    walk.act("uninvite", walk.steward(), { invite: (await invitationOf(walk)).invite }),
};

/** An invitation by a steward, sometimes one that was given before. */
async function invitationOf(walk) {
  const again = walk.oneOf(walk.invitations);
  if (again && walk.random.below(2)) return again;
  const key = walk.random.pick(walk.crowd);
  const fresh = await walk.world.invitation(1 + walk.random.below(2), key, NEVER - walk.steps);
  walk.invitations.push(fresh);
  return fresh;
}
