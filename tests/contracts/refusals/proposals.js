import { hashOf, ZERO } from "../support/acts.js";
import { fill } from "../support/slots.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, STEWARD, people } = w;
const { AGAINST, IN_FAVOUR, WAITING } = will;
const YEAR = 366 * w.DAY;
const proposing = (fields, calls) => (world) => will.proposing(world, calls, fields);
/** By a member who is no steward, as the rules ask for it. */
const waiting = (fields, calls) => proposing({ member: MEMBER, ...WAITING, ...fields }, calls);
const noCall = (to, data = "0x12345678") => [{ to, data }];
const proposed = (world) => will.proposed(world);
const rejected = (world) => will.closed(world, 1);
/** A proposal that has passed and waits for objections. */
const passed = (world) => will.passed(world, [], { delay: w.DELAY });
const later = async (world, seconds) => world.chain.travelTo((await world.chain.now()) + seconds);
/** Somebody joins, as member 8, before a moment comes. */
const newcomer = async (world) => {
  await later(world, 1);
  await world.do(world.act("admit", STEWARD, { admissions: [w.admission(people.stranger)] }));
};

/** The times that are too short for somebody, in their world. */
const hasty = (who, member, world) => [
  {
    error: "NoticeShort",
    when: `${who} gives less notice than the rules ask for`,
    values: [w.NOTICE - 1, w.NOTICE],
    world,
    act: waiting({ member, notice: w.NOTICE - 1 }),
  },
  {
    error: "VotingTimeShort",
    when: `${who} gives less voting time than the rules ask for`,
    values: [w.VOTING_TIME - 1, w.VOTING_TIME],
    world,
    act: waiting({ member, duration: w.VOTING_TIME - 1 }),
  },
  {
    error: "DelayOutOfRange",
    when: `${who} gives less delay than the rules ask for`,
    values: [w.DELAY - 1, w.DELAY, YEAR],
    world,
    act: waiting({ member, delay: w.DELAY - 1 }),
  },
];

export const propose = [
  ...hasty("a member", MEMBER),
  ...hasty("after handover a steward", STEWARD, "handedOver"),
  {
    error: "VotingTimeShort",
    when: "a steward gives less than a minute",
    values: [59, 60],
    act: proposing({ duration: 59 }),
  },
  {
    error: "VotingTimeLong",
    when: "its vote would open later than in 366 days",
    values: [YEAR + 1, 60, YEAR],
    act: proposing({ notice: YEAR + 1 }),
  },
  {
    error: "VotingTimeLong",
    when: "its vote would be open for more than 366 days",
    values: [0, YEAR + 1, YEAR],
    act: proposing({ duration: YEAR + 1 }),
  },
  {
    error: "DelayOutOfRange",
    when: "it would wait for more than 366 days",
    values: [YEAR + 1, 0, YEAR],
    act: proposing({ delay: YEAR + 1 }),
  },
  {
    error: "DocumentMissing",
    when: "the proposal has no document",
    act: proposing({ document: ZERO }),
  },
  {
    error: "VoteUnknown",
    when: "it amends a proposal that there is not",
    values: [1],
    act: proposing({ amends: 1 }),
  },
  {
    error: "VoteOfOtherKind",
    when: "it amends a weight vote",
    values: [1, will.KIND.weights],
    given: (world) => w.openSampleVote(world),
    act: proposing({ amends: 1 }),
  },
  {
    error: "CallsFull",
    when: "it makes seventeen calls",
    values: [16],
    act: proposing({}, Array(17).fill(noCall(1)[0])),
  },
  {
    error: "CallInvalid",
    when: "a call goes nowhere",
    values: [0],
    act: proposing({}, noCall(0)),
  },
  {
    error: "CallInvalid",
    when: "a call goes elsewhere",
    values: [1],
    act: proposing({}, [...noCall(2), ...noCall(3)]),
  },
  {
    error: "CallInvalid",
    when: "a call names no function",
    values: [0],
    act: proposing({}, noCall(1, "0x123456")),
  },
  {
    error: "CallInvalid",
    when: "a call would have a member act",
    values: [0],
    act: (world) =>
      will.proposing(world, [will.callOf(world, "noteAct", MEMBER, hashOf(people.member3.signer))]),
  },
  ...["relay", "simulate"].map((name) => ({
    error: "CallInvalid",
    when: `a call would ${name} acts`,
    values: [1],
    act: (world) =>
      will.proposing(world, [
        will.callOf(world, "decideGroup", hashOf("first")),
        will.callOf(world, name, []),
      ]),
  })),
  {
    error: "ProposalsFull",
    when: "it is the member's sixth in an epoch",
    values: [STEWARD, w.NOW_EPOCH, 5],
    given: async (world) => {
      for (let i = 0; i < 5; ++i) await proposed(world);
    },
    act: proposing(),
  },
  {
    error: "ManagedMayNotVote",
    when: "a managed member proposes where they may not vote",
    values: [w.MANAGED],
    world: "managedMayNotVote",
    act: waiting({ member: w.MANAGED }),
  },
  {
    error: "ActRepeated",
    when: "the very same proposal comes again",
    given: (world) => world.do(proposing()(world)),
    act: proposing(),
  },
  ...inactive(MEMBER, waiting()),
];

