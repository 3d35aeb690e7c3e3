import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { encodeFunctionData } from "viem";

import { hashOf, Person } from "./support/acts.js";
import { doors, relay, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, NOW_EPOCH, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
const credited = (recorder) => w.ownHours({ contributor: UNCLAIMED, recorder, basis: w.VOUCHED });

describe("claims", () => {
  let world, back, views, rival;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    [rival] = await p.wallets(world, "rival");
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const claim = (by = stranger, options) => world.do(p.claim(world, by, options), signed);
  const confirm = (steward, person = stranger, door) =>
    world.do(p.confirmClaim(world, steward, person), door);
  const complete = (person = stranger) => p.completeClaim(world, person);
  const joined = async (person = stranger) => {
    const [[member], { active }] = [await views.speaks(person), await views.standing(UNCLAIMED)];
    return member === UNCLAIMED && active;
  };
  /** Three stewards, and one unclaimed member, number 4. */
  async function threeStewards() {
    const stewards = [people.steward1, people.steward2, people.member3].map((s) => w.admission(s));
    const three = await w.found(world, w.sampleFounding({ salt: hashOf("three"), stewards }));
    await three.do(three.act("defineGroup", STEWARD, { document: hashOf("group") }));
    await three.do(three.act("defineActivity", STEWARD, { activity: w.activity() }));
    await p.admitted(three, undefined, { person: hashOf("who") });
    const work = (recorder) =>
      three.record(recorder, w.ownHours({ contributor: 4, recorder, basis: w.VOUCHED }));
    const say = (steward, again) => three.do(p.confirmClaim(three, steward, stranger, 4, again));
    await three.do(p.claim(three, stranger, { member: 4 }));
    return { three, work, say, speaks: () => three.ask("community", "memberOf", stranger.signer) };
  }

  for (const [how, door] of Object.entries(doors)) {
    it(`comes true when two stewards confirm it, under the id that was credited, ${how}`, async () => {
      const { signer } = stranger;
      const claiming = await world.do(p.claim(world, stranger), door);
      const ready = (await world.chain.now()) + w.CLAIM_WAIT;
      const member = UNCLAIMED;
      const claimed = r.toldIn(claiming, "MembershipClaimed");
      assert.deepEqual(claimed, { member, signer, managed: false, ready });
      assert.deepEqual(await views.claim(stranger), [ready, 0, false, false]);
      assert.equal(await joined(), false);
      const electorate = await views.electorate();
      for (const steward of [1, 2]) {
        const told = r.toldIn(await confirm(steward, stranger, door), "ClaimConfirmed");
        assert.deepEqual(told, { member, steward, signer });
      }
      const completed = r.toldIn(world.receipts.at(-1), "ClaimCompleted");
      assert.deepEqual(completed, { member, signer, managed: false });
      assert.ok(await joined());
      const standing = await views.standing(UNCLAIMED);
      assert.deepEqual(
        [standing.joined, standing.lastEpoch, standing.signers],
        [await world.chain.now(), NOW_EPOCH, 1],
      );
      assert.deepEqual([await views.electorate(), await views.count()], [electorate + 1, 7]);
      const own = w.ownHours({ contributor: UNCLAIMED, recorder: UNCLAIMED });
      await world.do({ ...world.record(UNCLAIMED, own), by: stranger }, door);
    });

    it(`needs two stewards when a member contests it, however long it waits, ${how}`, async () => {
      await claim();
      const receipt = await world.do(p.contestClaim(world, MEMBER), door);
      const told = r.toldIn(receipt, "ClaimContested");
      assert.deepEqual(told, { member: UNCLAIMED, contester: MEMBER });
      assert.equal((await views.claim(stranger)).at(-1), true);
      await p.later(world, 10 * w.CLAIM_WAIT);
      await assert.rejects(complete(), { refusal: "ClaimIsContested" });
      await confirm(1, stranger, door);
      await confirm(2, stranger, door);
      assert.ok(await joined());
    });
  }

  it("comes true by an uncontested wait, to the second, and anybody may say so", async () => {
    await claim();
    const [ready] = await views.claim(stranger);
    const waiting = await world.chain.moment();
    await world.chain.nextBlockAt(ready - 1);
    await assert.rejects(complete(), { refusal: "ClaimWaiting", values: [UNCLAIMED, ready] });
    await world.chain.nextBlockAt(ready);
    await complete();
    assert.ok(await joined());
    await waiting();
    await world.chain.nextBlockAt(ready);
    const args = [UNCLAIMED, stranger.signer];
    const abi = world.community.abi;
    const data = encodeFunctionData({ abi, functionName: "completeClaim", args });
    await relay(world.chain, world.community, [data], { from: people.member5.address });
    assert.ok(await joined());
  });

  it("comes true by the wait also when one steward confirmed it", async () => {
    await claim();
    await confirm(1);
    await p.later(world, w.CLAIM_WAIT);
    await complete();
    assert.ok(await joined());
  });

  it("needs two stewards when several signers claim it, who say which it is", async () => {
    await claim();
    await confirm(1);
    await claim(rival);
    for (const person of [stranger, rival]) assert.equal((await views.claim(person)).at(-1), true);
    await p.later(world, w.CLAIM_WAIT);
    for (const person of [stranger, rival])
      await assert.rejects(complete(person), { refusal: "ClaimIsContested" });
    await confirm(2, rival);
    assert.equal(await joined(), false);
    await confirm(1, rival);
    assert.deepEqual(await views.speaks(rival, stranger), [UNCLAIMED, 0]);
    await assert.rejects(confirm(2), { refusal: "MemberClaimed" });
    await assert.rejects(complete(), { refusal: "MemberClaimed" });
    await p.admitted(world, stranger);
    assert.deepEqual(await views.speaks(stranger), [8]);
  });

  it("stays contested by a claim whose signer joined otherwise meanwhile", async () => {
    await claim();
    await claim(rival);
    await p.admitted(world, rival);
    await p.later(world, w.CLAIM_WAIT);
    await assert.rejects(complete(), { refusal: "ClaimIsContested" });
    await assert.rejects(
      confirm(1, rival).then(() => confirm(2, rival)),
      {
        refusal: "SignerTaken",
      },
    );
    for (const steward of [1, 2]) await confirm(steward);
    assert.ok(await joined());
  });

  it("does not stand in the way of claims of others", async () => {
    await p.admitted(world, undefined, { person: hashOf("who else") });
    await claim();
    await claim(rival, { member: 8 });
    await world.do(p.contestClaim(world, MEMBER));
    await p.later(world, w.CLAIM_WAIT);
    await p.completeClaim(world, rival, 8);
    assert.deepEqual(await views.speaks(rival, stranger), [8, 0]);
  });

  it("lets one person claim several memberships, and have one", async () => {
    await p.admitted(world, undefined, { person: hashOf("who else") });
    await claim();
    await claim(stranger, { member: 8 });
    await p.later(world, w.CLAIM_WAIT);
    await complete();
    const second = p.completeClaim(world, stranger, 8);
    await assert.rejects(second, { refusal: "SignerTaken", values: [stranger.signer, UNCLAIMED] });
  });

  it("marks a claimer whose key a gateway keeps", async () => {
    await p.claimed(world, stranger, { managed: true });
    assert.equal((await views.standing(UNCLAIMED)).managed, true);
  });

  it("invariant 8: leaves the claimer what was credited, and chosen for them", async () => {
    await r.accepted(world, credited(MEMBER), [4]);
    await p.later(world, 1);
    await r.chosen(world, UNCLAIMED, 1, STEWARD);
    await p.claimed(world, stranger);
    assert.deepEqual(await r.viewsOf(world).raw(UNCLAIMED), [250, 0, 0]);
    assert.equal((await views.standing(UNCLAIMED)).recognition, 1);
    await world.do({ ...p.choose(world, UNCLAIMED, 0), by: stranger });
    assert.equal((await views.standing(UNCLAIMED)).recognition, 0);
  });

  it("invariant 8: drops the word of a steward who attests to the member's work afterwards", async () => {
    const { three, work, say, speaks } = await threeStewards();
    await say(1);
    await three.do(work(1));
    await say(2);
    assert.equal(await speaks(), 0);
    await assert.rejects(say(1, 1), { refusal: "ConfirmerAttested", values: [1, 4] });
    await say(3);
    assert.equal(await speaks(), 4);
  });

  it("invariant 8: counts no steward who attested, so that with two of three nobody is left to say it", async () => {
    const { three, work, say, speaks } = await threeStewards();
    for (const steward of [1, 2]) await three.do(work(steward));
    for (const steward of [1, 2])
      await assert.rejects(say(steward), { refusal: "ConfirmerAttested" });
    await say(3);
    assert.equal(await speaks(), 0);
    await p.later(world, w.CLAIM_WAIT);
    await p.completeClaim(three, stranger, 4);
    assert.equal(await speaks(), 4);
  });

  it("does not count a steward who departed, or is suspended, by the time another confirms", async () => {
    for (const gone of [r.departed, r.suspended]) {
      await back();
      const { three, say, speaks } = await threeStewards();
      await say(1);
      await gone(three, 1);
      await say(2);
      assert.equal(await speaks(), 0);
      await say(3);
      assert.equal(await speaks(), 4);
    }
  });

  it("invariant 6: takes a steward's signature once, and asks for another when it was dropped since", async () => {
    await claim();
    const data = await signedData(world.chain, p.confirmClaim(world, 1, stranger));
    await world.chain.carry(world.community, data);
    await r.suspended(world, 1);
    await confirm(2);
    await r.decided(world, "decideSuspension", 1, 0);
    await expectRefused(world, () => world.chain.carry(world.community, data), "ActRepeated");
    await world.do(p.confirmClaim(world, 1, stranger, UNCLAIMED, 1));
    assert.ok(await joined());
  });

  it("comes true by a vote, whoever contests it, without stewards and without a wait", async () => {
    await claim(stranger, { managed: true });
    await claim(rival);
    await world.do(p.contestClaim(world, MEMBER));
    const electorate = await views.electorate();
    await r.decided(world, "decideClaim", UNCLAIMED, stranger.signer);
    const told = r.toldIn(world.receipts.at(-1), "ClaimCompleted");
    assert.deepEqual(told, { member: UNCLAIMED, signer: stranger.signer, managed: true });
    assert.ok(await joined());
    assert.equal((await views.standing(UNCLAIMED)).managed, true);
    assert.equal(await views.electorate(), electorate + 1);
    await assert.rejects(confirm(1, rival), { refusal: "MemberClaimed" });
    await p.admitted(world, rival);
    assert.deepEqual(await views.speaks(stranger, rival), [UNCLAIMED, 8]);
  });

  it("comes true by a vote where every steward attested to the member's work", async () => {
    const { three, work, say, speaks } = await threeStewards();
    for (const steward of [1, 2, 3]) await three.do(work(steward));
    for (const steward of [1, 2, 3])
      await assert.rejects(say(steward), { refusal: "ConfirmerAttested" });
    await three.do(p.contestClaim(three, 1, 4));
    await r.decided(three, "decideClaim", 4, stranger.signer);
    assert.equal(await speaks(), 4);
  });

  it("excludes a steward also whose number leaves the same rest modulo 160 as an attester's", async () => {
    const others = Array.from({ length: 153 }, (_, i) =>
      w.admission(undefined, { person: hashOf(`unclaimed ${i}`) }),
    );
    await world.do(world.act("admit", STEWARD, { admissions: others }));
    const attester = new Person("member 161");
    assert.equal(await p.admitted(world, attester), 161);
    await world.do({ ...world.record(161, credited(161)), by: attester }, signed);
    await claim();
    await assert.rejects(confirm(1), { refusal: "ConfirmerAttested", values: [1, UNCLAIMED] });
    await confirm(2);
    assert.equal(await joined(), false);
  });

  it("does not hold against a steward what they attested to of others", async () => {
    await r.accepted(world, w.ownHours(), [1, 2]);
    await p.claimed(world, stranger);
    assert.ok(await joined());
  });
});
