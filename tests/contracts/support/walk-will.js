/** Steps of a walk that are about what the community decides: votes of every kind, and what follows from them. */
import { ZERO } from "./acts.js";
import { epochAt } from "./mirror-people.js";
import * as will from "./will.js";
import * as w from "./world.js";

const { KIND } = will;
const POINTS = 100;

/** A vote of a kind of which the condition holds: its number and what is known of it. */
function vote(walk, kind, condition = () => true) {
  const found = [...walk.state.votes.entries()]
    .map(([i, known]) => ({ id: i + 1, ...known }))
    .filter((known) => known.kind === kind && condition(known));
  return walk.oneOf(found) ?? {};
}

const isOpen = (walk) => (known) => known.opens <= walk.now && walk.now < known.closes;
const hasPassed = ({ proposal: { ready, executed } }) => ready !== 0 && !executed;
/** It waits for objections; mostly, as one that comes too late is worth a try. */
const isWaiting = (walk) => (known) =>
  hasPassed(known) && (walk.now < known.proposal.ready || walk.random.below(8) === 0);
const isFresh = (walk) => (known) =>
  hasPassed(known) && walk.now < known.proposal.ready + will.EXECUTION_TIME;
const next = (walk) => epochAt(walk.state, walk.now) + 1;
const sequenceOf = ({ ballots }, member) => (ballots[member]?.[0] ?? 0) + 1;
const level = (walk) => (walk.random.below(5) ? walk.random.below(11) : w.ABSTAIN);
const levels = (walk, { weighing }) =>
  Array.from({ length: weighing.activities }, () => level(walk));

/** Points for each group, 100 in all, or none: cut off one after the other. */
function points(walk, { weighing }) {
  if (walk.random.below(4) === 0) return [];
  const given = Array(weighing.groups).fill(0);
  let left = POINTS;
  while (left > 0) {
    const some = 1 + walk.random.below(left);
    given[walk.random.below(given.length)] += some;
    left -= some;
  }
  return given;
}

const indicator = (walk) => 1 + walk.random.below(walk.state.indicators.length);
const activity = (walk) => 1 + walk.random.below(walk.state.activities.length);
const from = (walk, id) => (walk.state.indicators[id - 1].versions.length ? 0 : 1);
const times = (walk) =>
  walk.state.handedOver ? will.WAITING : { notice: 0, duration: 2 * w.DAY, delay: 3 * w.DAY };

/** What a proposal would do: a call by its name and values. */
const DECISIONS = {
  decideGroup: (walk) => [walk.label()],
  decideActivity: (walk) => [w.activity({ since: next(walk), document: walk.label() })],
  decideTerms: (walk) => {
    const until = walk.random.below(4) ? 0 : next(walk) + 1;
    const [required, cap] = [1 + walk.random.below(3), 100 + walk.random.below(900)];
    return [activity(walk), required, cap, until, walk.label()];
  },
  decideEpochs: (walk) => [[walk.state.epochs.at(-1) + 30 * w.DAY]],
  decideRules: (walk) => [
    w.sampleRules({
      lateWindow: (1 + walk.random.below(30)) * w.DAY,
      contestWindow: (1 + walk.random.below(20)) * w.DAY,
      quorum: walk.random.below(6_000),
      managedMayVote: walk.random.below(2) === 0,
    }),
  ],
  decideSteward: (walk) => {
    const id = walk.member();
    return [id, !walk.state.members[id - 1].steward];
  },
  decideIndicator: (walk) => [1 + walk.random.below(2), [], 0, walk.label()],
  decideRevision: (walk) => [indicator(walk), [walk.random.below(10_000)], walk.label()],
  decideSunset: (walk) => [indicator(walk), walk.random.below(3) ? 0 : next(walk) + 1],
  decideVote: (walk) => {
    const id = indicator(walk);
    return [id, from(walk, id), w.NOTICE, w.VOTING_TIME];
  },
  handOver: () => [],
};