const answering =
  (options, { choice = IN_FAVOUR, member = MEMBER } = {}) =>
  (world) =>
    will.answering(world, member, choice, options);
const asStranger = (act) => (world) => ({ ...act(world), by: people.stranger });

export const castProposal = [
  {
    error: "VoteUnknown",
    when: "there is no such proposal",
    values: [1],
    act: answering(),
  },
  {
    error: "VoteOfOtherKind",
    when: "the vote is a weight vote",
    values: [1, will.KIND.weights],
    given: (world) => w.openSampleVote(world),
    act: answering(),
  },
  {
    error: "VoteNotOpen",
    when: "the proposal's notice is running",
    values: [1],
    given: (world) => will.proposed(world, [], { notice: 600 }),
    act: answering(),
  },
  {
    error: "VoteOver",
    when: "the proposal's voting time is over",
    values: [1],
    given: async (world) => {
      await proposed(world);
      await later(world, 60);
    },
    act: answering(),
  },
  {
    error: "VoteOver",
    when: "the proposal is closed",
    values: [1],
    given: passed,
    act: answering({ sequence: 2 }),
  },
  {
    error: "JoinedLate",
    when: "the member joined after the proposal was announced",
    values: [8],
    given: async (world) => {
      await will.proposed(world, [], { notice: 600 });
      await newcomer(world);
      await will.toOpening(world, 1);
    },
    act: asStranger(answering({}, { member: 8 })),
  },
  {
    error: "JoinedLate",
    when: "after handover the member joined in the epoch of the announcement",
    values: [8],
    world: "handedOver",
    given: async (world) => {
      await newcomer(world);
      await will.toOpening(world, await will.proposed(world));
    },
    act: asStranger(answering({ vote: 2 }, { member: 8 })),
  },
  {
    error: "ManagedMayNotVote",
    when: "the member is managed and may not vote",
    values: [w.MANAGED],
    world: "managedMayNotVote",
    given: proposed,
    act: answering({}, { member: w.MANAGED }),
  },
  {
    error: "SequenceWrong",
    when: "the first answer's sequence is not 1",
    values: [1, 2],
    given: proposed,
    act: answering({ sequence: 2 }),
  },
  {
    error: "SequenceWrong",
    when: "the same answer comes again",
    values: [2, 1],
    given: async (world) => {
      await proposed(world);
      await world.do(answering()(world));
    },
    act: answering(),
  },
  {
    error: "SequenceFull",
    when: "the member answered as often as can be counted",
    values: [MEMBER],
    given: async (world) => {
      await proposed(world);
      await world.do(answering()(world));
      await fillSequence(world);
    },
    act: answering({ sequence: 65_535 }),
  },
  {
    error: "BallotsFull",
    when: "the proposal has 65,535 ballots",
    values: [1],
    given: async (world) => {
      await proposed(world);
      await world.do(answering({}, { member: 4 })(world));
      await fillBallots(world);
    },
    act: answering(),
  },
  ...[0, 4].map((choice) => ({
    error: "ChoiceUnknown",
    when: `the choice is ${choice}`,
    values: [choice],
    given: proposed,
    act: answering({}, { choice }),
  })),
  ...inactive(MEMBER, answering()),
];

