import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { close, firstVersion } from "./refusals/assembly.js";
import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as w from "./support/world.js";

const NONE = 15;

describe("votes", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const open = (fields) => w.openSampleVote(world, fields);
  const later = async (seconds) => world.chain.travelTo((await world.chain.now()) + seconds);
  const levelsOf = (packed, count = 3) =>
    Array.from({ length: count }, (_, i) => Number((packed >> BigInt(4 * i)) & 15n));
  const version = async (number) => {
    const [from, packed] = await world.ask("assembly", "version", 1, number);
    return [from, ...levelsOf(packed)];
  };
  const histogram = async (activity, vote = 1) =>
    (await world.ask("assembly", "histogram", vote, activity)).map(Number);
  const counts = (entries) => Object.assign(Array(11).fill(0), entries);

  for (const [how, door] of Object.entries(doors)) {
    it(`counts a ballot into each type's histogram, ${how}`, async () => {
      await open();
      await world.do(world.cast(3, [10, 0, NONE]), door);
      assert.deepEqual(await histogram(1), counts({ 10: 1 }));
      assert.deepEqual(await histogram(2), counts({ 0: 1 }));
      assert.deepEqual(await histogram(3), counts({}));
      assert.deepEqual((await world.ask("assembly", "vote", 1)).ballots, 1);
    });

    it(`moves the counts when a ballot is replaced, ${how}`, async () => {
      await open();
      await world.do(world.cast(3, [10, 0, NONE]), door);
      await world.do(world.cast(3, [10, NONE, 7], { sequence: 2 }), door);
      assert.deepEqual(await histogram(1), counts({ 10: 1 }));
      assert.deepEqual(await histogram(2), counts({}));
      assert.deepEqual(await histogram(3), counts({ 7: 1 }));
      const [sequence, packed] = await world.ask("assembly", "ballot", 1, 3);
      assert.deepEqual([sequence, ...levelsOf(packed)], [2, 10, NONE, 7]);
      assert.equal(
        (await world.ask("assembly", "vote", 1)).ballots,
        1,
        "invariant 4: one live ballot",
      );
    });
  }

  it("takes ballots from the second it opens until the last second before it closes", async () => {
    await open({ notice: 100, duration: 60 });
    const { opens, closes } = await world.ask("assembly", "vote", 1);
    assert.equal(closes - opens, 60);
    await world.chain.nextBlockAt(opens);
    await world.do(world.cast(3, [1, 1, 1]));
    await world.chain.nextBlockAt(closes - 1);
    await world.do(world.cast(4, [1, 1, 1]));
    await world.chain.nextBlockAt(closes);
    await assert.rejects(world.do(world.cast(5, [1, 1, 1])), { refusal: "VoteOver" });
  });

  it("is closed by anyone from the second it closes, and not a second before", async () => {
    await open({ duration: 60 });
    const { closes } = await world.ask("assembly", "vote", 1);
    await world.chain.nextBlockAt(closes - 1);
    await assert.rejects(close(world, 1), { refusal: "VoteRunning" });
    await world.chain.nextBlockAt(closes);
    await world.chain.send(world.assembly, "closeVote", [1], { from: w.people.stranger.address });
    assert.equal((await world.ask("assembly", "vote", 1)).closed, true);
  });

  it("sets the lower median of each type from the stated epoch on", async () => {
    await open({ from: 2 });
    for (const [member, levels] of [
      [1, [0, 4, NONE]],
      [3, [3, 9, 1]],
      [4, [10, 5, 1]],
      [5, [9, 4, 2]],
    ]) {
      await world.do(world.cast(member, levels));
    }
    await later(3_600);
    await close(world, 1);
    assert.deepEqual(await version(1), [2, 3, 4, 1]);
  });

  it("leaves a type with too few opinions not yet valued", async () => {
    await open();
    for (const member of [3, 4, 5])
      await world.do(world.cast(member, [5, 5, member === 5 ? NONE : 5]));
    await later(3_600);
    await close(world, 1);
    assert.deepEqual(await version(1), [1, 5, 5, NONE]);
  });

  it("sets no version when no type reaches the quorum, and lets the next vote open", async () => {
    await open();
    for (const member of [3, 4]) await world.do(world.cast(member, [5, 5, 5]));
    await later(3_600);
    await close(world, 1);
    assert.equal((await world.ask("assembly", "indicator", 1))[3], 0n);
    await open({ duration: 60 });
    assert.equal(await world.ask("assembly", "voteCount"), 2n);
  });

  it("invariant 5: puts a later version in force from the next epoch and keeps levels it did not decide", async () => {
    await firstVersion(world);
    const before = await version(1);
    await open({ from: 0, duration: 60 });
    for (const member of [3, 4, 5])
      await world.do(world.cast(member, [NONE, 8, NONE], { vote: 2 }));
    await later(3_600);
    await close(world, 2);
    assert.deepEqual(await version(2), [w.NOW_EPOCH + 1, 10, 8, NONE]);
    assert.deepEqual(await version(1), before);
  });

  it("puts a later version in force no sooner than the one before it", async () => {
    await open({ from: 8 });
    const weigh = async (vote, level) => {
      for (const member of [3, 4, 5])
        await world.do(world.cast(member, [level, level, level], { vote }));
      await later(3_600);
      await close(world, vote);
    };
    await weigh(1, 4);
    await open({ from: 0 });
    await weigh(2, 6);
    assert.deepEqual(
      [await version(1), await version(2)],
      [
        [8, 4, 4, 4],
        [8, 6, 6, 6],
      ],
    );
  });

  it("weighs sixty types in one ballot", async () => {
    for (let i = 4; i <= 60; ++i) {
      const activity = w.activity({ document: hashOf(`type ${i}`) });
      await world.do(world.act("defineActivity", 1, { activity }));
    }
    await open();
    const levels = Array.from({ length: 60 }, (_, i) => i % 11);
    await world.do(world.cast(3, levels));
    const [, packed] = await world.ask("assembly", "ballot", 1, 3);
    assert.deepEqual(levelsOf(packed, 60), levels);
    for (const i of [0, 15, 16, 31, 32, 59])
      assert.deepEqual(await histogram(i + 1), counts({ [i % 11]: 1 }));
  });

  it("is a vote over the types that were defined when it opened", async () => {
    await open();
    await world.do(
      world.act("defineActivity", 1, { activity: w.activity({ document: hashOf("new") }) }),
    );
    await expectRefused(world, () => world.do(world.cast(3, [1, 1, 1, 1])), "LevelsLength", [3, 4]);
    await world.do(world.cast(3, [1, 1, 1]));
  });

  it("lets a member vote who joined a second before it was announced", async () => {
    await world.do(world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }));
    const announced = (await world.ask("community", "member", 8)).joined + 1;
    await world.chain.nextBlockAt(announced);
    await open({ notice: 100 });
    assert.equal((await world.ask("assembly", "vote", 1)).opens, announced + 100);
    await world.chain.travelTo(announced + 100);
    await world.do({ ...world.cast(8, [1, 1, 1]), by: w.people.stranger });
  });

  it("lets managed members vote, and counts them, where the rules say so", async () => {
    assert.equal(await world.ask("community", "electorate"), 6);
    await open();
    await world.do(world.cast(w.MANAGED, [1, 1, 1]));
  });

  it("does not count managed members where the rules give them no vote", async () => {
    const rules = w.sampleRules({ quorum: 10_000, managedMayVote: false });
    const other = await w.sampleWorld({ founding: { rules } });
    assert.equal(await other.ask("community", "electorate"), 5);
    await w.openSampleVote(other);
    assert.equal((await other.ask("assembly", "vote", 1)).quorum, 5);
    await other.chain.close();
  });

  it("scores nothing before the first version", async () => {
    await world.do(world.record(3, w.ownHours()));
    for (const member of [4, 5]) await world.do(world.attest(member, w.attesting(w.ownHours())));
    assert.equal(await world.ask("assembly", "scoreOf", 3, 1, 1), 0n);
    await firstVersion(world);
    assert.equal(await world.ask("assembly", "scoreOf", 3, 1, 1), 2_500n);
    assert.equal(await world.ask("assembly", "scoreOf", 3, 1, 2), 1_250n);
    assert.equal(await world.ask("assembly", "totalOf", 1, 3), 625n);
  });
});
