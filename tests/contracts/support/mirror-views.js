/** The mirror's picture, asked of the contracts' views. */

/** What the views answer now; `ids` are the contributions and `signers` the signer bytes to ask for. */
export async function askPicture(world, { ids, signers = [] }) {
  const record = (name, ...args) => world.ask("community", name, ...args);
  const will = (name, ...args) => world.ask("assembly", name, ...args);
  const picture = { ...(await head(record, will)), ...(await people(record, signers)) };
  picture.contributions = {};
  for (const id of ids) picture.contributions[id] = await statement(record, id);
  return { ...picture, ...(await units(record)), ...(await ballots(record, will)) };
}

async function upTo(count, get) {
  const list = [];
  for (let i = 1; i <= Number(count); ++i) list.push(await get(i));
  return list;
}

async function head(record, will) {
  return {
    rules: await record("rules"),
    groups: await upTo(await record("groupCount"), (id) => record("group", id)),
    activities: await upTo(await record("activityCount"), (id) => record("activity", id)),
    sensitive: await upTo(await record("groupCount"), (id) => record("sensitiveActivity", id)),
    epochs: await upTo(await record("epochCount"), async (id) => [
      ...(await record("epoch", id)).map(Number),
      await record("epochState", id),
    ]),
    indicators: await upTo(await will("indicatorCount"), async (id) => {
      const [kind, retention, document, versions, pending] = await will("indicator", id);
      const all = await upTo(versions, (number) => will("version", id, number));
      return { kind, retention, document, versions: all.map((v) => [...v]), pending };
    }),
    votes: await upTo(await will("voteCount"), async (id) => {
      const { closed, ballots } = await will("vote", id);
      return [closed, ballots];
    }),
  };
}

async function people(record, signers) {
  const count = await record("memberCount");
  const speakers = {};
  for (const signer of signers) speakers[signer] = await record("memberOf", signer);
  return {
    members: await upTo(count, (id) => record("member", id)),
    stewards: await record("stewardCount"),
    electorate: await record("electorate"),
    speakers,
    recoveries: await upTo(count, async (id) => [...(await record("recoveryOf", id))]),
    claims: await upTo(count, async (id) => {
      const claims = [];
      for (const signer of signers) claims.push([...(await record("claimOf", id, signer))]);
      return claims;
    }),
  };
}

async function statement(record, id) {
  const [state, count, accepted] = await record("contribution", id);
  const attesters = [];
  for (let i = 0n; i < count; ++i) {
    const [member, attested, basis] = await record("attestation", id, i);
    attesters.push({ member, units: attested, basis });
  }
  const contest = [...(await record("contestOf", id))];
  return { state, attesters, units: Number(accepted), contest };
}

async function units(record) {
  const [members, epochs] = [await record("memberCount"), await record("epochCount")];
  const all = { raw: {}, capped: {}, total: {} };
  for (let e = 1; e <= Number(epochs); ++e) {
    const of = (name) => upTo(members, async (m) => (await record(name, m, e)).map(Number));
    all.raw[e] = await of("rawUnits");
    all.capped[e] = await of("cappedUnits");
    all.total[e] = (await record("totalUnits", e)).map(Number);
  }
  return all;
}

async function ballots(record, will) {
  const members = await record("memberCount");
  const all = { histograms: {}, ballots: {} };
  for (let v = 1; v <= Number(await will("voteCount")); ++v) {
    const { activities } = await will("vote", v);
    all.ballots[v] = await upTo(members, async (m) => [...(await will("ballot", v, m))]);
    all.histograms[v] = await upTo(activities, async (a) =>
      (await will("histogram", v, a)).map(Number),
    );
  }
  return all;
}
