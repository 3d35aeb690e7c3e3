import { hashOf } from "../support/acts.js";
import * as w from "../support/world.js";
import { firstVersion } from "./assembly.js";

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
