import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { digest, batched, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import { Passkey } from "./support/passkey.js";
import * as w from "./support/world.js";

const USER_PRESENT = 0x01;
const FORGERIES = {
  "the user was not verified": { flags: USER_PRESENT },
  "s is the upper one": { upperS: true },
  "it is no assertion": { type: "webauthn.create" },
};

describe("a member with a passkey", () => {
  let world, back, passkey;
  before(async () => {
    world = await w.sampleWorld();
    passkey = new Passkey(world.verifier.address);
    const admissions = [w.admission(undefined, { signer: passkey.signer })];
    await world.do(world.act("admit", w.STEWARD, { admissions }));
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const own = w.ownHours({ contributor: 8, recorder: 8 });
  const recording = () => ({ ...world.record(8, own), by: passkey });

  for (const [how, door] of Object.entries({ signed, batched })) {
    it(`records, ${how}`, async () => {
      await world.do(recording(), door);
      assert.deepEqual(await world.ask("community", "contribution", await world.idOf(own)), [
        1,
        0n,
        0n,
      ]);
    });

    it(`attests, ${how}`, async () => {
      await world.do(world.record(w.MEMBER, w.ownHours()));
      await world.do({ ...world.attest(8, w.attesting(w.ownHours())), by: passkey }, door);
      const id = await world.idOf(w.ownHours());
      assert.deepEqual(await world.ask("community", "attestation", id, 0n), [8, 250, w.PRESENT]);
    });

    it(`votes, ${how}`, async () => {
      await w.openSampleVote(world);
      await world.do({ ...world.cast(8, [1, 2, 3]), by: passkey }, door);
      assert.equal((await world.ask("assembly", "ballot", 1, 8))[0], 1);
    });

    for (const [when, change] of Object.entries(FORGERIES)) {
      it(`is refused when ${when}, ${how}`, async () => {
        const act = recording();
        const signature = await passkey.sign(digest(world.chain, act), change);
        const attempt = () => door(world.chain, { ...act, signature });
        await expectRefused(world, attempt, "SignatureInvalid");
      });
    }

    it(`is refused when another passkey signs, ${how}`, async () => {
      const act = recording();
      const signature = await new Passkey(world.verifier.address).sign(digest(world.chain, act));
      const attempt = () => door(world.chain, { ...act, signature });
      await expectRefused(world, attempt, "SignatureInvalid");
    });
  }

  it("is never failed for lack of gas, also where its key is computed with in Solidity", async () => {
    const slow = await w.sampleWorld({ hardfork: "prague" });
    const other = new Passkey(slow.verifier.address);
    const admissions = [w.admission(undefined, { signer: other.signer })];
    await slow.do(slow.act("admit", w.STEWARD, { admissions }));
    const data = await signedData(slow.chain, { ...slow.record(8, own), by: other });
    const seen = new Set();
    for (let gasLimit = 30_000; gasLimit < 900_000 && !seen.has("0x"); gasLimit += 2_003) {
      const [{ reason }] = await slow.chain.ask(slow.community, "simulate", [[{ gasLimit, data }]]);
      seen.add(reason === "0x" ? reason : slow.chain.explain(reason).refusal);
    }
    assert.deepEqual([...seen], ["OutOfGas", "0x"]);
    await slow.chain.close();
  });
});
