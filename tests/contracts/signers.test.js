import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { keccak256 } from "viem";

import { bygone } from "./refusals/signers.js";
import { encodeAct, hashOf, Person } from "./support/acts.js";
import { digest, doors, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, STEWARD, people } = w;
const first = people.member3;

describe("signers", () => {
  let world, back, views, further;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    further = await p.wallets(world, "second", "third", "fourth", "fifth");
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  let acts = 0;
  const recording = (by, content = hashOf(`act ${++acts}`)) => ({
    ...world.record(MEMBER, w.ownHours({ content })),
    by,
  });
  const signersOf = async (member = MEMBER) => (await views.standing(member)).signers;

  for (const [how, door] of Object.entries(doors)) {
    it(`lets five signers speak for a member, each for itself, ${how}`, async () => {
      for (const [i, person] of further.entries()) {
        assert.equal(await signersOf(), i + 1);
        await world.do(world.addSigner(MEMBER, person), door);
      }
      assert.equal(await signersOf(), 5);
      for (const person of [first, ...further]) {
        assert.deepEqual(await views.speaks(person), [MEMBER]);
        await world.do(recording(person), door);
      }
    });

    it(`lets the rest speak when one is removed, the first among them, ${how}`, async () => {
      await p.withSigners(world, MEMBER, ...further.slice(0, 2));
      const [second, third] = further;
      const receipt = await world.do(p.removeSigner(world, MEMBER, first, { by: second }), door);
      const told = r.toldIn(receipt, "SignerRemoved");
      assert.deepEqual(told, { member: MEMBER, signer: first.signer });
      assert.deepEqual(await views.speaks(first, second, third), [0, MEMBER, MEMBER]);
      assert.equal(await signersOf(), 2);
      for (const person of [second, third]) await world.do(recording(person), door);
      const refused = recording(first);
      await expectRefused(world, () => door(world.chain, refused), "SignerNotOfMember", [MEMBER]);
    });

    it(`tells by the standing whether a signer speaks, ${how}`, async () => {
      const standing = (person, member = MEMBER) =>
        world.ask("community", "standingOf", member, keccak256(person.signer));
      await world.do(world.addSigner(MEMBER, further[0]), door);
      const seen = await views.standing(MEMBER);
      for (const person of [first, further[0]]) assert.deepEqual(await standing(person), seen);
      for (const [person, member] of [
        [first, 4],
        [first, 0],
        [first, w.UNCLAIMED],
        [people.stranger, MEMBER],
      ]) {
        const { joined, active, signers } = await standing(person, member);
        assert.deepEqual([joined, active, signers], [0, false, 0]);
      }
    });
  }

  it("takes the new signer's own call for its consent, and asks the other for a signature", async () => {
    const [fresh] = further;
    const act = world.addSigner(MEMBER, fresh);
    const signature = await first.sign(digest(world.chain, act));
    const call = (given) => encodeAct(act, first.signer, given, ["0x"]);
    const from = fresh.address;
    const attempt = () => world.chain.carry(world.community, call("0x"), { from });
    await expectRefused(world, attempt, "SignatureLengthInvalid", [0]);
    await world.chain.carry(world.community, call(signature), { from });
    assert.deepEqual(await views.speaks(fresh), [MEMBER]);
  });

  it("needs both signatures when a stranger carries it", async () => {
    const data = await signedData(world.chain, world.addSigner(MEMBER, further[0]));
    await world.chain.carry(world.community, data, { from: people.stranger.address });
    assert.deepEqual(await views.speaks(further[0]), [MEMBER]);
  });

  it("lets signers go in every order, the rest speaking all the while", async () => {
    const all = [first, ...further.slice(0, 3)];
    await p.withSigners(world, MEMBER, ...all.slice(1));
    const five = await world.chain.moment();
    for (const order of permutations(all)) {
      await five();
      const left = [...order];
      while (left.length > 1) {
        const gone = left.shift();
        // Somebody else removes it, or it goes by itself, by turns.
        const by = left.length % 2 ? gone : left.at(-1);
        await world.do(p.removeSigner(world, MEMBER, gone, { by }));
        assert.equal(await signersOf(), left.length);
        for (const person of left) await world.do(recording(person));
        await assert.rejects(world.do(recording(gone)), { refusal: "SignerNotOfMember" });
      }
    }
  });

  it("makes room for another when one of five is removed", async () => {
    await p.withSigners(world, MEMBER, ...further);
    const [sixth] = await p.wallets(world, "sixth");
    const adding = world.addSigner(MEMBER, sixth);
    await assert.rejects(world.do(adding), { refusal: "SignersFull" });
    await world.do(p.removeSigner(world, MEMBER, first, { by: further[3] }));
    await world.do({ ...adding, by: further[3] });
    assert.deepEqual([await signersOf(), await views.speaks(sixth)], [5, [MEMBER]]);
    await world.do(recording(sixth));
    await world.do(p.removeSigner(world, MEMBER, sixth, { by: sixth }));
    await world.do(recording(further[0]));
  });

  it("lets a member add again what they removed, by an act of its own", async () => {
    await p.withSigners(world, MEMBER, ...further.slice(0, 1));
    await world.do(p.removeSigner(world, MEMBER, first, { by: further[0] }));
    const again = world.addSigner(MEMBER, first, { by: further[0] });
    await world.do(again);
    assert.deepEqual([await signersOf(), await views.speaks(first)], [2, [MEMBER]]);
    await world.do(recording(first));
    await assert.rejects(world.do(again), { refusal: "ActRepeated" });
  });

  it("calls a member managed while a gateway keeps one of their keys", async () => {
    const [kept, own] = further;
    const managed = async () => (await views.standing(MEMBER)).managed;
    await world.do(world.addSigner(MEMBER, kept, { managed: true }));
    await world.do(world.addSigner(MEMBER, own));
    assert.equal(await managed(), true);
    await world.do(p.removeSigner(world, MEMBER, own));
    assert.equal(await managed(), true);
    await world.do(p.removeSigner(world, MEMBER, kept));
    assert.equal(await managed(), false);
    await world.do(world.addSigner(w.MANAGED, people.stranger));
    await world.do(p.removeSigner(world, w.MANAGED, people.managed6, { by: people.stranger }));
    assert.equal((await views.standing(w.MANAGED)).managed, false);
  });

  it("invariant 6: ends with a signer what it signed and nobody carried yet", async () => {
    await p.withSigners(world, MEMBER, ...further.slice(0, 2));
    const [second, third] = further;
    const unsent = [
      recording(second),
      { ...world.attest(MEMBER, w.attesting(w.ownHours({ contributor: 4 }))), by: second },
      p.removeSigner(world, MEMBER, first, { by: second }),
      p.removeSigner(world, MEMBER, third, { by: second }),
      world.addSigner(MEMBER, people.stranger, { by: second }),
      { ...p.choose(world, MEMBER, 2), by: second },
      { ...p.depart(world, MEMBER), by: second },
      p.objectTo(world, MEMBER, { by: second }),
    ];
    const carried = [];
    for (const act of unsent) carried.push(await signedData(world.chain, act));
    await world.do(p.removeSigner(world, MEMBER, second));
    for (const data of carried) {
      const attempt = () => world.chain.carry(world.community, data);
      await expectRefused(world, attempt, "SignerNotOfMember", [MEMBER, second.signer]);
    }
  });

  it("invariant 6: does not take an act from one signer that another of the member signed", async () => {
    const [second] = further;
    await p.withSigners(world, MEMBER, second);
    const act = recording(first);
    const signature = await first.sign(digest(world.chain, act));
    const attempt = () => signed(world.chain, { ...act, signature, signer: second.signer });
    await expectRefused(world, attempt, "SignatureInvalid");
    await world.do({ ...act, signature }, signed);
  });

  const WAYS_IN = {
    addSigner: (signer) => world.addSigner(5, signer),
    admit: (signer) => world.act("admit", STEWARD, { admissions: [w.admission(signer)] }),
    sponsor: (signer) => p.sponsor(world, 5, signer),
    join: async (signer) =>
      world.join(signer, await world.invitation(STEWARD, new Person("invitation"))),
    claim: (signer) => p.claim(world, signer),
    recover: (signer) => p.recover(world, STEWARD, 5, signer),
  };
  it("invariant 6: keeps a signer one member's for ever, whichever way it comes", async () => {
    const lost = new Person("lost signer");
    const speaking = async () => p.withSigners(world, 4, lost);
    for (const given of [speaking, ...Object.values(bygone)]) {
      await back();
      await given(world);
      for (const coming of Object.values(WAYS_IN)) {
        const act = await coming(lost);
        const attempt = () => signed(world.chain, act);
        await expectRefused(world, attempt, "SignerTaken", [lost.signer, 4]);
      }
    }
  });

  it("invariant 8: leaves id, history and rights as they were through any change of signers", async () => {
    await r.accepted(world);
    await r.chosen(world, MEMBER, 1);
    const kept = async () => [
      { ...(await views.standing(MEMBER)), signers: 1 },
      await r.viewsOf(world).raw(MEMBER),
      await views.count(),
      await views.electorate(),
    ];
    const before = await kept();
    const [second, third] = further;
    await p.withSigners(world, MEMBER, second);
    await world.do(p.removeSigner(world, MEMBER, first, { by: second }));
    assert.deepEqual(await kept(), before);
    await p.recovered(world, MEMBER, third);
    assert.deepEqual(await kept(), before);
    await world.do(recording(third));
    await world.do({ ...world.withdraw(MEMBER, w.ownHours()), by: third });
    assert.deepEqual(await r.viewsOf(world).raw(MEMBER), [0, 0, 0]);
  });

  it("burns the digest of an act for good, whichever signer comes again with it", async () => {
    const [second] = further;
    await p.withSigners(world, MEMBER, second);
    const act = p.choose(world, MEMBER, 1);
    await world.do(act);
    const digestBurnt = digest(world.chain, act);
    for (const by of [first, second])
      for (const door of Object.values(doors)) {
        const attempt = () => door(world.chain, { ...act, by });
        await expectRefused(world, attempt, "ActRepeated", [digestBurnt]);
      }
  });
});

function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((item, i) =>
    permutations(list.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}
