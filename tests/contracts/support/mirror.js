/** The state of a community told from its events alone, and what its views have to answer then (invariant 10). */
import * as people from "./mirror-people.js";
import * as will from "./mirror-will.js";
import { EPOCH, STATE } from "./records.js";

export { askPicture } from "./mirror-views.js";

/** What is known before the first event. */
export function blank() {
  return {
    ...people.blank(),
    ...will.blank(),
    groups: [],
    activities: [],
    terms: [],
    sensitive: {},
    epochs: [],
    windows: [],
    handedOver: 0,
    contributions: {},
  };
}

/** Takes one event in: its name, its values, its block's time and its transaction. */
export function apply(state, event) {
  HANDLERS[event.eventName]?.(state, event.args, event);
  return state;
}

/** Everything the views answer, rebuilt from events in their order. */
export function fromEvents(events) {
  return events.reduce(apply, blank());
}

/** What each event changes. */
export const HANDLERS = {
  ...people.HANDLERS,
  ...will.HANDLERS,
  GroupDefined: ({ groups }, { document }) => groups.push(document),
  ActivityDefined: ({ activities, terms, sensitive }, { activity, definition }) => {
    const { required, cap } = definition;
    activities.push({ ...definition });
    terms.push({ until: 0, list: [{ from: 0, required, cap }] });
    if (definition.sensitive) sensitive[definition.group] = activity;
  },
  ActivityRevised: ({ activities, terms }, { activity, from, required, cap, until, document }) => {
    const { list } = terms[activity - 1];
    if (list.at(-1).from === from) list.pop();
    list.push({ from, required, cap });
    terms[activity - 1].until = until;
    Object.assign(activities[activity - 1], { required, cap, document });
  },
  RulesSet: (state, { rules }) => (state.rules = rules),
  CommunityHandedOver: (state, _, { time }) => (state.handedOver = time),
  CommunityFounded: (state, { origin, rules }, { time }) =>
    Object.assign(state, { origin, rules, founded: time }),
  EpochsListed: ({ epochs, windows, rules }, { ends }) => {
    epochs.push(...ends);
    windows.push(...ends.map(() => [rules.lateWindow, rules.contestWindow]));
  },
  ContributionRecorded: ({ contributions }, { id, contribution: c }) => {
    const own = c.contributor === c.recorder;
    const attesters = own ? [] : [{ member: c.recorder, units: c.units, basis: c.basis }];
    contributions[id] = { ...c, attesters, contest: null, ended: null, kept: false };
  },
  ContributionAttested: ({ contributions }, { id, member, units, basis }) =>
    contributions[id].attesters.push({ member, units, basis }),
  AttestationRetracted: ({ contributions }, { id, member }) =>
    (contributions[id].attesters.find((place) => place.member === member).units = 0),
  ContributionWithdrawn: ({ contributions }, { id, kept }) => {
    const open = contributions[id].contest?.open && !kept;
    if (open) contributions[id].contest.open = false;
    Object.assign(contributions[id], { ended: STATE.withdrawn, kept });
  },
  ContributionContested: ({ contributions }, { id, member, lapses }) =>
    (contributions[id].contest = { contester: member, lapses, open: true }),
  ContestResolved: ({ contributions }, { id, struck }) => {
    contributions[id].contest.open = false;
    if (struck) contributions[id].ended = STATE.struck;
  },
};

const lowerMedian = (numbers) => numbers.sort((a, b) => a - b)[(numbers.length - 1) >> 1];
const isAccepted = (state, { activity, epoch, attesters }) =>
  attesters.filter(({ units }) => units > 0).length >= termsIn(state, activity, epoch).required;

/** What an activity type requires and caps in an epoch. */
export function termsIn({ terms }, activity, epoch) {
  return terms[activity - 1].list.findLast(({ from }) => from <= epoch);
}

