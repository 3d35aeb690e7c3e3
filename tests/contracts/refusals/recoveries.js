import { encodeFunctionData } from "viem";

import { Person } from "../support/acts.js";
import { relay } from "../support/doors.js";
import * as p from "../support/people.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";
import { bound, pending } from "./signers.js";

const { MEMBER, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
const MONTH = 30 * w.DAY;
const other = new Person("another signer");

const recovering =
  (person, { member = STEWARD, subject = MEMBER } = {}) =>
  (world) =>
    p.recover(world, member, subject, person);

export const recover = [
  {
    error: "StewardRequired",
    when: "the member who says so is no steward",
    values: [4],
    act: recovering(stranger, { member: 4 }),
  },
  {
    error: "PartyMayNot",
    when: "a steward recovers themselves",
    values: [STEWARD],
    act: recovering(stranger, { subject: STEWARD }),
  },
  {
    error: "MemberUnknown",
    when: "there is no such member to recover",
    values: [99],
    act: recovering(stranger, { subject: 99 }),
  },
  {
    error: "MemberUnclaimed",
    when: "the member never had a signer",
    values: [UNCLAIMED],
    act: recovering(stranger, { subject: UNCLAIMED }),
  },
  ...bound(recovering),
  {
    error: "SignerUnsupported",
    when: "the recovering signer is of no known kind",
    act: recovering({ signer: `0x${"11".repeat(84)}` }),
  },
  {
    error: "ActRepeated",
    when: "the very same word comes again",
    given: (world) => world.do(recovering(stranger)(world)),
    act: recovering(stranger),
  },
  ...pending(recovering(stranger)),
  ...inactive(STEWARD, recovering(stranger)),
];

/** No recovery of the member is confirmed. */
const none = (act) => [
  { error: "RecoveryUnknown", when: "nobody spoke of a recovery", values: [MEMBER], act },
  {
    error: "RecoveryUnknown",
    when: "one steward only has spoken",
    values: [MEMBER],
    given: (world) => world.do(recovering(stranger)(world)),
    act,
  },
  {
    error: "RecoveryUnknown",
    when: "the recovery lapsed thirty days after it could be completed",
    values: [MEMBER],
    given: async (world) => {
      const ready = await p.confirmed(world, MEMBER, stranger);
      await world.chain.travelTo(ready + MONTH);
    },
    act,
  },
  {
    error: "RecoveryUnknown",
    when: "a vote refused the recovery",
    values: [MEMBER],
    given: async (world) => {
      await p.frozen(world, MEMBER, stranger, { again: 1 });
      await r.decided(world, "decideRecovery", MEMBER, false);
    },
    act,
  },
];

const objecting =
  (changes = {}) =>
  (world) =>
    p.objectTo(world, MEMBER, changes);

export const objectToRecovery = [
  ...none(objecting()),
  {
    error: "RecoveryUnknown",
    when: "the new signer has taken over",
    values: [MEMBER],
    given: (world) => p.recovered(world, MEMBER, stranger),
    act: objecting({ by: stranger }),
  },
  {
    error: "SignerNotOfMember",
    when: "the new signer, which does not speak yet, objects",
    values: [MEMBER, stranger.signer],
    given: (world) => p.confirmed(world, MEMBER, stranger),
    act: objecting({ by: stranger }),
  },
  {
    error: "SignerNotOfMember",
    when: "the old signer, which speaks no longer, objects",
    values: [MEMBER, people.member3.signer],
    given: (world) => p.recovered(world, MEMBER, stranger),
    act: objecting(),
  },
  {
    error: "RecoveryFrozen",
    when: "the member objected already",
    values: [MEMBER],
    given: (world) => p.frozen(world, MEMBER, stranger, { again: 1 }),
    act: objecting(),
  },
  {
    error: "RecoveryGranted",
    when: "a vote granted the recovery",
    values: [MEMBER],
    given: (world) => granted(world, { again: 1 }),
    act: objecting(),
  },
  {
    error: "ActRepeated",
    when: "the very same objection comes again",
    given: (world) => p.frozen(world, MEMBER, stranger),
    act: objecting(),
  },
];

/** Objected to, and granted by a vote all the same. */
async function granted(world, options) {
  await p.frozen(world, MEMBER, stranger, options);
  await r.decided(world, "decideRecovery", MEMBER, true);
}

const completing =
  (by = stranger) =>
  (world) =>
    p.completeRecovery(world, MEMBER, by);

export const completeRecovery = [
  ...none(completing()),
  {
    error: "RecoveryUnknown",
    when: "it is completed already",
    values: [MEMBER],
    given: (world) => p.recovered(world, MEMBER, stranger),
    act: completing(),
  },
  {
    error: "RecoveryFrozen",
    when: "the member objected",
    values: [MEMBER],
    given: async (world) => {
      await world.chain.travelTo(await p.frozen(world, MEMBER, stranger));
    },
    act: completing(),
  },
  {
    error: "SignerNotOfMember",
    when: "another signer than the stewards said completes it",
    values: [MEMBER, other.signer],
    given: async (world) => {
      await world.chain.fund(other.address);
      await world.chain.travelTo(await p.confirmed(world, MEMBER, stranger));
    },
    act: completing(other),
  },
  {
    error: "SignerNotOfMember",
    when: "the old signer completes it",
    values: [MEMBER, people.member3.signer],
    given: async (world) => {
      await world.chain.travelTo(await p.confirmed(world, MEMBER, stranger));
    },
    act: completing(people.member3),
  },
  {
    error: "RecoveryWaiting",
    when: "the wait is not over",
    values: [MEMBER],
    given: async (world) => {
      await world.chain.nextBlockAt((await p.confirmed(world, MEMBER, stranger)) - 1);
    },
    act: completing(),
  },
  {
    error: "ActRepeated",
    when: "the very same completion comes again in another recovery",
    given: async (world) => {
      await p.recovered(world, MEMBER, stranger);
      await world.chain.travelTo(await p.confirmed(world, MEMBER, stranger, { again: 1 }));
    },
    act: completing(),
  },
];

const deciding = (from) => (world) =>
  world.chain.send(world.community, "decideRecovery", [MEMBER, true], { from: from(world) });
const byVote = deciding(({ assembly }) => assembly.address);

export const decideRecovery = [
  {
    error: "AssemblyRequired",
    when: "a steward decides it alone",
    values: [people.steward1.address],
    given: (world) => p.frozen(world, MEMBER, stranger),
    provoke: deciding(() => people.steward1.address),
  },
  {
    error: "AssemblyRequired",
    when: "a relay carries the decision",
    given: (world) => p.frozen(world, MEMBER, stranger),
    provoke: (world) => relayed(world, "decideRecovery", [MEMBER, true]),
  },
  ...none(undefined).map(({ act, given, ...rest }) => ({
    ...rest,
    given: async (world) => {
      await world.chain.fund(world.assembly.address);
      await given?.(world);
    },
    provoke: byVote,
  })),
  {
    error: "RecoveryNotFrozen",
    when: "nobody objected",
    values: [MEMBER],
    given: async (world) => {
      await world.chain.fund(world.assembly.address);
      await p.confirmed(world, MEMBER, stranger);
    },
    provoke: byVote,
  },
  {
    error: "RecoveryNotFrozen",
    when: "a vote granted it before",
    values: [MEMBER],
    given: granted,
    provoke: byVote,
  },
];

/** What is the assembly's alone, carried as if it were an act. */
export async function relayed(world, functionName, args) {
  const data = encodeFunctionData({ abi: world.community.abi, functionName, args });
  const receipt = await relay(world.chain, world.community, [data]);
  const { args: failed } = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  throw world.chain.explain(failed.reason);
}
