import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, ZERO } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { none: NONE, proposed: PROPOSED, accepted: ACCEPTED } = r.STATE;

describe("the record", () => {
  let world, back, seen, raw, capped, totals;
  before(async () => {
    world = await w.sampleWorld();
    ({ seen, raw, capped, totals } = r.viewsOf(world));
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const vouched = w.ownHours({ contributor: w.UNCLAIMED, basis: w.VOUCHED });

  for (const [how, door] of Object.entries(doors)) {
    it(`proposes a contribution that its contributor records, ${how}`, async () => {
      await world.do(world.record(3, w.ownHours()), door);
      assert.deepEqual(await seen(w.ownHours()), [PROPOSED, 0, 0]);
      assert.deepEqual(await raw(3), [0, 0, 0]);
    });

    it(`counts the recorder of another's contribution as its first attester, ${how}`, async () => {
      await world.do(world.record(3, vouched), door);
      assert.deepEqual(await seen(vouched), [PROPOSED, 1, 0]);
      const id = await world.idOf(vouched);
      assert.deepEqual(await world.ask("community", "attestation", id, 0n), [3, 250, w.VOUCHED]);
    });

    it(`accepts the lower median with the last attestation required, ${how}`, async () => {
      await world.do(world.record(3, w.ownHours()), door);
      await world.do(world.attest(4, w.attesting(w.ownHours(), { units: 200 })), door);
      assert.deepEqual(await seen(w.ownHours()), [PROPOSED, 1, 0]);
      await world.do(world.attest(5, w.attesting(w.ownHours(), { units: 100 })), door);
      assert.deepEqual(await seen(w.ownHours()), [ACCEPTED, 2, 100]);
      assert.deepEqual(
        [await raw(3), await totals()],
        [
          [100, 0, 0],
          [100, 0, 0],
        ],
      );
    });

    it(`follows the median with every further attestation, ${how}`, async () => {
      await world.do(world.record(3, w.ownHours()), door);
      const medians = [
        [1, 10, 0],
        [2, 250, 10],
        [4, 200, 200],
        [5, 220, 200],
        [6, 230, 220],
      ];
      for (const [member, units, median] of medians) {
        await world.do(world.attest(member, w.attesting(w.ownHours(), { units })), door);
        assert.equal((await seen(w.ownHours()))[2], median);
        assert.deepEqual(await raw(3), [median, 0, 0]);
      }
    });

    it(`skips items done already and carries out the rest, ${how}`, async () => {
      await world.do(world.record(3, w.ownHours()));
      const fresh = w.ownHours({ content: hashOf("fresh") });
      const receipt = await world.do(world.record(3, w.ownHours(), fresh, fresh), door);
      assert.deepEqual(r.skippedIn(world, receipt), [
        [0, "ContributionExists"],
        [2, "ContributionExists"],
      ]);
      assert.deepEqual(await seen(fresh), [PROPOSED, 0, 0]);
    });

    it(`skips those who chose not to be recorded, and carries out the rest, ${how}`, async () => {
      const [credited, fresh] = [4, 5].map((contributor) => ({ ...vouched, contributor }));
      await world.do(world.record(3, credited));
      await r.chosen(world, 4, 2);
      const again = { ...credited, content: hashOf("again") };
      const recording = await world.do(world.record(3, again, fresh), door);
      assert.deepEqual(r.skippedIn(world, recording), [[0, "MemberNotRecorded"]]);
      const items = [credited, fresh].map((contribution) => w.attesting(contribution));
      const attesting = await world.do(world.attest(1, ...items), door);
      assert.deepEqual(r.skippedIn(world, attesting), [[0, "MemberNotRecorded"]]);
      assert.deepEqual(await seen(credited), [PROPOSED, 1, 0]);
      assert.deepEqual(await seen(fresh), [ACCEPTED, 2, 250]);
    });

    it(`skips attestations to what has ended, and carries out the rest, ${how}`, async () => {
      const ended = w.ownHours({ content: hashOf("ended") });
      await r.withdrawn(world, ended);
      await r.recorded(world);
      const items = [ended, w.ownHours()].map((contribution) => w.attesting(contribution));
      const receipt = await world.do(world.attest(4, ...items), door);
      assert.deepEqual(r.skippedIn(world, receipt), [[0, "ContributionEnded"]]);
      assert.deepEqual(await seen(w.ownHours()), [PROPOSED, 1, 0]);
    });

    it(`carries the commitment of a note in the attester's words, or none, ${how}`, async () => {
      await r.recorded(world);
      for (const [member, note] of [
        [4, hashOf("salt and words")],
        [5, ZERO],
      ]) {
        const act = world.attest(member, w.attesting(w.ownHours(), { note }));
        const told = r.toldIn(await world.do(act, door), "ContributionAttested");
        const id = r.idOf(w.ownHours());
        assert.deepEqual(told, { id, member, units: 250, basis: w.PRESENT, note });
      }
    });

    it(`undoes the whole act when one item is a fault, ${how}`, async () => {
      const act = world.record(3, w.ownHours(), w.ownHours({ units: 0 }));
      await assert.rejects(world.do(act, door), { refusal: "UnitsMissing" });
      assert.deepEqual(await seen(w.ownHours()), [NONE, 0, 0]);
    });
  }

  it("counts units up to the cap only", async () => {
    for (const content of ["one", "two"])
      await r.accepted(world, w.ownHours({ units: 600, content: hashOf(content) }));
    assert.deepEqual(
      [await raw(3), await capped(3), await totals()],
      [
        [1_200, 0, 0],
        [1_000, 0, 0],
        [1_000, 0, 0],
      ],
    );
  });

  it("takes units until they fill their 32 bits, and not one more", async () => {
    await r.accepted(world, w.ownHours({ content: hashOf("before") }));
    await r.overfill(world, r.FULL - 250);
    await r.accepted(world, w.ownHours({ content: hashOf("last") }));
    assert.deepEqual(await raw(3), [r.FULL, 0, 0]);
  });

  it("keeps activity types apart that share a slot, and those that begin the next", async () => {
    for (let id = 4; id <= 17; id++) {
      const more = w.activity({ cap: w.NO_CAP, document: hashOf(`activity ${id}`) });
      await world.do(world.act("defineActivity", 1, { activity: more }));
    }
    for (const content of ["one", "two"])
      for (const activity of [7, 8, 9, 15, 16, 17])
        await r.accepted(
          world,
          w.ownHours({ activity, units: activity, content: hashOf(content) }),
        );
    const twice = (id) => ([7, 8, 9, 15, 16, 17].includes(id) ? 2 * id : 0);
    const expected = Array.from({ length: 17 }, (_, i) => twice(i + 1));
    assert.deepEqual([await raw(3), await totals()], [expected, expected]);
  });

  it("accepts a credit with the one attestation it requires", async () => {
    const credit = { ...vouched, activity: w.CREDIT, units: 100 };
    await world.do(world.record(3, credit));
    assert.deepEqual(await seen(credit), [ACCEPTED, 1, 100]);
  });

  it("takes a type in the first epoch it is in force", async () => {
    await r.accepted(world, w.ownHours({ activity: w.LATER, epoch: 4 }));
    assert.deepEqual(await totals(4), [0, 0, 250]);
  });

  it("takes 65,535 hundredths and 1", async () => {
    for (const units of [65_535, 1])
      await r.accepted(world, w.ownHours({ activity: w.LATER, epoch: 4, units }));
    assert.deepEqual(await totals(4), [0, 0, 65_536]);
  });

  it("takes an epoch until the last second before it closes, and nothing from then on", async () => {
    const [, end, closes] = await world.ask("community", "epoch", w.NOW_EPOCH);
    assert.equal(Number(closes), end + w.LATE_WINDOW);
    const late = w.ownHours({ epoch: w.NOW_EPOCH });
    await world.chain.nextBlockAt(Number(closes) - 1);
    await world.do(world.record(3, late));
    await world.chain.nextBlockAt(Number(closes));
    await assert.rejects(world.do(world.attest(4, w.attesting(late))), { refusal: "EpochClosed" });
  });

  it("takes what lies before the founding for one late window after it", async () => {
    const [, end, closes] = await world.ask("community", "epoch", 1);
    assert.ok(Number(closes) > end + w.LATE_WINDOW);
    await world.chain.nextBlockAt(Number(closes) - 1);
    await world.do(world.record(3, w.ownHours()));
    await world.chain.nextBlockAt(Number(closes));
    const next = w.ownHours({ content: hashOf("too late") });
    await assert.rejects(world.do(world.record(3, next)), { refusal: "EpochClosed" });
  });

  it("takes an epoch from the second it starts", async () => {
    const [start] = await world.ask("community", "epoch", 6);
    const next = w.ownHours({ epoch: 6 });
    await world.chain.nextBlockAt(start - 1);
    await assert.rejects(world.do(world.record(3, next)), { refusal: "EpochNotStarted" });
    await world.chain.nextBlockAt(start);
    await world.do(world.record(3, next));
  });

  it("answers the epoch of every time between the origin and the last end", async () => {
    const edges = [w.ORIGIN, ...w.ENDS];
    for (let epoch = 1; epoch < edges.length; ++epoch) {
      assert.equal(await world.ask("community", "epochAt", BigInt(edges[epoch - 1])), epoch);
      assert.equal(await world.ask("community", "epochAt", BigInt(edges[epoch] - 1)), epoch);
      const [start, end] = await world.ask("community", "epoch", epoch);
      assert.deepEqual([start, end], [edges[epoch - 1], edges[epoch]]);
    }
  });

  it("lists further epochs after those it has", async () => {
    const last = w.ENDS.at(-1);
    await world.do(world.act("listEpochs", 1, { ends: [last + w.DAY, last + 3 * w.DAY] }));
    const [start, end] = await world.ask("community", "epoch", 10);
    assert.deepEqual([start, end], [last + w.DAY, last + 3 * w.DAY]);
    assert.equal(await world.ask("community", "epochCount"), 10n);
  });

  it("admits members in order, skips a signer it knows, and lets unclaimed members be credited", async () => {
    const admissions = [w.admission(w.people.member3), w.admission(w.people.stranger)];
    const receipt = await world.do(world.act("admit", 2, { admissions }));
    assert.deepEqual(r.skippedIn(world, receipt), [[0, "SignerTaken"]]);
    assert.equal(await world.ask("community", "memberOf", w.people.stranger.signer), 8);
    const standing = await world.ask("community", "member", w.UNCLAIMED);
    assert.deepEqual([standing.joined, standing.steward, standing.managed], [0, false, false]);
    await world.do(world.record(3, vouched));
  });

  it("invariant 2: gives nobody the voice of an unclaimed member", async () => {
    const act = world.record(
      w.UNCLAIMED,
      w.ownHours({ contributor: w.UNCLAIMED, recorder: w.UNCLAIMED }),
    );
    for (const door of Object.values(doors)) {
      await assert.rejects(world.do({ ...act, by: w.people.stranger }, door), {
        refusal: "SignerNotOfMember",
      });
    }
    assert.equal(await world.ask("community", "memberOf", "0x"), 0);
  });

  it("founds communities apart, listed by the factory", async () => {
    const founding = w.sampleFounding({ salt: hashOf("apart") });
    const other = await w.found(world, founding);
    assert.notEqual(other.community.address, world.community.address);
    assert.equal(await world.ask("factory", "communityCount"), 2n);
    const listed = await world.ask("factory", "communityAt", 2n);
    assert.equal(listed.toLowerCase(), other.community.address);
    const joined = await other.ask("assembly", "communityAddress");
    assert.equal(joined.toLowerCase(), other.community.address);
    const deciding = await other.ask("community", "assemblyAddress");
    assert.equal(deciding.toLowerCase(), other.assembly.address);
    assert.equal(await other.ask("community", "memberCount"), 2);
  });

  it("records what is sensitive under the one sensitive type of its group", async () => {
    const sensitive = async (group) => world.ask("community", "sensitiveActivity", group);
    assert.equal(await sensitive(1), 0);
    const definition = w.activity({ sensitive: true, required: 1, document: hashOf("sensitive") });
    await world.do(world.act("defineActivity", w.STEWARD, { activity: definition }));
    assert.deepEqual([await sensitive(1), await sensitive(2)], [4, 0]);
    assert.equal((await world.ask("community", "activity", 4)).sensitive, true);
    await r.accepted(world, w.ownHours({ activity: 4 }), [5]);
    assert.deepEqual(await totals(), [0, 0, 0, 250]);
    const other = { ...definition, group: 2 };
    await world.do(world.act("defineActivity", w.STEWARD, { activity: other }));
    assert.deepEqual([await sensitive(1), await sensitive(2)], [4, 5]);
  });
});
