import { fill } from "../support/slots.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { firstVersion } from "./assembly.js";
import { inactive } from "./record.js";

const casting =
  (levels, options, member = w.MEMBER) =>
  (world) =>
    world.cast(member, levels, options);
const LEVELS = [10, 0, w.ABSTAIN];
const open = (world) => w.openSampleVote(world);

export const cast = [
  {
    error: "VoteUnknown",
    when: "the vote is 0",
    values: [0],
    act: casting(LEVELS, { vote: 0 }),
  },
  {
    error: "VoteUnknown",
    when: "the vote is unknown",
    values: [1],
    act: casting(LEVELS),
  },
  {
    error: "VoteNotOpen",
    when: "the notice is running",
    given: (world) => w.openSampleVote(world, { notice: 600 }),
    act: casting(LEVELS),
  },
  {
    error: "VoteOver",
    when: "the voting time is over",
    given: async (world) => {
      await open(world);
      await world.chain.travelTo((await world.chain.now()) + 3_600);
    },
    act: casting(LEVELS),
  },
  {
    error: "VoteOver",
    when: "the vote is closed",
    given: firstVersion,
    act: casting(LEVELS, { sequence: 2 }),
  },
  {
    error: "VoteOfOtherKind",
    when: "the vote is a proposal",
    values: [1, will.KIND.proposal],
    given: (world) => will.proposed(world),
    act: casting(LEVELS),
  },
  {
    error: "DivisionMissing",
    when: "the vote is one of shares",
    values: [1],
    given: (world) => will.openShares(world),
    act: casting(LEVELS),
  },
  {
    error: "JoinedLate",
    when: "the member joined after the announcement",
    given: async (world) => {
      await w.openSampleVote(world, { notice: 100 });
      await world.chain.travelTo((await world.chain.now()) + 1);
      await world.do(world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }));
      await world.chain.travelTo((await world.chain.now()) + 100);
    },
    act: (world) => ({ ...world.cast(8, LEVELS), by: w.people.stranger }),
  },
  {
    error: "ManagedMayNotVote",
    when: "managed members may not vote",
    values: [w.MANAGED],
    world: "managedMayNotVote",
    given: open,
    act: casting(LEVELS, {}, w.MANAGED),
  },
  {
    error: "SequenceWrong",
    when: "the first ballot's sequence is not 1",
    values: [1, 2],
    given: open,
    act: casting(LEVELS, { sequence: 2 }),
  },
  {
    error: "SequenceWrong",
    when: "the same ballot comes again",
    values: [2, 1],
    given: async (world) => {
      await open(world);
      await world.do(casting(LEVELS)(world));
    },
    act: casting(LEVELS),
  },
  {
    error: "LevelsLength",
    when: "a level is missing",
    values: [3, 2],
    given: open,
    act: casting([1, 2]),
  },
  {
    error: "LevelsLength",
    when: "there is a level too many",
    values: [3, 4],
    given: open,
    act: casting([1, 2, 3, 4]),
  },
  {
    error: "LevelOutOfRange",
    when: "a level is above 10",
    values: [2, 11],
    given: open,
    act: casting([10, 11, 0]),
  },
  {
    error: "LevelOutOfRange",
    when: "a level is above the abstention",
    values: [3, 16],
    given: open,
    act: casting([10, 10, 16]),
  },
  {
    error: "BallotsFull",
    when: "the vote has 65,535 ballots",
    values: [1],
    given: async (world) => {
      await open(world);
      await world.do(world.cast(4, LEVELS));
      await fillBallots(world);
    },
    act: casting(LEVELS),
  },
  {
    error: "SequenceFull",
    when: "the member's sequence is 65,535",
    values: [w.MEMBER],
    given: async (world) => {
      await open(world);
      await world.do(world.cast(w.MEMBER, LEVELS));
      await fillSequence(world);
    },
    act: casting(LEVELS, { sequence: 65_535 }),
  },
  ...inactive(w.MEMBER, casting(LEVELS)),
];

/** The vote's slot holds its ballots in 16 bits above opens 48, closes 48, joinedBy 48 and quorum 32. */
const fillBallots = (world) =>
  fill(
    world,
    world.assembly,
    176n,
    16n,
    async () => (await world.ask("assembly", "vote", 1)).ballots,
  );

/** A ballot's slot holds its sequence in 16 bits above sixty levels. */
const fillSequence = (world) =>
  fill(
    world,
    world.assembly,
    240n,
    16n,
    async () => (await world.ask("assembly", "ballot", 1, w.MEMBER))[0],
  );
