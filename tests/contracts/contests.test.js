import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { proposed, accepted, contested, struck } = r.STATE;
const { ownHours } = w;

describe("contest", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = r.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const counted = async () => [(await views.raw())[0], (await views.totals())[0]];
  const attest = (member) => world.do(world.attest(member, w.attesting(ownHours())));
  const labelled = (label, changes) => ownHours({ content: hashOf(label), ...changes });

  for (const [how, door] of Object.entries(doors)) {
    it(`contests an accepted contribution, which goes on counting, ${how}`, async () => {
      await r.accepted(world);
      const reason = hashOf("reason");
      const receipt = await world.do(world.contest(6, ownHours(), { reason }), door);
      const told = r.toldIn(receipt, "ContributionContested");
      const lapses = (await r.closing(world, 1)) + w.CONTEST_TIME;
      assert.deepEqual(told, { id: r.idOf(ownHours()), member: 6, lapses, reason });
      assert.deepEqual(await views.contest(), [6, lapses]);
      assert.deepEqual(await views.seen(), [contested, 2, 250]);
      assert.deepEqual(await counted(), [250, 250]);
    });

    it(`contests a proposed contribution, ${how}`, async () => {
      await r.recorded(world);
      await world.do(world.contest(6, ownHours()), door);
      assert.deepEqual(await views.seen(), [contested, 0, 0]);
    });

    it(`strikes what a steward who is no party finds untrue, and its units with it, ${how}`, async () => {
      await r.contested(world);
      const reason = hashOf("reason");
      const act = world.resolve(w.STEWARD, ownHours(), true);
      const receipt = await world.do({ ...act, message: { ...act.message, reason } }, door);
      const told = r.toldIn(receipt, "ContestResolved");
      const steward = w.STEWARD;
      assert.deepEqual(told, { id: r.idOf(ownHours()), steward, struck: true, reason });
      assert.deepEqual(await views.seen(), [struck, 2, 0]);
      assert.deepEqual(await counted(), [0, 0]);
    });

    it(`lets stand what a steward who is no party finds true, ${how}`, async () => {
      await r.contested(world);
      const receipt = await world.do(world.resolve(w.STEWARD, ownHours(), false), door);
      assert.equal(r.toldIn(receipt, "ContestResolved").struck, false);
      assert.deepEqual(await views.seen(), [accepted, 2, 250]);
      assert.deepEqual(await counted(), [250, 250]);
    });
  }

  it("is open to everybody but the contributor: recorder, attester, steward, managed member", async () => {
    for (const [i, member] of [4, 5, 1, 6].entries()) {
      const contribution = labelled(`${i}`, { recorder: 4, basis: w.PRESENT });
      await r.accepted(world, contribution, [5]);
      await world.do(world.contest(member, contribution));
      assert.equal((await views.contest(contribution))[0], member);
    }
  });

  it("concerns what is credited to unclaimed members too", async () => {
    const credited = ownHours({ contributor: w.UNCLAIMED, basis: w.VOUCHED });
    await r.accepted(world, credited, [4]);
    await world.do(world.contest(5, credited));
    await world.do(world.resolve(w.STEWARD, credited, true));
    assert.deepEqual(await views.raw(w.UNCLAIMED), [0, 0, 0]);
  });

  it("can be raised until the last second of the contest window, and not after", async () => {
    const [first, second] = [labelled("first"), labelled("second")];
    for (const contribution of [first, second]) await r.accepted(world, contribution);
    const ends = await r.windowEnd(world, 1);
    await world.chain.nextBlockAt(ends - 1);
    await world.do(world.contest(6, first));
    await world.chain.nextBlockAt(ends);
    const late = world.do(world.contest(6, second));
    await assert.rejects(late, { refusal: "ContestLate", values: [r.idOf(second), BigInt(ends)] });
  });

  it("accepts, and takes back, attestations while it goes on", async () => {
    await r.recorded(world);
    await world.do(world.contest(6, ownHours()));
    for (const member of [4, 5]) await attest(member);
    assert.deepEqual(await views.seen(), [contested, 2, 250]);
    assert.deepEqual(await counted(), [250, 250]);
    await world.do(world.retract(5, ownHours()));
    assert.deepEqual(await views.seen(), [contested, 2, 0]);
    assert.deepEqual(await counted(), [0, 0]);
    await attest(2);
    await world.do(world.resolve(w.STEWARD, ownHours(), false));
    assert.deepEqual(await views.seen(), [accepted, 3, 250]);
  });

  it("leaves what stands as proposed as it is, until it is attested to", async () => {
    await r.recorded(world);
    await world.do(world.contest(6, ownHours()));
    await world.do(world.resolve(w.STEWARD, ownHours(), false));
    assert.deepEqual(await views.seen(), [proposed, 0, 0]);
    for (const member of [4, 5]) await attest(member);
    assert.deepEqual(await views.seen(), [accepted, 2, 250]);
  });

  it("is raised by a member as often in an epoch as the rules allow, and again in the next", async () => {
    const contributions = ["one", "two", "three"].map((c) => labelled(c, { epoch: w.NOW_EPOCH }));
    for (const contribution of contributions) await r.recorded(world, contribution);
    const [one, two, three] = contributions;
    for (const contribution of [one, two]) await world.do(world.contest(6, contribution));
    const [, end] = await world.ask("community", "epoch", w.NOW_EPOCH);
    await world.chain.nextBlockAt(end - 1);
    await assert.rejects(world.do(world.contest(6, three)), { refusal: "ContestsFull" });
    await world.chain.nextBlockAt(end);
    await world.do(world.contest(6, three));
  });

  it("counts the limit for whoever contests, whatever became of their contests", async () => {
    const [one, two, three] = ["one", "two", "three"].map((c) => labelled(c));
    await r.recorded(world, three);
    await r.contested(world, one, 6);
    await world.do(world.resolve(w.STEWARD, one, true));
    await r.contested(world, two, 6);
    await world.do(world.withdraw(w.MEMBER, two));
    await assert.rejects(world.do(world.contest(6, three)), { refusal: "ContestsFull" });
    await world.do(world.contest(5, three));
  });

  it("strikes in an epoch that has closed", async () => {
    await r.accepted(world);
    await world.chain.nextBlockAt((await r.windowEnd(world, 1)) - 1);
    await world.do(world.contest(6, ownHours()));
    assert.deepEqual(await counted(), [250, 250]);
    await world.do(world.resolve(w.STEWARD, ownHours(), true));
    assert.deepEqual(await counted(), [0, 0]);
  });

  it("takes from a total only what counted below the cap when it strikes", async () => {
    const [one, two] = ["one", "two"].map((c) => labelled(c, { units: 600 }));
    await r.accepted(world, one);
    await r.contested(world, two);
    assert.deepEqual(await counted(), [1_200, 1_000]);
    await world.do(world.resolve(w.STEWARD, two, true));
    assert.deepEqual(await counted(), [600, 600]);
  });

  it("can be resolved until the last second before it lapses", async () => {
    await r.contested(world);
    const [, lapses] = await views.contest();
    await world.chain.nextBlockAt(lapses - 1);
    await world.do(world.resolve(w.STEWARD, ownHours(), true));
    assert.deepEqual(await views.seen(), [struck, 2, 0]);
  });

  it("lapses by itself in a stated second: the contribution stands, and nobody resolves it", async () => {
    await r.contested(world);
    const [, lapses] = await views.contest();
    await world.chain.travelTo(lapses - 1);
    assert.deepEqual(await views.seen(), [contested, 2, 250]);
    await world.chain.travelTo(lapses);
    assert.deepEqual(await views.seen(), [accepted, 2, 250]);
    for (const strike of [true, false]) {
      const late = world.do(world.resolve(w.STEWARD, ownHours(), strike));
      await assert.rejects(late, { refusal: "ContestUnknown" });
    }
    assert.deepEqual(await counted(), [250, 250]);
    assert.deepEqual(await views.contest(), [6, lapses]);
  });

  it("lapses so long after it was raised, or after the epoch has closed where that is later", async () => {
    const [early, late] = [labelled("early"), labelled("late")];
    for (const contribution of [early, late]) await r.accepted(world, contribution);
    const closes = await r.closing(world, 1);
    await world.chain.nextBlockAt(closes - 1);
    await world.do(world.contest(6, early));
    await world.chain.nextBlockAt(closes + w.DAY);
    await world.do(world.contest(6, late));
    const lapses = [early, late].map(async (c) => (await views.contest(c))[1]);
    const after = [closes, closes + w.DAY].map((time) => time + w.CONTEST_TIME);
    assert.deepEqual(await Promise.all(lapses), after);
  });

  it("cannot be spent by raising it before anybody attests: it is open as long as they can", async () => {
    await r.recorded(world);
    await world.do(world.contest(6, ownHours()));
    await world.chain.nextBlockAt((await r.closing(world, 1)) - 2);
    for (const member of [4, 5]) await attest(member);
    assert.deepEqual(await views.seen(), [contested, 2, 250]);
    await world.do(world.resolve(w.STEWARD, ownHours(), true));
    assert.deepEqual(await counted(), [0, 0]);
  });

  it("lapses where every steward is a party", async () => {
    await r.recorded(world);
    for (const steward of [1, 2]) await attest(steward);
    await world.do(world.contest(6, ownHours()));
    for (const steward of [1, 2]) {
      const act = world.do(world.resolve(steward, ownHours(), true));
      await assert.rejects(act, { refusal: "PartyMayNot", values: [steward] });
    }
    await world.chain.travelTo((await views.contest())[1]);
    assert.deepEqual(await views.seen(), [accepted, 2, 250]);
  });
});
