/** Votes of shares: how the groups are divided, and what follows for scores. Invariants 3, 4. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, ZERO } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as p from "./support/people.js";
import { Random } from "./support/random.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { ABSTAIN, HOURS, LATER, MEMBER, NOW_EPOCH, people } = w;
const VOICES = [1, 2, 3, 4, 5, 6];
const LEVELS = [5, 5, 5];
const WHOLE = 1_000_000n;

describe("shares", () => {
  let world, back, second, recovering;
  before(async () => {
    world = await w.sampleWorld();
    [second, recovering] = await p.wallets(world, "second", "recovering");
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const lanes = (packed, bits, count) =>
    Array.from({ length: count }, (_, i) =>
      Number((packed >> BigInt(bits * i)) & ((1n << BigInt(bits)) - 1n)),
    );
  const divide = (member, points, levels, options, door) =>
    world.do(will.dividing(world, member, points, levels, options), door);
  /** From when on it is in force, the levels, and the shares of as many groups. */
  async function version(number, groups = 2, types = 3) {
    const [from, levels, shares] = await world.ask("assembly", "version", 2, number);
    return [from, lanes(levels, 4, types), lanes(shares, 14, groups)];
  }
  /** How many ballots give a group each number of points, by the number. */
  async function points(group, vote = 1) {
    const counts = await world.ask("assembly", "pointsHistogram", vote, group);
    return Object.fromEntries(
      counts
        .map(Number)
        .entries()
        .filter(([, count]) => count),
    );
  }
  /** Voted by so many members as there are ballots, and closed; what was told. */
  async function voted(ballots, { from = 1, ...fields } = {}) {
    const first = (await world.ask("assembly", "indicatorCount")) === 1n;
    const times = { from, ...fields };
    const vote = first
      ? await will.openShares(world, times)
      : Number(await w.openSampleVote(world, { indicator: 2, duration: 60, ...times }));
    for (const [i, [given, levels]] of ballots.entries())
      await divide(VOICES[i], given, levels ?? LEVELS, { vote });
    return r.toldIn(await will.closed(world, vote), "VoteClosed");
  }
  const alike = (count, given, levels) => Array(count).fill([given, levels]);
  /** Work of a member that two attest to. */
  const work = (contributor, activity, units, epoch = NOW_EPOCH) => {
    const content = hashOf(`${contributor} ${activity} ${units}`);
    const c = w.ownHours({ contributor, recorder: contributor, activity, units, epoch, content });
    return r.accepted(world, c, VOICES.filter((id) => id !== contributor).slice(0, 2));
  };
  const score = (member, epoch = NOW_EPOCH) => world.ask("assembly", "scoreOf", member, 2, epoch);
  const total = (epoch = NOW_EPOCH) => world.ask("assembly", "totalOf", 2, epoch);

  for (const [how, door] of Object.entries(doors)) {
    it(`counts a division's points and levels, and moves them when it is replaced, ${how}`, async () => {
      await will.openShares(world);
      const receipt = await divide(MEMBER, [70, 30], [10, 0, ABSTAIN], {}, door);
      const said = r.toldIn(receipt, "SharesBallotCast");
      assert.deepEqual(
        [said.vote, said.member, said.sequence, said.rationale],
        [1, MEMBER, 1, ZERO],
      );
      assert.deepEqual(lanes(said.points, 7, 17), [70, 30, ...Array(14).fill(0), 1]);
      assert.deepEqual(lanes(said.levels, 4, 3), [10, 0, ABSTAIN]);
      assert.deepEqual([await points(1), await points(2)], [{ 70: 1 }, { 30: 1 }]);
      await divide(MEMBER, [100, 0], [9, 0, 1], { sequence: 2 }, door);
      assert.deepEqual([await points(1), await points(2)], [{ 100: 1 }, { 0: 1 }]);
      assert.equal(await world.ask("assembly", "divisionCount", 1), 1n);
      const levels = (await world.ask("assembly", "histogram", 1, 1)).map(Number);
      assert.deepEqual(levels, Object.assign(Array(11).fill(0), { 9: 1 }));
      assert.equal((await will.voteOf(world, 1)).ballots, 1);
    });

    it(`lets a member abstain from the division and give levels, and the other way round, ${how}`, async () => {
      await will.openShares(world);
      await divide(MEMBER, [60, 40], [1, 1, 1], {}, door);
      await divide(MEMBER, [], [2, 2, 2], { sequence: 2 }, door);
      assert.deepEqual([await points(1), await points(2)], [{}, {}]);
      assert.equal(await world.ask("assembly", "divisionCount", 1), 0n);
      assert.equal(await world.ask("assembly", "division", 1, MEMBER), 0n);
      await divide(MEMBER, [0, 100], [ABSTAIN, ABSTAIN, ABSTAIN], { sequence: 3 }, door);
      assert.deepEqual([await points(1), await points(2)], [{ 0: 1 }, { 100: 1 }]);
      assert.deepEqual(
        (await world.ask("assembly", "histogram", 1, 1)).map(Number),
        Array(11).fill(0),
      );
      const [sequence] = await world.ask("assembly", "ballot", 1, MEMBER);
      assert.deepEqual([sequence, (await will.voteOf(world, 1)).ballots], [3, 1]);
    });

    it(`invariant 4: stays one ballot across a change of signers and a suspension in the middle, ${how}`, async () => {
      await will.openShares(world, { duration: 300 * w.DAY });
      const by = (person, given, sequence) =>
        world.do(
          { ...will.dividing(world, MEMBER, given, LEVELS, { sequence }), by: person },
          door,
        );
      await by(people.member3, [10, 90], 1);
      await p.withSigners(world, MEMBER, second);
      await by(second, [20, 80], 2);
      await p.recovered(world, MEMBER, recovering);
      await by(recovering, [30, 70], 3);
      await r.suspended(world, MEMBER);
      assert.deepEqual(await points(1), { 30: 1 });
      await assert.rejects(by(recovering, [40, 60], 4), { refusal: "SuspendedUntil" });
      await r.decided(world, "decideSuspension", MEMBER, 0);
      await by(recovering, [40, 60], 4);
      assert.deepEqual([await points(1), await points(2)], [{ 40: 1 }, { 60: 1 }]);
      assert.equal((await will.voteOf(world, 1)).ballots, 1);
    });
  }

  it("divides seventy to thirty where everybody does, and where seven in ten give everything", async () => {
    assert.equal((await voted(alike(3, [70, 30]))).version, 1);
    assert.deepEqual(await version(1), [1, LEVELS, [7_000, 3_000]]);
    const ballots = [...alike(2, [100, 0]), ...alike(4, [0, 100])];
    await voted(ballots, { from: 0 });
    assert.deepEqual(await version(2), [NOW_EPOCH + 1, LEVELS, [3_333, 6_667]]);
  });

  it("gives between ballots that differ what the phantoms say", async () => {
    // At t = 1/3 the first has max(min(3t, 0.2), min(t, 0.8)), the second max(min(3t, 0.2), min(2t, 0.8)).
    await voted([
      [[80, 20], LEVELS],
      [[20, 80], LEVELS],
      [[20, 80], LEVELS],
    ]);
    const [, , [first, second]] = await version(1);
    assert.deepEqual([first, second], [3_333, 6_667]);
  });

  it("invariant 3: sums to a whole, and each group's points to the divisions, in any order of the voters", async () => {
    await world.do(world.act("defineGroup", 1, { document: hashOf("third") }));
    const random = new Random(7);
    const drawn = VOICES.map((member) => {
      const [a, b] = [random.below(101), random.below(101)].sort((x, y) => x - y);
      const given = member === 6 ? [] : [a, b - a, 100 - b];
      return [member, given, [random.below(11), random.below(11), ABSTAIN]];
    });
    const outcome = async (order) => {
      await will.openShares(world);
      for (const [member, given, levels] of order) await divide(member, given, levels);
      const histograms = await Promise.all([1, 2, 3].map((g) => points(g)));
      for (const counts of histograms)
        assert.equal(
          Object.values(counts).reduce((sum, n) => sum + n, 0),
          5,
        );
      await will.closed(world, 1);
      const seen = await version(1, 3);
      assert.equal(
        seen[2].reduce((sum, share) => sum + share, 0),
        10_000,
      );
      return [histograms, seen];
    };
    const since = await world.chain.moment();
    const first = await outcome(drawn);
    for (let i = 0; i < 3; ++i) {
      await since();
      assert.deepEqual(await outcome(random.shuffled(drawn)), first);
    }
  });

  it("keeps the shares of before when fewer divide than the quorum, and levels likewise", async () => {
    await voted(alike(3, [70, 30], [8, 8, 8]));
    const few = [...alike(2, [0, 100], [1, 2, ABSTAIN]), [[], [1, 2, ABSTAIN]]];
    await voted(few, { from: 0 });
    assert.deepEqual(await version(2), [NOW_EPOCH + 1, [1, 2, 8], [7_000, 3_000]]);
    const silent = alike(3, [10, 90], [ABSTAIN, ABSTAIN, ABSTAIN]);
    await voted(silent, { from: 0, duration: 61 });
    assert.deepEqual(await version(3), [NOW_EPOCH + 1, [1, 2, 8], [1_000, 9_000]]);
    const nobody = await voted(alike(2, [50, 50]), { from: 0, duration: 62 });
    assert.equal(nobody.version, 0);
  });

  it("invariant 3: sets nothing, levels neither, until a division has reached the quorum", async () => {
    await work(3, HOURS, 400);
    const few = [...alike(2, [70, 30]), [[]]];
    assert.equal((await voted(few)).version, 0);
    assert.deepEqual([await score(3), await total()], [0n, 0n]);
    assert.equal((await voted(alike(3, [70, 30]), { duration: 61 })).version, 1);
    assert.deepEqual(await version(1), [1, LEVELS, [7_000, 3_000]]);
  });

  it("divides a group's share by units and levels, and leaves what nobody worked for to nobody", async () => {
    await voted(alike(3, [70, 30]));
    assert.equal(await total(), 0n);
    await work(3, HOURS, 300);
    assert.deepEqual([await score(3), await total()], [700_000n, 700_000n]);
    await work(4, HOURS, 100);
    assert.deepEqual([await score(3), await score(4)], [525_000n, 175_000n]);
    assert.equal(await total(), 700_000n);
    await work(5, LATER, 1);
    assert.deepEqual([await score(5), await total()], [300_000n, WHOLE]);
    await work(3, LATER, 2);
    assert.deepEqual([await score(3), await score(5)], [525_000n + 200_000n, 100_000n]);
  });

  it("takes from no group however much is done in another", async () => {
    await voted(alike(3, [70, 30]));
    await work(3, HOURS, 100);
    for (const units of [10_000, 20_000, 65_535]) {
      await work(4, LATER, units);
      assert.deepEqual([await score(3), await score(4)], [700_000n, 300_000n]);
    }
  });

  it("moves nothing between groups when a type of one is split", async () => {
    await world.do(
      world.act("defineActivity", 1, { activity: w.activity({ document: hashOf("half") }) }),
    );
    const half = 4;
    await voted(alike(3, [60, 40], [6, 6, 6, 6]));
    await work(5, LATER, 300);
    await work(3, HOURS, 200);
    await work(4, HOURS, 200);
    const before = await Promise.all([score(3), score(4), score(5), total()]);
    assert.deepEqual(before, [300_000n, 300_000n, 400_000n, WHOLE]);
    // The second does as much again under the split type: only the first of their own group has less.
    await work(4, half, 200);
    assert.deepEqual(await Promise.all([score(3), score(4), score(5), total()]), [
      200_000n,
      400_000n,
      400_000n,
      WHOLE,
    ]);
  });

  it("scores each epoch by the version in force in it", async () => {
    await voted(alike(3, [70, 30]));
    await voted(alike(3, [10, 90]), { from: 0 });
    await work(3, HOURS, 300);
    await world.chain.travelTo(w.ENDS[NOW_EPOCH - 1]);
    await work(3, HOURS, 301, NOW_EPOCH + 1);
    assert.deepEqual([await score(3), await score(3, NOW_EPOCH + 1)], [700_000n, 100_000n]);
  });

  it("is open over the groups and types defined by then, and knows no later group", async () => {
    await will.openShares(world);
    await world.do(world.act("defineGroup", 1, { document: hashOf("third") }));
    const weighing = await world.ask("assembly", "weighing", 1);
    assert.deepEqual(weighing, { indicator: 2, from: 1, activities: 3, groups: 2 });
    await assert.rejects(divide(MEMBER, [50, 25, 25], LEVELS), { refusal: "PointsLength" });
    await divide(MEMBER, [50, 50], LEVELS);
  });

  it("runs for several indicators at once, of both kinds, each by its own ballots", async () => {
    const shares = await will.openShares(world);
    const rates = Number(await w.openSampleVote(world, { indicator: 1 }));
    for (const member of [3, 4, 5]) {
      await divide(member, [25, 75], [1, 2, 3], { vote: shares });
      await world.do(world.cast(member, [9, 8, 7], { vote: rates }));
    }
    await will.closed(world, rates);
    await will.closed(world, shares);
    assert.deepEqual(await version(1), [1, [1, 2, 3], [2_500, 7_500]]);
    const [, levels, none] = await world.ask("assembly", "version", 1, 1);
    assert.deepEqual([lanes(levels, 4, 3), none], [[9, 8, 7], 0n]);
  });

  it("decides in a community of three, where a quorum is everybody", async () => {
    const three = await w.found(world, w.sampleFounding({ salt: hashOf("three") }));
    await p.admitted(three, people.member3);
    await three.do(three.act("defineGroup", 1, { document: hashOf("only") }));
    await three.do(three.act("defineActivity", 1, { activity: w.activity() }));
    await three.do(three.act("defineIndicator", 1, will.sharesIndicator()));
    await w.openSampleVote(three, { duration: 60 });
    for (const [member, given] of [
      [1, [100]],
      [2, [100]],
      [3, []],
    ])
      await three.do(will.dividing(three, member, given, [4 + member]));
    await will.closed(three, 1);
    // The levels have a quorum, the division has not.
    assert.equal((await three.ask("assembly", "indicator", 1))[3], 0n);
    await w.openSampleVote(three, { duration: 61 });
    for (const member of [1, 2, 3])
      await three.do(will.dividing(three, member, [100], [4], { vote: 2 }));
    await will.closed(three, 2);
    const [, levels, shares] = await three.ask("assembly", "version", 1, 1);
    assert.deepEqual([lanes(levels, 4, 1), shares], [[4], 10_000n]);
  });
});
