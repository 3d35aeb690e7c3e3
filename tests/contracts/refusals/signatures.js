import { withBitFlipped, withHighS } from "../support/acts.js";
import { digest } from "../support/doors.js";
import * as w from "../support/world.js";

/** One act of each kind that is right in every respect but its signature. */
export const samples = {
  record: (world) => world.record(w.MEMBER, w.ownHours()),
  attest: (world) => world.attest(4, w.attesting(w.ownHours({ contributor: 5, recorder: 5 }))),
  admit: (world) => world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }),
  defineGroup: (world) => world.act("defineGroup", 1, { document: w.activity().document }),
  defineActivity: (world) => world.act("defineActivity", 1, { activity: w.activity() }),
  listEpochs: (world) => world.act("listEpochs", 1, { ends: [w.ENDS.at(-1) + 1] }),
  defineIndicator: (world) =>
    world.act("defineIndicator", 1, w.sampleIndicator({ kind: 1, retention: [] })),
  openVote: (world) => world.act("openVote", 1, { indicator: 1, from: 1, notice: 0, duration: 60 }),
  cast: (world) => world.cast(w.MEMBER, [10, 0, w.ABSTAIN]),
};

/** What is wrong with who says it; only the last two can also be tried by the signer's own call. */
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
      signature: await w.people.member5.sign(digest(world.chain, act)),
    }),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer is no member's",
    forge: (world, act) => ({ ...act, by: w.people.stranger }),
    everyDoor: true,
  },
  {
    error: "SignerNotOfMember",
    when: "the signer is another member's",
    forge: (world, act) => ({ ...act, by: w.people.member5 }),
    everyDoor: true,
  },
  {
    error: "SignerNotOfMember",
    when: "the member is 0 and the signer nobody's",
    forge: (world, act) => ({
      ...act,
      by: w.people.stranger,
      message: { ...act.message, member: 0 },
    }),
    everyDoor: true,
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
