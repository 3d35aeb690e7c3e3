import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as w from "./support/world.js";

const NONE = 0;
const PROPOSED = 1;
const ACCEPTED = 2;

describe("the record", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const seen = async (contribution) => {
    const id = await world.idOf(contribution);
    return (await world.ask("community", "contribution", id)).map(Number);
  };
  const raw = async (member, epoch = 1) =>
    (await world.ask("community", "rawUnits", member, epoch)).map(Number);
  const capped = async (member) =>
    (await world.ask("community", "cappedUnits", member, 1)).map(Number);
  const totals = async (epoch = 1) =>
    (await world.ask("community", "totalUnits", epoch)).map(Number);
  const skipped = ({ events }) => events.filter(({ eventName }) => eventName === "ItemSkipped");
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
      const reasons = skipped(receipt).map(({ args }) => [
        Number(args.index),
        world.chain.explain(args.reason).refusal,
      ]);
      assert.deepEqual(reasons, [
        [0, "ContributionExists"],
        [2, "ContributionExists"],
      ]);
      assert.deepEqual(await seen(fresh), [PROPOSED, 0, 0]);
    });

    it(`undoes the whole act when one item is a fault, ${how}`, async () => {
      const act = world.record(3, w.ownHours(), w.ownHours({ units: 0 }));
      await assert.rejects(world.do(act, door), { refusal: "UnitsMissing" });
      assert.deepEqual(await seen(w.ownHours()), [NONE, 0, 0]);
    });
  }

  it("counts units up to the cap only", async () => {
    for (const content of ["one", "two"])
      await accept(w.ownHours({ units: 600, content: hashOf(content) }));
    assert.deepEqual(
      [await raw(3), await capped(3), await totals()],
      [
        [1_200, 0, 0],
        [1_000, 0, 0],
        [1_000, 0, 0],
      ],
    );
  });

  it("accepts a credit with the one attestation it requires", async () => {
    const credit = { ...vouched, activity: w.CREDIT, units: 100 };
    await world.do(world.record(3, credit));
    assert.deepEqual(await seen(credit), [ACCEPTED, 1, 100]);
  });

  it("takes a type in the first epoch it is in force", async () => {
    await accept(w.ownHours({ activity: w.LATER, epoch: 4 }));
    assert.deepEqual(await totals(4), [0, 0, 250]);
  });

  it("takes 65,535 hundredths and 1", async () => {
    for (const units of [65_535, 1])
      await accept(w.ownHours({ activity: w.LATER, epoch: 4, units }));
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
    await world.do(world.act("listEpochs", 1, { ends: [last + 10, last + 20] }));
    const [start, end] = await world.ask("community", "epoch", 10);
    assert.deepEqual([start, end], [last + 10, last + 20]);
    assert.equal(await world.ask("community", "epochCount"), 10n);
  });

  it("admits members in order, skips a signer it knows, and lets unclaimed members be credited", async () => {
    const admissions = [w.admission(w.people.member3), w.admission(w.people.stranger)];
    const receipt = await world.do(world.act("admit", 2, { admissions }));
    assert.equal(skipped(receipt).length, 1);
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
    assert.equal(await other.ask("community", "memberCount"), 2);
  });

  async function accept(contribution) {
    await world.do(world.record(3, contribution));
    for (const member of [4, 5]) await world.do(world.attest(member, w.attesting(contribution)));
  }
});
