import { hashOf, ZERO } from "../support/acts.js";
import * as w from "../support/world.js";

const founding = (changes) => (world) =>
  w.found(world, w.sampleFounding({ salt: hashOf("new"), ...changes }));

const ruling = (changes) => founding({ rules: w.sampleRules(changes) });
const WAITS = {
  contestWindow: "contest window",
  contestTime: "time for a contest",
  recoveryWait: "wait of a recovery",
  claimWait: "wait of a claim",
  notice: "notice of a vote",
  votingTime: "time for a vote",
  delay: "delay of a proposal",
};

/** Foundings that are refused; `provoke` throws the refusal. */
export const createCommunity = [
  { error: "StewardsMissing", when: "there is no steward", provoke: founding({ stewards: [] }) },
  {
    error: "StewardsMissing",
    when: "a steward has no signer",
    provoke: founding({ stewards: [w.admission(undefined, { person: hashOf("who") })] }),
  },
  {
    error: "SignerTaken",
    when: "two stewards have one signer",
    values: [w.people.steward1.signer, 1],
    provoke: founding({
      stewards: [w.admission(w.people.steward1), w.admission(w.people.steward1)],
    }),
  },
  {
    error: "QuorumOutOfRange",
    when: "the quorum is more than everybody",
    values: [10_001],
    provoke: ruling({ quorum: 10_001 }),
  },
  {
    error: "LateWindowMissing",
    when: "there is no late window",
    provoke: ruling({ lateWindow: 0 }),
  },
  ...Object.entries(WAITS).map(([rule, what]) => ({
    error: "WaitShort",
    when: `the ${what} is shorter than a day`,
    values: [w.DAY - 1, w.DAY],
    provoke: ruling({ [rule]: w.DAY - 1 }),
  })),
  {
    error: "AdmissionCapMissing",
    when: "nobody may be admitted",
    provoke: ruling({ admissionCap: 0 }),
  },
  {
    error: "SponsorsOutOfRange",
    when: "one sponsor is enough",
    values: [1],
    provoke: ruling({ sponsors: 1 }),
  },
  {
    error: "SponsorsOutOfRange",
    when: "nine sponsors are asked for",
    values: [9],
    provoke: ruling({ sponsors: 9 }),
  },
  {
    error: "DormantAfterOutOfRange",
    when: "members are dormant after more than sixteen epochs only",
    values: [17],
    provoke: ruling({ dormantAfter: 17 }),
  },
  {
    error: "ContestLimitMissing",
    when: "nobody may contest",
    provoke: ruling({ contestLimit: 0 }),
  },
  { error: "DocumentMissing", when: "there is no document", provoke: founding({ document: ZERO }) },
  { error: "ItemsMissing", when: "no epoch is listed", provoke: founding({ ends: [] }) },
  {
    error: "EpochShort",
    when: "the first epoch lasts less than a day",
    values: [0, w.ORIGIN, w.ORIGIN + w.DAY - 1],
    provoke: founding({ ends: [w.ORIGIN + w.DAY - 1] }),
  },
  {
    error: "EpochFar",
    when: "the calendar goes on for more than ten years",
    values: [1_000 * w.ORIGIN],
    provoke: founding({ ends: [1_000 * w.ORIGIN] }),
  },
  {
    error: "CommunityExists",
    when: "the very same founding comes again",
    provoke: founding({ salt: ZERO }),
  },
];

const initialising =
  (contract, ...args) =>
  (world) =>
    world.chain.send(contract(world), "initialise", args);

export const initialise = [
  {
    error: "InitialisedAlready",
    when: "a community is initialised twice",
    provoke: initialising(
      (world) => world.community,
      w.sampleFounding(),
      w.people.stranger.address,
    ),
  },
  {
    error: "InitialisedAlready",
    when: "an assembly is initialised twice",
    provoke: initialising((world) => world.assembly, w.people.stranger.address),
  },
  {
    error: "InitialisedAlready",
    when: "the community behind the clones is initialised",
    provoke: initialising(
      ({ implementations: [community] }) => community,
      w.sampleFounding(),
      w.people.stranger.address,
    ),
  },
  {
    error: "InitialisedAlready",
    when: "the assembly behind the clones is initialised",
    provoke: initialising(
      ({ implementations: [, assembly] }) => assembly,
      w.people.stranger.address,
    ),
  },
];
