import { encodeFunctionData } from "viem";

import { hashOf, ZERO } from "../support/acts.js";
import { relay, signedData } from "../support/doors.js";
import * as w from "../support/world.js";
import { firstVersion } from "./assembly.js";

const founding = (changes) => (world) =>
  w.found(world, w.sampleFounding({ salt: hashOf("new"), ...changes }));
const asking =
  (kind, name, ...args) =>
  (world) =>
    world.ask(kind, name, ...args);

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
    provoke: founding({ rules: { lateWindow: 1, quorum: 10_001, managedMayVote: true } }),
  },
  {
    error: "LateWindowMissing",
    when: "there is no late window",
    provoke: founding({ rules: { lateWindow: 0, quorum: 0, managedMayVote: true } }),
  },
  { error: "DocumentMissing", when: "there is no document", provoke: founding({ document: ZERO }) },
  { error: "ItemsMissing", when: "no epoch is listed", provoke: founding({ ends: [] }) },
  {
    error: "EpochOrder",
    when: "the first epoch ends at the origin",
    values: [0, w.ORIGIN, w.ORIGIN],
    provoke: founding({ ends: [w.ORIGIN] }),
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

const closing = (world) => world.chain.send(world.assembly, "closeVote", [1]);

export const closeVote = [
  { error: "VoteUnknown", when: "there is no such vote", provoke: closing },
  {
    error: "VoteRunning",
    when: "the vote still takes ballots",
    given: (world) => w.openSampleVote(world),
    provoke: closing,
  },
  {
    error: "VoteClosedAlready",
    when: "the vote is closed already",
    values: [1],
    given: firstVersion,
    provoke: closing,
  },
];

export const voteEmpty = [
  {
    error: "VoteEmpty",
    when: "the community has no activity type",
    provoke: async (world) => {
      const empty = await w.found(world, w.sampleFounding({ salt: hashOf("empty") }));
      await empty.do(empty.act("defineIndicator", w.STEWARD, w.sampleIndicator()));
      return w.openSampleVote(empty);
    },
  },
];

const relaying = (acts, options) => (world) =>
  world.chain.send(world.community, "relay", [acts], options);
const nothing = (gasLimit) => ({ gasLimit, data: "0x" });

async function onlyReason(world, data, gasLimit) {
  const receipt = await relay(world.chain, world.community, [data], { gasLimit });
  const { args } = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  throw world.chain.explain(args.reason);
}

export const relayed = [
  { error: "RelayLengthInvalid", when: "no act is relayed", values: [0], provoke: relaying([]) },
  {
    error: "RelayLengthInvalid",
    when: "257 acts are relayed",
    values: [257],
    provoke: relaying(Array(257).fill(nothing(0))),
  },
  {
    error: "RelayGasShort",
    when: "the relay has less gas than it promised an act",
    provoke: relaying([nothing(2_000_000)], { gas: 1_000_000 }),
  },
  {
    error: "RelayNested",
    when: "a relayed act is a relay",
    provoke: async (world) => {
      const inner = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, nest(world, inner), 1_000_000);
    },
  },
  {
    error: "ActMalformed",
    when: "the bytes are no act",
    provoke: (world) => onlyReason(world, "0x12345678", 100_000),
  },
  {
    error: "SignatureInvalid",
    when: "the units recorded are made wider than 16 bits",
    provoke: async (world) => {
      const data = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, withUnits(data, 65_536), 500_000);
    },
  },
  {
    error: "ActMalformed",
    when: "the units attested are wider than 16 bits",
    given: (world) => world.do(world.record(w.MEMBER, w.ownHours({ units: 251 }))),
    provoke: async (world) => {
      const attestation = w.attesting(w.ownHours({ units: 251 }), { units: 250 });
      const data = await signedData(world.chain, world.attest(4, attestation));
      return onlyReason(world, withUnits(data, 65_536), 500_000);
    },
  },
  {
    error: "OutOfGas",
    when: "the act uses more gas than it was promised",
    values: [30_000],
    provoke: async (world) => {
      const data = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, data, 30_000);
    },
  },
];

function nest(world, data) {
  const args = [[{ gasLimit: 500_000, data }]];
  return encodeFunctionData({ abi: world.community.abi, functionName: "relay", args });
}

/** 250 units are the only word of the call that reads 0xfa. */
function withUnits(data, units) {
  const word = (number) => number.toString(16).padStart(64, "0");
  return data.replace(word(250), word(units));
}
