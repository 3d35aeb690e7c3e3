import { hashOf, ZERO } from "../support/acts.js";
import { chosen } from "../support/records.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { decided } from "./decisions.js";

const asking =
  (kind, name, ...args) =>
  (world) =>
    world.ask(kind, name, ...args);

export const views = [
  ["GroupUnknown", "group 0 is asked for", asking("community", "group", 0)],
  ["GroupUnknown", "group 3 of 2 is asked for", asking("community", "group", 3)],
  ["ActivityUnknown", "activity type 0 is asked for", asking("community", "activity", 0)],
  ["EpochUnknown", "epoch 0 is asked for", asking("community", "epoch", 0)],
  ["EpochUnknown", "an epoch not listed is asked for", asking("community", "epoch", 9)],
  [
    "EpochUnlisted",
    "the epoch before the origin is asked for",
    asking("community", "epochAt", w.ORIGIN - 1),
  ],
  [
    "EpochUnlisted",
    "the epoch after the last end is asked for",
    asking("community", "epochAt", w.ENDS.at(-1)),
  ],
  ["MemberUnknown", "member 0 is asked for", asking("community", "member", 0)],
  ["MemberUnknown", "a member to come is asked for", asking("community", "member", 8)],
  [
    "ContributionUnknown",
    "the attester of an unknown contribution is asked for",
    asking("community", "attestation", ZERO, 0n),
    [ZERO],
  ],
  ["IndicatorUnknown", "indicator 0 is asked for", asking("assembly", "indicator", 0)],
  ["VersionUnknown", "a version not set is asked for", asking("assembly", "version", 1, 1)],
  ["VersionUnknown", "version 0 is asked for", asking("assembly", "version", 1, 0)],
  ["VoteUnknown", "vote 0 is asked for", asking("assembly", "vote", 0)],
  ["CommunityUnknown", "community 0 is asked for", asking("factory", "communityAt", 0n), [0]],
  [
    "CommunityUnknown",
    "a community to come is asked for",
    asking("factory", "communityAt", 2n),
    [2],
  ],
  ["MemberUnknown", "the score of nobody is asked for", asking("assembly", "scoreOf", 0, 1, 1)],
  [
    "EpochUnknown",
    "the score of an unknown epoch is asked for",
    asking("assembly", "scoreOf", 3, 1, 9),
  ],
]
  .map(([error, when, provoke, values]) => ({ error, when, values, provoke }))
  .concat([
    {
      error: "AttestationUnknown",
      when: "an attester who is not there is asked for",
      given: (world) => world.do(world.record(w.MEMBER, w.ownHours())),
      provoke: async (world) => {
        const id = await world.idOf(w.ownHours());
        return world.ask("community", "attestation", id, 0n);
      },
    },
    {
      error: "MemberNotScored",
      when: "the score of a member who chose not to be scored is asked for",
      values: [w.MEMBER],
      given: (world) => chosen(world, w.MEMBER, 1),
      provoke: asking("assembly", "scoreOf", w.MEMBER, 1, 1),
    },
    {
      error: "MemberNotScored",
      when: "the score of a member who chose not to be recorded any more is asked for",
      values: [w.MEMBER],
      given: (world) => chosen(world, w.MEMBER, 2),
      provoke: asking("assembly", "scoreOf", w.MEMBER, 1, 1),
    },
    {
      error: "VoteOfOtherKind",
      when: "what a proposal weighs is asked for",
      values: [1, will.KIND.proposal],
      given: (world) => will.proposed(world),
      provoke: asking("assembly", "weighing", 1),
    },
    {
      error: "VoteOfOtherKind",
      when: "what a weight vote proposes is asked for",
      values: [1, will.KIND.weights],
      given: (world) => w.openSampleVote(world),
      provoke: asking("assembly", "proposal", 1),
    },
    {
      error: "VoteOfOtherKind",
      when: "the candidates of a weight vote are asked for",
      values: [1, will.KIND.weights],
      given: (world) => w.openSampleVote(world),
      provoke: asking("assembly", "candidatesOf", 1),
    },
    {
      error: "IndicatorRetired",
      when: "the score of an indicator that has ended is asked for",
      values: [1, w.NOW_EPOCH + 1],
      given: (world) => decided("decideSunset", 1, w.NOW_EPOCH + 1)(world),
      provoke: asking("assembly", "scoreOf", w.MEMBER, 1, w.NOW_EPOCH + 1),
    },
    {
      error: "GroupNotInVote",
      when: "the points of group 0 are asked for",
      values: [1, 0],
      given: (world) => will.openShares(world),
      provoke: asking("assembly", "pointsHistogram", 1, 0),
    },
    {
      error: "GroupNotInVote",
      when: "the points of a group in a vote of rates are asked for",
      values: [1, 1],
      given: (world) => w.openSampleVote(world),
      provoke: asking("assembly", "pointsHistogram", 1, 1),
    },
    {
      error: "ActivityNotInVote",
      when: "the histogram of activity type 0 is asked for",
      values: [1, 0],
      given: (world) => w.openSampleVote(world),
      provoke: asking("assembly", "histogram", 1, 0),
    },
    {
      error: "ActivityNotInVote",
      when: "the histogram of a type defined after the opening is asked for",
      values: [1, 4],
      given: async (world) => {
        await w.openSampleVote(world);
        await world.do(
          world.act("defineActivity", w.STEWARD, {
            activity: w.activity({ document: hashOf("new") }),
          }),
        );
      },
      provoke: asking("assembly", "histogram", 1, 4),
    },
  ]);
