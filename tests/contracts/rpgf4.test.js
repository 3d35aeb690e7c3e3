/** A real vote on the weights of sixteen indicators, cast and closed on the chain: see tests/vectors/README.md. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { hashOf, Person, ZERO } from "./support/acts.js";
import { Chain } from "./support/chain.js";
import { relay, signedData } from "./support/doors.js";
import * as w from "./support/world.js";

const VECTORS = JSON.parse(readFileSync(new URL("../vectors/rpgf4.json", import.meta.url)));
const [{ divisions, groups, shares, packed }] = VECTORS.cases;
const SHARES = 2;
const DURATION = 3_600;
const PER_RELAY = 27;
const voters = divisions.map((_, i) => new Person(`made for this test ${i + 1}`));

it("invariant 3: the 108 ballots of a real vote come to what exact fractions come to, in any order", async () => {
  const chain = await Chain.open();
  const factory = await w.deployFactory(chain);
  const world = await w.found(factory, w.sampleFounding());
  const first = 3;
  await chain.fund(w.people.steward1.address);
  for (let i = 0; i < voters.length; i += 54) {
    const admissions = voters.slice(i, i + 54).map((person) => w.admission(person));
    await world.do(world.act("admit", w.STEWARD, { admissions }));
  }
  for (const name of VECTORS.indicators)
    await world.do(world.act("defineGroup", w.STEWARD, { document: hashOf(name) }));
  await world.do(world.act("defineActivity", w.STEWARD, { activity: w.activity() }));
  await world.do(world.act("defineIndicator", w.STEWARD, w.sampleIndicator({ kind: SHARES })));
  const before = await chain.moment();

  const ballots = divisions.map(({ points }, i) => ({
    ...world.act("castShares", first + i, {
      vote: 1,
      sequence: 1,
      points,
      levels: [w.ABSTAIN],
      rationale: ZERO,
    }),
    by: voters[i],
  }));
  for (const order of [ballots, [...ballots].reverse()]) {
    await before();
    await w.openSampleVote(world, { duration: DURATION });
    for (let i = 0; i < order.length; i += PER_RELAY) {
      const part = order.slice(i, i + PER_RELAY);
      const datas = await Promise.all(part.map((act) => signedData(chain, act)));
      const { events } = await relay(chain, world.assembly, datas, { gasLimit: 500_000 });
      assert.ok(events.every(({ eventName }) => eventName !== "ActFailed"));
    }
    assert.equal(await world.ask("assembly", "divisionCount", 1), BigInt(divisions.length));
    await chain.travelTo((await chain.now()) + DURATION);
    await chain.send(world.assembly, "closeVote", [1]);
    const [from, , set] = await world.ask("assembly", "version", 1, 1);
    assert.deepEqual([from, set], [1, BigInt(packed)]);
    const each = Array.from({ length: groups }, (_, g) => Number((set >> BigInt(14 * g)) & 16383n));
    assert.deepEqual(each, shares);
  }
  await chain.close();
});
