/** What a vote changes of groups, activity types, epochs, rules and roles, and from when on. Invariants 1, 5, 7. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import { eventsIn } from "./support/walk.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { CREDIT, HOURS, MEMBER, NOW_EPOCH } = w;
const NEXT = NOW_EPOCH + 1;
const fresh = hashOf("decided");

describe("definitions", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = r.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const decide = (name, ...args) => will.decide(world, name, ...args);
  const toEpoch = (epoch) => world.chain.travelTo(w.ENDS[epoch - 2]);
  const termsOf = async (epoch, activity = HOURS) =>
    (await world.ask("community", "termsOf", activity, epoch)).map(Number);
  /** The values of the one event of this name in the last receipt, of either contract. */
  const told = (name) => {
    const [{ args }] = eventsIn(world, [world.receipts.at(-1)]).filter(
      ({ eventName }) => eventName === name,
    );
    return args;
  };
  /** Ten hours of the member, in an epoch, by an act of its own. */
  const hours = (epoch, label = "", changes = {}) =>
    w.ownHours({ epoch, units: 1_000, content: hashOf(`${label} in ${epoch}`), ...changes });

  it("holds new terms from the next epoch on, and keeps those of every epoch before", async () => {
    await r.accepted(world, hours(NOW_EPOCH));
    await decide("decideTerms", HOURS, 1, 400, 0, fresh);
    assert.deepEqual(told("ActivityRevised"), {
      ...{ activity: HOURS, from: NEXT, required: 1, cap: 400, until: 0, document: fresh },
    });
    assert.deepEqual(await termsOf(NOW_EPOCH), [2, 1_000, 0]);
    assert.deepEqual(await termsOf(NEXT), [1, 400, 0]);
    // What is open now goes by what held when it began.
    const more = hours(NOW_EPOCH, "more", { units: 500 });
    await r.recorded(world, more);
    await world.do(world.attest(4, w.attesting(more)));
    assert.deepEqual(await views.capped(MEMBER, NOW_EPOCH), [1_000, 0, 0]);
    await toEpoch(NEXT);
    await world.do(world.attest(5, w.attesting(more)));
    assert.deepEqual(await views.raw(MEMBER, NOW_EPOCH), [1_500, 0, 0]);
    assert.deepEqual(await views.capped(MEMBER, NOW_EPOCH), [1_000, 0, 0]);
    const later = hours(NEXT);
    await r.recorded(world, later);
    await world.do(world.attest(4, w.attesting(later)));
    assert.deepEqual(await views.seen(later), [r.STATE.accepted, 1, 1_000]);
    assert.deepEqual(await views.capped(MEMBER, NEXT), [400, 0, 0]);
    assert.deepEqual(await views.totals(NEXT), [400, 0, 0]);
    await world.do(world.withdraw(MEMBER, hours(NOW_EPOCH)));
    assert.deepEqual(await views.capped(MEMBER, NOW_EPOCH), [500, 0, 0]);
    assert.deepEqual(await views.totals(NOW_EPOCH), [500, 0, 0]);
  });

  it("invariant 5: does not move what a member has in an epoch, however often terms change", async () => {
    const epochs = [1, NOW_EPOCH];
    for (const epoch of epochs) await r.accepted(world, hours(epoch));
    const seen = () =>
      Promise.all(epochs.flatMap((e) => [views.capped(MEMBER, e), views.totals(e), termsOf(e)]));
    const before = await seen();
    for (const [required, cap] of [
      [5, 1],
      [1, 2],
      [3, 100_000],
    ]) {
      await decide("decideTerms", HOURS, required, cap, 0, hashOf(`${cap}`));
      assert.deepEqual(await seen(), before);
      assert.deepEqual(await termsOf(NEXT), [required, cap, 0]);
    }
    for (const epoch of [NEXT, NEXT + 1, NEXT + 2]) {
      await toEpoch(epoch);
      await decide("decideTerms", HOURS, 2, epoch, 0, hashOf(`in ${epoch}`));
      assert.deepEqual(await seen(), before);
    }
    assert.deepEqual(
      await Promise.all([NOW_EPOCH, NEXT, NEXT + 1, NEXT + 2].map((e) => termsOf(e))),
      [
        [2, 1_000, 0],
        [3, 100_000, 0],
        [2, NEXT, 0],
        [2, NEXT + 1, 0],
      ],
    );
    assert.equal((await world.ask("community", "activity", HOURS)).cap, NEXT + 2);
  });

  for (const [how, door] of Object.entries(doors)) {
    it(`takes nothing of a type from the epoch on in which it ends, and all before, ${how}`, async () => {
      await decide("decideTerms", HOURS, 2, 1_000, NEXT, fresh);
      await toEpoch(NEXT);
      const refused = world.record(MEMBER, hours(NEXT));
      const attempt = () => door(world.chain, refused);
      await expectRefused(world, attempt, "ActivityRetired", [HOURS, NEXT]);
      await world.do(world.record(MEMBER, hours(NOW_EPOCH)), door);
      for (const member of [4, 5])
        await world.do(world.attest(member, w.attesting(hours(NOW_EPOCH))), door);
      assert.deepEqual(await views.capped(MEMBER, NOW_EPOCH), [1_000, 0, 0]);
    });
  }

  it("lets the end of a type be moved until it comes, and never after", async () => {
    await decide("decideTerms", HOURS, 2, 1_000, NEXT, fresh);
    await decide("decideTerms", HOURS, 2, 1_000, NEXT + 1, fresh);
    await toEpoch(NEXT);
    await world.do(world.record(MEMBER, hours(NEXT)));
    await decide("decideTerms", HOURS, 2, 1_000, 0, fresh);
    await toEpoch(NEXT + 1);
    await world.do(world.record(MEMBER, hours(NEXT + 1)));
    await decide("decideTerms", HOURS, 2, 1_000, NEXT + 2, fresh);
    await toEpoch(NEXT + 2);
    const reviving = [will.callOf(world, "decideTerms", HOURS, 2, 1_000, 0, fresh)];
    const vote = await will.passed(world, reviving);
    const refusal = await will.executed(world, vote, reviving).catch((error) => error);
    assert.equal(world.chain.explain(refusal.values[1]).refusal, "ActivityRetired");
  });

  it("lets a sensitive type be followed by another once its end is decided", async () => {
    const sensitive = (since, label) =>
      w.activity({ sensitive: true, since, document: hashOf(label) });
    await decide("decideActivity", sensitive(1, "first"));
    const first = await world.ask("community", "sensitiveActivity", 1);
    const second = [will.callOf(world, "decideActivity", sensitive(NEXT, "second"))];
    const early = await will.passed(world, second);
    const refusal = await will.executed(world, early, second).catch((error) => error);
    assert.equal(world.chain.explain(refusal.values[1]).refusal, "SensitiveExists");
    await decide("decideTerms", first, 2, 1_000, NEXT, fresh);
    await will.executed(world, early, second);
    assert.equal(await world.ask("community", "sensitiveActivity", 1), first + 1);
  });

  it("lists epochs, defines groups and types, the types after handover from the next epoch on", async () => {
    await will.handedOver(world);
    await decide("decideEpochs", [w.ENDS.at(-1) + w.DAY, w.ENDS.at(-1) + 9 * w.DAY]);
    assert.equal(await world.ask("community", "epochCount"), 10n);
    await decide("decideGroup", fresh);
    assert.equal(await world.ask("community", "group", 3), fresh);
    await decide("decideActivity", w.activity({ group: 3, since: NEXT + 1, document: fresh }));
    const own = (epoch) => hours(epoch, "of the new type", { activity: 4 });
    await assert.rejects(world.do(world.record(MEMBER, own(NEXT))), {
      refusal: "ActivityNotInForce",
    });
    await toEpoch(NEXT + 1);
    await world.do(world.record(MEMBER, own(NEXT + 1)));
  });

  it("is in force since the origin where a vote says so before handover", async () => {
    await decide("decideActivity", w.activity({ since: 1, document: fresh }));
    await world.do(world.record(MEMBER, hours(1, "then", { activity: 4 })));
  });

  it("sets rules at once: sponsors, quorum, waits, dormancy, contests, who may vote", async () => {
    const rules = w.sampleRules({
      ...{ quorum: 10_000, sponsors: 3, notice: 5 * w.DAY, votingTime: 6 * w.DAY, delay: w.DAY },
      ...{ dormantAfter: 1, contestLimit: 1, managedMayVote: false, recoveryWait: 2 * w.DAY },
    });
    await decide("decideRules", rules);
    assert.deepEqual(told("RulesSet"), { rules });
    assert.deepEqual(await world.ask("community", "rules"), rules);
    assert.equal(await world.ask("community", "electorate"), 5);
    const vote = await will.proposed(world, [], { duration: w.DAY });
    assert.equal((await will.voteOf(world, vote)).quorum, 5);
    const refused = will.answering(world, w.MANAGED, 1, { vote });
    await assert.rejects(world.do(refused), { refusal: "ManagedMayNotVote" });
    const hasty = { ...will.WAITING, notice: 5 * w.DAY, duration: 6 * w.DAY - 1, member: MEMBER };
    await assert.rejects(world.do(will.proposing(world, [], hasty)), {
      refusal: "VotingTimeShort",
    });
    await world.do(will.proposing(world, [], { ...hasty, duration: 6 * w.DAY, delay: w.DAY }));
    const before = await world.chain.now();
    const ready = await p.confirmed(world, MEMBER, w.people.stranger);
    assert.ok(ready <= before + 2 * w.DAY + 60);
  });

  it("invariant 5: keeps of every epoch the windows under which it was listed", async () => {
    const spans = async (count = 8) => {
      const all = [];
      for (let e = 1; e <= count; ++e) {
        const [, , closes] = await world.ask("community", "epoch", e);
        all.push(Number(closes));
      }
      return all;
    };
    const before = await spans();
    const windows = { lateWindow: 300 * w.DAY, contestWindow: 200 * w.DAY };
    await decide("decideRules", w.sampleRules(windows));
    assert.deepEqual(await spans(), before);
    const end = w.ENDS.at(-1) + 9 * w.DAY;
    await decide("decideEpochs", [end]);
    assert.deepEqual(await spans(9), [...before, end + 300 * w.DAY]);
    await decide("decideRules", w.sampleRules({ lateWindow: 1, contestWindow: w.DAY }));
    assert.deepEqual(await spans(9), [...before, end + 300 * w.DAY]);
  });

  it("invariant 5: opens by no rule again what has closed, and makes nothing final before its time", async () => {
    const contribution = hours(NOW_EPOCH);
    await r.accepted(world, contribution);
    const closes = await r.closing(world, NOW_EPOCH);
    await world.chain.travelTo(closes);
    const late = hours(NOW_EPOCH, "late");
    const recording = () => world.do(world.record(MEMBER, late));
    await expectRefused(world, recording, "EpochClosed", [NOW_EPOCH, closes]);
    const wider = { lateWindow: 300 * w.DAY, contestWindow: 300 * w.DAY };
    await decide("decideRules", w.sampleRules(wider));
    await expectRefused(world, recording, "EpochClosed", [NOW_EPOCH, closes]);
    await decide("decideRules", w.sampleRules({ lateWindow: 1, contestWindow: w.DAY }));
    await world.chain.travelTo(closes + w.CONTEST_WINDOW - 9);
    assert.equal(await views.epochState(NOW_EPOCH), r.EPOCH.closed);
    await r.decided(world, "decideRules", w.sampleRules(wider));
    await world.chain.travelTo(closes + w.CONTEST_WINDOW);
    assert.equal(await views.epochState(NOW_EPOCH), r.EPOCH.final);
    const contesting = () => world.do(world.contest(4, contribution));
    await expectRefused(world, contesting, "ContestLate");
  });

  it("keeps the times of what runs already: a vote, a proposal's delay, a contest, a recovery", async () => {
    const contribution = hours(NOW_EPOCH);
    await r.contested(world, contribution);
    const [, lapses] = await views.contest(contribution);
    const ready = await p.confirmed(world, MEMBER, w.people.stranger);
    const waiting = await will.passed(world, [], { delay: 9 * w.DAY });
    const running = await will.proposed(world, [], { duration: 8 * w.DAY });
    const seen = async () => [
      (await views.contest(contribution))[1],
      (await world.ask("community", "recoveryOf", MEMBER))[1],
      await will.readyOf(world, waiting),
      await will.voteOf(world, running),
    ];
    const before = await seen();
    assert.deepEqual(before.slice(0, 2), [lapses, ready]);
    const longer = 30 * w.DAY;
    const waits = { contestTime: longer, recoveryWait: longer, delay: longer, votingTime: longer };
    await decide("decideRules", w.sampleRules({ ...waits, quorum: 10_000 }));
    assert.deepEqual(await seen(), before);
  });

  it("appoints and dismisses stewards, the last one too, and counts those who are active", async () => {
    const stewards = () => world.ask("community", "stewardCount");
    await decide("decideSteward", MEMBER, true);
    assert.deepEqual(told("StewardAppointed"), { member: MEMBER });
    assert.equal(await stewards(), 3);
    await r.suspended(world, 1);
    assert.equal(await stewards(), 2);
    await r.decided(world, "decideSteward", 1, false);
    assert.deepEqual(told("StewardDismissed"), { member: 1 });
    assert.equal(await stewards(), 2);
    await r.decided(world, "decideSuspension", 1, 0);
    assert.equal(await stewards(), 2);
    await r.decided(world, "decideSteward", MEMBER, false);
    assert.equal(await stewards(), 1);
    await r.decided(world, "decideSteward", 2, false);
    assert.equal(await stewards(), 0);
    const act = world.act("defineGroup", 2, { document: fresh });
    await expectRefused(world, () => world.do(act), "StewardRequired", [2]);
  });

  it("counts a steward who is appointed after a suspension that nothing has lifted yet", async () => {
    const until = await r.suspended(world, MEMBER, w.DAY);
    await world.chain.travelTo(until);
    await r.decided(world, "decideSteward", MEMBER, true);
    await world.do(p.choose(world, MEMBER, 0));
    assert.equal(await world.ask("community", "stewardCount"), 3);
    await world.do(p.depart(world, MEMBER));
    assert.equal(await world.ask("community", "stewardCount"), 2);
  });

  it("lets the last steward leave once the community is handed over, and not before", async () => {
    await world.do(p.depart(world, 1));
    await expectRefused(world, () => world.do(p.depart(world, 2)), "StewardLast", [2]);
    await back();
    await will.handOver(world);
    await will.withoutStewards(world);
    assert.equal(await world.ask("community", "stewardCount"), 0);
  });

  it("corrects nothing into a type that has ended", async () => {
    await decide("decideTerms", CREDIT, 1, 300, NEXT, fresh);
    await toEpoch(NEXT);
    await world.do(world.record(MEMBER, hours(NEXT)));
    const replacement = hours(NEXT, "credit", { activity: CREDIT, units: 100 });
    const act = world.act("correct", MEMBER, { replaced: hours(NEXT), replacement });
    await expectRefused(world, () => world.do(act), "ActivityRetired", [CREDIT, NEXT]);
  });
});
