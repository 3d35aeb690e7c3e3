import { hashOf, ZERO } from "../support/acts.js";
import { fill } from "../support/slots.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const FIRST = { indicator: 1, from: 1, notice: 0, duration: 3_600 };
const indicating = (changes) => (world) =>
  world.act(
    "defineIndicator",
    w.STEWARD,
    w.sampleIndicator({ document: hashOf("new"), ...changes }),
  );
const opening = (changes) => (world) => world.act("openVote", w.STEWARD, { ...FIRST, ...changes });
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
  { error: "KindUnknown", when: "the kind is above 2", values: [3], act: indicating({ kind: 3 }) },
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
  ...inactive(w.STEWARD, indicating()),
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
    error: "VersionsFull",
    when: "the indicator has 65,535 versions",
    values: [1],
    given: async (world) => {
      await firstVersion(world);
      await fillVersions(world);
    },
    act: opening({ from: 0 }),
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
  ...inactive(w.STEWARD, opening()),
];

/** Closing a vote wrote how many versions the indicator has. */
const fillVersions = (world) =>
  fill(
    world,
    world.assembly,
    0n,
    16n,
    async () => (await world.ask("assembly", "indicator", 1))[3],
  );

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
