/** Steps of a walk that are about the record. */
import { ZERO } from "./acts.js";
import { idOf } from "./records.js";
import * as w from "./world.js";

const UNIT_CREDIT = 5;
const LATE = 10;

function statement(walk, changes = {}) {
  const { random, state } = walk;
  const recorder = walk.member();
  const contributor = random.below(3) ? random.pick(walk.members()) : recorder;
  const activity = 1 + random.below(state.activities.length);
  const credit = state.activities[activity - 1].unit === UNIT_CREDIT;
  const units = credit ? 100 : 1 + random.below(900);
  const basis = contributor === recorder ? 0 : 1 + random.below(2);
  const epoch = walk.epoch();
  const content = walk.label();
  return { contributor, recorder, activity, epoch, units, basis, content, ...changes };
}

/** A statement that was recorded, mostly one of which the condition holds, every other time a late one. */
function told(walk, condition) {
  const known = walk.state.contributions;
  const strict = walk.random.below(12) !== 0;
  const fitting = walk.contributions.filter((c) => {
    const entry = known[idOf(c)];
    return entry && (!strict || condition(entry));
  });
  return walk.oneOf(walk.random.below(2) ? fitting : fitting.slice(-LATE));
}

const live = ({ ended }) => !ended;
const isOpen = (walk) => (known) => live(known) && walk.isOpen(known.epoch);
const isDisputed = (walk) => (known) =>
  live(known) && known.contest?.open && walk.now < known.contest.lapses;
const listed = (walk, name, member, contribution) =>
  walk.act(name, member, { contributions: [contribution] });

/** How often each step is drawn against the others. */
export const RECORD_ODDS = {
  record: 9,
  attest: 18,
  retract: 4,
  withdraw: 2,
  correct: 2,
  contest: 4,
  resolve: 6,
  defineActivity: 1,
  listEpochs: 1,
};

export const RECORD_STEPS = {
  record,
  attest,
  retract: (walk) => {
    const c = told(walk, (known) => isOpen(walk)(known) && known.attesters.length);
    if (!c) return undefined;
    const attesters = walk.state.contributions[idOf(c)].attesters.map(({ member }) => member);
    return listed(walk, "retract", walk.oneOf(attesters) ?? walk.member(), c);
  },
  withdraw: (walk) => {
    const c = told(walk, live);
    if (!c) return undefined;
    const joined = walk.state.members[c.contributor - 1].joined;
    const owner = joined ? c.contributor : walk.steward();
    return listed(walk, "withdraw", walk.random.pick([owner, owner, c.recorder]), c);
  },
  correct: (walk) => {
    const c = told(walk, live);
    if (!c) return undefined;
    const { contributor } = c;
    const member = walk.state.members[contributor - 1].joined ? contributor : c.recorder;
    const basis = member === contributor ? 0 : 1;
    const replacement = statement(walk, { contributor, recorder: member, basis });
    walk.contributions.push(replacement);
    return walk.act("correct", member, { replaced: c, replacement });
  },
  contest: (walk) => {
    const c = told(walk, (known) => live(known) && !known.contest);
    return c && walk.act("contest", walk.member(), { contribution: c, reason: ZERO });
  },
  resolve,
  defineActivity: (walk) => {
    const sensitive = walk.random.below(2) === 0;
    const since = walk.epoch();
    const definition = w.activity({ sensitive, since, cap: 700, document: walk.label() });
    return walk.act("defineActivity", walk.steward(), { activity: definition });
  },
  listEpochs: (walk) => {
    const ends = [walk.state.epochs.at(-1) + 30 * w.DAY];
    return walk.act("listEpochs", walk.steward(), { ends });
  },
};

function record(walk) {
  const contribution = statement(walk);
  walk.contributions.push(contribution);
  return listed(walk, "record", contribution.recorder, contribution);
}

function attest(walk) {
  const c = told(walk, isOpen(walk));
  if (!c) return undefined;
  const credit = walk.state.activities[c.activity - 1].unit === UNIT_CREDIT;
  const units = credit ? 100 : 1 + walk.random.below(c.units);
  const attestation = w.attesting(c, { units, basis: 1 + walk.random.below(2) });
  const { attesters } = walk.state.contributions[idOf(c)];
  const before = [c.contributor, ...attesters.map(({ member }) => member)];
  const another = (_, id) => !before.includes(id) || walk.random.below(20) === 0;
  return walk.act("attest", walk.member(another), { attestations: [attestation] });
}

function resolve(walk) {
  const c = told(walk, isDisputed(walk));
  if (!c) return undefined;
  const { attesters } = walk.state.contributions[idOf(c)];
  const parties = attesters.map(({ member }) => member);
  const steward = walk.member((m, id) => m.steward && !parties.includes(id));
  const strike = walk.random.below(2) === 0;
  return walk.act("resolve", steward, { strike, contribution: c, reason: ZERO });
}
