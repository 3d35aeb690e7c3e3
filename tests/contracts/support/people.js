/** How people come, change their signers and go: their acts, and the courses that lead to a moment worth testing. */
import { NEVER, Person } from "./acts.js";
import { direct, doors, signed } from "./doors.js";
import { Passkey } from "./passkey.js";
import * as w from "./world.js";

/** A contract account that speaks when its owner's key has signed (ERC-1271). */
class Account {
  constructor(address, owner) {
    Object.assign(this, { address, owner, signer: address });
  }

  sign(digest) {
    return this.owner.sign(digest);
  }
}

/** The kinds of signers: each makes one of them, by a label. */
export const kinds = {
  "a wallet": newWallet,
  "a contract account": async (world, label) => {
    const owner = new Person(`owner of ${label}`);
    const { address } = await world.chain.deploy("OwnedAccount", [owner.address]);
    await world.chain.fund(address);
    return new Account(address.toLowerCase(), owner);
  },
  "a passkey": ({ verifier }) => new Passkey(verifier.address),
};

async function newWallet({ chain }, label) {
  const person = new Person(label);
  await chain.fund(person.address);
  return person;
}

/** Every kind of signer through every door it can take: a passkey is no account that could call. */
export const ways = Object.entries(kinds).flatMap(([kind, make]) =>
  Object.entries(doors)
    .filter(([, door]) => kind !== "a passkey" || door !== direct)
    .map(([how, door]) => ({ how: `${kind}, ${how}`, kind, make, door })),
);

/** So many wallets with funds. */
export function wallets(world, ...labels) {
  return Promise.all(labels.map((label) => newWallet(world, label)));
}

export const removeSigner = (world, member, { signer }, { deadline = NEVER, ...changes } = {}) =>
  world.act("removeSigner", member, { signer, deadline }, changes);

/** A steward says that this signer is to speak for somebody; `again` makes of the same words another act. */
export function recover(world, steward, subject, { signer }, { managed = false, again = 0 } = {}) {
  return world.act("recover", steward, { deadline: NEVER - again, subject, managed, signer });
}

export const objectTo = (world, member, { again = 0, ...changes } = {}) =>
  world.act("objectToRecovery", member, { deadline: NEVER - again }, changes);

export const completeRecovery = (world, member, by, { again = 0 } = {}) =>
  world.act("completeRecovery", member, { deadline: NEVER - again }, { by });

/** A member stands for somebody; `again` makes of the same words another act. */
export const sponsor = (world, member, person, { again = 0, ...changes } = {}) =>
  world.act("sponsor", member, {
    deadline: NEVER - again,
    admission: w.admission(person, changes),
  });

export const uninvite = (world, member, { invite }) => world.act("uninvite", member, { invite });

export const claim = (world, by, { member = w.UNCLAIMED, managed = false } = {}) =>
  world.act("claim", member, { managed }, { by });

/** A steward says that a claim is true; `again` makes of the same words another act. */
export const confirmClaim = (world, steward, { signer }, unclaimed = w.UNCLAIMED, again = 0) =>
  world.act("confirmClaim", steward, { deadline: NEVER - again, unclaimed, signer });

export const contestClaim = (world, member, unclaimed = w.UNCLAIMED) =>
  world.act("contestClaim", member, { unclaimed });

export const depart = (world, member, again = 0) =>
  world.act("depart", member, { deadline: NEVER - again });

export const rejoin = (world, member, again = 0) =>
  world.act("rejoin", member, { deadline: NEVER - again });

export const choose = (world, member, recognition, subject = member) =>
  world.act("choose", member, { subject, recognition });

/** A steward asks for a suspension; `again` makes of the same words another act. */
export const suspend = (world, steward, subject, until, again = 0) =>
  world.act("suspend", steward, { deadline: NEVER - again, subject, until });

/** A claim that waited long enough comes true; anybody may say so. */
export async function completeClaim(world, { signer }, unclaimed = w.UNCLAIMED) {
  world.receipts.push(
    await world.chain.send(world.community, "completeClaim", [unclaimed, signer]),
  );
}

/** Somebody is admitted by a steward; their id. */
export async function admitted(world, person, changes) {
  const admissions = [w.admission(person, changes)];
  await world.do(world.act("admit", w.STEWARD, { admissions }));
  return world.ask("community", "memberCount");
}

/** A member with these further signers. */
export async function withSigners(world, member, ...persons) {
  for (const person of persons) await world.do(world.addSigner(member, person), signed);
}

/** Both stewards said that the signer is to speak for the subject; when it can. */
export async function confirmed(world, subject, person, options = {}) {
  for (const steward of [1, 2]) await world.do(recover(world, steward, subject, person, options));
  const [, ready] = await world.ask("community", "recoveryOf", subject);
  return ready;
}

/** Confirmed, and objected to with the first signer. */
export async function frozen(world, subject, person, options) {
  const ready = await confirmed(world, subject, person, options);
  await world.do(objectTo(world, subject, options));
  return ready;
}

/** Confirmed, waited for and taken over: the signer alone speaks for the subject. */
export async function recovered(world, subject, person, options) {
  await world.chain.travelTo(await confirmed(world, subject, person, options));
  await world.do(completeRecovery(world, subject, person, options), signed);
}

/** A claim of the unclaimed member, and as many of the stewards as confirm it. */
export async function claimed(world, person, { stewards = [1, 2], ...options } = {}) {
  await world.do(claim(world, person, options), signed);
  for (const steward of stewards)
    await world.do(confirmClaim(world, steward, person, options.member));
}

export const later = async ({ chain }, seconds) => chain.travelTo((await chain.now()) + seconds);

/** What the community answers about people. */
export function viewsOf(world) {
  const ask = (name, ...args) => world.ask("community", name, ...args);
  return {
    standing: (member) => ask("member", member),
    /** For whom each of the signers speaks. */
    speaks: (...persons) => Promise.all(persons.map(({ signer }) => ask("memberOf", signer))),
    electorate: () => ask("electorate"),
    recovery: (member) => ask("recoveryOf", member),
    claim: ({ signer }, member = w.UNCLAIMED) => ask("claimOf", member, signer),
    count: () => ask("memberCount"),
  };
}
