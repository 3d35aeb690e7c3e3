/** Many members acting at random while time moves; the invariants are held against what the contracts answer. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { askPicture, HANDLERS, pictureOf } from "./support/mirror.js";
import { Random } from "./support/random.js";
import { EPOCH, idOf } from "./support/records.js";
import { CROWD, DECIDING, SIGNERS, Walk } from "./support/walk.js";
import { sharesIndicator } from "./support/will.js";
import * as w from "./support/world.js";

const SEEDS = [1, 2, 3, 4];
const STEPS = 480;
const BETWEEN = 60;
const KINDS = 22;
const YEAR = 365 * w.DAY;

describe("a community over time", () => {
  let world, back, began;
  before(async () => {
    world = await w.sampleWorld();
    await world.do(world.act("defineIndicator", w.STEWARD, sharesIndicator()));
    for (const { address } of [...CROWD, world.assembly]) await world.chain.fund(address);
    began = world.receipts.length;
    back = await world.chain.moment();
  });
  after(() => world.chain.close());

  async function setOut(seed, odds) {
    await back();
    world.receipts.length = began;
    return new Walk(world, new Random(seed), odds);
  }

  async function keysOf(walk) {
    return {
      now: await world.chain.now(),
      ids: walk.contributions.map(idOf),
      signers: SIGNERS,
    };
  }

  for (const seed of SEEDS) {
    it(`1, 2, 5, 8, 10: answers at every time what its events tell, and moves no past (seed ${seed})`, async () => {
      const walk = await setOut(seed);
      let earlier;
      for (let i = 0; i < STEPS; i += BETWEEN) {
        for (let j = 0; j < BETWEEN; ++j) await walk.step();
        earlier = await check(walk, earlier);
      }
      assert.ok(Object.keys(walk.done).length >= KINDS, "most kinds of acts succeed");
      await world.chain.travelTo((await world.chain.now()) + YEAR);
      const last = await check(walk, earlier);
      assert.ok(last.epochs.slice(0, 5).every(([, , , state]) => state === EPOCH.final));
      for (let j = 0; j < BETWEEN; ++j) await walk.step();
      await check(walk, last);
    });
  }

  it("3, 4, 5, 7, 9, 10: decides in every way there is, as its events tell", async () => {
    const done = {};
    for (const seed of SEEDS) {
      const walk = await setOut(seed, DECIDING);
      let earlier;
      for (let i = 0; i < STEPS; i += BETWEEN) {
        for (let j = 0; j < BETWEEN; ++j) await walk.step();
        earlier = await check(walk, earlier);
      }
      for (const [name, times] of Object.entries(walk.done)) done[name] = (done[name] ?? 0) + times;
    }
    for (const name of Object.keys(DECIDING)) assert.ok(done[name] > 0, name);
  });

  it("10: takes in every event but those of which no view tells", async () => {
    const abi = [...world.community.abi, ...world.assembly.abi];
    const named = new Set(abi.filter(({ type }) => type === "event").map(({ name }) => name));
    assert.deepEqual([...named].sort(), [...Object.keys(HANDLERS), ...UNTOLD].sort());
  });

  const UNTOLD = [
    "ActFailed",
    "AdmissionSponsored",
    "ContributionReplaced",
    "EIP712DomainChanged",
    "InvitationUsed",
    "InvitationWithdrawn",
    "ItemSkipped",
    "Relayed",
    "SuspensionProposed",
  ];

  /** The views answer what the events tell; what was closed gained nothing since, what was final did not move. */
  async function check(walk, earlier) {
    const keys = await keysOf(walk);
    const picture = await askPicture(world, keys);
    assert.deepEqual(picture, pictureOf(walk.state, keys));
    for (const [e, [, , , state]] of earlier?.epochs.entries() ?? []) {
      assert.ok(picture.epochs[e][3] >= state, "no rule opens again what has closed");
      if (state < EPOCH.closed) continue;
      for (const [m, before] of earlier.raw[e + 1].entries())
        moved(before, picture.raw[e + 1][m], state);
      moved(earlier.total[e + 1], picture.total[e + 1], state);
    }
    return picture;
  }

  function moved(before, now, state) {
    for (const [a, units] of before.entries()) {
      assert.ok(now[a] <= units, "a closed epoch gains nothing");
      if (state === EPOCH.final) assert.equal(now[a], units, "a final epoch never changes");
    }
    assert.ok(
      now.slice(before.length).every((units) => units === 0),
      "a later type has no past that has closed",
    );
  }
});
