/** Elections: how a community without a steward finds stewards. Invariants 4, 7. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { Person, ZERO } from "./support/acts.js";
import { doors } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { MEMBER, STEWARD, people } = w;
const NEWCOMERS = ["a", "b", "c"].map((label) => new Person(`newcomer ${label}`));

describe("elections", () => {
  let world, back, second;
  before(async () => {
    world = await w.sampleWorld();
    [second] = await p.wallets(world, "second");
    // Members 8 to 10, so that there are more who stand than seats.
    for (const person of NEWCOMERS) {
      await world.chain.fund(person.address);
      await p.admitted(world, person);
    }
    await will.handedOver(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const by = (member) => (member > w.UNCLAIMED ? { by: NEWCOMERS[member - 8] } : {});
  const open = async () => {
    const last = await world.ask("assembly", "election");
    const receipt = await world.chain.send(world.assembly, "openElection", [last]);
    world.receipts.push(receipt);
    return receipt;
  };
  /** Nobody is a steward any more, and an election is announced; its number. */
  async function announced() {
    await will.withoutStewards(world);
    await open();
    return will.count(world);
  }
  const stand = (vote, member, door) =>
    world.do({ ...will.standing(world, member, vote), ...by(member) }, door);
  const approve = (vote, member, approved, sequence = 1, door) =>
    world.do(
      { ...will.electing(world, member, approved, { vote, sequence }), ...by(member) },
      door,
    );
  const approvals = async (vote) => {
    const [members, counts] = await world.ask("assembly", "candidatesOf", vote);
    return members.map((member, i) => [member, Number(counts[i])]);
  };
  const isSteward = async (member) => (await world.ask("community", "member", member)).steward;
  /** These stand, everybody approves as told, and it is closed; who was elected. */
  async function elected(candidates, ballots, meanwhile) {
    const vote = await announced();
    for (const member of candidates) await stand(vote, member);
    await will.toOpening(world, vote);
    for (const [member, approved] of ballots) await approve(vote, member, approved);
    await meanwhile?.(vote);
    const told = r.toldIn(await will.closed(world, vote), "ElectionClosed");
    assert.equal(told.ballots, ballots.length);
    for (const member of told.elected) assert.equal(await isSteward(member), true);
    return told.elected;
  }

  for (const [how, door] of Object.entries(doors)) {
    it(`goes from the last steward's departure to new stewards, ${how}`, async () => {
      for (const member of [1, 2]) await world.do(p.depart(world, member), door);
      assert.equal(await world.ask("community", "stewardCount"), 0);
      const announcing = await open();
      const vote = await will.count(world);
      const { opens, closes, joinedBy, quorum, kind } = await will.voteOf(world, vote);
      assert.deepEqual(r.toldIn(announcing, "ElectionOpened"), {
        ...{ vote, opens, closes, joinedBy, quorum },
      });
      assert.deepEqual(
        [kind, opens - (await world.chain.now()), closes - opens],
        [will.KIND.election, w.NOTICE, w.VOTING_TIME],
      );
      assert.equal(await world.ask("assembly", "election"), vote);
      const told = r.toldIn(await stand(vote, 4, door), "CandidateStood");
      assert.deepEqual(told, { vote, member: 4, number: 0n });
      await stand(vote, 5, door);
      await will.toOpening(world, vote);
      const cast = r.toldIn(await approve(vote, MEMBER, [5, 4], 1, door), "ElectionBallotCast");
      const said = { vote, member: MEMBER, sequence: 1, approved: 3, rationale: ZERO };
      assert.deepEqual(cast, said);
      await approve(vote, 4, [4], 1, door);
      await approve(vote, 5, [5], 1, door);
      assert.deepEqual(await approvals(vote), [
        [4, 2],
        [5, 2],
      ]);
      const closed = r.toldIn(await will.closed(world, vote), "ElectionClosed");
      assert.deepEqual(closed, { vote, ballots: 3, elected: [4, 5] });
      assert.deepEqual([await isSteward(4), await isSteward(5)], [true, true]);
      assert.equal(await world.ask("community", "stewardCount"), 2);
      const admissions = [w.admission(people.stranger)];
      await world.do(world.act("admit", 4, { admissions }), door);
    });

    it(`invariant 4: takes one ballot of a member, which they can replace, ${how}`, async () => {
      const vote = await announced();
      for (const member of [4, 5]) await stand(vote, member);
      await will.toOpening(world, vote);
      await approve(vote, MEMBER, [4, 4], 1, door);
      assert.deepEqual(await approvals(vote), [
        [4, 1],
        [5, 0],
      ]);
      await approve(vote, MEMBER, [5], 2, door);
      assert.deepEqual(await approvals(vote), [
        [4, 0],
        [5, 1],
      ]);
      await p.withSigners(world, MEMBER, second);
      const other = { ...will.electing(world, MEMBER, [], { vote, sequence: 3 }), by: second };
      await world.do(other, door);
      assert.deepEqual(await approvals(vote), [
        [4, 0],
        [5, 0],
      ]);
      assert.equal((await will.voteOf(world, vote)).ballots, 1);
    });
  }

  it("opens for anyone, where the last steward was suspended or dismissed, too", async () => {
    for (const gone of [
      async (member) => r.suspended(world, member),
      async (member) => r.decided(world, "decideSteward", member, false),
      async (member) => r.departed(world, member),
    ]) {
      await back();
      await gone(STEWARD);
      await expectRefused(world, open, "StewardsPresent", [1]);
      await gone(2);
      const from = people.stranger.address;
      await world.chain.send(world.assembly, "openElection", [0], { from });
      assert.equal(await world.ask("assembly", "election"), await will.count(world));
    }
  });

  it("gives the seats to the three of whom most approve, each of more than half", async () => {
    const ballots = [
      [3, [4, 5, 8, 9]],
      [4, [4, 5, 8, 9]],
      [5, [4, 5, 8, 9, 10]],
      [6, [4, 5, 8]],
      [8, [9, 10, 5]],
    ];
    // Approvals: 4 has 4, 5 has 5, 8 has 4, 9 has 4, 10 has 2.
    assert.deepEqual(await elected([10, 9, 8, 5, 4], ballots), [5, 9, 8]);
  });

  it("gives no seat to one of whom half approve", async () => {
    const ballots = [
      [3, [4, 5]],
      [4, [4, 5]],
      [5, [4]],
      [6, []],
    ];
    assert.deepEqual(await elected([4, 5], ballots), [4]);
  });

  it("prefers of equals who stood first", async () => {
    const ballots = [3, 4, 5].map((member) => [member, [9, 8, 10, 4, 5]]);
    assert.deepEqual(await elected([9, 5, 10, 4, 8], ballots), [9, 5, 10]);
  });

  it("gives no seat to a candidate who left, was suspended or was made a steward meanwhile, and theirs to others", async () => {
    const ballots = [3, 4, 5].map((member) => [member, [4, 5, 6, 8, 9]]);
    const meanwhile = async () => {
      await r.departed(world, 4);
      await r.suspended(world, 5);
      await r.decided(world, "decideSteward", 6, true);
    };
    assert.deepEqual(await elected([4, 5, 6, 8, 9], ballots, meanwhile), [8, 9]);
    assert.equal(await world.ask("community", "stewardCount"), 3);
  });

  it("elects nobody with fewer ballots than the quorum, or without candidates, and opens again", async () => {
    const few = [3, 4].map((member) => [member, [4]]);
    assert.deepEqual(await elected([4], few), []);
    await open();
    const vote = await will.count(world);
    await will.toOpening(world, vote);
    for (const member of [3, 4, 5]) await approve(vote, member, []);
    const told = r.toldIn(await will.closed(world, vote), "ElectionClosed");
    assert.deepEqual(told, { vote, ballots: 3, elected: [] });
    await open();
    assert.equal(await world.ask("assembly", "election"), vote + 1);
  });

  it("elects nobody when nobody closes it for thirty days", async () => {
    const vote = await announced();
    await stand(vote, 4);
    await will.toOpening(world, vote);
    for (const member of [3, 4, 5]) await approve(vote, member, [4]);
    await world.chain.travelTo((await will.voteOf(world, vote)).closes + will.EXECUTION_TIME);
    const told = r.toldIn(await will.closed(world, vote), "ElectionClosed");
    assert.deepEqual(told, { vote, ballots: 3, elected: [] });
  });

  it("is one at a time, until it is closed", async () => {
    const vote = await announced();
    await expectRefused(world, open, "ElectionPending", [vote]);
    await world.chain.travelTo((await will.voteOf(world, vote)).closes);
    await expectRefused(world, open, "ElectionPending", [vote]);
    await will.closed(world, vote);
    await open();
  });

  it("takes candidates until the second in which it opens", async () => {
    const vote = await announced();
    const { opens } = await will.voteOf(world, vote);
    await world.chain.nextBlockAt(opens - 1);
    await stand(vote, 4);
    await world.chain.nextBlockAt(opens);
    await assert.rejects(stand(vote, 5), { refusal: "VoteOpenAlready" });
  });

  it("opens before handover too, where no steward is active, and is of those who joined by then", async () => {
    const early = await w.sampleWorld();
    for (const member of [1, 2]) await r.suspended(early, member);
    early.receipts.push(await early.chain.send(early.assembly, "openElection", [0]));
    const vote = await will.count(early);
    await early.do(will.standing(early, 4, vote));
    await will.toOpening(early, vote);
    for (const member of [3, 4, 5]) await early.do(will.electing(early, member, [4], { vote }));
    assert.deepEqual(r.toldIn(await will.closed(early, vote), "ElectionClosed").elected, [4]);
    await early.do(early.act("defineGroup", 4, { document: ZERO.replace(/0$/, "1") }));
    await early.chain.close();
  });

  it("leaves a steward whose suspension ended their role, beside those who were elected", async () => {
    for (const member of [1, 2]) await r.suspended(world, member, 3 * w.DAY);
    await open();
    const vote = await will.count(world);
    await stand(vote, 4);
    await will.toOpening(world, vote);
    for (const member of [3, 4, 5]) await approve(vote, member, [4]);
    await will.closed(world, vote);
    assert.equal(await world.ask("community", "stewardCount"), 1);
    await world.do(p.choose(world, STEWARD, 0));
    assert.equal(await world.ask("community", "stewardCount"), 2);
  });
});
