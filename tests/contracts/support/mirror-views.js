/** The mirror's picture, asked of the contracts' views. */
import { KIND } from "./will.js";

/** What the views answer now; `ids` are the contributions and `signers` the signer bytes to ask for. */
export async function askPicture(world, { ids, signers = [] }) {
  const record = (name, ...args) => world.ask("community", name, ...args);
  const will = (name, ...args) => world.ask("assembly", name, ...args);
  const picture = { ...(await head(record)), ...(await people(record, signers)) };
  picture.contributions = {};
  for (const id of ids) picture.contributions[id] = await statement(record, id);
  return { ...picture, ...(await units(record)), ...(await decisions(record, will)) };
}

async function upTo(count, get) {
  const list = [];
  for (let i = 1; i <= Number(count); ++i) list.push(await get(i));
  return list;
}

async function head(record) {
  const epochs = await record("epochCount");
  return {
    handedOver: await record("handedOver"),
    rules: await record("rules"),
    groups: await upTo(await record("groupCount"), (id) => record("group", id)),
    activities: await upTo(await record("activityCount"), (id) => record("activity", id)),
    terms: await upTo(await record("activityCount"), (id) =>
      upTo(epochs, async (e) => [...(await record("termsOf", id, e))]),
    ),
    sensitive: await upTo(await record("groupCount"), (id) => record("sensitiveActivity", id)),
    epochs: await upTo(epochs, async (id) => [
      ...(await record("epoch", id)).map(Number),
      await record("epochState", id),
    ]),
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

async function decisions(record, will) {
  const [members, epochs] = [await record("memberCount"), await record("epochCount")];
  return {
    election: await will("election"),
    indicators: await upTo(await will("indicatorCount"), (id) => indicator(will, id, epochs)),
    votes: await upTo(await will("voteCount"), (id) => vote(will, id, members)),
  };
}

async function indicator(will, id, epochs) {
  const [kind, retention, document, versions, pending, until] = await will("indicator", id);
  const all = await upTo(versions, (number) => will("version", id, number));
  const defined = await upTo(epochs, async (e) => {
    const [from, kept, hash] = await will("definitionIn", id, e);
    return { from, retention: kept, document: hash };
  });
  const plain = { kind, retention, document, pending, until };
  return { ...plain, versions: all.map((v) => [...v]), defined };
}

const numbers = (list) => list.map(Number);

/** What is asked of a vote of each kind, besides what is asked of all. */
const DETAILS = {
  [KIND.weights]: async (will, id, members) => {
    const weighing = await will("weighing", id);
    const each = async (name, count) => upTo(count, async (i) => numbers(await will(name, id, i)));
    return {
      weighing,
      histograms: await each("histogram", weighing.activities),
      points: await each("pointsHistogram", weighing.groups),
      divisions: [
        Number(await will("divisionCount", id)),
        await upTo(members, (m) => will("division", id, m)),
      ],
    };
  },
  [KIND.proposal]: async (will, id) => {
    const [proposal, ...answers] = await will("proposal", id);
    return { proposal, answers };
  },
  [KIND.election]: async (will, id) => {
    const [candidates, approvals] = await will("candidatesOf", id);
    return { candidates, approvals: numbers(approvals) };
  },
};

async function vote(will, id, members) {
  const { subject: _, ...seen } = await will("vote", id);
  const cast = await upTo(members, async (m) => [...(await will("ballot", id, m))]);
  return { ...seen, cast, ...(await DETAILS[seen.kind](will, id, members)) };
}
