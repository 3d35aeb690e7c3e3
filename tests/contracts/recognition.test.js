import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { firstVersion } from "./refusals/assembly.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const ACCEPTED = r.STATE.accepted;

describe("recognition", () => {
  let world, back, seen, raw, capped, totals;
  before(async () => {
    world = await w.sampleWorld();
    ({ seen, raw, capped, totals } = r.viewsOf(world));
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  it("scores nobody who chose not to be scored, and keeps their units in every total", async () => {
    await r.accepted(world);
    await r.accepted(world, w.ownHours({ contributor: 4, recorder: 4 }), [3, 5]);
    await firstVersion(world);
    const score = (member) => world.ask("assembly", "scoreOf", member, 1, 1);
    const counted = async () => [
      await raw(3),
      await capped(3),
      await totals(),
      await world.ask("assembly", "totalOf", 1, 1),
      await score(4),
    ];
    const before = await counted();
    assert.deepEqual([await score(3), before.at(-2)], [2_500n, 5_000n]);
    for (const recognition of [1, 2]) {
      await r.chosen(world, 3, recognition);
      await assert.rejects(score(3), { refusal: "MemberNotScored", values: [3] });
      assert.deepEqual(await counted(), before);
    }
    await r.chosen(world, 3, 0);
    assert.equal(await score(3), 2_500n);
  });

  it("goes on recording and attesting for those who are recorded and not scored", async () => {
    await r.chosen(world, 3, 1);
    await r.accepted(world);
    assert.deepEqual(await seen(w.ownHours()), [ACCEPTED, 2, 250]);
  });

  it("keeps what was recorded before somebody chose not to be, until they withdraw it", async () => {
    await r.accepted(world);
    await r.chosen(world, 3, 2);
    assert.deepEqual(
      [await seen(w.ownHours()), await raw(3)],
      [
        [ACCEPTED, 2, 250],
        [250, 0, 0],
      ],
    );
    await world.do(world.retract(4, w.ownHours()));
    await world.do(world.withdraw(3, w.ownHours()));
    assert.deepEqual(await raw(3), [0, 0, 0]);
  });

  it("credits members who are suspended or have departed, by those who are active", async () => {
    await r.suspended(world, 4);
    await r.departed(world, 5);
    for (const contributor of [4, 5]) {
      const credited = w.ownHours({ contributor, basis: w.VOUCHED });
      await r.accepted(world, credited, [1]);
      assert.deepEqual(await seen(credited), [ACCEPTED, 2, 250]);
    }
  });

  it("invariant 2: counts what somebody attested to before they departed or were suspended", async () => {
    await r.accepted(world);
    await r.departed(world, 4);
    await r.suspended(world, 5);
    assert.deepEqual(await seen(w.ownHours()), [ACCEPTED, 2, 250]);
  });
});
