/** Invariant 4: one member, one live ballot, whatever becomes of the member meanwhile. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { close } from "./refusals/assembly.js";
import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MEMBER, people } = w;

describe("ballots", () => {
  let world, back, second, recovering;
  before(async () => {
    world = await w.sampleWorld();
    [second, recovering] = await p.wallets(world, "second", "recovering");
    await w.openSampleVote(world, { duration: 300 * w.DAY });
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const casting = (level, sequence, by = people.member3) => ({
    ...world.cast(MEMBER, [level, level, level], { sequence }),
    by,
  });
  /** How many ballots there are, the levels given to the first type, and the member's sequence. */
  async function live() {
    const { ballots } = await world.ask("assembly", "vote", 1);
    const counts = (await world.ask("assembly", "histogram", 1, 1)).map(Number);
    const [sequence] = await world.ask("assembly", "ballot", 1, MEMBER);
    const levels = counts.flatMap((count, level) => Array(count).fill(level));
    return [ballots, levels, sequence];
  }

  for (const [how, door] of Object.entries(doors)) {
    it(`invariant 4: stay one across a change of signers, departure, return and suspension, ${how}`, async () => {
      const cast = (...given) => world.do(casting(...given), door);
      await cast(1, 1);
      await p.withSigners(world, MEMBER, second);
      await cast(2, 2, second);
      assert.deepEqual(await live(), [1, [2], 2]);
      await world.do(p.removeSigner(world, MEMBER, people.member3));
      await cast(3, 3, second);
      await p.recovered(world, MEMBER, recovering);
      await cast(4, 4, recovering);
      assert.deepEqual(await live(), [1, [4], 4]);
      await world.do({ ...p.depart(world, MEMBER), by: recovering });
      assert.deepEqual(await live(), [1, [4], 4]);
      await world.do({ ...p.rejoin(world, MEMBER), by: recovering });
      await cast(5, 5, recovering);
      await r.suspended(world, MEMBER);
      assert.deepEqual(await live(), [1, [5], 5]);
      await r.decided(world, "decideSuspension", MEMBER, 0);
      await cast(6, 6, recovering);
      assert.deepEqual(await live(), [1, [6], 6]);
    });

    it(`invariant 4: are not begun anew by any of these, ${how}`, async () => {
      await world.do(casting(1, 1), door);
      await p.withSigners(world, MEMBER, second);
      const attempt = (by) => () => door(world.chain, casting(7, 1, by));
      await expectRefused(world, attempt(second), "SequenceWrong", [2, 1]);
      await p.recovered(world, MEMBER, recovering);
      await expectRefused(world, attempt(recovering), "SequenceWrong", [2, 1]);
      await world.do({ ...p.depart(world, MEMBER), by: recovering });
      await world.do({ ...p.rejoin(world, MEMBER), by: recovering });
      await expectRefused(world, attempt(recovering), "SequenceWrong", [2, 1]);
      assert.deepEqual(await live(), [1, [1], 1]);
    });

    it(`are closed to those who are away, and to signers who speak no longer, ${how}`, async () => {
      await r.departed(world, MEMBER);
      const attempt = (by) => () => door(world.chain, casting(7, 1, by));
      await expectRefused(world, attempt(), "MemberHasDeparted", [MEMBER]);
      await world.do(p.rejoin(world, MEMBER));
      await r.suspended(world, MEMBER);
      await expectRefused(world, attempt(), "SuspendedUntil", [MEMBER]);
      await r.decided(world, "decideSuspension", MEMBER, 0);
      await p.recovered(world, MEMBER, recovering);
      await expectRefused(world, attempt(), "SignerNotOfMember", [MEMBER]);
    });
  }

  it("invariant 4: stay one of each when signers are handed around", async () => {
    await world.do(casting(1, 1));
    await world.do(world.cast(4, [9, 9, 9]));
    await p.withSigners(world, MEMBER, second);
    await world.do(p.removeSigner(world, MEMBER, second));
    await assert.rejects(world.do(world.addSigner(4, second)), { refusal: "SignerTaken" });
    const other = { ...world.cast(4, [0, 0, 0], { sequence: 2 }), by: second };
    await expectRefused(world, () => world.do(other), "SignerNotOfMember", [4]);
    assert.deepEqual(await live(), [2, [1, 9], 1]);
  });

  it("count in the outcome when their member has left since", async () => {
    for (const member of [MEMBER, 4, 5]) await world.do(world.cast(member, [8, 8, 8]));
    for (const member of [MEMBER, 4]) await r.departed(world, member);
    const { closes } = await world.ask("assembly", "vote", 1);
    await world.chain.travelTo(closes);
    await close(world, 1);
    const [, levels] = await world.ask("assembly", "version", 1, 1);
    assert.equal(Number(levels & 15n), 8);
  });

  it("are not open to those who joined after the announcement, whichever way they came", async () => {
    const [claimer, joiner, sponsored] = await p.wallets(world, "claimer", "joiner", "sponsored");
    await p.claimed(world, claimer);
    const invitation = await world.invitation(w.STEWARD, people.stranger);
    await world.do(world.join(joiner, invitation));
    for (const member of [MEMBER, 4]) await world.do(p.sponsor(world, member, sponsored));
    for (const [member, by] of [
      [w.UNCLAIMED, claimer],
      [8, joiner],
      [9, sponsored],
    ]) {
      const act = { ...world.cast(member, [1, 1, 1]), by };
      await expectRefused(world, () => world.do(act), "JoinedLate", [member]);
    }
  });

  it("are open to those who left before and came back after the announcement", async () => {
    const fresh = await w.found(world, w.sampleFounding({ salt: hashOf("fresh") }));
    await p.admitted(fresh, people.member3);
    await fresh.do(fresh.act("defineGroup", 1, { document: hashOf("group") }));
    await fresh.do(fresh.act("defineActivity", 1, { activity: w.activity() }));
    await fresh.do(fresh.act("defineIndicator", 1, w.sampleIndicator()));
    await r.departed(fresh, MEMBER);
    await w.openSampleVote(fresh);
    await fresh.do(p.rejoin(fresh, MEMBER));
    await fresh.do(fresh.cast(MEMBER, [1]));
    assert.equal((await fresh.ask("assembly", "vote", 1)).ballots, 1);
  });
});
