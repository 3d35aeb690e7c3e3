import { fill } from "../support/slots.js";
import * as p from "../support/people.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";
import { inactive } from "./record.js";

const { MEMBER, people } = w;
/** In the world of an election vote 1 was the handover. */
const ELECTION = 2;
const openingAfter = (last) => (world) => world.chain.send(world.assembly, "openElection", [last]);
const opening = openingAfter(0);
const standing =
  (member = MEMBER, vote = ELECTION) =>
  (world) =>
    will.standing(world, member, vote);
const electing =
  (approved, options, member = MEMBER) =>
  (world) =>
    will.electing(world, member, approved, { vote: ELECTION, ...options });
const opened = (world) => will.toOpening(world, ELECTION);
const over = async (world) => world.chain.travelTo((await will.voteOf(world, ELECTION)).closes);
/** Member 4 is the candidate. */
const running = async (world) => {
  await world.do(standing(4)(world));
  await opened(world);
};
/** Two members admit another, member 8, after the announcement. */
const newcomer = async (world) => {
  for (const member of [MEMBER, 4]) await world.do(p.sponsor(world, member, people.stranger));
};
const asStranger = (act) => (world) => ({ ...act(world), by: people.stranger });

export const openElection = [
  {
    error: "StewardsPresent",
    when: "there are stewards who are active",
    values: [2],
    provoke: opening,
  },
  {
    error: "StewardsPresent",
    when: "after handover a single steward is active",
    values: [1],
    world: "handedOver",
    given: (world) => world.do(p.depart(world, w.STEWARD)),
    provoke: opening,
  },
  {
    error: "ElectionPending",
    when: "the last election is not closed, though its time is over",
    values: [ELECTION],
    world: "election",
    given: over,
    provoke: openingAfter(ELECTION),
  },
  {
    error: "ElectionOther",
    when: "another election than the last is named",
    values: [ELECTION],
    world: "election",
    provoke: opening,
  },
];

export const stand = [
  {
    error: "VoteUnknown",
    when: "there is no such election",
    values: [9],
    act: standing(MEMBER, 9),
  },
  {
    error: "VoteOfOtherKind",
    when: "the vote to stand in is a proposal",
    values: [1, will.KIND.proposal],
    given: (world) => will.proposed(world, [], { notice: 600 }),
    act: standing(MEMBER, 1),
  },
  {
    error: "VoteOpenAlready",
    when: "the election has opened",
    values: [ELECTION],
    world: "election",
    given: opened,
    act: standing(),
  },
  {
    error: "JoinedLate",
    when: "the candidate joined after the election was announced",
    world: "election",
    given: newcomer,
    values: [8],
    act: asStranger(standing(8)),
  },
  {
    error: "ManagedMayNotVote",
    when: "the candidate is managed and may not vote",
    values: [w.MANAGED],
    world: "electionOfOwnKeys",
    act: standing(w.MANAGED),
  },
  {
    error: "CandidateAlready",
    when: "the member stands already",
    values: [ELECTION, MEMBER],
    world: "election",
    given: (world) => world.do(standing()(world)),
    act: standing(),
  },
  {
    error: "CandidatesFull",
    when: "sixteen members stand",
    values: [ELECTION, 16],
    world: "election",
    given: async (world) => {
      await world.do(standing(4)(world));
      await fifteen(world);
      await world.do(standing(5)(world));
    },
    act: standing(),
  },
  ...inactive(MEMBER, standing()).map((refused) => ({ ...refused, world: "election" })),
];

export const castElection = [
  {
    error: "VoteUnknown",
    when: "there is no such election to vote in",
    values: [9],
    act: electing([], { vote: 9 }),
  },
  {
    error: "VoteOfOtherKind",
    when: "the vote is a proposal",
    values: [1, will.KIND.proposal],
    given: (world) => will.proposed(world),
    act: electing([], { vote: 1 }),
  },
  {
    error: "VoteNotOpen",
    when: "candidates still stand",
    values: [ELECTION],
    world: "election",
    act: electing([]),
  },
  {
    error: "VoteOver",
    when: "the election's voting time is over",
    values: [ELECTION],
    world: "election",
    given: over,
    act: electing([]),
  },
  {
    error: "JoinedLate",
    values: [8],
    when: "the voter joined after the election was announced",
    world: "election",
    given: async (world) => {
      await newcomer(world);
      await opened(world);
    },
    act: asStranger(electing([], {}, 8)),
  },
  {
    error: "ManagedMayNotVote",
    when: "the voter is managed and may not vote",
    values: [w.MANAGED],
    world: "electionOfOwnKeys",
    given: opened,
    act: electing([], {}, w.MANAGED),
  },
  {
    error: "CandidateUnknown",
    when: "a member is approved who does not stand",
    values: [ELECTION, 5],
    world: "election",
    given: running,
    act: electing([4, 5]),
  },
  {
    error: "SequenceWrong",
    when: "the first approval's sequence is not 1",
    values: [1, 2],
    world: "election",
    given: running,
    act: electing([4], { sequence: 2 }),
  },
  {
    error: "SequenceWrong",
    when: "the same approval comes again",
    values: [2, 1],
    world: "election",
    given: async (world) => {
      await running(world);
      await world.do(electing([4])(world));
    },
    act: electing([4]),
  },
  ...inactive(MEMBER, electing([])).map((refused) => ({ ...refused, world: "election" })),
];

/** Makes of the one who stands fifteen, the others nobody: the length of a list lies in a slot of its own. */
function fifteen(world) {
  const candidates = async () => (await world.ask("assembly", "candidatesOf", ELECTION))[0].length;
  return fill(world, world.assembly, 0n, 4n, candidates);
}
