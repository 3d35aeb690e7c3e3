/** The part of the mirror that is about what a community decides: indicators, votes of every kind, what follows from them. */
import { concat, hashStruct, keccak256 } from "viem";

import { AGAINST, IN_FAVOUR, KIND } from "./will.js";

const CALL = [
  { name: "to", type: "uint8" },
  { name: "data", type: "bytes" },
];
const OBJECTED = 65_535;
const TOP_LEVEL = 10;
const POINTS = 100;
const SHARES = 2;

export const blank = () => ({ indicators: [], votes: [], election: 0 });

/** What every vote has, whatever its kind. */
function opened(state, { opens, closes, joinedBy, quorum }, kind, more) {
  const closing = { closed: false, ballots: {} };
  state.votes.push({ opens, closes, joinedBy, quorum, kind, ...closing, ...more });
}

/** The last definition is the one from this epoch on. */
function redefine(definitions, definition) {
  if (definitions.at(-1).from === definition.from) definitions.pop();
  definitions.push(definition);
}

const voteOf = ({ votes }, id) => votes[id - 1];

export const HANDLERS = {
  IndicatorDefined: ({ indicators }, { kind, retention, document }) =>
    indicators.push({
      kind,
      definitions: [{ from: 0, retention, document }],
      versions: [],
      pending: 0,
      until: 0,
    }),
  IndicatorRevised: ({ indicators }, { indicator, from, retention, document }) =>
    redefine(indicators[indicator - 1].definitions, { from, retention, document }),
  IndicatorSunset: ({ indicators }, { indicator, until }) =>
    (indicators[indicator - 1].until = until),
  VoteOpened: (state, args) => {
    const { vote, indicator, from, activities, groups } = args;
    const weighing = { indicator, from, activities, groups };
    opened(state, args, KIND.weights, { weighing, divisions: {} });
    state.indicators[indicator - 1].pending = vote;
  },
  ProposalOpened: (state, args) => {
    const { member, amends, delay, calls } = args;
    const hashes = calls.map((data) =>
      hashStruct({ types: { Call: CALL }, primaryType: "Call", data }),
    );
    const callsHash = keccak256(concat(hashes));
    const founding = state.handedOver === 0;
    const proposal = {
      ...{ callsHash, proposer: member, amends, delay },
      ...{ ready: 0, founding, executed: false },
    };
    opened(state, args, KIND.proposal, { proposal, calls });
  },
  ElectionOpened: (state, args) => {
    opened(state, args, KIND.election, { candidates: [] });
    state.election = args.vote;
  },
  CandidateStood: (state, { vote, member }) => voteOf(state, vote).candidates.push(member),
  BallotCast: (state, { vote, member, sequence, levels }) =>
    (voteOf(state, vote).ballots[member] = [sequence, levels]),
  SharesBallotCast: (state, { vote, member, sequence, points, levels }) => {
    voteOf(state, vote).ballots[member] = [sequence, levels];
    voteOf(state, vote).divisions[member] = points;
  },
  ProposalBallotCast: (state, { vote, member, sequence, choice }) =>
    (voteOf(state, vote).ballots[member] = [sequence, BigInt(choice)]),
  ElectionBallotCast: (state, { vote, member, sequence, approved }) =>
    (voteOf(state, vote).ballots[member] = [sequence, BigInt(approved)]),
  ProposalObjected: (state, { vote, member }) =>
    (voteOf(state, vote).ballots[member] = [OBJECTED, BigInt(AGAINST)]),
  VersionSet: ({ indicators }, { indicator, from, levels, shares }) =>
    indicators[indicator - 1].versions.push([from, levels, shares]),
  VoteClosed: (state, { vote }) => {
    voteOf(state, vote).closed = true;
    state.indicators[voteOf(state, vote).weighing.indicator - 1].pending = 0;
  },
  ProposalClosed: (state, { vote, ready }) => {
    voteOf(state, vote).closed = true;
    voteOf(state, vote).proposal.ready = ready;
  },
  ProposalExecuted: (state, { vote }) => (voteOf(state, vote).proposal.executed = true),
  ElectionClosed: (state, { vote }) => (voteOf(state, vote).closed = true),
};

const says = (vote) => Object.values(vote.ballots).map(([, said]) => said);
const times = (numbers, number) => numbers.filter((n) => n === number).length;

function histogramsOf(vote) {
  return Array.from({ length: vote.weighing.activities }, (_, a) => {
    const levels = says(vote).map((packed) => Number((packed >> BigInt(4 * a)) & 15n));
    return Array.from({ length: TOP_LEVEL + 1 }, (_, level) => times(levels, level));
  });
}

const dividing = ({ divisions }) => Object.values(divisions).filter((points) => points !== 0n);

function pointsOf(vote) {
  return Array.from({ length: vote.weighing.groups }, (_, g) => {
    const given = dividing(vote).map((points) => Number((points >> BigInt(7 * g)) & 127n));
    return Array.from({ length: POINTS + 1 }, (_, points) => times(given, points));
  });
}

/** What a vote of its kind answers, besides what every vote does. */
const DETAILS = {
  [KIND.weights]: (vote, members) => ({
    weighing: vote.weighing,
    histograms: histogramsOf(vote),
    points: pointsOf(vote),
    divisions: [dividing(vote).length, members.map((m) => vote.divisions[m] ?? 0n)],
  }),
  [KIND.proposal]: (vote) => ({
    proposal: vote.proposal,
    answers: [IN_FAVOUR, AGAINST].map((choice) => times(says(vote), BigInt(choice))),
  }),
  [KIND.election]: (vote) => ({
    candidates: vote.candidates,
    approvals: vote.candidates.map(
      (_, n) => says(vote).filter((bits) => (bits >> BigInt(n)) & 1n).length,
    ),
  }),
};

function voteIn(vote, members) {
  const { opens, closes, joinedBy, quorum, kind, closed, ballots } = vote;
  return {
    ...{ opens, closes, joinedBy, quorum, kind, closed },
    ballots: Object.keys(ballots).length,
    cast: members.map((m) => ballots[m] ?? [0, 0n]),
    ...DETAILS[kind](vote, members),
  };
}

function indicatorIn({ kind, definitions, versions, pending, until }, epochs) {
  const { retention, document } = definitions.at(-1);
  const versionsOf = (v) => (kind === SHARES ? v : [v[0], v[1], 0n]);
  const within = (e) => definitions.findLast(({ from }) => from <= e);
  return {
    ...{ kind, retention, document, pending, until },
    versions: versions.map(versionsOf),
    defined: epochs.map((_, e) => within(e + 1)),
  };
}

/** What the assembly's views answer. */
export function pictureOf({ indicators, votes, election, members, epochs }) {
  const ids = members.map((_, m) => m + 1);
  return {
    election,
    indicators: indicators.map((indicator) => indicatorIn(indicator, epochs)),
    votes: votes.map((vote) => voteIn(vote, ids)),
  };
}
