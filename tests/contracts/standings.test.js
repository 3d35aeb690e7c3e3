import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, Person } from "./support/acts.js";
import { direct, doors, signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, NOW_EPOCH, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
const DAYS = w.DAY;

describe("standings", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const soon = async (days = 30) => (await world.chain.now()) + days * DAYS;
  const ask = (steward, until, { subject = MEMBER, again, door } = {}) =>
    world.do(p.suspend(world, steward, subject, until, again), door);
  const names = ({ events }) => events.map(({ eventName }) => eventName);
  const acts = (member = MEMBER) => world.do(recording(member));
  const recording = (member = MEMBER) =>
    world.record(member, w.ownHours({ contributor: member, recorder: member, epoch: NOW_EPOCH }));
  const electorate = () => views.electorate();
  const seen = async (member = MEMBER) => {
    const { active, departed, steward, suspendedUntil } = await views.standing(member);
    return [active, departed, steward, suspendedUntil];
  };

  for (const [how, door] of Object.entries(doors)) {
    it(`lets a member leave, and come back under the same id, ${how}`, async () => {
      const before = await views.standing(MEMBER);
      const leaving = await world.do(p.depart(world, MEMBER), door);
      assert.deepEqual(r.toldIn(leaving, "MemberDeparted"), { member: MEMBER });
      assert.deepEqual([await seen(), await electorate()], [[false, true, false, 0], 5]);
      const refused = recording();
      await expectRefused(world, () => door(world.chain, refused), "MemberHasDeparted", [MEMBER]);
      const coming = await world.do(p.rejoin(world, MEMBER), door);
      assert.deepEqual(r.toldIn(coming, "MemberRejoined"), { member: MEMBER });
      assert.deepEqual([await views.standing(MEMBER), await electorate()], [before, 6]);
      assert.deepEqual(await views.speaks(people.member3), [MEMBER]);
      await world.do(recording(), door);
    });

    it(`takes the role of a steward who leaves, ${how}`, async () => {
      await world.do(p.depart(world, STEWARD), door);
      await world.do(p.rejoin(world, STEWARD), door);
      assert.deepEqual(await seen(STEWARD), [true, false, false, 0]);
      assert.equal(await world.ask("community", "stewardCount"), 1);
      const act = world.act("defineGroup", STEWARD, { document: hashOf("events") });
      await expectRefused(world, () => door(world.chain, act), "StewardRequired", [STEWARD]);
    });

    it(`suspends by two stewards who ask for the same, ${how}`, async () => {
      const until = await soon();
      const member = MEMBER;
      const told = r.toldIn(await ask(1, until, { door }), "SuspensionProposed");
      assert.deepEqual(told, { member, steward: 1, until });
      assert.deepEqual(await seen(), [true, false, false, 0]);
      await acts();
      const set = r.toldIn(await ask(2, until, { door }), "SuspensionSet");
      assert.deepEqual(set, { member, until });
      assert.deepEqual([await seen(), await electorate()], [[false, false, false, until], 5]);
      const refused = recording();
      const attempt = () => door(world.chain, refused);
      await expectRefused(world, attempt, "SuspendedUntil", [MEMBER, until]);
    });

    it(`lifts a suspension by two stewards, ${how}`, async () => {
      await r.suspended(world, MEMBER);
      for (const steward of [1, 2]) await ask(steward, 0, { door });
      const told = r.toldIn(world.receipts.at(-1), "SuspensionSet");
      assert.deepEqual(told, { member: MEMBER, until: 0 });
      assert.deepEqual([await seen(), await electorate()], [[true, false, false, 0], 6]);
      await world.do(recording(), door);
    });

    it(`lets members choose for themselves, and a steward for the unclaimed, ${how}`, async () => {
      const chosen = [
        [MEMBER, 1, MEMBER],
        [MEMBER, 2, MEMBER],
        [MEMBER, 0, MEMBER],
        [STEWARD, 2, UNCLAIMED],
      ];
      for (const [chooser, recognition, member] of chosen) {
        const receipt = await world.do(p.choose(world, chooser, recognition, member), door);
        const told = r.toldIn(receipt, "RecognitionChosen");
        assert.deepEqual(told, { member, chooser, recognition });
        assert.equal((await views.standing(member)).recognition, recognition);
      }
    });

    it(`leaves that choice to those who are suspended or have departed, ${how}`, async () => {
      for (const [gone, recognition] of [
        [r.suspended, 1],
        [r.departed, 2],
      ]) {
        await gone(world, MEMBER);
        await world.do(p.choose(world, MEMBER, recognition), door);
        assert.equal((await views.standing(MEMBER)).recognition, recognition);
      }
    });
  }

  it("counts two stewards only when they ask for the same, and one of them once", async () => {
    const [one, other] = [await soon(10), await soon(20)];
    await ask(1, one);
    await ask(2, other);
    await ask(1, one, { again: 1 });
    assert.deepEqual(names(await ask(1, one, { again: 2 })), ["SuspensionProposed"]);
    assert.equal((await seen())[0], true);
    assert.deepEqual(names(await ask(2, one)), ["SuspensionSet"]);
  });

  it("drops what a steward asked for who has departed, or is suspended, when another asks for it", async () => {
    for (const gone of [r.departed, r.suspended]) {
      await back();
      const until = await soon();
      await ask(1, until);
      await gone(world, 1);
      assert.deepEqual(names(await ask(2, until)), ["SuspensionProposed"]);
    }
  });

  it("asks for a fresh word of both stewards once anything was decided", async () => {
    const until = await soon();
    await ask(1, until);
    await r.suspended(world, MEMBER);
    await r.decided(world, "decideSuspension", MEMBER, 0);
    assert.deepEqual(names(await ask(2, until)), ["SuspensionProposed"]);
    assert.deepEqual(names(await ask(1, until, { again: 1 })), ["SuspensionSet"]);
    for (const steward of [1, 2]) await ask(steward, 0);
    await r.suspended(world, MEMBER);
    assert.deepEqual(names(await ask(2, 0, { again: 1 })), ["SuspensionProposed"]);
    assert.equal((await seen())[0], false);
  });

  it("suspends for ninety days by stewards, and for as long as it likes by a vote", async () => {
    const ninety = (await world.chain.now()) + 90 * DAYS;
    for (const steward of [1, 2]) await ask(steward, ninety);
    assert.equal((await seen()).at(-1), ninety);
    const years = await r.suspended(world, MEMBER, 3_650 * DAYS);
    assert.deepEqual([(await seen()).at(-1), await electorate()], [years, 5]);
    await r.decided(world, "decideSuspension", MEMBER, 0);
    assert.deepEqual([await seen(), await electorate()], [[true, false, false, 0], 6]);
  });

  it("makes a suspension longer or shorter", async () => {
    await r.suspended(world, MEMBER);
    for (const days of [60, 5]) {
      const until = await soon(days);
      for (const steward of [1, 2]) await ask(steward, until);
      assert.deepEqual([await seen(), await electorate()], [[false, false, false, until], 5]);
    }
  });

  it("ends by itself in a stated second; the next act counts the member again", async () => {
    const until = await r.suspended(world, MEMBER, 5 * DAYS);
    await world.chain.nextBlockAt(until - 1);
    await assert.rejects(acts(), { refusal: "SuspendedUntil", values: [MEMBER, until] });
    await world.chain.travelTo(until);
    assert.deepEqual([await seen(), await electorate()], [[true, false, false, 0], 5]);
    const told = r.toldIn(await acts(), "MemberActed");
    assert.deepEqual(told, { member: MEMBER, epoch: NOW_EPOCH });
    assert.equal(await electorate(), 6);
    assert.deepEqual(names(await acts(4)), ["ContributionRecorded"]);
  });

  it("suspends, or departs, again whose suspension ended and who has not acted since", async () => {
    await world.chain.travelTo(await r.suspended(world, MEMBER, DAYS));
    const until = await r.suspended(world, MEMBER, DAYS);
    assert.deepEqual([await seen(), await electorate()], [[false, false, false, until], 5]);
    await world.chain.travelTo(until);
    await r.departed(world, MEMBER);
    assert.deepEqual([await seen(), await electorate()], [[false, true, false, 0], 5]);
    await world.do(p.rejoin(world, MEMBER));
    assert.deepEqual([await seen(), await electorate()], [[true, false, false, 0], 6]);
    await acts();
    assert.equal(await electorate(), 6);
  });

  it("lets a steward's word count again from the second in which their suspension ends", async () => {
    const until = await soon();
    const said = {
      RecoveryConfirmed: (steward) => p.recover(world, steward, MEMBER, stranger),
      SuspensionSet: (steward) => p.suspend(world, steward, MEMBER, until),
      ClaimCompleted: (steward) => p.confirmClaim(world, steward, stranger),
      MemberAdmitted: (steward) => p.sponsor(world, steward, stranger),
    };
    for (const [event, word] of Object.entries(said)) {
      await back();
      await p.claimed(world, stranger, { stewards: [] });
      await world.do(word(STEWARD));
      await world.chain.travelTo(await r.suspended(world, STEWARD, DAYS));
      assert.ok(names(await world.do(word(2))).includes(event), event);
    }
  });

  it("lets a steward act again from that second: invite, and choose for an unclaimed member", async () => {
    const invitation = await world.invitation(STEWARD, new Person("key"));
    await world.chain.travelTo(await r.suspended(world, STEWARD, DAYS));
    await world.do(world.join(stranger, invitation));
    await world.do(p.choose(world, STEWARD, 2, UNCLAIMED));
    assert.deepEqual(await views.speaks(stranger), [8]);
  });

  it("goes on while a suspended member leaves and comes back", async () => {
    const until = await r.suspended(world, MEMBER);
    await r.departed(world, MEMBER);
    assert.deepEqual(await seen(), [false, true, false, until]);
    await world.do(p.rejoin(world, MEMBER));
    assert.deepEqual([await seen(), await electorate()], [[false, false, false, until], 5]);
    await world.chain.travelTo(until);
    await acts();
    assert.equal(await electorate(), 6);
  });

  it("can be set on, and lifted from, a member who is away", async () => {
    await r.departed(world, MEMBER);
    const until = await r.suspended(world, MEMBER);
    assert.deepEqual([await seen(), await electorate()], [[false, true, false, until], 5]);
    for (const steward of [1, 2]) await ask(steward, 0);
    assert.deepEqual([await seen(), await electorate()], [[false, true, false, 0], 5]);
    await world.do(p.rejoin(world, MEMBER));
    assert.equal(await electorate(), 6);
    await acts();
  });

  it("leaves a suspended steward the role, and nothing of it to use", async () => {
    const until = await r.suspended(world, STEWARD);
    assert.deepEqual(await seen(STEWARD), [false, false, true, until]);
    assert.equal(await world.ask("community", "stewardCount"), 1);
    const admitting = p.admitted(world, stranger);
    await assert.rejects(admitting, { refusal: "SuspendedUntil" });
    await assert.rejects(world.do(p.depart(world, 2)), { refusal: "StewardLast" });
    await world.chain.travelTo(until);
    await p.admitted(world, stranger);
    assert.equal(await world.ask("community", "stewardCount"), 2);
    await world.do(p.depart(world, 2));
    assert.equal(await world.ask("community", "stewardCount"), 1);
  });

  it("suspends no one by what was asked for before a suspension that ended", async () => {
    const [first, second] = [await soon(10), await soon(20)];
    await ask(1, second);
    for (const steward of [1, 2]) await ask(steward, first, { again: 1 });
    await world.chain.travelTo(first);
    assert.deepEqual(names(await ask(2, second)), ["SuspensionProposed"]);
    await acts();
  });

  it("invariant 6: does not let a departure or a return be carried twice", async () => {
    for (const door of Object.values(doors)) {
      await back();
      const [leaving, coming] = [p.depart(world, MEMBER), p.rejoin(world, MEMBER)];
      for (const act of [leaving, coming]) await world.do(act, signed);
      await expectRefused(world, () => door(world.chain, leaving), "ActRepeated");
      await world.do(p.depart(world, MEMBER, 1), direct);
      await expectRefused(world, () => door(world.chain, coming), "ActRepeated");
    }
  });
});
