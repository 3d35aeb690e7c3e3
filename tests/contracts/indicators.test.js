/** Indicators: defined, revised and ended by votes, from the next epoch on. Invariant 5. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { firstVersion } from "./refusals/assembly.js";
import { hashOf } from "./support/acts.js";
import { expectRefused } from "./support/expect.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { HOURS, MEMBER, NOW_EPOCH } = w;
const NEXT = NOW_EPOCH + 1;
const fresh = hashOf("decided");

describe("indicators", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    // 2.50 hours at level 10 in epoch 1, and 1.00 in the epoch it is.
    await r.accepted(world, w.ownHours());
    const now = w.ownHours({ units: 100, epoch: NOW_EPOCH, content: hashOf("now") });
    await r.accepted(world, now);
    await firstVersion(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const decide = (name, ...args) => will.decide(world, name, ...args);
  const toEpoch = (epoch) => world.chain.travelTo(w.ENDS[epoch - 2]);
  const score = (epoch, indicator = 1) =>
    world.ask("assembly", "scoreOf", MEMBER, indicator, epoch);
  const scores = (...epochs) => Promise.all(epochs.map((epoch) => score(epoch)));
  const told = (name) => r.toldIn(world.receipts.at(-1), name);
  const definition = async (epoch) => [...(await world.ask("assembly", "definitionIn", 1, epoch))];
  const refused = async (name, ...args) => {
    const calls = [will.callOf(world, name, ...args)];
    const vote = await will.passed(world, calls);
    const refusal = await will.executed(world, vote, calls).catch((error) => error);
    return world.chain.explain(refusal.values[1]).refusal;
  };

  it("invariant 5: are revised from the next epoch on, and say of every epoch before what they said", async () => {
    const past = [1, 2, 3, NOW_EPOCH];
    const before = await scores(...past);
    assert.deepEqual(before, [2_500n, 1_250n, 625n, 1_000n]);
    await decide("decideRevision", 1, [10_000], fresh);
    assert.deepEqual(told("IndicatorRevised"), {
      ...{ indicator: 1, from: NEXT, retention: [10_000], document: fresh },
    });
    assert.deepEqual(await scores(...past), before);
    assert.deepEqual(await definition(NOW_EPOCH), [0, [5_000, 2_500], hashOf("indicator")]);
    assert.deepEqual(await definition(NEXT), [NEXT, [10_000], fresh]);
    await toEpoch(NEXT);
    assert.deepEqual(await scores(...past, NEXT), [...before, 1_000n]);
  });

  it("may be revised again within an epoch, the last time counts, and again in the next", async () => {
    await decide("decideRevision", 1, [10_000], fresh);
    await decide("decideRevision", 1, [], hashOf("again"));
    assert.deepEqual(await definition(NEXT), [NEXT, [], hashOf("again")]);
    await toEpoch(NEXT);
    assert.equal(await score(NEXT), 0n);
    await decide("decideRevision", 1, [8_000, 4_000], fresh);
    assert.deepEqual(await definition(NEXT), [NEXT, [], hashOf("again")]);
    assert.deepEqual(await definition(NEXT + 1), [NEXT + 1, [8_000, 4_000], fresh]);
    assert.deepEqual(await scores(NEXT, NEXT + 1), [0n, 400n]);
    assert.deepEqual(await definition(1), [0, [5_000, 2_500], hashOf("indicator")]);
  });

  it("invariant 5: end in a stated epoch, and keep what they said until then", async () => {
    const past = [1, 2, 3, NOW_EPOCH];
    const before = await scores(...past);
    await decide("decideSunset", 1, NEXT);
    assert.deepEqual(told("IndicatorSunset"), { indicator: 1, until: NEXT });
    await expectRefused(world, () => score(NEXT), "IndicatorRetired", [1, NEXT]);
    for (const epoch of [NEXT, NEXT + 2]) {
      await toEpoch(epoch);
      assert.deepEqual(await scores(...past), before);
      await expectRefused(world, () => score(epoch), "IndicatorRetired", [1, NEXT]);
      const total = () => world.ask("assembly", "totalOf", 1, epoch);
      await expectRefused(world, total, "IndicatorRetired", [1, NEXT]);
    }
  });

  it("end later, or not at all, when a vote says so in time, and stay ended otherwise", async () => {
    await decide("decideSunset", 1, NEXT);
    await decide("decideSunset", 1, NEXT + 1);
    assert.equal(await score(NEXT), 500n);
    await decide("decideSunset", 1, 0);
    assert.equal(await score(NEXT + 1), 250n);
    await decide("decideSunset", 1, NEXT);
    await toEpoch(NEXT);
    for (const until of [0, NEXT + 1])
      assert.equal(await refused("decideSunset", 1, until), "IndicatorRetired");
    assert.equal(await refused("decideRevision", 1, [], fresh), "IndicatorRetired");
    const weighing = [1, 0, w.NOTICE, w.VOTING_TIME];
    assert.equal(await refused("decideVote", ...weighing), "IndicatorRetired");
  });

  it("may be defined with the end of their trial", async () => {
    await decide("decideIndicator", 1, [], NEXT + 1, fresh);
    const [kind, , document, , , until] = await world.ask("assembly", "indicator", 2);
    assert.deepEqual([kind, document, until], [1, fresh, NEXT + 1]);
    assert.equal(await score(NEXT, 2), 0n);
    await expectRefused(world, () => score(NEXT + 1, 2), "IndicatorRetired", [2, NEXT + 1]);
  });

  it("are several, each weighed by votes of its own and ended alone", async () => {
    await decide("decideIndicator", 1, [], 0, hashOf("second"));
    await decide("decideIndicator", 2, [], 0, hashOf("third"));
    const votes = [];
    for (const [indicator, from] of [
      [1, 0],
      [2, 1],
    ])
      votes.push(Number(await w.openSampleVote(world, { indicator, from })));
    for (const member of [3, 4, 5])
      for (const [i, vote] of votes.entries())
        await world.do(world.cast(member, [2 + i, 0, 0], { vote }));
    for (const vote of votes) await will.closed(world, vote);
    assert.deepEqual([await score(1), await score(1, 2)], [2_500n, 750n]);
    await decide("decideSunset", 2, NEXT);
    assert.equal(await score(NEXT), 500n);
    await expectRefused(world, () => score(NEXT, 2), "IndicatorRetired", [2, NEXT]);
    assert.equal(await score(NEXT, 3), 0n);
  });

  it("keep their vote open while they end, and set what it came to for no epoch they speak of", async () => {
    const vote = Number(await w.openSampleVote(world, { from: 0, duration: 100 * w.DAY }));
    const before = await scores(1, 2, NOW_EPOCH);
    await decide("decideSunset", 1, NEXT);
    for (const member of [3, 4, 5]) await world.do(world.cast(member, [1, 1, 1], { vote }));
    await will.closed(world, vote);
    assert.deepEqual(await scores(1, 2, NOW_EPOCH), before);
    await expectRefused(world, () => score(NEXT), "IndicatorRetired", [1, NEXT]);
  });

  it("say of an epoch by its caps, which a revision of a type does not move", async () => {
    const before = await scores(1, 2, 3, NOW_EPOCH);
    await decide("decideTerms", HOURS, 1, 1, 0, fresh);
    assert.deepEqual(await scores(1, 2, 3, NOW_EPOCH), before);
    await toEpoch(NEXT);
    await r.accepted(world, w.ownHours({ epoch: NEXT, content: hashOf("next") }), [4]);
    assert.deepEqual(await scores(1, 2, 3, NOW_EPOCH), before);
    assert.equal(await score(NEXT), 10n + 500n);
  });

  it("keep eleven ages of a retention", async () => {
    await will.decide(world, "decideIndicator", 2, Array(11).fill(10_000), 0, fresh);
    const [kind, retention] = await world.ask("assembly", "indicator", 2);
    assert.deepEqual([kind, retention], [2, Array(11).fill(10_000)]);
    assert.equal(await world.ask("assembly", "indicatorCount"), 2n);
  });
});
