import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf } from "./support/acts.js";
import { doors } from "./support/doors.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { proposed, accepted, contested, withdrawn } = r.STATE;
const { ownHours } = w;
const CREDITED = ownHours({ contributor: w.UNCLAIMED, basis: w.VOUCHED });
const BY_OTHERS = ownHours({ contributor: 4, basis: w.VOUCHED });

describe("withdrawal and correction", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = r.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const labelled = (label, changes) => ownHours({ content: hashOf(label), ...changes });
  const counted = async (member) => [(await views.raw(member))[0], (await views.totals())[0]];
  const withdraw = (member, contribution = ownHours(), door) =>
    world.do(world.withdraw(member, contribution), door);
  const correct = (member, replaced, replacement, door) =>
    world.do(world.act("correct", member, { replaced, replacement }), door);

  for (const [how, door] of Object.entries(doors)) {
    it(`lets contributors withdraw what is theirs, proposed, accepted or contested, ${how}`, async () => {
      const [one, two, three] = ["one", "two", "three"].map((label) => labelled(label));
      await r.recorded(world, one);
      await r.accepted(world, two);
      await r.contested(world, three);
      assert.deepEqual(await counted(), [500, 500]);
      for (const contribution of [one, two, three]) {
        const receipt = await withdraw(w.MEMBER, contribution, door);
        const told = r.toldIn(receipt, "ContributionWithdrawn");
        assert.deepEqual(told, { id: r.idOf(contribution), member: w.MEMBER, kept: false });
        assert.deepEqual((await views.seen(contribution))[0], withdrawn);
      }
      assert.deepEqual(await counted(), [0, 0]);
    });

    it(`lets them do so while they are suspended, and after they have departed, ${how}`, async () => {
      const [one, two] = ["one", "two"].map((label) => labelled(label));
      for (const contribution of [one, two]) await r.accepted(world, contribution);
      await r.suspended(world, w.MEMBER);
      await withdraw(w.MEMBER, one, door);
      await r.departed(world, w.MEMBER);
      await withdraw(w.MEMBER, two, door);
      assert.deepEqual(await counted(), [0, 0]);
      assert.equal((await world.ask("community", "member", w.MEMBER)).active, false);
    });

    it(`lets a recorder withdraw as long as too few attest, contested or not, ${how}`, async () => {
      const all = ["plain", "contested", "lapsed"].map((label) => ({
        ...BY_OTHERS,
        content: hashOf(label),
      }));
      for (const contribution of all) await r.recorded(world, contribution);
      const [plain, disputed, lapsed] = all;
      for (const contribution of [disputed, lapsed]) await world.do(world.contest(6, contribution));
      for (const contribution of [plain, disputed]) {
        await withdraw(w.MEMBER, contribution, door);
        assert.deepEqual(await views.seen(contribution), [withdrawn, 1, 0]);
      }
      await world.chain.travelTo((await views.contest(lapsed))[1]);
      assert.deepEqual(await views.seen(lapsed), [proposed, 1, 0]);
      await withdraw(w.MEMBER, lapsed, door);
      assert.deepEqual(await views.seen(lapsed), [withdrawn, 1, 0]);
    });

    it(`lets a steward withdraw for an unclaimed member, in every state, ${how}`, async () => {
      const states = [proposed, accepted, contested];
      for (const state of states) {
        const contribution = { ...CREDITED, content: hashOf(`${state}`) };
        if (state === proposed) await r.recorded(world, contribution);
        if (state !== proposed) await r.accepted(world, contribution, [4]);
        if (state === contested) await world.do(world.contest(5, contribution));
        assert.equal((await views.seen(contribution))[0], state);
        await withdraw(w.STEWARD, contribution, door);
        assert.deepEqual((await views.seen(contribution))[0], withdrawn);
      }
      assert.deepEqual(await counted(w.UNCLAIMED), [0, 0]);
    });

    it(`withdraws many at once and skips what has ended, ${how}`, async () => {
      const [one, two] = ["one", "two"].map((label) => labelled(label));
      for (const contribution of [one, two]) await r.accepted(world, contribution);
      const receipt = await world.do(world.withdraw(w.MEMBER, one, one, two), door);
      assert.deepEqual(r.skippedIn(world, receipt), [[1, "ContributionEnded"]]);
      assert.deepEqual(await counted(), [0, 0]);
    });

    it(`puts another contribution in the place of one, without its attestations, ${how}`, async () => {
      await r.accepted(world);
      const better = labelled("better", { units: 200 });
      const receipt = await correct(w.MEMBER, ownHours(), better, door);
      const [id, replacement] = [ownHours(), better].map(r.idOf);
      assert.deepEqual(r.toldIn(receipt, "ContributionReplaced"), { id, replacement });
      assert.equal(r.toldIn(receipt, "ContributionWithdrawn").kept, false);
      assert.equal(r.toldIn(receipt, "ContributionRecorded").id, replacement);
      assert.deepEqual(await views.seen(), [withdrawn, 2, 0]);
      assert.deepEqual(await views.seen(better), [proposed, 0, 0]);
      assert.deepEqual(await counted(), [0, 0]);
      for (const member of [4, 5]) await world.do(world.attest(member, w.attesting(better)));
      assert.deepEqual(await counted(), [200, 200]);
    });
  }

  it("lets a recorder withdraw what is proposed again since an attester retracted", async () => {
    await r.accepted(world, BY_OTHERS, [5]);
    await world.do(world.retract(5, BY_OTHERS));
    await withdraw(w.MEMBER, BY_OTHERS);
    assert.deepEqual(await views.seen(BY_OTHERS), [withdrawn, 2, 0]);
  });

  it("lets a recorder or steward withdraw whose suspension is over, though nothing has lifted it yet", async () => {
    const cases = [
      [w.MEMBER, BY_OTHERS],
      [w.STEWARD, CREDITED],
    ];
    for (const [, contribution] of cases) await r.recorded(world, contribution);
    for (const [member] of cases) await r.suspended(world, member, w.DAY);
    await world.chain.travelTo((await world.chain.now()) + w.DAY);
    for (const [member, contribution] of cases) {
      const receipt = await withdraw(member, contribution);
      assert.equal(r.toldIn(receipt, "MemberActed").member, member);
    }
  });

  it("takes the epoch's act of a member from a withdrawal too, unless they are not active", async () => {
    const acted = ({ events }) => events.some(({ eventName }) => eventName === "MemberActed");
    const [one, two] = ["one", "two"].map((label) => labelled(label));
    for (const contribution of [one, two]) await r.recorded(world, contribution);
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
    assert.ok(acted(await withdraw(w.MEMBER, one)));
    await r.departed(world, w.MEMBER);
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH]);
    assert.ok(!acted(await withdraw(w.MEMBER, two)));
    const { lastEpoch } = await world.ask("community", "member", w.MEMBER);
    assert.equal(lastEpoch, w.NOW_EPOCH + 1);
  });

  it("is the member's own as soon as they have claimed their membership, and the steward's no longer", async () => {
    const [one, two] = ["one", "two"].map((label) => ({ ...CREDITED, content: hashOf(label) }));
    for (const contribution of [one, two]) await r.accepted(world, contribution, [4]);
    await withdraw(2, one);
    const { stranger } = w.people;
    const claim = world.act("claim", w.UNCLAIMED, { managed: false }, { by: stranger });
    await world.do(claim);
    for (const steward of [1, 2]) {
      const fields = { unclaimed: w.UNCLAIMED, signer: stranger.signer };
      await world.do(world.act("confirmClaim", steward, fields));
    }
    await assert.rejects(withdraw(2, two), { refusal: "WithdrawalForbidden" });
    await world.do({ ...world.withdraw(w.UNCLAIMED, two), by: stranger });
    assert.deepEqual(await counted(w.UNCLAIMED), [0, 0]);
  });

  it("takes the units away while the epoch is closed and not final", async () => {
    await r.accepted(world);
    await world.chain.nextBlockAt((await r.windowEnd(world, 1)) - 1);
    const receipt = await withdraw(w.MEMBER);
    assert.equal(r.toldIn(receipt, "ContributionWithdrawn").kept, false);
    assert.deepEqual(await counted(), [0, 0]);
  });

  it("leaves the units when the epoch is final, for contributors and unclaimed members alike", async () => {
    const cases = [
      [ownHours(), [4, 5], w.MEMBER],
      [CREDITED, [4], w.STEWARD],
      [BY_OTHERS, [], w.MEMBER],
    ];
    for (const [contribution, attesters] of cases) await r.accepted(world, contribution, attesters);
    await world.chain.nextBlockAt(await r.windowEnd(world, 1));
    for (const [contribution, , member] of cases) {
      const [, places, units] = await views.seen(contribution);
      const before = [await views.raw(contribution.contributor), await views.totals()];
      const receipt = await withdraw(member, contribution);
      assert.equal(r.toldIn(receipt, "ContributionWithdrawn").kept, true);
      assert.deepEqual(await views.seen(contribution), [withdrawn, places, units]);
      assert.deepEqual([await views.raw(contribution.contributor), await views.totals()], before);
    }
    assert.deepEqual(await counted(), [250, 500]);
  });

  it("is for ever: the same statement cannot be recorded again, the same work in other words can", async () => {
    await r.withdrawn(world);
    await assert.rejects(r.recorded(world), { refusal: "ContributionExists" });
    await r.accepted(world, labelled("again"));
    assert.deepEqual(await counted(), [250, 250]);
  });

  it("corrects what is contested, and the contest with it is over", async () => {
    await r.contested(world);
    const better = labelled("better");
    await correct(w.MEMBER, ownHours(), better);
    assert.deepEqual(await views.seen(), [withdrawn, 2, 0]);
    await assert.rejects(world.do(world.resolve(w.STEWARD, ownHours(), true)), {
      refusal: "ContestUnknown",
    });
    await world.chain.travelTo(await r.windowEnd(world, 1));
    assert.equal(await views.epochState(), r.EPOCH.final);
  });

  it("corrects a correction, and each of them once", async () => {
    const [second, third] = ["second", "third"].map((label) => labelled(label));
    await r.recorded(world);
    await correct(w.MEMBER, ownHours(), second);
    await correct(w.MEMBER, second, third);
    for (const replaced of [ownHours(), second])
      await assert.rejects(correct(w.MEMBER, replaced, labelled("other")), {
        refusal: "ContributionEnded",
      });
    assert.deepEqual(await views.seen(third), [proposed, 0, 0]);
  });

  it("lets a recorder correct what is proposed, and be the first attester again", async () => {
    await r.recorded(world, BY_OTHERS);
    const better = { ...BY_OTHERS, units: 200 };
    await correct(w.MEMBER, BY_OTHERS, better);
    assert.deepEqual(await views.places(better), [[w.MEMBER, 200, w.VOUCHED]]);
  });

  it("lets contributors say themselves what others recorded of them", async () => {
    await r.accepted(world, BY_OTHERS, [5]);
    const own = { ...BY_OTHERS, recorder: 4, basis: 0 };
    await correct(4, BY_OTHERS, own);
    assert.deepEqual(await views.seen(own), [proposed, 0, 0]);
    assert.deepEqual(await counted(4), [0, 0]);
  });

  it("lets a steward correct what is credited to an unclaimed member", async () => {
    await r.accepted(world, CREDITED, [4]);
    const better = { ...CREDITED, recorder: w.STEWARD, units: 200 };
    await correct(w.STEWARD, CREDITED, better);
    assert.deepEqual(await views.places(better), [[w.STEWARD, 200, w.VOUCHED]]);
  });

  it("moves a contribution into the epoch and type it belongs to, also when its own has closed", async () => {
    await r.accepted(world);
    await world.chain.travelTo(await r.closing(world, 1));
    const moved = ownHours({ epoch: w.NOW_EPOCH, activity: w.LATER });
    await correct(w.MEMBER, ownHours(), moved);
    assert.deepEqual(await counted(), [0, 0]);
    for (const member of [4, 5]) await world.do(world.attest(member, w.attesting(moved)));
    assert.deepEqual(await views.totals(w.NOW_EPOCH), [0, 0, 250]);
  });
});
