import { hashOf, ZERO } from "../support/acts.js";
import * as r from "../support/records.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, ownHours } = w;
const ID = r.idOf(ownHours());
const VOUCHED = ownHours({ contributor: 4, basis: w.VOUCHED });
const AGAIN = ownHours({ units: 200, content: hashOf("corrected") });

const correcting =
  (changes = {}, replaced = ownHours(), member = MEMBER) =>
  (world) =>
    world.act("correct", member, { replaced, replacement: { ...AGAIN, ...changes } });

/** What `record` refuses, a replacement is refused as well. */
const unfit = [
  ["RecorderMismatch", "is recorded by somebody else", { recorder: 4, basis: w.PRESENT }],
  ["ActivityUnknown", "is of no known type", { activity: 9 }],
  ["ActivityNotInForce", "is of a type in force only later", { activity: w.LATER }],
  ["EpochUnknown", "lies in no listed epoch", { epoch: 9 }],
  ["EpochNotStarted", "lies in the future", { epoch: 6 }],
  ["UnitsMissing", "has no units", { units: 0 }],
  ["UnitsNotCredit", "is not exactly one credit", { activity: w.CREDIT }],
  ["ContentMissing", "has no content", { content: ZERO }],
  ["BasisInvalid", "has a basis though it is one's own", { basis: w.PRESENT }],
].map(([error, what, changes]) => ({
  error,
  when: `the replacement ${what}`,
  given: r.recorded,
  act: correcting(changes),
}));

export const correct = [
  {
    error: "ContributionUnknown",
    when: "the contribution to correct was never recorded",
    values: [ID],
    act: correcting(),
  },
  {
    error: "EpochUnknown",
    when: "the contribution to correct lies in no listed epoch",
    values: [9],
    act: correcting({}, ownHours({ epoch: 9 })),
  },
  {
    error: "ContributorMismatch",
    when: "the replacement credits somebody else",
    values: [MEMBER, 4],
    given: r.recorded,
    act: correcting({ contributor: 4, basis: w.PRESENT }),
  },
  {
    error: "EpochIsFinal",
    when: "the epoch of the contribution is final",
    values: [1],
    given: async (world) => {
      await r.recorded(world);
      await world.chain.travelTo(await r.windowEnd(world, 1));
    },
    act: correcting({ epoch: w.NOW_EPOCH }),
  },
  {
    error: "EpochClosed",
    when: "the epoch of the replacement has closed",
    values: [1],
    given: async (world) => {
      await r.recorded(world);
      await world.chain.travelTo(await r.closing(world, 1));
    },
    act: correcting(),
  },
  {
    error: "WithdrawalForbidden",
    when: "the contribution is not the member's to withdraw",
    given: async (world) => r.recorded(world, ownHours({ contributor: 5, recorder: 5 })),
    act: correcting(
      { contributor: 5, basis: w.PRESENT },
      ownHours({ contributor: 5, recorder: 5 }),
    ),
  },
  {
    error: "WithdrawalForbidden",
    when: "the recorder corrects what is accepted",
    given: (world) => r.accepted(world, VOUCHED, [5]),
    act: correcting({ contributor: 4, basis: w.VOUCHED }, VOUCHED),
  },
  {
    error: "ContributionEnded",
    when: "the contribution was replaced already",
    values: [ID],
    given: async (world) => {
      await r.recorded(world);
      await world.do(correcting()(world));
    },
    act: correcting({ content: hashOf("corrected otherwise") }),
  },
  {
    error: "ContributionEnded",
    when: "the contribution to correct was struck",
    values: [ID],
    given: (world) => r.resolved(world, true),
    act: correcting(),
  },
  {
    error: "ContributionExists",
    when: "the replacement is recorded already",
    values: [r.idOf(AGAIN)],
    given: async (world) => {
      await r.recorded(world);
      await r.recorded(world, AGAIN);
    },
    act: correcting(),
  },
  {
    error: "ContributionExists",
    when: "a contribution replaces itself",
    values: [ID],
    given: r.recorded,
    act: correcting(ownHours()),
  },
  {
    error: "MemberNotRecorded",
    when: "the contributor of the replacement chose not to be recorded any more",
    values: [MEMBER],
    given: async (world) => {
      await r.recorded(world);
      await r.chosen(world, MEMBER, 2);
    },
    act: correcting(),
  },
  ...unfit,
  ...inactive(MEMBER, correcting()),
];
