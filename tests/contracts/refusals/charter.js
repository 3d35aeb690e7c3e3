import { hashOf, ZERO } from "../support/acts.js";
import * as p from "../support/people.js";
import * as r from "../support/records.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { decided, onlyVotes } from "./decisions.js";
import { defineUpTo } from "./stewards.js";

const NEXT = w.NOW_EPOCH + 1;
const YEAR = 366 * w.DAY;
const RECORD = "AssemblyRequired";
const LAST_END = w.ENDS.at(-1);
const fresh = hashOf("decided");
/** How the sample's hours are revised: what they require, their cap, the end, the document. */
const TERMS = [w.HOURS, 1, 500, 0, fresh];
const revised = (changes) => decided("decideTerms", ...Object.assign([...TERMS], changes));
const typed = (changes) =>
  decided("decideActivity", w.activity({ document: fresh, since: NEXT, ...changes }));
const ruled = (changes) => decided("decideRules", w.sampleRules(changes));
const toNext = (world) => world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);

export const decideGroup = [
  ...onlyVotes(RECORD, "decideGroup", fresh),
  {
    error: "DocumentMissing",
    when: "the group decided on has no document",
    provoke: decided("decideGroup", ZERO),
  },
  {
    error: "GroupsFull",
    when: "there are sixteen groups already",
    values: [16],
    given: async (world) => {
      for (let i = 3; i <= 16; ++i) await decided("decideGroup", hashOf(`group ${i}`))(world);
    },
    provoke: decided("decideGroup", fresh),
  },
];

export const decideActivity = [
  ...onlyVotes(RECORD, "decideActivity", w.activity({ document: fresh })),
  {
    error: "EpochBegun",
    when: "after handover it would be in force in the epoch it is",
    values: [NEXT, NEXT + 1],
    world: "handedOver",
    provoke: typed(),
  },
  {
    error: "GroupUnknown",
    when: "the group of the type decided on is unknown",
    values: [3],
    provoke: typed({ group: 3 }),
  },
  {
    error: "DocumentMissing",
    when: "the type decided on has no document",
    provoke: typed({ document: ZERO }),
  },
  {
    error: "SensitiveExists",
    when: "the group's sensitive type goes on",
    values: [1, 4],
    given: typed({ sensitive: true }),
    provoke: typed({ sensitive: true }),
  },
  {
    error: "SensitiveExists",
    when: "the group's sensitive type would be followed before its end",
    values: [1, 4],
    given: async (world) => {
      await typed({ sensitive: true })(world);
      await decided("decideTerms", 4, 1, 500, NEXT + 1, fresh)(world);
    },
    provoke: typed({ sensitive: true }),
  },
  {
    error: "ActivitiesFull",
    when: "there are sixty activity types already",
    values: [60],
    given: (world) => defineUpTo(world, 60),
    provoke: typed(),
  },
];

export const decideTerms = [
  ...onlyVotes(RECORD, "decideTerms", ...TERMS),
  {
    error: "ActivityUnknown",
    when: "there is no such type to revise",
    values: [9],
    provoke: revised({ 0: 9 }),
  },
  {
    error: "RequiredOutOfRange",
    when: "a revised type would require no attestation",
    values: [0],
    provoke: revised({ 1: 0 }),
  },
  {
    error: "RequiredOutOfRange",
    when: "a revised type would require more than five attestations",
    values: [6],
    provoke: revised({ 1: 6 }),
  },
  { error: "CapMissing", when: "the revised cap is zero", provoke: revised({ 2: 0 }) },
  {
    error: "EpochBegun",
    when: "a type would end in the epoch it is",
    values: [w.NOW_EPOCH, NEXT],
    provoke: revised({ 3: w.NOW_EPOCH }),
  },
  { error: "DocumentMissing", when: "the revision has no document", provoke: revised({ 4: ZERO }) },
  {
    error: "SensitiveExists",
    when: "a sensitive type that another follows would stay longer",
    values: [1, 5],
    given: async (world) => {
      await typed({ sensitive: true })(world);
      await decided("decideTerms", 4, 1, 500, NEXT + 1, fresh)(world);
      await typed({ sensitive: true, since: NEXT + 1, document: hashOf("follows") })(world);
    },
    provoke: decided("decideTerms", 4, 1, 500, NEXT + 2, fresh),
  },
  {
    error: "ActivityRetired",
    when: "the type to revise has ended",
    values: [w.HOURS, NEXT],
    given: async (world) => {
      await revised({ 3: NEXT })(world);
      await toNext(world);
    },
    provoke: revised({}),
  },
];

export const decideEpochs = [
  ...onlyVotes(RECORD, "decideEpochs", [LAST_END + w.DAY]),
  { error: "ItemsMissing", when: "no end is decided on", provoke: decided("decideEpochs", []) },
  {
    error: "EpochShort",
    when: "an epoch decided on lasts less than a day",
    values: [0, LAST_END, LAST_END + w.DAY - 1],
    provoke: decided("decideEpochs", [LAST_END + w.DAY - 1]),
  },
  {
    error: "EpochPast",
    when: "an epoch decided on is over already",
    values: [LAST_END + w.DAY],
    given: (world) => world.chain.travelTo(LAST_END + w.DAY),
    provoke: decided("decideEpochs", [LAST_END + w.DAY]),
  },
];

