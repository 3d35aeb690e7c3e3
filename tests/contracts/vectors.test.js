/** The vectors that Python computes with, computed by the contracts: see tests/vectors/README.md. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { size, toHex } from "viem";

import { encodeAct, hashOf, Person, withBitFlipped } from "./support/acts.js";
import { direct } from "./support/doors.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const DAY = 86_400;
const VOTERS = 10;
/** In the vectors of units 1 and 2 contribute, and from 3 on five attest. */
const FIRST_ATTESTER = 3;
const CONTESTER = 8;
const JUDGE = 9;
const SIGNATURE_BYTES = 65;
const read = (name) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url)));
const people = Array.from({ length: VOTERS }, (_, i) => new Person(`vector member ${i + 1}`));

describe("vectors", () => {
  let factory, chain, back;
  before(async () => {
    const world = await w.sampleWorld();
    ({ chain } = world);
    factory = world;
    for (const { address } of people) await chain.fund(address);
    back = await chain.moment();
  });
  after(() => chain.close());
  beforeEach(() => back());

  /** A community of ten stewards, who are members 1 to 10, with epochs of a day from now on. */
  async function found({ rules, epochs = 2 } = {}) {
    const origin = (await chain.now()) - 1;
    const ends = Array.from({ length: epochs }, (_, i) => origin + DAY * (i + 1));
    const changes = {
      salt: hashOf("vectors"),
      origin,
      ends,
      rules: w.sampleRules({ lateWindow: 366 * DAY, quorum: 0, contestLimit: 9, ...rules }),
      stewards: people.map((person) => w.admission(person)),
    };
    const world = await w.found(factory, w.sampleFounding(changes));
    await as(world, 1, world.act("defineGroup", 1, { document: hashOf("group") }));
    return { world, origin };
  }

  const as = (world, member, act) => world.do({ ...act, by: people[member - 1] }, direct);

  async function define(world, changes) {
    const definition = w.activity({ required: 1, cap: w.NO_CAP, ...changes });
    await as(world, 1, world.act("defineActivity", 1, { activity: definition }));
  }

  async function defineUpTo(world, count) {
    for (let i = Number(await world.ask("community", "activityCount")); i < count; ++i) {
      await define(world, { document: hashOf(`type ${i}`) });
    }
  }

  /** All divide the groups alike where the indicator is one of shares. */
  async function weigh(world, from, ballots, points) {
    const fields = { indicator: 1, from, notice: 0, duration: 60 };
    await as(world, 1, world.act("openVote", 1, fields));
    const vote = await world.ask("assembly", "voteCount");
    for (const [i, levels] of ballots.entries()) {
      const options = { vote: Number(vote) };
      const act = points
        ? will.dividing(world, i + 1, points, levels, options)
        : world.cast(i + 1, levels, options);
      await as(world, i + 1, act);
    }
    await chain.travelTo((await chain.now()) + 60);
    return { vote, receipt: await chain.send(world.assembly, "closeVote", [vote]) };
  }

  const indicator = (world, retention) =>
    as(world, 1, world.act("defineIndicator", 1, w.sampleIndicator({ retention })));

  describe("typed data: the contract reads the digest that was signed", () => {
    for (const [i, act] of read("typed_data").acts.entries()) {
      it(`${act.function} (${i})`, async () => {
        const { message, domain } = act.typedData;
        assert.equal(domain.chainId, chain.chainId);
        const contract = (await placed(act))[act.contract.toLowerCase()];
        for (const { signature, more, member, digest } of forgeries(act)) {
          const data = encodeAct(
            { contract, name: act.function, message },
            act.signer,
            signature,
            more,
          );
          const refusal = await chain.carry(contract, data).catch((error) => error);
          assert.equal(refusal.refusal, "SignatureInvalid", refusal.message);
          assert.deepEqual(refusal.values, [member, digest]);
        }
      });
    }

    /** The act with one of its signatures spoilt, each in turn, and what the contract says it had to sign. */
    function forgeries({ typedData: { message }, digest, signature, more }) {
      const own = { member: message.member, digest };
      const invitations = read("typed_data").invitations;
      const others = [...more.entries()].filter(([, part]) => size(part) === SIGNATURE_BYTES);
      return [
        { ...own, signature: withBitFlipped(signature, 9), more },
        ...others.map(([n, part]) => {
          const invitation = invitations.find((one) => one.signature === part);
          const signed = invitation && {
            member: message.invite.member,
            digest: invitation.digest,
          };
          return { ...own, ...signed, signature, more: more.with(n, withBitFlipped(part, 9)) };
        }),
      ];
    }

    /** A community at the address that the vector's domain names, in which its signer may say this. */
    async function placed({ contract, typedData: { domain }, function: name, signer, more }) {
      const kinds = ["community", "assembly"];
      const codes = factory.implementations;
      const world = new w.World({ chain, receipts: [] });
      for (const [i, kind] of kinds.entries()) {
        const named = kind === contract.toLowerCase();
        const address = named ? domain.verifyingContract : `0x${"e1".repeat(20)}`;
        const code = await chain.request("eth_getCode", codes[i].address, "latest");
        await chain.request("hardhat_setCode", address, code);
        world[kind] = { ...factory[kind], address };
      }
      const [community, assembly] = kinds.map((kind) => world[kind].address);
      const founding = w.sampleFounding({
        stewards: stewards(name, signer, more).map((one) => w.admission({ signer: one })),
      });
      await chain.send({ ...codes[0], address: community }, "initialise", [founding, assembly]);
      await chain.send({ ...codes[1], address: assembly }, "initialise", [community]);
      await prepare(world, name, signer);
      return world;
    }

    /** The act's signer is member 1, unless it is a newcomer's; an inviter is. */
    function stewards(name, signer, [, inviter]) {
      const strangers = { join: inviter, claim: people[0].signer };
      const first = { ...strangers, completeRecovery: people[0].signer }[name] ?? signer;
      return [first, people[1].signer, people[2].signer];
    }

    async function prepare(world, name, signer) {
      if (name === "claim") {
        const admissions = [w.admission(undefined, { person: hashOf("somebody") })];
        await as(world, 2, world.act("admit", 2, { admissions }));
      }
      if (name === "completeRecovery") {
        const fields = { subject: 1, managed: false, signer };
        for (const member of [2, 3]) await as(world, member, world.act("recover", member, fields));
      }
    }
  });

  const word = (number) => toHex(number, { size: 32 });

  describe("typed data: contributions have the ids", () => {
    for (const { contribution, id } of read("typed_data").contributions) {
      it(id, async () => assert.equal(await factory.idOf(contribution), id));
    }
  });

  describe("units: accepted, raw, capped, total", () => {
    for (const [i, { cap, required, contributions, steps }] of read("units").cases.entries()) {
      it(`case ${i}`, async () => {
        const { world } = await found();
        await define(world, { cap, required });
        const made = contributions.map(({ contributor, units }, n) =>
          w.ownHours({
            contributor,
            recorder: contributor,
            activity: 1,
            units,
            content: hashOf(`${n}`),
          }),
        );
        for (const c of made) await as(world, c.recorder, world.record(c.recorder, c));
        const places = made.map(() => FIRST_ATTESTER);
        for (const step of steps) {
          const c = made[step.contribution];
          if (step.act === "attest") step.attester = places[step.contribution]++ - FIRST_ATTESTER;
          await take(world, c, step);
          const [, , accepted] = await world.ask("community", "contribution", await world.idOf(c));
          const [raw] = await world.ask("community", "rawUnits", c.contributor, 1);
          const [capped] = await world.ask("community", "cappedUnits", c.contributor, 1);
          const [total] = await world.ask("community", "totalUnits", 1);
          const expected = [step.accepted, step.raw, step.capped, step.total];
          assert.deepEqual([accepted, raw, capped, total].map(Number), expected);
        }
      });
    }
  });

  /** One step of the vectors of units. */
  async function take(world, c, { act, units, attester }) {
    const who = { attest: FIRST_ATTESTER + attester, retract: FIRST_ATTESTER + attester };
    const member = { ...who, contest: CONTESTER, withdraw: c.contributor }[act] ?? JUDGE;
    const acts = {
      attest: () => world.attest(member, w.attesting(c, { units })),
      retract: () => world.retract(member, c),
      contest: () => world.contest(member, c),
      strike: () => world.resolve(member, c, true),
      stand: () => world.resolve(member, c, false),
      withdraw: () => world.withdraw(member, c),
    };
    await as(world, member, acts[act]());
  }

  describe("tally: quorums", () => {
    for (const { electorate, part, quorum } of read("tally").quorums) {
      it(`${part} basis points of ${electorate}`, async () => {
        const { world } = await found({ rules: { quorum: part, dormantAfter: 0 } });
        await pokeElectorate(world, electorate);
        await defineUpTo(world, 1);
        await indicator(world, []);
        await as(
          world,
          1,
          world.act("openVote", 1, { indicator: 1, from: 1, notice: 0, duration: 60 }),
        );
        const vote = await world.ask("assembly", "vote", 1);
        assert.equal(vote.quorum, quorum);
      });
    }
  });

  /** The number of active members, which is the electorate where nobody is dormant, lies above that of all. */
  async function pokeElectorate(world, electorate) {
    const { address } = world.community;
    for (let slot = 0; slot < 32; ++slot) {
      const found = BigInt(await chain.request("eth_getStorageAt", address, word(slot), "latest"));
      if ((found & 0xffffffffffffffffn) !== (10n << 32n) + 10n) continue;
      const changed = (found & ~(0xffffffffn << 32n)) | (BigInt(electorate) << 32n);
      await chain.request("hardhat_setStorageAt", address, word(slot), word(changed));
      assert.equal(await world.ask("community", "electorate"), electorate);
      return;
    }
    throw new Error("no slot counts the members");
  }

  describe("tally: votes", () => {
    for (const [i, vector] of read("tally").votes.entries()) {
      it(`vote ${i} over ${vector.activities} activity types`, async () => {
        const { world } = await found({ rules: { quorum: vector.quorum * 1_000 }, epochs: 3 });
        await indicator(world, []);
        const { previous } = vector;
        if (previous.length) {
          await defineUpTo(world, previous.length);
          await weigh(world, 1, Array(VOTERS).fill(previous));
        }
        await defineUpTo(world, vector.activities);
        const { vote, receipt } = await weigh(world, previous.length ? 0 : 1, vector.ballots);
        for (const [n, counts] of vector.histograms.entries()) {
          const seen = await world.ask("assembly", "histogram", vote, n + 1);
          assert.deepEqual(seen.map(Number), counts);
        }
        const set = receipt.events.find(({ eventName }) => eventName === "VersionSet");
        assert.equal(set !== undefined, vector.decided);
        if (set) assert.equal(set.args.levels, BigInt(vector.packed));
      });
    }
  });

  describe("markets", () => {
    for (const vector of [...read("markets").cases, ...read("rpgf4").cases]) {
      it(vector.name, async () => {
        const divided = await chain.deploy("Divided");
        const atLeast = Array(102).fill(0n);
        for (const { times, points } of vector.divisions)
          for (const [g, given] of points.entries())
            for (let v = 1; v <= given; ++v) atLeast[v] += BigInt(times ?? 1) << BigInt(16 * g);
        const packed = await chain.ask(divided, "outcome", [atLeast, BigInt(vector.groups)]);
        assert.equal(packed, BigInt(vector.packed));
        const lane = (g) => Number((packed >> BigInt(14 * g)) & 16_383n);
        assert.deepEqual(
          vector.shares.map((_, g) => lane(g)),
          vector.shares,
        );
      });
    }
  });

  describe("scores", () => {
    const { cases, shares, definitions } = read("scores");
    for (const vector of cases) it(vector.name, () => scored(vector));
    for (const vector of shares) it(`${vector.name}, of shares`, () => scored(vector));
    for (const vector of definitions) it(`${vector.name}, defined anew`, () => scored(vector));

    /** Versions and definitions are set in the epoch before they are in force; the first ones, as it were, at once. */
    async function scored(vector) {
      const { world, origin } = await found({ epochs: vector.raw.length + 1 });
      const { definitions: [{ retention }, ...revisions] = [vector], groups, versions } = vector;
      const divided = versions.map(({ shares: all }) => all?.length ?? 0);
      for (let g = 2; g <= Math.max(1, ...(groups ?? []), ...divided); ++g)
        await as(world, 1, world.act("defineGroup", 1, { document: hashOf(`group ${g}`) }));
      const kind = groups ? 2 : 1;
      await as(world, 1, world.act("defineIndicator", 1, w.sampleIndicator({ kind, retention })));
      const begins = (from) => origin + DAY * (from - 2) + 1;
      const steps = [
        ...versions.map((version, n) => ({
          at: n ? begins(version.from) : 0,
          step: () => weighed(world, vector, version, n),
        })),
        ...revisions.map((revision) => ({
          at: begins(revision.from),
          step: () => revised(world, revision),
        })),
      ].sort((a, b) => a.at - b.at);
      for (const { at, step } of steps) {
        if (at > (await chain.now())) await chain.travelTo(at);
        await step();
      }
      await defineAll(world, vector.caps, groups);
      const last = origin + DAY * (vector.raw.length - 1) + 120;
      if (last > (await chain.now())) await chain.travelTo(last);
      await recordAll(world, vector.raw);
      await checkScores(world, vector);
    }

    async function checkScores(world, { expected }) {
      for (const { epoch, scores, total } of expected) {
        const seen = [];
        for (const [m] of scores.entries()) {
          seen.push(Number(await world.ask("assembly", "scoreOf", m + 1, 1, epoch)));
        }
        assert.deepEqual(seen, scores, `epoch ${epoch}`);
        assert.equal(Number(await world.ask("assembly", "totalOf", 1, epoch)), total);
      }
    }

    async function weighed(world, vector, { from, levels, shares: divided }, n) {
      await defineAll(world, vector.caps.slice(0, levels.length), vector.groups);
      if (!divided) return weigh(world, n ? 0 : from, [levels, levels, levels]);
      const groups = Number(await world.ask("community", "groupCount"));
      const points = Array.from({ length: groups }, (_, g) => (divided[g] ?? 0) / 100);
      return weigh(world, n ? 0 : from, [levels, levels, levels], points);
    }

    function revised(world, { retention }) {
      const document = hashOf("defined anew");
      const { address } = world.assembly;
      return will.calledBy(world, address, "decideRevision", 1, retention, document);
    }

    async function defineAll(world, caps, groups) {
      const defined = Number(await world.ask("community", "activityCount"));
      for (const [i, cap] of caps.slice(defined).entries()) {
        const group = groups?.[defined + i] ?? 1;
        await define(world, { cap, group, document: hashOf(`type ${defined + i}`) });
      }
    }

    async function recordAll(world, raw) {
      for (const [e, members] of raw.entries()) {
        for (const [m, types] of members.entries()) {
          for (const [a, units] of types.entries()) {
            if (units) await accepted(world, m + 1, { epoch: e + 1, activity: a + 1, units });
          }
        }
      }
    }

    async function accepted(world, member, fields) {
      const c = w.ownHours({ contributor: member, recorder: member, ...fields });
      await as(world, member, world.record(member, c));
      await as(world, VOTERS, world.attest(VOTERS, w.attesting(c)));
    }
  });
});