/** What counts of a contribution: the lower median of those who attest, once there are enough. */
export function acceptedUnits(state, c) {
  if (!isAccepted(state, c) || (c.ended && !c.kept)) return 0;
  return lowerMedian(c.attesters.map(({ units }) => units).filter((units) => units > 0));
}

/** The state of a contribution at a time. */
export function stateOf(state, c, now) {
  if (c.ended) return c.ended;
  if (c.contest?.open && now < c.contest.lapses) return STATE.contested;
  return isAccepted(state, c) ? STATE.accepted : STATE.proposed;
}

/** When an epoch starts, ends and closes. */
export function spanOf({ origin, founded, epochs, windows, handedOver }, id) {
  const [start, end] = [epochs[id - 2] ?? origin, epochs[id - 1]];
  const [late] = windows[id - 1];
  if (end >= founded) return [start, end, end + late];
  const latest = Math.min(founded + late, handedOver || Infinity);
  return [start, end, Math.max(end + late, latest)];
}

/** Whether nothing in an epoch can change any more: the last contest of those left to lapse has lapsed. */
export function epochStateOf(state, id, now) {
  const [start, , closes] = spanOf(state, id);
  if (now < start) return EPOCH.upcoming;
  if (now < closes) return EPOCH.open;
  if (now < closes + state.windows[id - 1][1]) return EPOCH.closed;
  const contests = Object.values(state.contributions).filter((c) => c.epoch === id && c.contest);
  const last = Math.max(0, ...contests.map(({ contest }) => contest.lapses));
  const waits = contests.some(({ contest }) => contest.open) && now < last;
  return waits ? EPOCH.closed : EPOCH.final;
}

/** What the state comes to at a time, as the views answer it for these keys. */
export function pictureOf(state, { now, ids = Object.keys(state.contributions), signers = [] }) {
  const picture = { ...headOf(state, now), ...people.pictureOf(state, { now, signers }) };
  picture.contributions = Object.fromEntries(ids.map((id) => [id, statementOf(state, id, now)]));
  Object.assign(picture, will.pictureOf(state));
  Object.assign(picture, { raw: {}, capped: {}, total: {} });
  for (let e = 1; e <= state.epochs.length; ++e) {
    const members = state.members.map((_, m) => rawOf(state, m + 1, e));
    picture.raw[e] = members;
    picture.capped[e] = members.map((raw) =>
      raw.map((units, a) => Math.min(units, termsIn(state, a + 1, e).cap)),
    );
    picture.total[e] = state.activities.map((_, a) =>
      picture.capped[e].reduce((sum, units) => sum + units[a], 0),
    );
  }
  return picture;
}

function headOf(state, now) {
  const { groups, activities, terms, sensitive, rules, handedOver } = state;
  const ids = state.epochs.map((_, i) => i + 1);
  return {
    rules,
    handedOver,
    groups,
    activities,
    terms: terms.map(({ until }, a) =>
      ids.map((e) => {
        const { required, cap } = termsIn(state, a + 1, e);
        return [required, cap, until];
      }),
    ),
    sensitive: groups.map((_, g) => sensitive[g + 1] ?? 0),
    epochs: ids.map((id) => [...spanOf(state, id), epochStateOf(state, id, now)]),
  };
}

function statementOf(state, id, now) {
  const c = state.contributions[id];
  if (!c) return { state: STATE.none, attesters: [], units: 0, contest: [0, 0] };
  return {
    state: stateOf(state, c, now),
    attesters: c.attesters,
    units: acceptedUnits(state, c),
    contest: c.contest ? [c.contest.contester, c.contest.lapses] : [0, 0],
  };
}

function rawOf(state, member, epoch) {
  return state.activities.map((_, a) =>
    Object.values(state.contributions)
      .filter((c) => c.contributor === member && c.epoch === epoch && c.activity === a + 1)
      .reduce((sum, c) => sum + acceptedUnits(state, c), 0),
  );
}
