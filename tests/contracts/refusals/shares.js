import { fill } from "../support/slots.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, people } = w;
const POINTS = [70, 30];
const LEVELS = [10, 0, w.ABSTAIN];
const dividing =
  (points = POINTS, levels = LEVELS, options = {}, member = MEMBER) =>
  (world) =>
    will.dividing(world, member, points, levels, options);
const open = (world) => will.openShares(world);
const later = async (world, seconds) => world.chain.travelTo((await world.chain.now()) + seconds);

export const castShares = [
  { error: "VoteUnknown", when: "there is no such vote of shares", values: [1], act: dividing() },
  {
    error: "VoteOfOtherKind",
    when: "the vote to divide in is a proposal",
    values: [1, will.KIND.proposal],
    given: (world) => will.proposed(world),
    act: dividing(),
  },
  {
    error: "DivisionUnknown",
    when: "the vote is one of rates",
    values: [1],
    given: (world) => w.openSampleVote(world),
    act: dividing(),
  },
  {
    error: "VoteNotOpen",
    when: "the notice of a vote of shares is running",
    values: [1],
    given: (world) => will.openShares(world, { notice: 600 }),
    act: dividing(),
  },
  {
    error: "VoteOver",
    when: "the voting time of a vote of shares is over",
    values: [1],
    given: async (world) => {
      await open(world);
      await later(world, 3_600);
    },
    act: dividing(),
  },
  {
    error: "JoinedLate",
    when: "the member joined after a vote of shares was announced",
    values: [8],
    given: async (world) => {
      await open(world);
      await later(world, 1);
      await world.do(world.act("admit", 1, { admissions: [w.admission(people.stranger)] }));
    },
    act: (world) => ({ ...dividing(POINTS, LEVELS, {}, 8)(world), by: people.stranger }),
  },
  {
    error: "ManagedMayNotVote",
    when: "managed members may not divide",
    values: [w.MANAGED],
    world: "managedMayNotVote",
    given: open,
    act: dividing(POINTS, LEVELS, {}, w.MANAGED),
  },
  {
    error: "SequenceWrong",
    when: "the first division's sequence is not 1",
    values: [1, 2],
    given: open,
    act: dividing(POINTS, LEVELS, { sequence: 2 }),
  },
  {
    error: "SequenceWrong",
    when: "the same division comes again",
    values: [2, 1],
    given: async (world) => {
      await open(world);
      await world.do(dividing()(world));
    },
    act: dividing(),
  },
  {
    error: "SequenceFull",
    when: "the member divided as often as can be counted",
    values: [MEMBER],
    given: async (world) => {
      await open(world);
      await world.do(dividing()(world));
      await fill(world, world.assembly, 240n, 16n, async () => (await ballotOf(world))[0]);
    },
    act: dividing(POINTS, LEVELS, { sequence: 65_535 }),
  },
  {
    error: "BallotsFull",
    when: "the vote of shares has 65,535 ballots",
    values: [1],
    given: async (world) => {
      await open(world);
      await world.do(dividing(POINTS, LEVELS, {}, 4)(world));
      const ballots = async () => (await will.voteOf(world, 1)).ballots;
      await fill(world, world.assembly, 176n, 16n, ballots);
    },
    act: dividing(),
  },
  {
    error: "PointsLength",
    when: "a group gets no points",
    values: [2, 1],
    given: open,
    act: dividing([100]),
  },
  {
    error: "PointsLength",
    when: "a group gets points that is not there",
    values: [2, 3],
    given: open,
    act: dividing([70, 20, 10]),
  },
  {
    error: "PointsSum",
    when: "a point is left over",
    values: [99],
    given: open,
    act: dividing([70, 29]),
  },
  {
    error: "PointsSum",
    when: "a point too many is given",
    values: [101],
    given: open,
    act: dividing([71, 30]),
  },
  {
    error: "PointsSum",
    when: "points are given to fill another group's place",
    values: [128],
    given: open,
    act: dividing([128, 0]),
  },
  {
    error: "PointsSum",
    when: "no group is given a point",
    values: [0],
    given: open,
    act: dividing([0, 0]),
  },
  {
    error: "LevelsLength",
    when: "a division misses a level",
    values: [3, 2],
    given: open,
    act: dividing(POINTS, [1, 2]),
  },
  {
    error: "LevelOutOfRange",
    when: "a division gives a level above 10",
    values: [2, 11],
    given: open,
    act: dividing(POINTS, [10, 11, 0]),
  },
  ...inactive(MEMBER, dividing()),
];

const ballotOf = (world) => world.ask("assembly", "ballot", 1, MEMBER);