/** How often each step is drawn against the others. */
export const WILL_ODDS = {
  openVote: 2,
  cast: 4,
  castShares: 6,
  propose: 4,
  castProposal: 14,
  objectToProposal: 3,
  execute: 4,
  openElection: 1,
  stand: 3,
  castElection: 4,
  closeVote: 5,
  decided: 4,
};

export const WILL_STEPS = {
  openVote: (walk) => {
    const id = indicator(walk);
    const { notice, duration } = times(walk);
    const fields = { indicator: id, from: from(walk, id), notice, duration };
    return walk.act("openVote", walk.steward(), fields);
  },
  cast: (walk) => {
    const rates = ({ weighing }) => weighing.groups === 0 || walk.random.below(20) === 0;
    const known = vote(walk, KIND.weights, (v) => isOpen(walk)(v) && rates(v));
    const member = walk.member();
    return known.id && walk.act("cast", member, ballot(known, member, levels(walk, known)));
  },
  castShares: (walk) => {
    const shares = ({ weighing }) => weighing.groups !== 0;
    const known = vote(walk, KIND.weights, (v) => isOpen(walk)(v) && shares(v));
    const member = walk.member();
    if (!known.id) return undefined;
    const fields = ballot(known, member, levels(walk, known));
    return walk.act("castShares", member, { ...fields, points: points(walk, known) });
  },
  propose: (walk) => {
    const names = Array.from({ length: walk.random.below(3) }, () =>
      walk.random.pick(Object.keys(DECISIONS)),
    );
    const calls = names.map((name) => will.callOf(walk.world, name, ...DECISIONS[name](walk)));
    const amends = walk.random.below(3) ? 0 : (vote(walk, KIND.proposal).id ?? 0);
    const fields = { amends, ...times(walk), document: walk.label(), calls };
    return walk.act("propose", walk.steward(), fields);
  },
  castProposal: (walk) => {
    const known = vote(walk, KIND.proposal, isOpen(walk));
    const member = walk.member();
    const choice = walk.random.pick([1, 1, 1, 1, 2, 3]);
    return known.id && walk.act("castProposal", member, answer(known, member, { choice }));
  },
  objectToProposal: (walk) => {
    const { id } = vote(walk, KIND.proposal, isWaiting(walk));
    return id && walk.act("objectToProposal", walk.member(), { vote: id, rationale: ZERO });
  },
  execute: (walk) => {
    const { id, calls } = vote(walk, KIND.proposal, isFresh(walk));
    return id && call(walk, "execute", id, calls);
  },
  openElection: (walk) => call(walk, "openElection", walk.state.election),
  stand: (walk) => {
    const { id } = vote(walk, KIND.election, ({ opens }) => walk.now < opens);
    return id && walk.act("stand", walk.member(), { vote: id });
  },
  castElection: (walk) => {
    const known = vote(walk, KIND.election, isOpen(walk));
    if (!known.id) return undefined;
    const member = walk.member();
    const approved = known.candidates.filter(() => walk.random.below(3));
    return walk.act("castElection", member, answer(known, member, { approved }));
  },
  /** What a proposal does, as if one had passed: few pass where everybody acts at random. */
  decided: (walk) => {
    const { handOver: _, ...usual } = DECISIONS;
    const name = walk.random.pick(Object.keys(usual));
    return walk.decide(name, ...DECISIONS[name](walk));
  },
  closeVote: (walk) => {
    const over = ({ closed, closes }) => !closed && closes <= walk.now;
    const kind = walk.random.pick(Object.values(KIND));
    const { id } = vote(walk, kind, over);
    return id && call(walk, "closeVote", id);
  },
};

function answer(known, member, fields) {
  return { vote: known.id, sequence: sequenceOf(known, member), rationale: ZERO, ...fields };
}

const ballot = (known, member, given) => answer(known, member, { levels: given });

function call(walk, name, ...args) {
  const { chain, assembly } = walk.world;
  return { call: () => chain.send(assembly, name, args) };
}
