import { hashOf, Person, withBitFlipped, withHighS } from "../support/acts.js";
import { digest } from "../support/doors.js";
import * as p from "../support/people.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";

const { CREDIT, MEMBER, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
const fresh = new Person("somebody fresh");
const credit = (content) => w.ownHours({ activity: CREDIT, units: 100, content: hashOf(content) });

/** One act of each kind that is right in every respect but its signature. */
export const samples = actsOf({
  record: (world) => world.record(MEMBER, w.ownHours()),
  attest: (world) => world.attest(4, w.attesting(w.ownHours({ contributor: 5, recorder: 5 }))),
  retract: (world) => world.retract(4, w.ownHours()),
  withdraw: (world) => world.withdraw(MEMBER, w.ownHours()),
  correct: (world) =>
    world.act("correct", MEMBER, { replaced: credit("old"), replacement: credit("new") }),
  contest: (world) => world.contest(4, w.ownHours()),
  resolve: (world) => world.resolve(STEWARD, w.ownHours(), true),
  admit: (world) => world.act("admit", 1, { admissions: [w.admission(stranger)] }),
  sponsor: (world) => p.sponsor(world, MEMBER, stranger),
  uninvite: async (world) => p.uninvite(world, STEWARD, await world.invitation(STEWARD, fresh)),
  confirmClaim: (world) => p.confirmClaim(world, STEWARD, stranger),
  contestClaim: (world) => p.contestClaim(world, MEMBER),
  addSigner: (world) => world.addSigner(MEMBER, fresh),
  removeSigner: (world) => p.removeSigner(world, MEMBER, people.member3),
  recover: (world) => p.recover(world, STEWARD, MEMBER, stranger),
  objectToRecovery: (world) => p.objectTo(world, MEMBER),
  depart: (world) => p.depart(world, MEMBER),
  rejoin: (world) => p.rejoin(world, MEMBER),
  choose: (world) => p.choose(world, STEWARD, 2, UNCLAIMED),
  suspend: (world) => p.suspend(world, STEWARD, MEMBER, w.ENDS[4]),
  defineGroup: (world) => world.act("defineGroup", 1, { document: w.activity().document }),
  defineActivity: (world) => world.act("defineActivity", 1, { activity: w.activity() }),
  listEpochs: (world) => world.act("listEpochs", 1, { ends: [w.ENDS.at(-1) + w.DAY] }),
  defineIndicator: (world) =>
    world.act("defineIndicator", 1, w.sampleIndicator({ kind: 1, retention: [] })),
  openVote: (world) => world.act("openVote", 1, { indicator: 1, from: 1, notice: 0, duration: 60 }),
  cast: (world) => world.cast(MEMBER, [10, 0, w.ABSTAIN]),
  castShares: (world) => will.dividing(world, MEMBER, [70, 30], [10, 0, w.ABSTAIN]),
  propose: (world) => will.proposing(world, [will.callOf(world, "handOver")]),
  castProposal: (world) => will.answering(world, MEMBER, will.IN_FAVOUR),
  objectToProposal: (world) => will.objecting(world, MEMBER),
  stand: (world) => will.standing(world, MEMBER),
  castElection: (world) => will.electing(world, MEMBER, [4, 5]),
});

/** Acts of somebody whose signer is no member's yet: it need not be, and has to sign all the same. */
export const newcomers = {
  ...actsOf({
    join: async (world) => world.join(stranger, await world.invitation(STEWARD, fresh)),
    claim: (world) => p.claim(world, stranger),
  }),
  completeRecovery: {
    given: async (world) => world.chain.travelTo(await p.confirmed(world, MEMBER, stranger)),
    act: (world) => p.completeRecovery(world, MEMBER, stranger),
  },
};

function actsOf(functions) {
  return Object.fromEntries(Object.entries(functions).map(([name, act]) => [name, { act }]));
}

/** What is wrong with who says it; what needs no signature can also be tried by the signer's own call. */
export const forgeries = [
  {
    error: "SignatureInvalid",
    when: "one bit of the signature's r is turned over",
    forge: async (world, act) => ({ ...act, signature: withBitFlipped(await sign(world, act), 9) }),
  },
  {
    error: "SignatureInvalid",
    when: "one bit of the signature's v is turned over",
    forge: async (world, act) => ({
      ...act,
      signature: withBitFlipped(await sign(world, act), 513),
    }),
  },
  {
    error: "SignatureInvalid",
    when: "one bit of the act is turned over",
    forge: async (world, act) => {
      const signature = await sign(world, act);
      return { ...act, signature, message: { ...act.message, deadline: act.message.deadline - 1 } };
    },
  },
  {
    error: "SignatureHighS",
    when: "the signature has the upper s",
    forge: async (world, act) => ({ ...act, signature: withHighS(await sign(world, act)) }),
  },
  {
    error: "SignatureLengthInvalid",
    when: "the signature is 64 bytes long",
    values: [64],
    forge: async (world, act) => ({ ...act, signature: (await sign(world, act)).slice(0, -2) }),
  },
  {
    error: "SignatureLengthInvalid",
    when: "there is no signature and the caller is somebody else",
    values: [0],
    forge: (world, act) => ({ ...act, signature: "0x" }),
  },
  {
    error: "SignatureInvalid",
    when: "the signature is another member's",
    forge: async (world, act) => ({
      ...act,
      signature: await people.member5.sign(digest(world.chain, act)),
    }),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer is no member's",
    forge: (world, act) => ({ ...act, by: stranger }),
    everyDoor: true,
    ofMember: true,
  },
  {
    error: "SignerNotOfMember",
    when: "the signer is another member's",
    forge: (world, act) => ({ ...act, by: people.member5 }),
    everyDoor: true,
    ofMember: true,
  },
  {
    error: "SignerNotOfMember",
    when: "the member is 0 and the signer nobody's",
    forge: (world, act) => ({
      ...act,
      by: stranger,
      message: { ...act.message, member: 0 },
    }),
    everyDoor: true,
    ofMember: true,
  },
  {
    error: "DeadlinePassed",
    when: "the deadline has passed",
    forge: async (world, act) => {
      const message = { ...act.message, deadline: (await world.chain.now()) - 1 };
      return { ...act, message };
    },
    everyDoor: true,
  },
];

function sign(world, act) {
  return act.by.sign(digest(world.chain, act));
}