const objecting =
  (member = MEMBER, vote = 1) =>
  (world) =>
    will.objecting(world, member, vote);

export const objectToProposal = [
  {
    error: "VoteUnknown",
    when: "there is no such proposal to object to",
    values: [1],
    act: objecting(),
  },
  {
    error: "VoteOfOtherKind",
    when: "the vote to object to is a weight vote",
    values: [1, will.KIND.weights],
    given: (world) => w.openSampleVote(world),
    act: objecting(),
  },
  {
    error: "ProposalNotPassed",
    when: "the proposal to object to is not closed",
    values: [1],
    given: async (world) => {
      await will.answered(
        world,
        [],
        [3, 4, 5].map((member) => [member, IN_FAVOUR]),
      );
      await later(world, 60);
    },
    act: objecting(),
  },
  {
    error: "ProposalNotPassed",
    when: "the proposal to object to was rejected",
    values: [1],
    given: async (world) => {
      await proposed(world);
      await rejected(world);
    },
    act: objecting(),
  },
  {
    error: "ObjectionLate",
    when: "the delay is over",
    values: [1],
    given: async (world) => {
      await passed(world);
      await later(world, w.DELAY);
    },
    act: objecting(),
  },
  {
    error: "ObjectionLate",
    when: "there was no delay",
    values: [1],
    given: (world) => will.passed(world),
    act: objecting(),
  },
  {
    error: "JoinedLate",
    when: "the member who objects joined after the announcement",
    values: [8],
    given: async (world) => {
      await passed(world);
      await newcomer(world);
    },
    act: asStranger(objecting(8)),
  },
  {
    error: "ManagedMayNotVote",
    when: "the member who objects is managed and may not vote",
    values: [w.MANAGED],
    world: "managedMayNotVote",
    given: passed,
    act: objecting(w.MANAGED),
  },
  {
    error: "ObjectedAlready",
    when: "the member objected before",
    values: [1, MEMBER],
    given: async (world) => {
      await passed(world);
      await world.do(objecting()(world));
    },
    act: objecting(),
  },
  {
    error: "ObjectedAlready",
    when: "the member's ballot was against it",
    values: [1, w.MANAGED],
    given: async (world) => {
      const answers = [3, 4, 5].map((member) => [member, IN_FAVOUR]);
      const vote = await will.answered(world, [], [...answers, [w.MANAGED, AGAINST]], {
        delay: w.DELAY,
      });
      await will.closed(world, vote);
    },
    act: objecting(w.MANAGED),
  },
  {
    error: "BallotsFull",
    when: "the proposal to object to has 65,535 ballots",
    values: [1],
    given: async (world) => {
      await passed(world);
      await world.do(objecting(w.MANAGED)(world));
      await fillBallots(world);
    },
    act: objecting(STEWARD),
  },
  ...inactive(MEMBER, objecting()),
];

const group = (label) => (world) => will.callOf(world, "decideGroup", hashOf(label));
const executing =
  (...calls) =>
  (world) =>
    will.executed(
      world,
      1,
      calls.map((call) => call(world)),
    );
const passing =
  (...calls) =>
  (world) =>
    will.passed(
      world,
      calls.map((call) => call(world)),
      { delay: w.DELAY },
    );
/** Passed, and waited for. */
const readied =
  (...calls) =>
  async (world) => {
    await passing(...calls)(world);
    await later(world, w.DELAY);
  };
/** Closed with these answers. */
const closedWith = (answers) => async (world) => {
  const vote = await will.answered(world, [], answers);
  await will.closed(world, vote);
};

