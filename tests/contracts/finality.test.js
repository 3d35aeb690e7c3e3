import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { upcoming, open, closed, final } = r.EPOCH;
const { ownHours } = w;

/** Shorter than the contest window, so that contests can lapse within it. */
const BRIEFLY = 2 * w.DAY;
const WORLDS = {
  usual: {},
  brief: { founding: { rules: w.sampleRules({ contestTime: BRIEFLY }) } },
};

describe("finality", () => {
  const worlds = {};
  let world, views, ends;
  before(async () => {
    for (const [name, options] of Object.entries(WORLDS)) {
      const made = await w.sampleWorld(options);
      worlds[name] = { made, back: await made.chain.moment() };
    }
  });
  after(() => Promise.all(Object.values(worlds).map(({ made }) => made.chain.close())));
  beforeEach(() => use("usual"));

  async function use(name) {
    const { made, back } = worlds[name];
    await back();
    [world, views, ends] = [made, r.viewsOf(made), await r.windowEnd(made, 1)];
  }

  const labelled = (label, changes) => ownHours({ content: hashOf(label), ...changes });
  const stateAt = async (time) => {
    await world.chain.travelTo(time);
    return views.epochState();
  };

  /** Accepted contributions, each contested by another so many days before the window's end; when the contests lapse. */
  async function contestedAt(...days) {
    const contributions = days.map((day) => labelled(`day ${day}`));
    for (const contribution of contributions) await r.accepted(world, contribution);
    const lapses = [];
    for (const [i, day] of days.entries()) {
      await world.chain.nextBlockAt(ends - day * w.DAY);
      await world.do(world.contest([6, 2, 5, 4][i], contributions[i]));
      lapses.push((await views.contest(contributions[i]))[1]);
    }
    return [contributions, lapses];
  }

  it("is told of an epoch to the second: upcoming, open, closed, final", async () => {
    const next = w.NOW_EPOCH + 1;
    const [start, end, closes] = (await world.ask("community", "epoch", next)).map(Number);
    assert.equal(closes, end + w.LATE_WINDOW);
    const edges = [
      [start - 1, upcoming],
      [start, open],
      [end, open],
      [closes - 1, open],
      [closes, closed],
      [closes + w.CONTEST_WINDOW - 1, closed],
      [closes + w.CONTEST_WINDOW, final],
    ];
    for (const [time, state] of edges) {
      await world.chain.travelTo(time);
      assert.equal(await views.epochState(next), state, `at ${time}`);
    }
  });

  it("comes to all epochs before the founding at once", async () => {
    for (const epoch of [1, 2, 3, 4]) assert.equal(await views.epochState(epoch), open);
    await world.chain.travelTo(ends);
    for (const epoch of [1, 2, 3, 4]) assert.equal(await views.epochState(epoch), final);
    assert.equal(await views.epochState(w.NOW_EPOCH), open);
  });

  it("refuses the state of an epoch that is not listed", async () => {
    for (const epoch of [0, 9])
      await assert.rejects(views.epochState(epoch), { refusal: "EpochUnknown", values: [epoch] });
  });

  it("waits for an open contest, and comes in the second it lapses", async () => {
    const [[contribution], [lapses]] = await contestedAt(1);
    assert.equal(await stateAt(ends), closed);
    assert.equal(await stateAt(lapses - 1), closed);
    assert.equal(await stateAt(lapses), final);
    assert.deepEqual(await views.seen(contribution), [r.STATE.accepted, 2, 250]);
  });

  it("comes with the last resolution when the window is over", async () => {
    const [contributions] = await contestedAt(2, 1);
    await world.do(world.resolve(1, contributions[0], true));
    assert.equal(await stateAt(ends), closed);
    await world.do(world.resolve(1, contributions[1], false));
    assert.equal(await views.epochState(), final);
    assert.deepEqual(await views.totals(), [250, 0, 0]);
  });

  it("waits for the window when every contest was resolved before", async () => {
    const [contributions] = await contestedAt(2, 1);
    for (const contribution of contributions) await world.do(world.resolve(1, contribution, false));
    assert.equal(await stateAt(ends - 1), closed);
    assert.equal(await stateAt(ends), final);
  });

  it("does not wait for contests that lapsed before the window was over", async () => {
    await use("brief");
    const [, lapses] = await contestedAt(9, 4);
    assert.deepEqual(lapses, [ends - 7 * w.DAY + BRIEFLY, ends - 4 * w.DAY + BRIEFLY]);
    assert.equal(await stateAt(ends - 1), closed);
    assert.equal(await stateAt(ends), final);
  });

  it("waits for the last of several, of which one lapsed, one was resolved and one withdrawn", async () => {
    await use("brief");
    const [contributions, lapses] = await contestedAt(6, 2, 1.5, 1);
    await world.do(world.resolve(1, contributions[1], true));
    await world.do(world.withdraw(w.MEMBER, contributions[2]));
    assert.ok(lapses[0] < (await world.chain.now()));
    assert.equal(await stateAt(ends), closed);
    assert.equal(await stateAt(lapses[3] - 1), closed);
    assert.equal(await stateAt(lapses[3]), final);
    assert.deepEqual(await views.totals(), [500, 0, 0]);
  });

  it("waits until the last contest would have lapsed where an earlier one was left to lapse", async () => {
    await use("brief");
    const [contributions, lapses] = await contestedAt(6, 1);
    await world.do(world.resolve(1, contributions[1], false));
    assert.ok(lapses[0] < ends);
    assert.equal(await stateAt(lapses[1] - 1), closed);
    assert.equal(await stateAt(lapses[1]), final);
  });

  it("comes with the withdrawal of what was contested last", async () => {
    const [contributions] = await contestedAt(2, 1);
    await world.do(world.resolve(1, contributions[0], false));
    assert.equal(await stateAt(ends), closed);
    const receipt = await world.do(world.withdraw(w.MEMBER, contributions[1]));
    assert.equal(r.toldIn(receipt, "ContributionWithdrawn").kept, false);
    assert.equal(await views.epochState(), final);
    assert.deepEqual(await views.totals(), [250, 0, 0]);
  });

  it("takes a withdrawal of what was contested, and lapsed, before the epoch is final", async () => {
    await use("brief");
    const [contributions, lapses] = await contestedAt(6, 1);
    assert.ok(lapses[0] < (await world.chain.now()));
    await world.do(world.withdraw(w.MEMBER, contributions[0]));
    await world.do(world.resolve(1, contributions[1], false));
    assert.equal(await stateAt(ends), final);
    assert.deepEqual(await views.totals(), [250, 0, 0]);
  });

  it("invariant 5: ends all change but the withdrawal of what stays counted", async () => {
    const [[contribution], [lapses]] = await contestedAt(1);
    const untouched = labelled("untouched");
    await world.chain.travelTo(lapses);
    const units = [await views.raw(), await views.totals()];
    const acts = [
      [world.record(3, untouched), "EpochClosed"],
      [world.attest(6, w.attesting(contribution)), "EpochClosed"],
      [world.retract(4, contribution), "EpochClosed"],
      [world.contest(1, contribution), "ContestExists"],
      [world.resolve(1, contribution, true), "ContestUnknown"],
      [correcting(contribution), "EpochIsFinal"],
    ];
    for (const [act, refusal] of acts) await assert.rejects(world.do(act), { refusal });
    await world.do(world.withdraw(w.MEMBER, contribution));
    assert.deepEqual([await views.raw(), await views.totals()], units);
    assert.equal(await views.epochState(), final);
  });

  const correcting = (replaced) =>
    world.act("correct", w.MEMBER, { replaced, replacement: labelled("new", { epoch: 5 }) });
});
