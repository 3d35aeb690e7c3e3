import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, Person } from "./support/acts.js";
import { doors, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, people } = w;
const { stranger } = people;
const first = people.member3;
const MONTH = 30 * w.DAY;
const NOBODY = [`0x${"00".repeat(32)}`, 0, 0, false, false];

describe("recovery", () => {
  let world, back, views, other;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    [other] = await p.wallets(world, "other signer");
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const recording = (by, content = hashOf(by.label)) => ({
    ...world.record(MEMBER, w.ownHours({ content })),
    by,
  });
  const say = (steward, person = stranger, options) =>
    world.do(p.recover(world, steward, MEMBER, person, options));
  /** What is told of a recovery; the first act of a steward in an epoch is told as well. */
  const told = ({ events }) =>
    events.map(({ eventName }) => eventName).filter((name) => name.startsWith("Recovery"));
  const complete = (person = stranger, door = signed, options) =>
    world.do(p.completeRecovery(world, MEMBER, person, options), door);
  const decide = (granted) => r.decided(world, "decideRecovery", MEMBER, granted);

  for (const [how, door] of Object.entries(doors)) {
    it(`gives the new signer the member by two stewards' word, after the wait, ${how}`, async () => {
      const { signer } = stranger;
      const proposing = await world.do(p.recover(world, 1, MEMBER, stranger), door);
      assert.deepEqual(r.toldIn(proposing, "RecoveryProposed"), {
        member: MEMBER,
        steward: 1,
        signer,
        managed: false,
      });
      const confirming = await world.do(p.recover(world, 2, MEMBER, stranger), door);
      const ready = (await world.chain.now()) + w.RECOVERY_WAIT;
      assert.deepEqual(r.toldIn(confirming, "RecoveryConfirmed"), {
        member: MEMBER,
        steward: 2,
        ready,
      });
      const [, ...seen] = await views.recovery(MEMBER);
      assert.deepEqual(seen, [ready, 1, false, false]);
      await world.do(recording(first));
      await world.chain.nextBlockAt(ready);
      const receipt = await complete(stranger, door);
      assert.deepEqual(r.toldIn(receipt, "RecoveryCompleted"), {
        member: MEMBER,
        signer,
        managed: false,
      });
      assert.deepEqual(await views.recovery(MEMBER), NOBODY);
      assert.deepEqual(await views.speaks(stranger, first), [MEMBER, 0]);
      assert.equal((await views.standing(MEMBER)).signers, 1);
      await world.do(recording(stranger), door);
    });

    it(`freezes at the member's objection, until a vote decides, ${how}`, async () => {
      const ready = await p.confirmed(world, MEMBER, stranger);
      const receipt = await world.do(p.objectTo(world, MEMBER), door);
      assert.deepEqual(r.toldIn(receipt, "RecoveryObjected"), { member: MEMBER });
      const [, ...seen] = await views.recovery(MEMBER);
      assert.deepEqual(seen, [ready, 1, false, true]);
      await world.chain.travelTo(ready + 10 * MONTH);
      await assert.rejects(complete(), { refusal: "RecoveryFrozen" });
      await decide(true);
      await complete(stranger, door);
      assert.deepEqual(await views.speaks(stranger, first), [MEMBER, 0]);
    });

    it(`leaves the member their signers when the vote refuses, ${how}`, async () => {
      await p.frozen(world, MEMBER, stranger);
      await decide(false);
      assert.deepEqual(await views.recovery(MEMBER), NOBODY);
      await assert.rejects(complete(), { refusal: "RecoveryUnknown" });
      await world.do(recording(first), door);
      await world.do(world.addSigner(MEMBER, other), door);
      await world.do(p.removeSigner(world, MEMBER, first, { by: other }), door);
      assert.deepEqual(await views.speaks(other, first, stranger), [MEMBER, 0, 0]);
    });
  }

  it("tells of a vote's decision", async () => {
    for (const granted of [true, false]) {
      await back();
      await p.frozen(world, MEMBER, stranger);
      await decide(granted);
      const decided = r.toldIn(world.receipts.at(-1), "RecoveryDecided");
      assert.deepEqual(decided, { member: MEMBER, granted });
    }
  });

  it("lets every signer of a member go with the one that is recovered", async () => {
    const [second, third] = await p.wallets(world, "second", "third");
    await p.withSigners(world, MEMBER, second, third);
    await world.do(p.removeSigner(world, MEMBER, third));
    await p.recovered(world, MEMBER, stranger);
    assert.deepEqual(await views.speaks(first, second, third), [0, 0, 0]);
    for (const person of [first, second, third]) {
      const act = recording(person);
      await expectRefused(world, () => signed(world.chain, act), "SignerNotOfMember", [MEMBER]);
    }
    assert.equal((await views.standing(MEMBER)).signers, 1);
    const four = await p.wallets(world, "a", "b", "c", "d");
    for (const person of four)
      await world.do(world.addSigner(MEMBER, person, { by: stranger }), signed);
    assert.equal((await views.standing(MEMBER)).signers, 5);
  });

  it("ends with the old signers what they signed and nobody carried yet", async () => {
    const signature = await first.sign(world.community.digest("record", recording(first).message));
    await p.recovered(world, MEMBER, stranger);
    const late = { ...recording(first), signature };
    await expectRefused(world, () => signed(world.chain, late), "SignerNotOfMember", [MEMBER]);
  });

  it("lets the member add a signer of before, and recover one of their own signers", async () => {
    await p.withSigners(world, MEMBER, other);
    await p.recovered(world, MEMBER, stranger);
    await world.do(world.addSigner(MEMBER, first, { by: stranger }));
    assert.deepEqual(await views.speaks(first, stranger, other), [MEMBER, MEMBER, 0]);
    await p.recovered(world, MEMBER, first, { again: 1 });
    assert.deepEqual(await views.speaks(first, stranger, other), [MEMBER, 0, 0]);
    await world.do(recording(first));
  });

  it("counts two stewards only when both name the same signer, managed alike", async () => {
    const proposed = async () => (await views.recovery(MEMBER)).slice(1);
    await say(1);
    await say(2, other);
    assert.deepEqual(await proposed(), [0, 2, false, false]);
    await say(1, other, { managed: true });
    assert.deepEqual(await proposed(), [0, 1, true, false]);
    await say(1, stranger, { again: 1 });
    await say(1, stranger, { again: 2 });
    assert.deepEqual(await proposed(), [0, 1, false, false]);
    assert.deepEqual(told(await say(2)), ["RecoveryConfirmed"]);
  });

  it("drops the word of a steward who has departed, or is suspended, by the time another speaks", async () => {
    for (const gone of [r.departed, r.suspended]) {
      await back();
      await say(1);
      await gone(world, 1);
      assert.deepEqual(told(await say(2)), ["RecoveryProposed"]);
      assert.deepEqual((await views.recovery(MEMBER)).slice(1), [0, 2, false, false]);
    }
  });

  it("counts a steward's word for thirty days; a second one after that is a first word anew", async () => {
    const proposed = async () => (await views.recovery(MEMBER)).slice(1);
    await say(1);
    const spoken = await world.chain.now();
    const fresh = await world.chain.moment();
    await world.chain.nextBlockAt(spoken + MONTH - 1);
    assert.deepEqual(told(await say(2)), ["RecoveryConfirmed"]);
    await fresh();
    await world.chain.nextBlockAt(spoken + MONTH);
    assert.deepEqual(told(await say(2)), ["RecoveryProposed"]);
    assert.deepEqual(await proposed(), [0, 2, false, false]);
    assert.deepEqual(told(await say(1, stranger, { again: 1 })), ["RecoveryConfirmed"]);
    await fresh();
    await world.chain.nextBlockAt(spoken + MONTH - 1);
    await say(1, stranger, { again: 1 });
    await world.chain.nextBlockAt(spoken + 2 * MONTH - 2);
    assert.deepEqual(told(await say(2)), ["RecoveryConfirmed"]);
  });

  it("takes no objection once a vote granted it: the vote is the last word", async () => {
    await p.withSigners(world, MEMBER, other);
    await p.frozen(world, MEMBER, stranger);
    await decide(true);
    for (const by of [first, other]) {
      const objecting = p.objectTo(world, MEMBER, { by, again: 1 });
      await expectRefused(world, () => signed(world.chain, objecting), "RecoveryGranted", [MEMBER]);
    }
    await assert.rejects(decide(false), { refusal: "RecoveryNotFrozen" });
    const granted = await world.chain.moment();
    await complete();
    assert.deepEqual(await views.speaks(stranger, first, other), [MEMBER, 0, 0]);
    await granted();
    const [, ready] = await views.recovery(MEMBER);
    await world.chain.travelTo(ready + MONTH);
    await p.frozen(world, MEMBER, stranger, { again: 2 });
    await assert.rejects(complete(), { refusal: "RecoveryFrozen" });
  });

  it("takes a completion's signature once, also when the same signer is recovered again", async () => {
    await world.chain.travelTo(await p.confirmed(world, MEMBER, stranger));
    const data = await signedData(world.chain, p.completeRecovery(world, MEMBER, stranger));
    await world.chain.carry(world.community, data);
    await p.recovered(world, MEMBER, other, { again: 1 });
    await world.chain.travelTo(await p.confirmed(world, MEMBER, stranger, { again: 2 }));
    await expectRefused(world, () => world.chain.carry(world.community, data), "ActRepeated");
    await complete(stranger, signed, { again: 2 });
    assert.deepEqual(await views.speaks(stranger, other), [MEMBER, 0]);
  });

  it("takes an objection from any signer that speaks, also while suspended or departed", async () => {
    const ways = { first, other };
    for (const by of Object.values(ways)) {
      for (const gone of [r.departed, r.suspended, async () => {}]) {
        await back();
        await p.withSigners(world, MEMBER, other);
        const ready = await p.confirmed(world, MEMBER, stranger);
        await gone(world, MEMBER);
        await world.chain.nextBlockAt(ready + MONTH - 1);
        await world.do(p.objectTo(world, MEMBER, { by }));
        await assert.rejects(complete(), { refusal: "RecoveryFrozen" });
      }
    }
  });

  it("can be completed until thirty days after the wait, and then makes room for another", async () => {
    const ready = await p.confirmed(world, MEMBER, stranger);
    await world.chain.nextBlockAt(ready + MONTH - 2);
    await assert.rejects(world.do(world.addSigner(MEMBER, other)), { refusal: "RecoveryPending" });
    const justInTime = await world.chain.moment();
    await complete();
    await justInTime();
    await world.chain.travelTo(ready + MONTH);
    await assert.rejects(complete(), { refusal: "RecoveryUnknown" });
    await world.do(world.addSigner(MEMBER, other));
    await p.recovered(world, MEMBER, stranger, { again: 1 });
    assert.deepEqual(await views.speaks(stranger, first, other), [MEMBER, 0, 0]);
  });

  it("lapses thirty days after a vote granted it", async () => {
    const ready = await p.frozen(world, MEMBER, stranger);
    await world.chain.travelTo(ready + 12 * MONTH);
    await decide(true);
    const [, granted] = await views.recovery(MEMBER);
    assert.equal(granted, await world.chain.now());
    await world.chain.travelTo(granted + MONTH);
    await assert.rejects(complete(), { refusal: "RecoveryUnknown" });
    await world.do(world.addSigner(MEMBER, other));
  });

  it("gives back what the member is: suspended or departed, they stay so", async () => {
    for (const [gone, standing] of [
      [r.departed, "departed"],
      [(_, member) => r.suspended(world, member, 300 * w.DAY), "suspendedUntil"],
    ]) {
      await back();
      await gone(world, MEMBER);
      const before = [await views.standing(MEMBER), await views.electorate()];
      assert.ok(before[0][standing]);
      await p.recovered(world, MEMBER, stranger);
      assert.deepEqual([await views.standing(MEMBER), await views.electorate()], before);
      const acting = recording(stranger);
      await assert.rejects(world.do(acting), { refusal: /MemberHasDeparted|SuspendedUntil/ });
    }
    await back();
    await r.departed(world, MEMBER);
    await p.recovered(world, MEMBER, stranger);
    await world.do({ ...p.rejoin(world, MEMBER), by: stranger });
    await world.do(recording(stranger));
  });

  it("moves a member between those who are managed and those who are not", async () => {
    const rules = w.sampleRules({ managedMayVote: false });
    const founding = w.sampleFounding({ salt: hashOf("managed"), rules });
    const apart = await w.found(world, founding);
    await p.admitted(apart, first);
    const base = () => apart.ask("community", "electorate");
    const managed = async () => (await apart.ask("community", "member", MEMBER)).managed;
    assert.deepEqual([await base(), await managed()], [3, false]);
    await p.recovered(apart, MEMBER, stranger, { managed: true });
    assert.deepEqual([await base(), await managed()], [2, true]);
    await p.recovered(apart, MEMBER, other, { again: 1 });
    assert.deepEqual([await base(), await managed()], [3, false]);
    await apart.do({ ...p.depart(apart, MEMBER), by: other });
    const [kept] = await p.wallets(world, "kept by a gateway");
    await p.recovered(apart, MEMBER, kept, { managed: true, again: 2 });
    assert.deepEqual([await base(), await managed()], [2, true]);
    await apart.do({ ...p.rejoin(apart, MEMBER), by: kept });
    assert.equal(await base(), 2);
    await p.recovered(apart, MEMBER, first, { again: 3 });
    assert.deepEqual([await base(), await managed()], [3, false]);
  });

  it("gives a steward their role back, by the word of two others", async () => {
    const stewards = [people.steward1, people.steward2, first].map((s) => w.admission(s));
    const three = await w.found(world, w.sampleFounding({ salt: hashOf("three"), stewards }));
    await p.recovered(three, MEMBER, stranger);
    const { steward } = await three.ask("community", "member", MEMBER);
    assert.deepEqual([steward, await three.ask("community", "stewardCount")], [true, 3]);
    const admissions = [w.admission(new Person("newcomer"))];
    await three.do({ ...three.act("admit", MEMBER, { admissions }), by: stranger });
  });

  it("invariant 6: keeps the new signer for the member while it waits, and lets it go with the recovery", async () => {
    const coming = () => [
      world.addSigner(5, stranger),
      world.act("admit", 1, { admissions: [w.admission(stranger)] }),
      p.sponsor(world, 5, stranger),
      p.claim(world, stranger),
      p.recover(world, 1, 5, stranger),
    ];
    const bound = async () => {
      for (const act of coming())
        await expectRefused(world, () => signed(world.chain, act), "SignerTaken", [
          stranger.signer,
          MEMBER,
        ]);
    };
    await p.confirmed(world, MEMBER, stranger);
    assert.deepEqual(await views.speaks(stranger), [0]);
    await bound();
    await world.do(p.objectTo(world, MEMBER));
    await bound();
    await decide(false);
    assert.equal(await p.admitted(world, stranger), 8);
    const ready = await p.confirmed(world, MEMBER, other, { again: 1 });
    await world.chain.nextBlockAt(ready + MONTH - 1);
    const taken = { refusal: "SignerTaken", values: [other.signer, MEMBER] };
    await assert.rejects(p.admitted(world, other), taken);
    await world.chain.nextBlockAt(ready + MONTH);
    assert.equal(await p.admitted(world, other), 9);
    await assert.rejects(complete(other), { refusal: "RecoveryUnknown" });
    await assert.rejects(say(1, other), { refusal: "SignerTaken", values: [other.signer, 9] });
  });

  it("invariant 6: frees no signer by a word about somebody else's recovery", async () => {
    const takenBy4 = { refusal: "SignerTaken", values: [stranger.signer, 4] };
    await say(1);
    const ready = await p.confirmed(world, 4, stranger);
    await assert.rejects(say(2), takenBy4);
    await say(1, other);
    await assert.rejects(p.admitted(world, stranger), takenBy4);
    await world.chain.travelTo(ready);
    await world.do(p.completeRecovery(world, 4, stranger), signed);
    assert.deepEqual(await views.speaks(stranger, people.member4), [4, 0]);
  });

  it("invariant 6: keeps a signer for one member after another's recovery by it lapsed, or was replaced", async () => {
    const lapses = async () =>
      world.chain.travelTo((await p.confirmed(world, MEMBER, stranger)) + MONTH);
    const replaced = async () => {
      await lapses();
      await say(1, other, { again: 1 });
    };
    for (const freed of [lapses, replaced]) {
      await back();
      await freed();
      const ready = await p.confirmed(world, 4, stranger);
      const takenBy4 = { refusal: "SignerTaken", values: [stranger.signer, 4] };
      await assert.rejects(p.admitted(world, stranger), takenBy4);
      await assert.rejects(say(1, stranger, { again: 2 }), takenBy4);
      await world.chain.travelTo(ready);
      await world.do(p.completeRecovery(world, 4, stranger), signed);
      assert.deepEqual(await views.speaks(stranger), [4]);
    }
  });

  it("keeps no signer by one steward's word alone, also after a recovery by it that lapsed", async () => {
    await world.chain.travelTo((await p.confirmed(world, MEMBER, stranger)) + MONTH);
    await say(1, stranger, { again: 1 });
    assert.equal(await p.admitted(world, stranger), 8);
    const late = say(2, stranger, { again: 1 });
    await assert.rejects(late, { refusal: "SignerTaken", values: [stranger.signer, 8] });
  });

  it("goes on when the stewards who spoke have left", async () => {
    const ready = await p.confirmed(world, MEMBER, stranger);
    await r.departed(world, 1);
    await world.chain.travelTo(ready);
    await complete();
    assert.deepEqual(await views.speaks(stranger), [MEMBER]);
  });
});
