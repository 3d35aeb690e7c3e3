/** What does not fit into a block or under the protocol's limits is no contract. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";

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
import * as w from "./support/world.js";

/** EIP-170, and what the next issues of work shall find free. */
const LARGEST = 24_576;
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
  let world;
  before(async () => {
    world = await w.sampleWorld();
    await defineUpTo(world, 60);
  });
  after(() => world.chain.close());

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
});