const SENSELESS = [
  ["LateWindowMissing", "there would be no late window", { lateWindow: 0 }],
  [
    "WaitLong",
    "the late window would be longer than a year",
    { lateWindow: YEAR + 1 },
    [YEAR + 1, YEAR],
  ],
  [
    "WaitShort",
    "the notice would be shorter than a day",
    { notice: w.DAY - 1 },
    [w.DAY - 1, w.DAY],
  ],
  ["WaitShort", "the voting time would be shorter than a day", { votingTime: 0 }, [0, w.DAY]],
  ["WaitShort", "the delay would be shorter than a day", { delay: 60 }, [60, w.DAY]],
  ...["notice", "votingTime", "delay"].map((wait) => [
    "WaitLong",
    `the ${wait} would be longer than a year`,
    { [wait]: YEAR + 1 },
    [YEAR + 1, YEAR],
  ]),
  ["AdmissionCapMissing", "nobody could be admitted", { admissionCap: 0 }],
  ["QuorumOutOfRange", "the quorum would be more than everybody", { quorum: 10_001 }, [10_001]],
  ["SponsorsOutOfRange", "one sponsor would be enough", { sponsors: 1 }, [1]],
  ["DormantAfterOutOfRange", "members would hardly ever be dormant", { dormantAfter: 17 }, [17]],
  ["ContestLimitMissing", "nobody could contest", { contestLimit: 0 }],
];

export const decideRules = [
  ...onlyVotes(RECORD, "decideRules", w.sampleRules()),
  ...SENSELESS.map(([error, when, changes, values]) => ({
    error,
    when,
    values,
    provoke: ruled(changes),
  })),
];

export const handOver = [
  ...onlyVotes(RECORD, "handOver"),
  {
    error: "HandedOver",
    when: "the community is handed over already",
    world: "handedOver",
    provoke: decided("handOver"),
  },
  {
    error: "HandoverEarly",
    when: "only two members are active",
    values: [2, 2, 2],
    given: async (world) => {
      for (const member of [3, 4, 5, 6]) await r.departed(world, member);
    },
    provoke: decided("handOver"),
  },
  {
    error: "HandoverEarly",
    when: "only one steward is active",
    values: [5, 1, 5],
    given: (world) => r.suspended(world, w.STEWARD),
    provoke: decided("handOver"),
  },
  {
    error: "HandoverEarly",
    when: "too few who may vote are awake",
    values: [6, 2, 2],
    given: async (world) => {
      await world.chain.travelTo(w.ENDS[w.NOW_EPOCH + 1]);
      for (const member of [1, 2]) await world.do(p.choose(world, member, 0));
    },
    provoke: decided("handOver"),
  },
  {
    error: "HandoverEarly",
    when: "too few have a key of their own where that is asked for",
    values: [3, 2, 2],
    world: "managedMayNotVote",
    given: async (world) => {
      for (const member of [3, 4, 5]) await r.departed(world, member);
    },
    provoke: decided("handOver"),
  },
];

const appointed = (member, given = true) => decided("decideSteward", member, given);

export const decideSteward = [
  ...onlyVotes(RECORD, "decideSteward", w.MEMBER, true),
  {
    error: "MemberUnknown",
    when: "there is no such member to appoint",
    values: [99],
    provoke: appointed(99),
  },
  {
    error: "StewardAlready",
    when: "the member to appoint is a steward",
    values: [w.STEWARD],
    provoke: appointed(w.STEWARD),
  },
  {
    error: "StewardRequired",
    when: "the member to dismiss is no steward",
    values: [w.MEMBER],
    provoke: appointed(w.MEMBER, false),
  },
  {
    error: "MemberInactive",
    when: "the member to appoint never joined",
    values: [w.UNCLAIMED],
    provoke: appointed(w.UNCLAIMED),
  },
  {
    error: "MemberInactive",
    when: "the member to appoint has departed",
    values: [w.MEMBER],
    given: (world) => r.departed(world, w.MEMBER),
    provoke: appointed(w.MEMBER),
  },
  {
    error: "MemberInactive",
    when: "the member to appoint is suspended",
    values: [w.MEMBER],
    given: (world) => r.suspended(world, w.MEMBER),
    provoke: appointed(w.MEMBER),
  },
];

/** What stewards define until handover, and never again. */
export const afterHandover = [
  [(world) => world.act("defineGroup", w.STEWARD, { document: fresh }), "a group"],
  [
    (world) =>
      world.act("defineActivity", w.STEWARD, { activity: w.activity({ document: fresh }) }),
    "an activity type",
  ],
  [(world) => world.act("listEpochs", w.STEWARD, { ends: [LAST_END + w.DAY] }), "epochs"],
  [
    (world) => world.act("defineIndicator", w.STEWARD, w.sampleIndicator({ document: fresh })),
    "an indicator",
  ],
  [
    (world) => {
      const { notice, duration } = will.WAITING;
      return world.act("openVote", w.STEWARD, { indicator: 1, from: 1, notice, duration });
    },
    "a weight vote",
  ],
].map(([act, what]) => ({
  error: "HandedOver",
  when: `a steward comes with ${what}`,
  world: "handedOver",
  act,
}));
