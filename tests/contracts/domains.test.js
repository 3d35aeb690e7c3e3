/** Invariant 6: a signature works on one chain, on one contract of one community. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { digestOf, hashOf } from "./support/acts.js";
import { batched, signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as w from "./support/world.js";

describe("invariant 6: one chain, one contract, one community", () => {
  let world, other, back;
  before(async () => {
    world = await w.sampleWorld();
    other = await w.found(world, w.sampleFounding({ salt: hashOf("another") }));
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const act = () => world.act("defineGroup", w.STEWARD, { document: hashOf("events") });
  const signature = async (contract, chainId) => {
    const { by, name, message } = act();
    return by.sign(digestOf(contract, name, message, chainId));
  };

  for (const [how, door] of Object.entries({ signed, batched })) {
    it(`refuses a signature for another community, ${how}`, async () => {
      const forged = { ...act(), signature: await signature(other.community, world.chain.chainId) };
      await expectRefused(world, () => door(world.chain, forged), "SignatureInvalid");
    });

    it(`refuses a signature for another chain, ${how}`, async () => {
      const forged = { ...act(), signature: await signature(world.community, 1) };
      await expectRefused(world, () => door(world.chain, forged), "SignatureInvalid");
    });

    it(`refuses a signature for the other contract of the community, ${how}`, async () => {
      const assembly = { ...world.assembly, abi: world.community.abi };
      const forged = { ...act(), signature: await signature(assembly, world.chain.chainId) };
      await expectRefused(world, () => door(world.chain, forged), "SignatureInvalid");
    });

    it(`takes the signature for this chain and community, ${how}`, async () => {
      const given = await signature(world.community, world.chain.chainId);
      await door(world.chain, { ...act(), signature: given });
      assert.equal(await world.ask("community", "groupCount"), 3n);
    });
  }

  it("gives a contribution one id in every community, and counts it in one only", async () => {
    await world.do(world.record(w.MEMBER, w.ownHours()));
    const id = await world.idOf(w.ownHours());
    assert.equal(await other.idOf(w.ownHours()), id);
    const [state] = await other.ask("community", "contribution", id);
    assert.equal(state, 0);
  });

  it("answers the EIP-712 domain that is signed", async () => {
    const [, name, version, chainId, address] = await world.ask("assembly", "eip712Domain");
    assert.deepEqual(
      [name, version, Number(chainId), address.toLowerCase()],
      ["Auzolan Assembly", "1", world.chain.chainId, world.assembly.address],
    );
  });
});