export const execute = [
  { error: "VoteUnknown", when: "there is no such proposal", values: [1], provoke: executing() },
  {
    error: "VoteOfOtherKind",
    when: "the vote to execute is a weight vote",
    values: [1, will.KIND.weights],
    given: (world) => w.openSampleVote(world),
    provoke: executing(),
  },
  {
    error: "ProposalNotPassed",
    when: "the proposal is not closed",
    values: [1],
    given: async (world) => {
      await will.answered(
        world,
        [],
        [3, 4, 5].map((member) => [member, IN_FAVOUR]),
      );
      await later(world, 60);
    },
    provoke: executing(),
  },
  ...[
    ["fewer than the quorum answered", [3, 4], []],
    ["as many were against it as in favour", [3, 4], [5, 6]],
    ["more were against it", [3], [5, 6]],
  ].map(([when, inFavour, against]) => ({
    error: "ProposalNotPassed",
    when,
    values: [1],
    given: closedWith([
      ...inFavour.map((member) => [member, IN_FAVOUR]),
      ...against.map((member) => [member, AGAINST]),
    ]),
    provoke: executing(),
  })),
  {
    error: "ProposalNotPassed",
    when: "everybody abstained",
    values: [1],
    given: closedWith([3, 4, 5].map((member) => [member, will.ABSTAINS])),
    provoke: executing(),
  },
  {
    error: "ProposalStopped",
    when: "as many objected as are in favour",
    values: [1, 2, 2],
    given: async (world) => {
      await passed(world);
      for (const member of [MEMBER, w.MANAGED]) await world.do(objecting(member)(world));
      await later(world, w.DELAY);
    },
    provoke: executing(),
  },
  {
    error: "ProposalExecutedAlready",
    when: "it was executed before",
    values: [1],
    given: async (world) => {
      await readied(group("once"))(world);
      await executing(group("once"))(world);
    },
    provoke: executing(group("once")),
  },
  {
    error: "ProposalWaiting",
    when: "the delay is running",
    values: [1],
    given: passing(group("waiting")),
    provoke: executing(group("waiting")),
  },
  {
    error: "ProposalLapsed",
    when: "nobody executed it for thirty days",
    values: [1],
    given: async (world) => {
      await readied(group("late"))(world);
      await later(world, will.EXECUTION_TIME);
    },
    provoke: executing(group("late")),
  },
  {
    error: "ProposalLapsed",
    when: "it was proposed before the handover, and not executed",
    values: [1],
    given: async (world) => {
      await readied(group("early"))(world);
      await will.handOver(world);
    },
    provoke: executing(group("early")),
  },
  {
    error: "CallsMismatch",
    when: "other calls come than were proposed",
    values: [1],
    given: readied(group("one")),
    provoke: executing(group("another")),
  },
  {
    error: "CallsMismatch",
    when: "the calls come in another order",
    values: [1],
    given: readied(group("one"), group("another")),
    provoke: executing(group("another"), group("one")),
  },
  {
    error: "CallsMismatch",
    when: "a call is left out",
    values: [1],
    given: readied(group("one"), group("another")),
    provoke: executing(group("one")),
  },
  {
    error: "CallFailed",
    when: "one of its calls is refused, and what came before is undone",
    values: [1],
    given: readied(group("one"), twice),
    provoke: executing(group("one"), twice),
  },
];

/** A call that cannot be done: whom it appoints is a steward. */
function twice(world) {
  return will.callOf(world, "decideSteward", STEWARD, true);
}

/** The vote's slot holds its ballots in 16 bits above opens 48, closes 48, joinedBy 48 and quorum 32. */
function fillBallots(world) {
  const ballots = async () => (await will.voteOf(world, 1)).ballots;
  return fill(world, world.assembly, 176n, 16n, ballots);
}

/** A ballot's slot holds its sequence in the 16 highest bits. */
function fillSequence(world) {
  const sequence = async () => (await world.ask("assembly", "ballot", 1, MEMBER))[0];
  return fill(world, world.assembly, 240n, 16n, sequence);
}
