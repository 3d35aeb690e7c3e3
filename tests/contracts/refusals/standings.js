import { hashOf } from "../support/acts.js";
import * as p from "../support/people.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";
import { relayed } from "./recoveries.js";

const { MEMBER, STEWARD, UNCLAIMED, people } = w;
const MONTHS = 90 * w.DAY;
/** A time in the sample epoch: a month after it has begun. */
const SOON = w.ENDS[3] + 75 * w.DAY;

export const depart = [
  {
    error: "MemberHasDeparted",
    when: "the member left before",
    values: [MEMBER],
    given: (world) => world.do(p.depart(world, MEMBER, 1)),
    act: (world) => p.depart(world, MEMBER),
  },
  {
    error: "StewardLast",
    when: "the member is the last steward",
    values: [2],
    given: (world) => r.departed(world, STEWARD),
    act: (world) => p.depart(world, 2),
  },
  {
    error: "ActRepeated",
    when: "the very same departure comes again after a return",
    given: async (world) => {
      await world.do(p.depart(world, MEMBER));
      await world.do(p.rejoin(world, MEMBER));
    },
    act: (world) => p.depart(world, MEMBER),
  },
];

export const rejoin = [
  {
    error: "MemberHasNotDeparted",
    when: "the member is there",
    values: [MEMBER],
    act: (world) => p.rejoin(world, MEMBER),
  },
  {
    error: "MemberHasNotDeparted",
    when: "the member is suspended and has not left",
    values: [MEMBER],
    given: (world) => r.suspended(world, MEMBER),
    act: (world) => p.rejoin(world, MEMBER),
  },
  {
    error: "ActRepeated",
    when: "the very same return comes again after another departure",
    given: async (world) => {
      await world.do(p.depart(world, MEMBER));
      await world.do(p.rejoin(world, MEMBER));
      await world.do(p.depart(world, MEMBER, 1));
    },
    act: (world) => p.rejoin(world, MEMBER),
  },
];

const choosing =
  (recognition, { member = MEMBER, subject = member } = {}) =>
  (world) =>
    p.choose(world, member, recognition, subject);

export const choose = [
  {
    error: "RecognitionUnknown",
    when: "there is no such choice",
    values: [3],
    act: choosing(3),
  },
  {
    error: "RecognitionUnknown",
    when: "a steward makes no such choice for an unclaimed member",
    values: [4],
    act: choosing(4, { member: STEWARD, subject: UNCLAIMED }),
  },
  {
    error: "StewardRequired",
    when: "a member chooses for another",
    values: [MEMBER],
    act: choosing(1, { subject: 4 }),
  },
  {
    error: "StewardRequired",
    when: "somebody who is no steward chooses for an unclaimed member",
    values: [MEMBER],
    act: choosing(2, { subject: UNCLAIMED }),
  },
  {
    error: "StewardRequired",
    when: "a steward who is suspended chooses for an unclaimed member",
    values: [STEWARD],
    given: (world) => r.suspended(world, STEWARD),
    act: choosing(2, { member: STEWARD, subject: UNCLAIMED }),
  },
  {
    error: "StewardRequired",
    when: "a steward who has departed chooses for an unclaimed member",
    values: [STEWARD],
    given: (world) => r.departed(world, STEWARD),
    act: choosing(2, { member: STEWARD, subject: UNCLAIMED }),
  },
  {
    error: "MemberClaimed",
    when: "a steward chooses for a member who has joined",
    values: [MEMBER],
    act: choosing(2, { member: STEWARD, subject: MEMBER }),
  },
  {
    error: "MemberUnknown",
    when: "a steward chooses for nobody",
    values: [99],
    act: choosing(2, { member: STEWARD, subject: 99 }),
  },
  {
    error: "ActRepeated",
    when: "the very same choice comes again after another one",
    given: async (world) => {
      for (const recognition of [1, 0]) await r.chosen(world, MEMBER, recognition);
    },
    act: choosing(1),
  },
];

const suspending =
  (until, { member = STEWARD, subject = MEMBER } = {}) =>
  async (world) =>
    p.suspend(world, member, subject, typeof until === "function" ? await until(world) : until);
const after = (seconds) => async (world) => (await world.chain.now()) + seconds;

/** What neither two stewards nor a vote can do. */
const senseless = [
  ["MemberUnknown", "there is no such member to suspend", [99], SOON, 99],
  ["MemberUnclaimed", "the member to suspend never joined", [UNCLAIMED], SOON, UNCLAIMED],
  ["SuspensionUnknown", "a suspension is lifted that there is not", [MEMBER], 0, MEMBER],
  ["SuspensionPast", "it would be over before it begins", [w.ENDS[3]], w.ENDS[3], MEMBER],
].map(([error, when, values, until, subject]) => ({ error, when, values, until, subject }));

export const suspend = [
  {
    error: "StewardRequired",
    when: "the member who asks for it is no steward",
    values: [4],
    act: suspending(SOON, { member: 4 }),
  },
  {
    error: "PartyMayNot",
    when: "a steward asks for their own",
    values: [STEWARD],
    act: suspending(SOON, { subject: STEWARD }),
  },
  {
    error: "PartyMayNot",
    when: "a steward confirms their own",
    values: [2],
    given: (world) => world.do(p.suspend(world, STEWARD, 2, SOON)),
    act: suspending(SOON, { member: 2, subject: 2 }),
  },
  {
    error: "SuspensionLong",
    when: "it would last longer than ninety days",
    act: suspending(after(MONTHS + 60)),
  },
  {
    error: "SuspensionLong",
    when: "a vote has set a longer one, and stewards would lift it",
    given: (world) => r.suspended(world, MEMBER, MONTHS + w.DAY),
    act: suspending(0),
  },
  {
    error: "SuspensionPast",
    when: "it would be over by the time the second steward asks for it",
    values: [SOON],
    given: async (world) => {
      await world.do(p.suspend(world, STEWARD, MEMBER, SOON));
      await world.chain.nextBlockAt(SOON);
    },
    act: suspending(SOON, { member: 2 }),
  },
  ...senseless.map(({ until, subject, ...rest }) => ({
    ...rest,
    act: suspending(until, { subject }),
  })),
  {
    error: "ActRepeated",
    when: "the very same steward asks for the very same again",
    given: (world) => world.do(p.suspend(world, STEWARD, MEMBER, SOON)),
    act: suspending(SOON),
  },
  ...inactive(STEWARD, suspending(SOON)),
];

const deciding = (from, subject, until) => async (world) => {
  const address = from(world);
  await world.chain.fund(address);
  return world.chain.send(world.community, "decideSuspension", [subject, until], {
    from: address,
  });
};
const assembly = (world) => world.assembly.address;

export const decideSuspension = [
  {
    error: "AssemblyRequired",
    when: "a steward suspends alone",
    values: [people.steward1.address],
    provoke: deciding(() => people.steward1.address, MEMBER, SOON),
  },
  {
    error: "AssemblyRequired",
    when: "a relay carries the suspension",
    provoke: (world) => relayed(world, "decideSuspension", [MEMBER, SOON]),
  },
  ...senseless.map(({ until, subject, ...rest }) => ({
    ...rest,
    provoke: deciding(assembly, subject, until),
  })),
];

export const noteAct = [
  {
    error: "AssemblyRequired",
    when: "somebody else says that a member acted",
    values: [people.member3.address],
    provoke: (world) =>
      world.chain.send(world.community, "noteAct", [MEMBER, hashOf("signer")], {
        from: people.member3.address,
      }),
  },
];
