/** What does not fit into a block or under the protocol's limits is no contract. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, it } from "node:test";

import { artifacts } from "hardhat";
import { toHex } from "viem";

import {
  benchWorld,
  ballots,
  carry,
  vouchedActs,
  withTwoAttestations,
} from "../../bench/gas/cases.js";
import { hashOf } from "./support/acts.js";
import { Chain, TRANSACTION_GAS } from "./support/chain.js";
import { defineUpTo } from "./refusals/stewards.js";
import { close } from "./refusals/assembly.js";
import { layouts } from "./support/layout.js";
import { mapped, poke } from "./support/slots.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

/** EIP-170, and what the next issues of work shall find free. */
const LARGEST = 24_576;
const CLOSING_GAS = 2_000_000;
const MOST_BALLOTS = 65_535;
const PUBLISHED = [
  "Community",
  "Membership",
  "Upkeep",
  "Charter",
  "Assembly",
  "Agenda",
  "CommunityFactory",
  "PasskeyVerifier",
];

describe("sizes", () => {
  for (const name of PUBLISHED) {
    it(`${name} fits into ${LARGEST} bytes`, async () => {
      const { deployedBytecode } = await artifacts.readArtifact(name);
      const bytes = (deployedBytecode.length - 2) / 2;
      assert.ok(bytes > 0 && bytes <= LARGEST, `${bytes} bytes`);
    });
  }

  for (const name of PUBLISHED) {
    it(`${name} is shipped byte for byte as it is tested`, async () => {
      const tested = await artifacts.readArtifact(name);
      const shipped = JSON.parse(await readFile(`ledger_py/abi/${name}.json`, "utf8"));
      assert.equal(shipped.bytecode, tested.bytecode);
      assert.equal(shipped.deployedBytecode, tested.deployedBytecode);
    });
  }

  it("the node refuses a transaction above the limit", async () => {
    const chain = await Chain.open();
    const to = chain.carrier;
    const gas = toHex(TRANSACTION_GAS + 1);
    await assert.rejects(chain.request("eth_sendTransaction", { from: to, to, gas }));
    await chain.close();
  });
});

describe(`the biggest documented batches fit into ${TRANSACTION_GAS} gas`, () => {
  let world, back;
  before(async () => {
    world = await benchWorld();
    back = await world.chain.moment();
  });
  after(() => world.chain.close());

  const fits = async (acts) => {
    await back();
    const { used } = await carry(world, acts(), 0);
    assert.ok(Math.max(...used) <= TRANSACTION_GAS, `${used} gas`);
  };

  it("85 contributions with two attestations each: 255 signed acts", () =>
    fits(() => Array.from({ length: 85 }, (_, i) => withTwoAttestations(world, 3 + i)).flat()));
  it("100 contributions vouched for by two stewards", () => fits(() => vouchedActs(world, 100)));
  it("100 ballots over 16 activity types", () => fits(() => ballots(world, 3, 100, 1)));
});

describe("the biggest single acts", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    for (let i = 3; i <= 16; ++i)
      await world.do(world.act("defineGroup", w.STEWARD, { document: hashOf(`group ${i}`) }));
    await defineUpTo(world, 60);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  it("100 new contributions in one act", async () => {
    const contributions = Array.from({ length: 100 }, (_, i) =>
      w.ownHours({ content: hashOf(`${i}`) }),
    );
    const { gasUsed } = await world.do(world.record(w.MEMBER, ...contributions));
    assert.ok(gasUsed <= TRANSACTION_GAS);
  });

  it("closing a vote over 60 activity types", async () => {
    await w.openSampleVote(world);
    const levels = (member) => Array.from({ length: 60 }, (_, i) => (i * member) % 11);
    for (const member of [3, 4, 5]) await world.do(world.cast(member, levels(member)));
    await world.chain.travelTo((await world.chain.now()) + 3_600);
    await close(world, 1);
    assert.ok(world.receipts.at(-1).gasUsed <= 1_000_000);
    const [, packed] = await world.ask("assembly", "version", 1, 1);
    const middle = (i) => [3, 4, 5].map((member) => (i * member) % 11).sort((a, b) => a - b)[1];
    const seen = Array.from({ length: 60 }, (_, i) => Number((packed >> BigInt(4 * i)) & 15n));
    assert.deepEqual(
      seen,
      Array.from({ length: 60 }, (_, i) => middle(i)),
    );
  });

  /** Sixty levels by a member, and how six members divide sixteen groups, no two of them alike. */
  const levelsBy = (member) => Array.from({ length: 60 }, (_, i) => (i * member) % 11);
  const pointsBy = (member) =>
    Array.from({ length: 16 }, (_, g) => 6 + (g === member ? 3 : 0) + (g === 15 - member ? 1 : 0));

  it("closing a vote over 16 groups and 60 activity types", async () => {
    await will.openShares(world);
    for (const member of [1, 2, 3, 4, 5, 6])
      await world.do(will.dividing(world, member, pointsBy(member), levelsBy(member)));
    const { gasUsed } = await will.closed(world, 1);
    assert.ok(gasUsed <= CLOSING_GAS, `${gasUsed} gas`);
    checkShares((await world.ask("assembly", "version", 2, 1))[2]);
  });

  it("closing one of 65,535 ballots, of which each group gets all numbers of points", async () => {
    await will.openShares(world);
    for (const member of [3, 4, 5])
      await world.do(will.dividing(world, member, pointsBy(member), levelsBy(member)));
    await fillDivisions();
    const { gasUsed } = await will.closed(world, 1);
    assert.ok(gasUsed <= CLOSING_GAS, `${gasUsed} gas`);
    checkShares((await world.ask("assembly", "version", 2, 1))[2]);
  });

  function checkShares(packed) {
    const shares = Array.from({ length: 16 }, (_, g) =>
      Number((packed >> BigInt(14 * g)) & 16383n),
    );
    assert.equal(
      shares.reduce((sum, share) => sum + share, 0),
      10_000,
    );
  }

  /** Writes the counts of 65,535 divisions: each gives a group g points and the rest to its neighbour, in every mixture. */
  async function fillDivisions() {
    const [{ lasting }] = await layouts("Assembly");
    const slotOf = (name) => lasting.find(({ label }) => label === name).slot;
    const counts = Array.from({ length: 101 }, () => Array(16).fill(0));
    for (let n = 0; n < MOST_BALLOTS; ++n) {
      const [g, points] = [n % 16, (n >> 4) % 101];
      if (points > 0) ++counts[points][g];
      if (points < 100) ++counts[100 - points][(g + 1 + (n % 7)) % 16];
    }
    const write = (name, key, word) =>
      poke(world.chain, world.assembly, mapped(key, slotOf(name)), () => word);
    for (let points = 1; points <= 100; ++points) {
      const lanes = counts[points].reduce((word, n, g) => word | (BigInt(n) << BigInt(16 * g)), 0n);
      await write("_pointCounts", (1n << 8n) | BigInt(points), lanes);
    }
    await write("_divided", 1n, BigInt(MOST_BALLOTS));
    const seen = await world.ask("assembly", "pointsHistogram", 1, 1);
    assert.equal(Number(seen[100]), counts[100][0]);
    assert.equal(Number(await world.ask("assembly", "divisionCount", 1)), MOST_BALLOTS);
  }
});
