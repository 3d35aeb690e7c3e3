import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { proposed, accepted } = r.STATE;
const { ownHours } = w;

describe("retraction", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = r.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const attest = (member, units, contribution = ownHours()) =>
    world.do(world.attest(member, w.attesting(contribution, { units })));
  const retract = (member, door) => world.do(world.retract(member, ownHours()), door);

  for (const [how, door] of Object.entries(doors)) {
    it(`goes back to proposed when fewer attest than are required, ${how}`, async () => {
      await r.accepted(world);
      const receipt = await retract(5, door);
      const { id, member } = r.toldIn(receipt, "AttestationRetracted");
      assert.deepEqual([id, member], [r.idOf(ownHours()), 5]);
      assert.deepEqual(await views.seen(), [proposed, 2, 0]);
      assert.deepEqual(
        [await views.raw(), await views.totals()],
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
      );
    });

    it(`takes the median over the attesters who are left, ${how}`, async () => {
      await r.recorded(world);
      const attesters = [1, 2, 4, 5, 6];
      for (const [i, member] of attesters.entries()) await attest(member, 10 * (i + 1));
      assert.deepEqual(await views.seen(), [accepted, 5, 30]);
      const medians = [
        [1, accepted, 30],
        [6, accepted, 30],
        [4, accepted, 20],
        [2, proposed, 0],
        [5, proposed, 0],
      ];
      for (const [member, state, median] of medians) {
        await retract(member, door);
        assert.deepEqual(await views.seen(), [state, 5, median]);
        assert.deepEqual(await views.raw(), [median, 0, 0]);
      }
    });

    it(`retracts many at once and skips what cannot be retracted any more, ${how}`, async () => {
      const [one, two, ended] = ["one", "two", "ended"].map((content) =>
        ownHours({ content: hashOf(content) }),
      );
      for (const contribution of [one, two, ended]) await r.accepted(world, contribution);
      await world.do(world.withdraw(w.MEMBER, ended));
      const receipt = await world.do(world.retract(4, one, ended, one, two), door);
      assert.deepEqual(r.skippedIn(world, receipt), [
        [1, "ContributionEnded"],
        [2, "RetractedAlready"],
      ]);
      for (const contribution of [one, two])
        assert.deepEqual(await views.seen(contribution), [proposed, 2, 0]);
    });
  }

  it("comes to a higher median when the lowest of an even number retracts", async () => {
    await r.recorded(world);
    for (const [member, units] of [
      [1, 40],
      [2, 30],
      [4, 20],
      [5, 10],
    ])
      await attest(member, units);
    assert.deepEqual(await views.seen(), [accepted, 4, 20]);
    await retract(5);
    assert.deepEqual(await views.seen(), [accepted, 4, 30]);
    assert.deepEqual(await views.totals(), [30, 0, 0]);
  });

  it("is open to the recorder of another's contribution, its first attester", async () => {
    const credit = ownHours({ recorder: 4, activity: w.CREDIT, units: 100, basis: w.VOUCHED });
    await r.recorded(world, credit);
    assert.deepEqual(await views.seen(credit), [accepted, 1, 100]);
    await world.do(world.retract(4, credit));
    assert.deepEqual(await views.seen(credit), [proposed, 1, 0]);
    assert.deepEqual(await views.places(credit), [[4, 0, w.VOUCHED]]);
    assert.deepEqual(await views.raw(), [0, 0, 0]);
  });

  it("keeps the place, to which nobody returns, and leaves the others theirs", async () => {
    await r.accepted(world, ownHours(), [1, 2, 4, 5]);
    await retract(2);
    await retract(4);
    assert.deepEqual(await views.seen(), [accepted, 4, 250]);
    for (const member of [2, 4])
      await assert.rejects(attest(member, 250), { refusal: "AttestationExists" });
    await attest(6, 200);
    const places = [
      [1, 250],
      [2, 0],
      [4, 0],
      [5, 250],
      [6, 200],
    ];
    assert.deepEqual(
      await views.places(),
      places.map((place) => [...place, w.PRESENT]),
    );
    assert.deepEqual(await views.seen(), [accepted, 5, 250]);
  });

  it("is made good by another attester, in the fifth place too", async () => {
    await r.accepted(world, ownHours(), [1, 2, 4, 5]);
    for (const member of [1, 2, 4]) await retract(member);
    assert.deepEqual(await views.seen(), [proposed, 4, 0]);
    await attest(6, 100);
    assert.deepEqual(await views.seen(), [accepted, 5, 100]);
  });

  it("leaves a contribution proposed for ever when too few places are left", async () => {
    await r.accepted(world, ownHours(), [1, 2, 4, 5, 6]);
    for (const member of [1, 2, 4, 5]) await retract(member);
    await world.do(world.act("admit", 1, { admissions: [w.admission(w.people.stranger)] }));
    const late = { ...world.attest(8, w.attesting(ownHours())), by: w.people.stranger };
    await assert.rejects(world.do(late), { refusal: "AttestationsFull" });
    assert.deepEqual(await views.seen(), [proposed, 5, 0]);
  });

  it("takes back exactly what counted, below the cap and above it", async () => {
    const [one, two] = ["one", "two"].map((c) => ownHours({ units: 600, content: hashOf(c) }));
    for (const contribution of [one, two]) await r.accepted(world, contribution);
    const counted = async () => [(await views.raw())[0], (await views.totals())[0]];
    assert.deepEqual(await counted(), [1_200, 1_000]);
    await world.do(world.retract(4, one));
    assert.deepEqual(await counted(), [600, 600]);
    await world.do(world.retract(4, two));
    assert.deepEqual(await counted(), [0, 0]);
  });

  it("is possible until the last second before the epoch closes", async () => {
    await r.accepted(world);
    const closes = await r.closing(world, 1);
    await world.chain.nextBlockAt(closes - 1);
    await retract(4);
    await world.chain.nextBlockAt(closes);
    await assert.rejects(retract(5), { refusal: "EpochClosed" });
  });
});
