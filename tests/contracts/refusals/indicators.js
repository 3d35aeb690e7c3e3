import { hashOf, ZERO } from "../support/acts.js";
import { setNumber } from "../support/slots.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { decided, onlyVotes } from "./decisions.js";

const NEXT = w.NOW_EPOCH + 1;
const WILL = "ProposalRequired";
const fresh = hashOf("decided");
const YEAR_OF_MONTHS = 12;
/** Indicator 1 has ended, and the epoch from which on it has. */
const retired = async (world) => {
  await decided("decideSunset", 1, NEXT)(world);
  await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
};
const opening = ({ indicator = 1, from = 1, notice = w.NOTICE, duration = w.VOTING_TIME } = {}) =>
  decided("decideVote", indicator, from, notice, duration);
const indicating = ({ kind = 1, retention = [], until = 0, document = fresh }) =>
  decided("decideIndicator", kind, retention, until, document);
const revising = ({ indicator = 1, retention = [], document = fresh }) =>
  decided("decideRevision", indicator, retention, document);

/** What a retention cannot be. */
const retentions = (act) => [
  {
    error: "RetentionLong",
    when: "the retention decided on names twelve ages",
    values: [YEAR_OF_MONTHS, 11],
    provoke: act({ retention: Array(YEAR_OF_MONTHS).fill(1) }),
  },
  {
    error: "RetentionOutOfRange",
    when: "more than the whole would be kept",
    values: [1, 10_001],
    provoke: act({ retention: [10_001] }),
  },
];

export const decideVote = [
  ...onlyVotes(WILL, "decideVote", 1, 1, w.NOTICE, w.VOTING_TIME),
  {
    error: "IndicatorUnknown",
    when: "there is no such indicator to weigh",
    values: [2],
    provoke: opening({ indicator: 2 }),
  },
  {
    error: "IndicatorRetired",
    when: "the indicator to weigh has ended",
    values: [1, NEXT],
    given: retired,
    provoke: opening(),
  },
  {
    error: "VotePending",
    when: "the indicator is being weighed",
    values: [1, 1],
    given: opening(),
    provoke: opening(),
  },
  {
    error: "FromInvalid",
    when: "the first version would be in force from no stated epoch",
    values: [0],
    provoke: opening({ from: 0 }),
  },
  {
    error: "NoticeShort",
    when: "after handover less notice is given than the rules ask for",
    values: [w.NOTICE - 1, w.NOTICE],
    world: "handedOver",
    provoke: opening({ notice: w.NOTICE - 1 }),
  },
  {
    error: "VotingTimeShort",
    when: "after handover less voting time is given than the rules ask for",
    values: [w.VOTING_TIME - 1, w.VOTING_TIME],
    world: "handedOver",
    provoke: opening({ duration: w.VOTING_TIME - 1 }),
  },
];

export const decideIndicator = [
  ...onlyVotes(WILL, "decideIndicator", 1, [], 0, fresh),
  ...[0, 3].map((kind) => ({
    error: "KindUnknown",
    when: `the kind decided on is ${kind}`,
    values: [kind],
    provoke: indicating({ kind }),
  })),
  {
    error: "DocumentMissing",
    when: "the indicator decided on has no document",
    provoke: indicating({ document: ZERO }),
  },
  ...retentions(indicating),
  {
    error: "EpochBegun",
    when: "it would end in the epoch it is",
    values: [w.NOW_EPOCH, NEXT],
    provoke: indicating({ until: w.NOW_EPOCH }),
  },
  {
    error: "IndicatorsFull",
    when: "there are a thousand indicators",
    values: [1_000],
    given: async (world) => {
      world.receipts.push(await indicating({})(world));
      await setNumber(world, world.assembly, 1_000n, () => world.ask("assembly", "indicatorCount"));
    },
    provoke: indicating({}),
  },
];

export const decideRevision = [
  ...onlyVotes(WILL, "decideRevision", 1, [], fresh),
  {
    error: "IndicatorUnknown",
    when: "there is no such indicator to revise",
    values: [2],
    provoke: revising({ indicator: 2 }),
  },
  {
    error: "IndicatorRetired",
    when: "the indicator to revise has ended",
    values: [1, NEXT],
    given: retired,
    provoke: revising({}),
  },
  {
    error: "DocumentMissing",
    when: "the revised indicator has no document",
    provoke: revising({ document: ZERO }),
  },
  ...retentions(revising),
];

export const decideSunset = [
  ...onlyVotes(WILL, "decideSunset", 1, NEXT),
  {
    error: "IndicatorUnknown",
    when: "there is no such indicator to end",
    values: [2],
    provoke: decided("decideSunset", 2, NEXT),
  },
  {
    error: "EpochBegun",
    when: "the indicator would end in the epoch it is",
    values: [w.NOW_EPOCH, NEXT],
    provoke: decided("decideSunset", 1, w.NOW_EPOCH),
  },
  ...[0, NEXT + 1].map((until) => ({
    error: "IndicatorRetired",
    when: until ? "an indicator that has ended would end later" : "it would begin again",
    values: [1, NEXT],
    given: retired,
    provoke: decided("decideSunset", 1, until),
  })),
];
