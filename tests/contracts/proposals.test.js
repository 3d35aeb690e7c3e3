/** Proposals: how a community decides what is to be done, and what stops it. Invariants 4, 7, 9. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, ZERO } from "./support/acts.js";
import { doors } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { MEMBER, people } = w;
const { ABSTAINS, AGAINST, IN_FAVOUR } = will;

describe("proposals", () => {
  let world, back, second, recovering;
  before(async () => {
    world = await w.sampleWorld();
    [second, recovering] = await p.wallets(world, "second", "recovering");
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const later = (seconds) => p.later(world, seconds);
  const group = (label = "group") => will.callOf(world, "decideGroup", hashOf(label));
  const groups = () => world.ask("community", "groupCount");
  /** Ballots, those in favour, those against. */
  async function counted(vote = 1) {
    const [, inFavour, against] = await world.ask("assembly", "proposal", vote);
    return [(await will.voteOf(world, vote)).ballots, inFavour, against];
  }
  const answer = (member, choice, options, door) =>
    world.do(will.answering(world, member, choice, options), door);
  const execute = (vote, calls) => will.executed(world, vote, calls);

  for (const [how, door] of Object.entries(doors)) {
    it(`goes from a member's words to the deed, ${how}`, async () => {
      const calls = [group(), will.callOf(world, "decideSunset", 1, w.NOW_EPOCH + 1)];
      const fields = { member: MEMBER, ...will.WAITING };
      const told = r.toldIn(
        await world.do(will.proposing(world, calls, fields), door),
        "ProposalOpened",
      );
      const { opens, closes, joinedBy, quorum } = await will.voteOf(world, 1);
      const announced = await world.chain.now();
      assert.deepEqual(
        [opens - announced, closes - opens, joinedBy, quorum],
        [w.NOTICE, w.VOTING_TIME, announced, 3],
      );
      const seen = { opens, closes, joinedBy, quorum, document: hashOf("proposal"), calls };
      assert.deepEqual(told, { vote: 1, member: MEMBER, amends: 0, delay: w.DELAY, ...seen });
      await will.toOpening(world, 1);
      for (const member of [1, 4, 5]) await answer(member, IN_FAVOUR, {}, door);
      await answer(6, AGAINST, {}, door);
      const closed = r.toldIn(await will.closed(world, 1), "ProposalClosed");
      const ready = (await world.chain.now()) + w.DELAY;
      assert.deepEqual(closed, { vote: 1, ballots: 4, inFavour: 3, against: 1, ready });
      await world.chain.travelTo(ready);
      const stranger = { from: people.stranger.address };
      const receipt = await will.executed(world, 1, calls, stranger);
      assert.deepEqual(r.toldIn(receipt, "ProposalExecuted"), { vote: 1 });
      assert.equal(await groups(), 3n);
      assert.equal((await world.ask("assembly", "indicator", 1))[5], w.NOW_EPOCH + 1);
    });

    it(`invariant 4: takes one ballot of a member, which they can replace, ${how}`, async () => {
      await will.proposed(world, []);
      await answer(MEMBER, IN_FAVOUR, {}, door);
      assert.deepEqual(await counted(), [1, 1, 0]);
      await answer(MEMBER, AGAINST, { sequence: 2 }, door);
      assert.deepEqual(await counted(), [1, 0, 1]);
      await answer(MEMBER, ABSTAINS, { sequence: 3 }, door);
      assert.deepEqual(await counted(), [1, 0, 0]);
      assert.deepEqual(await world.ask("assembly", "ballot", 1, MEMBER), [3, BigInt(ABSTAINS)]);
    });

    it(`is stopped by as many objections as it has ballots in favour, ${how}`, async () => {
      const calls = [group()];
      const vote = await will.passed(world, calls, { delay: w.DELAY });
      const object = async (member) =>
        r.toldIn(await world.do(will.objecting(world, member), door), "ProposalObjected");
      const said = { vote, rationale: ZERO };
      assert.deepEqual(await object(6), { ...said, member: 6, inFavour: 3, against: 1 });
      // Who was in favour takes their word back with their objection.
      assert.deepEqual(await object(MEMBER), { ...said, member: MEMBER, inFavour: 2, against: 2 });
      assert.deepEqual(await counted(), [4, 2, 2]);
      assert.deepEqual(await world.ask("assembly", "ballot", 1, 6), [65_535, BigInt(AGAINST)]);
      await later(w.DELAY);
      const executing = () => execute(vote, calls);
      await expectRefused(world, executing, "ProposalStopped", [vote, 2, 2]);
    });

    it(`invariant 4: keeps one ballot of a member across a change of signers and a suspension, ${how}`, async () => {
      await will.proposed(world, [], { duration: 60 * w.DAY });
      const by = (person, choice, sequence) =>
        world.do({ ...will.answering(world, MEMBER, choice, { sequence }), by: person }, door);
      await by(people.member3, IN_FAVOUR, 1);
      await p.withSigners(world, MEMBER, second);
      await by(second, AGAINST, 2);
      await p.recovered(world, MEMBER, recovering);
      await by(recovering, IN_FAVOUR, 3);
      assert.deepEqual(await counted(), [1, 1, 0]);
      await r.suspended(world, MEMBER);
      const refused = {
        ...will.answering(world, MEMBER, AGAINST, { sequence: 4 }),
        by: recovering,
      };
      await expectRefused(world, () => door(world.chain, refused), "SuspendedUntil", [MEMBER]);
      await r.decided(world, "decideSuspension", MEMBER, 0);
      await by(recovering, AGAINST, 4);
      assert.deepEqual(await counted(), [1, 0, 1]);
    });
  }

  it("is executed as long as fewer object than are in favour", async () => {
    const calls = [group()];
    const vote = await will.passed(world, calls, { delay: w.DELAY });
    for (const member of [1, 6]) await world.do(will.objecting(world, member));
    assert.deepEqual(await counted(), [5, 3, 2]);
    await later(w.DELAY);
    await execute(vote, calls);
    assert.equal(await groups(), 3n);
  });

  it("takes objections until the last second before it can be executed", async () => {
    const vote = await will.passed(world, [group()], { delay: w.DELAY });
    const ready = await will.readyOf(world, vote);
    await world.chain.nextBlockAt(ready - 1);
    await world.do(will.objecting(world, 6));
    await world.chain.nextBlockAt(ready);
    await assert.rejects(world.do(will.objecting(world, 1)), { refusal: "ObjectionLate" });
    await execute(vote, [group()]);
    assert.equal(await groups(), 3n);
  });

  it("can be executed until the last second of thirty days, and not after", async () => {
    const vote = await will.passed(world, [group()]);
    const until = (await will.readyOf(world, vote)) + will.EXECUTION_TIME;
    const back = await world.chain.moment();
    await world.chain.nextBlockAt(until);
    await assert.rejects(execute(vote, [group()]), { refusal: "ProposalLapsed" });
    await back();
    await world.chain.nextBlockAt(until - 1);
    await execute(vote, [group()]);
  });

  it("decides nothing when nobody closes it for thirty days", async () => {
    for (const [after, passes] of [
      [will.EXECUTION_TIME - 1, true],
      [will.EXECUTION_TIME, false],
    ]) {
      await back();
      const vote = await will.answered(
        world,
        [],
        [3, 4, 5].map((member) => [member, IN_FAVOUR]),
      );
      await world.chain.nextBlockAt((await will.voteOf(world, vote)).closes + after);
      await world.chain.send(world.assembly, "closeVote", [vote]);
      assert.equal((await will.readyOf(world, vote)) !== 0, passes);
    }
  });

  it("passes with a quorum of ballots, abstentions among them, and more for than against", async () => {
    for (const [choices, passes] of [
      [[IN_FAVOUR, ABSTAINS, ABSTAINS], true],
      [[IN_FAVOUR, IN_FAVOUR, AGAINST], true],
      [[IN_FAVOUR, IN_FAVOUR], false],
      [[IN_FAVOUR, AGAINST, ABSTAINS], false],
      [[ABSTAINS, ABSTAINS, ABSTAINS], false],
      [[AGAINST, AGAINST, IN_FAVOUR], false],
    ]) {
      await back();
      const vote = await will.answered(
        world,
        [],
        choices.map((choice, i) => [3 + i, choice]),
      );
      await will.closed(world, vote);
      assert.equal((await will.readyOf(world, vote)) !== 0, passes, `${choices}`);
    }
  });

  it("asks for the quorum of those who could vote when it was proposed", async () => {
    const rules = w.sampleRules({ quorum: 10_000 });
    const all = await w.sampleWorld({ founding: { rules } });
    const vote = await will.proposed(all, [], { duration: w.DAY });
    for (const member of [1, 2, 3, 4, 5])
      await all.do(will.answering(all, member, IN_FAVOUR, { vote }));
    await r.departed(all, 6);
    await will.closed(all, vote);
    assert.equal(await will.readyOf(all, vote), 0);
    assert.equal((await will.voteOf(all, vote)).quorum, 6);
    await all.chain.close();
  });

  it("does all that it says or nothing, in its order", async () => {
    const calls = [
      group("first"),
      will.callOf(world, "decideActivity", w.activity({ group: 3, document: hashOf("in it") })),
      will.callOf(world, "decideSteward", w.MEMBER, true),
      will.callOf(world, "decideIndicator", 2, [], 0, hashOf("decided")),
    ];
    await will.carriedOut(world, calls);
    assert.deepEqual([await groups(), await world.ask("community", "activityCount")], [3n, 4n]);
    assert.equal(await world.ask("community", "stewardCount"), 3);
    assert.equal(await world.ask("assembly", "indicatorCount"), 2n);
    const failing = [group("second"), will.callOf(world, "decideSteward", w.MEMBER, true)];
    const vote = await will.passed(world, failing);
    const refusal = await execute(vote, failing).catch((error) => error);
    assert.deepEqual([refusal.refusal, refusal.values[0]], ["CallFailed", 1n]);
    assert.equal(world.chain.explain(refusal.values[1]).refusal, "StewardAlready");
    assert.equal(await groups(), 3n);
    // What failed may be done later.
    await r.decided(world, "decideSteward", w.MEMBER, false);
    await execute(vote, failing);
    assert.equal(await groups(), 4n);
  });

  it("may be a resolution in words, with nothing to call", async () => {
    const receipt = await will.carriedOut(world, []);
    assert.deepEqual(r.toldIn(receipt, "ProposalExecuted"), { vote: 1 });
  });

  it("may make sixteen calls, and call an assembly's closing of another vote", async () => {
    const calls = Array.from({ length: 13 }, (_, i) => group(`group ${i}`));
    const opened = Number(await w.openSampleVote(world, { duration: 60 }));
    const vote = await will.passed(world, [
      ...calls,
      will.callOf(world, "closeVote", opened),
      will.callOf(world, "decideSteward", 3, true),
      will.callOf(world, "decideSteward", 3, false),
    ]);
    await execute(vote, [
      ...calls,
      will.callOf(world, "closeVote", opened),
      will.callOf(world, "decideSteward", 3, true),
      will.callOf(world, "decideSteward", 3, false),
    ]);
    assert.equal(await groups(), 15n);
    assert.equal((await will.voteOf(world, opened)).closed, true);
  });

  it("tells its lineage: draft, amendment, and an amendment of that", async () => {
    const draft = await will.proposed(world, [group("a")]);
    const amendment = await will.proposed(world, [group("b")], { amends: draft });
    const another = await will.proposed(world, [group("c")], { amends: amendment });
    const amended = async (vote) => (await world.ask("assembly", "proposal", vote))[0].amends;
    assert.deepEqual(
      [await amended(draft), await amended(amendment), await amended(another)],
      [0, draft, amendment],
    );
    // One that is decided can be amended too, and each is voted on by itself.
    await will.closed(world, draft);
    const late = await will.passed(world, [group("d")], { amends: draft });
    assert.equal(await amended(late), draft);
    assert.equal(await will.readyOf(world, draft), 0);
    assert.notEqual(await will.readyOf(world, late), 0);
  });

  it("is quick for a steward until handover, for nobody else and never after", async () => {
    const quick = (member) => world.do(will.proposing(world, [], { member }));
    await quick(w.STEWARD);
    await assert.rejects(quick(MEMBER), { refusal: "DelayOutOfRange" });
    await will.handedOver(world);
    await assert.rejects(quick(2), { refusal: "DelayOutOfRange" });
    for (const member of [MEMBER, w.STEWARD]) {
      const fields = { ...will.WAITING, member, document: hashOf(`by ${member}`) };
      await world.do(will.proposing(world, [], fields));
    }
  });

  it("lapses with the handover where it was proposed before, also when it is closed after", async () => {
    const vote = await will.answered(
      world,
      [],
      [3, 4, 5].map((member) => [member, will.IN_FAVOUR]),
      { duration: w.DAY },
    );
    await will.handOver(world);
    await will.closed(world, vote);
    const handedOver = BigInt(await world.ask("community", "handedOver"));
    const executing = () => will.executed(world, vote, []);
    await expectRefused(world, executing, "ProposalLapsed", [vote, handedOver]);
  });

  it("waits out notice, voting time and delay after handover", async () => {
    await will.handedOver(world);
    const began = await world.chain.now();
    await will.carriedOut(world, [group()]);
    const waited = (await world.chain.now()) - began;
    assert.ok(waited >= w.NOTICE + w.VOTING_TIME + w.DELAY, `${waited}`);
    assert.equal(await groups(), 3n);
  });

  it("may wait longer than the rules ask for", async () => {
    const fields = { member: MEMBER, notice: 9 * w.DAY, duration: 8 * w.DAY, delay: 7 * w.DAY };
    const vote = await will.passed(world, [], fields);
    assert.equal((await will.readyOf(world, vote)) - (await world.chain.now()), 7 * w.DAY);
  });

  it("can be proposed five times by a member in an epoch, and again in the next", async () => {
    for (let i = 0; i < 5; ++i) await will.proposed(world, []);
    await assert.rejects(will.proposed(world, []), { refusal: "ProposalsFull" });
    await will.proposed(world, [], { member: 2 });
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
    await will.proposed(world, []);
  });

  it("can be proposed by somebody who may not answer it, since they joined now", async () => {
    const id = await p.admitted(world, people.stranger);
    const waits = { ...will.WAITING, member: id };
    await world.do({ ...will.proposing(world, [], waits), by: people.stranger });
    assert.equal((await world.ask("assembly", "proposal", 1))[0].proposer, id);
  });

  it("expels a member until the end of time, and takes them back", async () => {
    await will.decide(world, "decideSuspension", MEMBER, 2 ** 48 - 1);
    const { active, suspendedUntil } = await world.ask("community", "member", MEMBER);
    assert.deepEqual([active, suspendedUntil], [false, 2 ** 48 - 1]);
    await world.chain.travelTo(w.ENDS.at(-1) + 1_000 * w.DAY);
    await assert.rejects(world.do(world.record(MEMBER, w.ownHours())), {
      refusal: "SuspendedUntil",
    });
    await back();
    await will.decide(world, "decideSuspension", MEMBER, 2 ** 48 - 1);
    const answers = [4, 5, 6].map((member) => [member, IN_FAVOUR]);
    const lifting = [will.callOf(world, "decideSuspension", MEMBER, 0)];
    const vote = await will.answered(world, lifting, answers);
    await will.closed(world, vote);
    await execute(vote, lifting);
    assert.equal((await world.ask("community", "member", MEMBER)).active, true);
  });

  it("decides a recovery to which the member objected, and a claim that was contested", async () => {
    await p.frozen(world, MEMBER, second);
    await will.decide(world, "decideRecovery", MEMBER, true);
    await world.do(p.completeRecovery(world, MEMBER, second));
    assert.equal(await world.ask("community", "memberOf", second.signer), MEMBER);
    await world.do(p.claim(world, recovering));
    await world.do(p.contestClaim(world, 4));
    const claiming = [will.callOf(world, "decideClaim", w.UNCLAIMED, recovering.signer)];
    const vote = await will.answered(
      world,
      claiming,
      [4, 5, 6].map((member) => [member, IN_FAVOUR]),
    );
    await will.closed(world, vote);
    await execute(vote, claiming);
    assert.equal(await world.ask("community", "memberOf", recovering.signer), w.UNCLAIMED);
  });
});
