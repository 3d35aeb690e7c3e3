import { hashOf, ZERO } from "../support/acts.js";
import { poke, slotsWritten } from "../support/slots.js";
import * as w from "../support/world.js";

const FIRST = { indicator: 1, from: 1, notice: 0, duration: 3_600 };
const indicating = (changes) => (world) =>
  world.act(
    "defineIndicator",
    w.STEWARD,
    w.sampleIndicator({ document: hashOf("new"), ...changes }),
  );
const opening = (changes) => (world) => world.act("openVote", w.STEWARD, { ...FIRST, ...changes });
const casting =
  (levels, options, member = w.MEMBER) =>
  (world) =>
    world.cast(member, levels, options);
const LEVELS = [10, 0, w.ABSTAIN];
const open = (world) => w.openSampleVote(world);
const YEAR = 366 * 86_400;

export const defineIndicator = [
  {
    error: "StewardRequired",
    when: "the member who defines an indicator is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("defineIndicator", w.MEMBER, w.sampleIndicator()),
  },
  { error: "KindUnknown", when: "the kind is 0", values: [0], act: indicating({ kind: 0 }) },
  { error: "KindUnknown", when: "the kind is above 1", values: [2], act: indicating({ kind: 2 }) },
  {
    error: "DocumentMissing",
    when: "the indicator has no document",
    act: indicating({ document: ZERO }),
  },
  {
    error: "RetentionLong",
    when: "the retention names twelve ages",
    values: [12, 11],
    act: indicating({ retention: Array(12).fill(1) }),
  },
  {
    error: "RetentionOutOfRange",
    when: "more than the whole is kept",
    values: [2, 10_001],
    act: indicating({ retention: [10_000, 10_001] }),
  },
  {
    error: "ActRepeated",
    when: "the very same indicator is defined again",
    given: (world) => world.do(indicating()(world)),
    act: indicating(),
  },
];

export const openVote = [
  {
    error: "StewardRequired",
    when: "the member who opens a vote is no steward",
    values: [w.MEMBER],
    act: (world) => world.act("openVote", w.MEMBER, FIRST),
  },
  {
    error: "IndicatorUnknown",
    when: "the indicator is 0",
    values: [0],
    act: opening({ indicator: 0 }),
  },
  {
    error: "IndicatorUnknown",
    when: "the indicator is unknown",
    values: [2],
    act: opening({ indicator: 2 }),
  },
  {
    error: "VotePending",
    when: "the indicator's last vote is not closed",
    values: [1, 1],
    given: open,
    act: opening({ duration: 60 }),
  },
  {
    error: "FromInvalid",
    when: "the first version is in force from no stated epoch",
    values: [0],
    act: opening({ from: 0 }),
  },
  {
    error: "FromInvalid",
    when: "a later version states its epoch",
    values: [5],
    given: firstVersion,
    act: opening({ from: 5 }),
  },
  {
    error: "EpochUnknown",
    when: "the first version is in force from an epoch not listed",
    values: [9],
    act: opening({ from: 9 }),
  },
  {
    error: "VotingTimeShort",
    when: "it would be open for less than a minute",
    values: [59, 60],
    act: opening({ duration: 59 }),
  },
  {
    error: "VotingTimeLong",
    when: "it would open later than in 366 days",
    values: [YEAR + 1, 86_400, YEAR],
    act: opening({ notice: YEAR + 1, duration: 86_400 }),
  },
  {
    error: "VotingTimeLong",
    when: "it would be open for more than 366 days",
    values: [0, YEAR + 1, YEAR],
    act: opening({ notice: 0, duration: YEAR + 1 }),
  },
  {
    error: "ActRepeated",
    when: "the very same vote is opened again",
    given: async (world) => {
      await firstVersion(world);
      await world.do(opening({ from: 0 })(world));
      await world.chain.travelTo((await world.chain.now()) + 3_601);
      await close(world, 2);
    },
    act: opening({ from: 0 }),
  },
];

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
    error: "JoinedAfterAnnouncement",
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
      await fill(world, 240n, async () => (await world.ask("assembly", "ballot", 1, w.MEMBER))[0]);
    },
    act: casting(LEVELS, { sequence: 65_535 }),
  },
];

/** The vote's slot holds its ballots in 16 bits above opens 48, closes 48, notice 32 and quorum 32. */
const fillBallots = (world) =>
  fill(world, 160n, async () => (await world.ask("assembly", "vote", 1)).ballots);

/** Fills the 16 bits from `shift` on in the slot that the last act wrote and `count` is read from. */
async function fill(world, shift, count) {
  const written = await slotsWritten(world.chain, world.receipts.at(-1));
  const full = (word) => word | (0xffffn << shift);
  for (const slot of written) {
    const back = await world.chain.moment();
    await poke(world.chain, world.assembly, slot, full);
    if ((await count()) === 65_535) return;
    await back();
  }
  throw new Error("no slot holds the number");
}

export async function close(world, vote) {
  world.receipts.push(await world.chain.send(world.assembly, "closeVote", [vote]));
}

/** Three ballots set the indicator's first version, in force from epoch 1. */
export async function firstVersion(world) {
  await open(world);
  for (const member of [3, 4, 5]) await world.do(world.cast(member, LEVELS));
  await world.chain.travelTo((await world.chain.now()) + 3_600);
  await close(world, 1);
}
