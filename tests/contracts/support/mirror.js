/** The state of a community told from its events alone, and the same asked of the contracts' views. */

/** Everything the views below answer, rebuilt from events in their order (invariant 10). */
export function fromEvents(events) {
  const state = {
    members: [],
    groups: [],
    activities: [],
    epochs: [],
    contributions: {},
    indicators: [],
    votes: [],
  };
  for (const { eventName, args } of events) HANDLERS[eventName]?.(state, args);
  return state;
}

const HANDLERS = {
  MemberAdmitted: ({ members }, { signer, managed }) =>
    members.push({ claimed: signer !== "0x", steward: false, managed }),
  StewardAppointed: ({ members }, { member }) => (members[member - 1].steward = true),
  GroupDefined: ({ groups }, { document }) => groups.push(document),
  ActivityDefined: ({ activities }, { definition }) => activities.push(definition),
  CommunityFounded: (state, { origin }) => (state.origin = origin),
  EpochsListed: ({ epochs }, { ends }) => epochs.push(...ends),
  ContributionRecorded: ({ contributions }, { id, contribution: c }) => {
    const own = c.contributor === c.recorder;
    const attesters = own ? [] : [{ member: c.recorder, units: c.units, basis: c.basis }];
    contributions[id] = { ...c, attesters };
  },
  ContributionAttested: ({ contributions }, { id, member, units, basis }) =>
    contributions[id].attesters.push({ member, units, basis }),
  IndicatorDefined: ({ indicators }, { kind, retention, document }) =>
    indicators.push({ kind, retention, document, versions: [], pending: 0 }),
  VoteOpened: (state, { vote, indicator, activities }) => {
    state.votes.push({ indicator, activities, ballots: {}, closed: false });
    state.indicators[indicator - 1].pending = vote;
  },
  BallotCast: ({ votes }, { vote, member, sequence, levels }) =>
    (votes[vote - 1].ballots[member] = [sequence, levels]),
  VersionSet: ({ indicators }, { indicator, from, levels }) =>
    indicators[indicator - 1].versions.push([from, levels]),
  VoteClosed: ({ votes, indicators }, { vote }) => {
    votes[vote - 1].closed = true;
    indicators[votes[vote - 1].indicator - 1].pending = 0;
  },
};

const lowerMedian = (numbers) => numbers.sort((a, b) => a - b)[(numbers.length - 1) >> 1];

/** Accepted units of a contribution: the lower median of its attesters, once there are enough. */
export function acceptedUnits({ activities }, { activity, attesters }) {
  if (attesters.length < activities[activity - 1].required) return 0;
  return lowerMedian(attesters.map(({ units }) => units));
}

/** What the state comes to, as the views answer it. */
export function pictureOf(state) {
  const picture = {
    ...headOf(state),
    raw: {},
    total: {},
    contributions: {},
    histograms: {},
    ballots: {},
  };
  for (const [id, c] of Object.entries(state.contributions)) {
    const units = acceptedUnits(state, c);
    const enough = c.attesters.length >= state.activities[c.activity - 1].required;
    picture.contributions[id] = [enough ? 2 : 1, c.attesters, units];
  }
  for (let e = 1; e <= state.epochs.length; ++e) {
    const members = state.members.map((_, m) => rawOf(state, m + 1, e));
    picture.raw[e] = members;
    picture.total[e] = state.activities.map(({ cap }, a) =>
      members.reduce((sum, raw) => sum + Math.min(raw[a], cap), 0),
    );
  }
  for (const [v, vote] of state.votes.entries()) {
    picture.ballots[v + 1] = state.members.map((_, m) => vote.ballots[m + 1] ?? [0, 0n]);
    picture.histograms[v + 1] = histogramsOf(vote);
  }
  return picture;
}

function headOf({ members, groups, activities, origin, epochs, indicators, votes }) {
  const spans = epochs.map((end, i) => [i ? epochs[i - 1] : origin, end]);
  return {
    members,
    groups,
    activities,
    epochs: spans,
    indicators,
    closed: votes.map(({ closed }) => closed),
  };
}

function rawOf(state, member, epoch) {
  return state.activities.map((_, a) =>
    Object.values(state.contributions)
      .filter((c) => c.contributor === member && c.epoch === epoch && c.activity === a + 1)
      .reduce((sum, c) => sum + acceptedUnits(state, c), 0),
  );
}

function histogramsOf({ activities, ballots }) {
  return Array.from({ length: activities }, (_, a) => {
    const counts = Array(11).fill(0);
    for (const [, levels] of Object.values(ballots)) {
      const level = Number((levels >> BigInt(4 * a)) & 15n);
      if (level <= 10) ++counts[level];
    }
    return counts;
  });
}

/** The same picture, asked of the contracts; `ids` are the contributions to ask for. */
export async function askPicture(world, ids) {
  const record = (name, ...args) => world.ask("community", name, ...args);
  const will = (name, ...args) => world.ask("assembly", name, ...args);
  const upTo = async (count, get) => {
    const list = [];
    for (let i = 1; i <= Number(count); ++i) list.push(await get(i));
    return list;
  };
  const memberCount = await record("memberCount");
  const epochCount = await record("epochCount");
  const voteCount = await will("voteCount");
  const votes = await upTo(voteCount, (id) => will("vote", id));
  const picture = {
    members: await upTo(memberCount, async (id) => {
      const { joined, steward, managed } = await record("member", id);
      return { claimed: joined !== 0, steward, managed };
    }),
    groups: await upTo(await record("groupCount"), (id) => record("group", id)),
    activities: await upTo(await record("activityCount"), (id) => record("activity", id)),
    epochs: await upTo(epochCount, async (id) => (await record("epoch", id)).slice(0, 2)),
    indicators: await upTo(await will("indicatorCount"), async (id) => {
      const [kind, retention, document, versions, pending] = await will("indicator", id);
      const all = await upTo(versions, (number) => will("version", id, number));
      return { kind, retention, document, versions: all.map((v) => [...v]), pending };
    }),
    closed: votes.map(({ closed }) => closed),
    raw: {},
    total: {},
    contributions: {},
    histograms: {},
    ballots: {},
  };
  for (const id of ids) picture.contributions[id] = await askContribution(record, id);
  for (let e = 1; e <= Number(epochCount); ++e) {
    picture.raw[e] = await upTo(memberCount, async (m) =>
      (await record("rawUnits", m, e)).map(Number),
    );
    picture.total[e] = (await record("totalUnits", e)).map(Number);
  }
  for (const [v, { activities }] of votes.entries()) {
    picture.ballots[v + 1] = await upTo(memberCount, async (m) => [
      ...(await will("ballot", v + 1, m)),
    ]);
    picture.histograms[v + 1] = await upTo(activities, async (a) =>
      (await will("histogram", v + 1, a)).map(Number),
    );
  }
  return picture;
}

async function askContribution(record, id) {
  const [state, count, units] = await record("contribution", id);
  const attesters = [];
  for (let i = 0n; i < count; ++i) {
    const [member, attested, basis] = await record("attestation", id, i);
    attesters.push({ member, units: attested, basis });
  }
  return [state, attesters, Number(units)];
}
