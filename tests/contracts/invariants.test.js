/** The invariants of the design under acts drawn at random, each named by its number. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { close } from "./refusals/assembly.js";
import { hashOf } from "./support/acts.js";
import { Refusal } from "./support/chain.js";
import { doors } from "./support/doors.js";
import { askPicture, fromEvents, pictureOf } from "./support/mirror.js";
import { Random } from "./support/random.js";
import * as r from "./support/records.js";
import { eventsIn } from "./support/walk.js";
import * as w from "./support/world.js";

const SEEDS = [1, 2, 3, 4];
const VOICES = [1, 2, 3, 4, 5, 6];

describe("invariants", () => {
  let world, back, began;
  before(async () => {
    world = await w.sampleWorld();
    began = world.receipts.length;
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => {
    world.receipts.length = began;
    return back();
  });

  /** Contributions by random members; each act stands for one statement, so that any order can be tried. */
  function drawn(random, count = 24) {
    return Array.from({ length: count }, (_, i) => {
      const recorder = random.pick(VOICES);
      const contributor = random.pick([...VOICES, w.UNCLAIMED]);
      const activity = random.pick([w.HOURS, w.CREDIT, w.LATER]);
      const units = activity === w.CREDIT ? 100 : 1 + random.below(900);
      const basis = contributor === recorder ? 0 : 1 + random.below(2);
      const epoch = activity === w.LATER ? 4 + random.below(2) : 1 + random.below(2);
      return w.ownHours({
        contributor,
        recorder,
        activity,
        units,
        basis,
        epoch,
        content: hashOf(`${i}`),
      });
    });
  }

  function attestations(random, contributions) {
    return contributions.flatMap((c) =>
      random
        .shuffled(VOICES.filter((member) => member !== c.contributor && member !== c.recorder))
        .slice(0, random.below(5))
        .map((member) => {
          const units = c.activity === w.CREDIT ? 100 : 1 + random.below(c.units);
          const basis = 1 + random.below(2);
          return world.attest(member, w.attesting(c, { units, basis }));
        }),
    );
  }

  /** Some of those who attest take it back. */
  function retractions(random, acts) {
    const attesting = acts.filter(({ name }) => name === "attest").map(({ message }) => message);
    const some = random.shuffled(attesting).slice(0, attesting.length / 4);
    return some.map(({ member, attestations }) =>
      world.retract(member, attestations[0].contribution),
    );
  }

  /** What else becomes of contributions: one in five each is withdrawn, contested, struck, or stands after a contest. */
  function fates(random, contributions, acts) {
    const parties = (c) => [
      c.contributor,
      c.recorder,
      ...acts
        .filter(({ message }) => message.attestations?.[0].contribution === c)
        .map(({ message }) => message.member),
    ];
    const contesters = random.shuffled([...VOICES, ...VOICES]);
    const contest = (c) => {
      const i = contesters.findIndex((member) => member !== c.contributor);
      return i === -1 ? [] : [world.contest(contesters.splice(i, 1)[0], c)];
    };
    const resolve = (c, strike) => {
      const [first] = contest(c);
      const steward = [1, 2].find((m) => ![...parties(c), first?.message.member].includes(m));
      return first && steward ? [first, world.resolve(steward, c, strike)] : [];
    };
    const withdraw = (c) => {
      const member = c.contributor === w.UNCLAIMED ? w.STEWARD : c.contributor;
      return [world.withdraw(member, c)];
    };
    const kinds = [withdraw, contest, (c) => resolve(c, true), (c) => resolve(c, false), () => []];
    return contributions.flatMap((c, i) => kinds[i % kinds.length](c));
  }

  const records = (contributions) => contributions.map((c) => world.record(c.recorder, c));

  /** Carries acts through doors drawn at random; answers those that were refused. */
  async function carry(random, acts) {
    const refused = [];
    for (const act of acts) {
      const door = random.pick(Object.values(doors));
      await world.do(act, door).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
        refused.push([error.refusal, act]);
      });
    }
    return refused;
  }

  const keysOf = async (contributions) => ({
    now: await world.chain.now(),
    ids: contributions.map(r.idOf),
  });

  /** What the views answer, held against what the events tell. */
  async function checked(contributions) {
    const keys = await keysOf(contributions);
    const picture = await askPicture(world, keys);
    assert.deepEqual(picture, pictureOf(fromEvents(eventsIn(world)), keys));
    return picture;
  }

  for (const seed of SEEDS) {
    it(`1, 10: raw is the sum of what was accepted, totals that of min(raw, cap), as told by events (seed ${seed})`, async () => {
      const random = new Random(seed);
      const contributions = drawn(random);
      await carry(random, records(contributions));
      await carry(random, random.shuffled(attestations(random, contributions)));
      const states = Object.values((await checked(contributions)).contributions);
      assert.ok(states.some(({ state }) => state === r.STATE.accepted));
    });

    it(`1, 2: the same acts in any order give the same state, repeated or not (seed ${seed})`, async () => {
      const random = new Random(seed);
      const contributions = drawn(random, 20);
      const acts = [...records(contributions), ...attestations(random, contributions)];
      acts.push(...retractions(random, acts), ...fates(random, contributions, acts));
      assert.deepEqual(await carry(random, acts), []);
      const inOrder = outcomeOf(await checked(contributions));
      const states = new Set(inOrder.statements.map(([, state]) => state));
      assert.ok(STATES.every((state) => states.has(state)));
      await back();
      world.receipts.length = began;
      let refused = random.shuffled([...acts, ...acts]).map((act) => [undefined, act]);
      let before = Infinity;
      while (refused.length < before) {
        before = refused.length;
        const waiting = refused.map(([, act]) => act);
        refused = await carry(random, waiting);
      }
      for (const [refusal] of refused) assert.ok(DONE_OR_OVER.includes(refusal), refusal);
      assert.deepEqual(outcomeOf(await checked(contributions)), inOrder);
    });

    it(`3, 4, 10: histograms sum to the live ballots less abstentions, in any order of the voters (seed ${seed})`, async () => {
      const random = new Random(seed);
      const level = () => (random.below(5) === 0 ? w.ABSTAIN : random.below(11));
      const cast = VOICES.flatMap((member) =>
        Array.from({ length: 1 + random.below(3) }, (_, i) =>
          world.cast(member, [level(), level(), level()], { sequence: i + 1 }),
        ),
      );
      // Both times in the same second: a block's time follows the wall clock otherwise.
      const opening = (await world.chain.now()) + 1_000;
      const state = async (acts) => {
        await world.chain.nextBlockAt(opening);
        await w.openSampleVote(world, { duration: 100_000 });
        assert.deepEqual(await carry(random, acts), []);
        await world.chain.travelTo((await world.chain.now()) + 100_000);
        await close(world, 1);
        return checked([]);
      };
      const inOrder = await state(cast);
      checkHistograms(inOrder);
      await back();
      world.receipts.length = began;
      const turns = random.shuffled(cast).map((act) => act.message.member);
      const queues = Object.fromEntries(
        VOICES.map((m) => [m, cast.filter((a) => a.message.member === m)]),
      );
      assert.deepEqual(await state(turns.map((member) => queues[member].shift())), inOrder);
    });
  }

  const { accepted, contested, struck, withdrawn } = r.STATE;
  const STATES = [accepted, contested, struck, withdrawn];

  /** Why an act of those above is refused in the end: it is done, or what it is about has ended. */
  const DONE_OR_OVER = [
    "ContributionExists",
    "ContributionEnded",
    "AttestationExists",
    "AttestationMissing",
    "RetractedAlready",
    "ContestExists",
    "ContestUnknown",
  ];

  /** What does not depend on the order: places of what has ended, and the time of a contest, do. */
  function outcomeOf({ contributions, raw, capped, total, members }) {
    const statements = Object.entries(contributions).map(([id, c]) => {
      const places = c.state >= r.STATE.struck ? [] : c.attesters;
      const sorted = [...places].sort((a, b) => a.member - b.member);
      return [id, c.state, c.units, c.contest[0], sorted];
    });
    return { statements, raw, capped, total, members };
  }

  function checkHistograms({ votes }) {
    for (const { histograms, cast } of votes) {
      const live = cast.filter(([sequence]) => sequence > 0);
      for (const [a, counts] of histograms.entries()) {
        const opinions = live.filter(([, levels]) => ((levels >> BigInt(4 * a)) & 15n) !== 15n);
        assert.equal(
          counts.reduce((sum, n) => sum + n, 0),
          opinions.length,
        );
      }
    }
  }

  it("5: what was in force in an epoch stays in force, and a closed epoch gains nothing", async () => {
    const contribution = w.ownHours();
    await world.do(world.record(3, contribution));
    for (const member of [4, 5]) await world.do(world.attest(member, w.attesting(contribution)));
    await vote(1, 1, [10, 1, 1]);
    const scores = () =>
      Promise.all([1, 2, 3, 4, 5].map((e) => world.ask("assembly", "scoreOf", 3, 1, e)));
    const before = await scores();
    assert.equal(before[0], 2_500n);
    await vote(2, 0, [0, 0, 0]);
    const [, , closes] = await world.ask("community", "epoch", 5);
    await world.chain.travelTo(Number(closes));
    await assert.rejects(world.do(world.attest(6, w.attesting(contribution))), {
      refusal: "EpochClosed",
    });
    assert.deepEqual(await scores(), before);
    assert.equal(await world.ask("assembly", "scoreOf", 3, 1, 6), 0n);
  });

  async function vote(number, from, levels) {
    await w.openSampleVote(world, { from, duration: 60 });
    for (const member of [3, 4, 5]) await world.do(world.cast(member, levels, { vote: number }));
    await world.chain.travelTo((await world.chain.now()) + 60);
    await close(world, number);
  }

  it("6: an act carried twice through any two doors is done once", async () => {
    for (const first of Object.values(doors)) {
      for (const second of Object.values(doors)) {
        await back();
        const act = world.act("defineGroup", 1, { document: hashOf("once") });
        await world.do(act, first);
        await assert.rejects(world.do(act, second), { refusal: "ActRepeated" });
        assert.equal(await world.ask("community", "groupCount"), 3n);
      }
    }
  });
});
