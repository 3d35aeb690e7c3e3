import { NEVER, Person, withBitFlipped } from "../support/acts.js";
import * as p from "../support/people.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, people } = w;
const { stranger } = people;
const fresh = new Person("fresh signer");
const lost = new Person("lost signer");

const adding =
  (person, changes = {}) =>
  (world) =>
    world.addSigner(MEMBER, person, changes);
const removing =
  (person, changes = {}) =>
  (world) =>
    p.removeSigner(world, MEMBER, person, changes);

/** What member 4 had and has no longer: a removed signer, and the one of before a recovery. */
export const bygone = {
  "another member removed it": async (world) => {
    await p.withSigners(world, 4, lost);
    await world.do(p.removeSigner(world, 4, lost));
  },
  "another member had it before a recovery": async (world) => {
    await p.withSigners(world, 4, lost);
    await p.recovered(world, 4, new Person("recovering"));
  },
};

/** No signer may come to speak for member `id` that belongs to somebody else, or belonged. */
export const bound = (act) => [
  {
    error: "SignerTaken",
    when: "the signer speaks for another member",
    values: [people.member5.signer, 5],
    act: act(people.member5),
  },
  ...Object.entries(bygone).map(([how, given]) => ({
    error: "SignerTaken",
    when: `${how}: a signer is one member's for ever`,
    values: [lost.signer, 4],
    given,
    act: act(lost),
  })),
];

const unsupported = (act) =>
  Object.entries({
    "is the zero address": `0x${"00".repeat(20)}`,
    "is shorter than an address": `0x${"11".repeat(19)}`,
    "is empty": "0x",
    "has a verifier that the factory does not name": `0x${"11".repeat(84)}`,
  }).map(([what, signer]) => ({
    error: "SignerUnsupported",
    when: `the new signer ${what}`,
    act: act({ signer, sign: () => "0x" }),
  }));

/** While a recovery waits, or a vote about it, nobody changes signers. */
export const pending = (act) => [
  {
    error: "RecoveryPending",
    when: "two stewards' word for a new signer waits",
    values: [MEMBER],
    given: (world) => p.confirmed(world, MEMBER, fresh),
    act,
  },
  {
    error: "RecoveryPending",
    when: "a recovery that was objected to waits for a vote, however long",
    values: [MEMBER],
    given: async (world) => {
      await p.frozen(world, MEMBER, fresh);
      await p.later(world, 400 * w.DAY);
    },
    act,
  },
];

/** The new signer's part of the act: what it signs, and over which act. */
const consenting = (sign) => ({
  more: async (chain, act) => [await sign(act.contract.digest(act.name, act.message), act)],
});

export const addSigner = [
  ...bound(adding),
  {
    error: "SignerTaken",
    when: "it speaks for the member already",
    values: [people.member3.signer, MEMBER],
    act: adding(people.member3),
  },
  ...unsupported(adding),
  {
    error: "SignersFull",
    when: "five signers speak for the member",
    values: [MEMBER, 5],
    given: (world) =>
      p.withSigners(world, MEMBER, ...["a", "b", "c", "d"].map((label) => new Person(label))),
    act: adding(stranger),
  },
  {
    error: "SignatureLengthInvalid",
    when: "the new signer does not consent",
    values: [0],
    act: adding(
      fresh,
      consenting(() => "0x"),
    ),
  },
  {
    error: "SignatureInvalid",
    when: "somebody else consents",
    values: [MEMBER],
    act: adding(
      fresh,
      consenting((digest) => stranger.sign(digest)),
    ),
  },
  {
    error: "SignatureInvalid",
    when: "a bit of the consent is turned over",
    act: adding(
      fresh,
      consenting(async (digest) => withBitFlipped(await fresh.sign(digest), 9)),
    ),
  },
  {
    error: "SignatureInvalid",
    when: "the new signer consents to be managed, and the act says it is not",
    act: adding(
      fresh,
      consenting((_, { contract, name, message }) =>
        fresh.sign(contract.digest(name, { ...message, managed: true })),
      ),
    ),
  },
  {
    error: "SignatureInvalid",
    when: "the new signer consents to speak for another member",
    act: adding(
      fresh,
      consenting((_, { contract, name, message }) =>
        fresh.sign(contract.digest(name, { ...message, member: 4 })),
      ),
    ),
  },
  {
    error: "ActRepeated",
    when: "the very same signer is added again after it was removed",
    given: async (world) => {
      await p.withSigners(world, MEMBER, fresh);
      await world.do(p.removeSigner(world, MEMBER, fresh));
    },
    act: adding(fresh),
  },
  ...pending(adding(stranger)),
  ...inactive(MEMBER, adding(stranger)),
];

export const removeSigner = [
  {
    error: "SignerNotOfMember",
    when: "the signer to remove is nobody's",
    values: [MEMBER, stranger.signer],
    act: removing(stranger),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer to remove is another member's",
    values: [MEMBER, people.member4.signer],
    act: removing(people.member4),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer was removed before",
    values: [MEMBER, fresh.signer],
    given: async (world) => {
      await p.withSigners(world, MEMBER, fresh);
      await world.do(removing(fresh, { deadline: NEVER - 1 })(world));
    },
    act: removing(fresh),
  },
  {
    error: "SignerNotOfMember",
    when: "the signer was the member's before a recovery",
    values: [MEMBER, people.member3.signer],
    given: (world) => p.recovered(world, MEMBER, stranger),
    act: removing(people.member3, { by: stranger }),
  },
  {
    error: "SignerLast",
    when: "it is the last one",
    values: [MEMBER],
    act: removing(people.member3),
  },
  {
    error: "SignerLast",
    when: "it is the last one since the first was removed",
    values: [MEMBER],
    given: async (world) => {
      await p.withSigners(world, MEMBER, stranger);
      await world.do(p.removeSigner(world, MEMBER, people.member3));
    },
    act: removing(stranger, { by: stranger }),
  },
  {
    error: "ActRepeated",
    when: "the very same signer is removed again after it was added again",
    given: async (world) => {
      await p.withSigners(world, MEMBER, fresh);
      await world.do(removing(fresh)(world));
      const { message, ...act } = world.addSigner(MEMBER, fresh);
      await world.do({ ...act, message: { ...message, deadline: NEVER - 1 } });
    },
    act: removing(fresh),
  },
  ...pending(removing(people.member3)),
  ...inactive(MEMBER, removing(people.member3)),
];
