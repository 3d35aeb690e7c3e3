import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashStruct } from "viem";

import { encodeAct, hashOf, Person, ZERO } from "./support/acts.js";
import { digest, doors, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MANAGED, MEMBER, NOW_EPOCH, STEWARD, UNCLAIMED, people } = w;
const { stranger } = people;
const key = new Person("key of an invitation");
const INVITE = [
  { name: "member", type: "uint32" },
  { name: "deadline", type: "uint48" },
  { name: "key", type: "address" },
];
const AS_ADMITTED = { signer: stranger.signer, managed: false, person: ZERO };

describe("coming", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const acts = (by, member = 8) =>
    world.do({
      ...world.record(member, w.ownHours({ contributor: member, recorder: member })),
      by,
    });
  /** A community of its own on the same chain. */
  const apart = (changes, label = "apart") =>
    w.found(world, w.sampleFounding({ salt: hashOf(label), ...changes }));
  const digestOf = ({ invite }) => world.community.digestOfStruct("Invite", invite);

  for (const [how, door] of Object.entries(doors)) {
    it(`makes members of those whom a steward admits, who act at once, ${how}`, async () => {
      const before = await views.electorate();
      const admissions = [w.admission(stranger, { managed: true, person: hashOf("who") })];
      const receipt = await world.do(world.act("admit", 2, { admissions }), door);
      const told = r.toldIn(receipt, "MemberAdmitted");
      assert.deepEqual(told, { member: 8, admitter: 2, ...admissions[0] });
      assert.deepEqual(await views.standing(8), {
        joined: await world.chain.now(),
        lastEpoch: NOW_EPOCH,
        signers: 1,
        recognition: 0,
        active: true,
        departed: false,
        steward: false,
        managed: true,
        suspendedUntil: 0,
      });
      assert.equal(await views.electorate(), before + 1);
      await acts(stranger);
    });

    it(`invariant 9: admits by as many members as the rules ask for, without any steward, ${how}`, async () => {
      for (const steward of [1, 2]) await r.suspended(world, steward);
      const standing = async (member) =>
        r.toldIn(await world.do(p.sponsor(world, member, stranger), door), "AdmissionSponsored");
      const [one, two] = [await standing(MANAGED), await standing(4)];
      assert.deepEqual([one.sponsor, one.sponsors, two.sponsor, two.sponsors], [6, 1, 4, 2]);
      assert.equal(one.admission, two.admission);
      const told = r.toldIn(world.receipts.at(-1), "MemberAdmitted");
      assert.deepEqual(told, { member: 8, admitter: 4, ...AS_ADMITTED });
      assert.deepEqual([await views.speaks(stranger), await views.count()], [[8], 8]);
      await acts(stranger);
    });

    it(`lets whoever holds an invitation join, once, ${how}`, async () => {
      const invitation = await world.invitation(STEWARD, key);
      const receipt = await world.do(world.join(stranger, invitation), door);
      const told = r.toldIn(receipt, "InvitationUsed");
      assert.deepEqual(told, { invitation: structHash(invitation), inviter: STEWARD, member: 8 });
      const admitted = r.toldIn(receipt, "MemberAdmitted");
      assert.deepEqual(admitted, { member: 8, admitter: STEWARD, ...AS_ADMITTED });
      await acts(stranger);
      const late = world.join(new Person("late"), invitation);
      const attempt = () => signed(world.chain, late);
      await expectRefused(world, attempt, "ActRepeated", [digestOf(invitation)]);
    });

    it(`lets any steward take an invitation back, ${how}`, async () => {
      const invitation = await world.invitation(STEWARD, key);
      const receipt = await world.do(p.uninvite(world, 2, invitation), door);
      const told = r.toldIn(receipt, "InvitationWithdrawn");
      assert.deepEqual(told, { invitation: structHash(invitation), member: STEWARD });
      const attempt = () => signed(world.chain, world.join(stranger, invitation));
      await expectRefused(world, attempt, "ActRepeated", [digestOf(invitation)]);
    });
  }

  it("tells sponsors of one admission from those of another", async () => {
    const other = { person: hashOf("who") };
    await world.do(p.sponsor(world, MEMBER, stranger));
    await world.do(p.sponsor(world, 4, stranger, { managed: true }));
    await world.do(p.sponsor(world, 5, stranger, other));
    assert.deepEqual([await views.speaks(stranger), await views.count()], [[0], 7]);
    await world.do(p.sponsor(world, MEMBER, stranger, other));
    assert.deepEqual([await views.speaks(stranger), await views.count()], [[8], 8]);
    const rest = p.sponsor(world, 4, stranger);
    await assert.rejects(world.do(rest), { refusal: "SignerTaken" });
  });

  it("does not count sponsors who are no longer active when another stands for the newcomer", async () => {
    const three = await apart({ rules: w.sampleRules({ sponsors: 3 }) }, "three");
    for (const person of [people.member3, people.member4, people.member5])
      await p.admitted(three, person);
    const sponsors = async (member, again) => {
      const receipt = await three.do(p.sponsor(three, member, stranger, again));
      return r.toldIn(receipt, "AdmissionSponsored").sponsors;
    };
    assert.deepEqual([await sponsors(1), await sponsors(3)], [1, 2]);
    await r.departed(three, 3);
    assert.equal(await sponsors(4), 2);
    await r.suspended(three, 4);
    assert.equal(await sponsors(2), 2);
    await three.do(p.rejoin(three, 3));
    assert.equal(await three.ask("community", "memberOf", stranger.signer), 0);
    assert.equal(await sponsors(3, { again: 1 }), 3);
    assert.equal(await three.ask("community", "memberOf", stranger.signer), 6);
  });

  it("still counts sponsors who left and came back in between", async () => {
    await world.do(p.sponsor(world, MEMBER, stranger));
    await r.departed(world, MEMBER);
    await world.do(p.rejoin(world, MEMBER));
    await world.do(p.sponsor(world, 4, stranger));
    assert.deepEqual(await views.speaks(stranger), [8]);
  });

  it("invariant 6: takes a sponsor's signature once, and asks for another when they were dropped since", async () => {
    const three = await apart({ rules: w.sampleRules({ sponsors: 3 }) }, "three");
    for (const person of [people.member3, people.member4]) await p.admitted(three, person);
    const data = await signedData(world.chain, p.sponsor(three, 3, stranger));
    await world.chain.carry(three.community, data);
    await r.suspended(three, 3);
    await three.do(p.sponsor(three, 1, stranger));
    await r.decided(three, "decideSuspension", 3, 0);
    await expectRefused(three, () => world.chain.carry(three.community, data), "ActRepeated");
    await three.do(p.sponsor(three, 3, stranger, { again: 1 }));
    assert.equal(await three.ask("community", "memberOf", stranger.signer), 0);
    await three.do(p.sponsor(three, 4, stranger));
    assert.equal(await three.ask("community", "memberOf", stranger.signer), 5);
  });

  it("asks for up to eight sponsors", async () => {
    const stewards = Array.from({ length: 8 }, (_, i) => new Person(`founder ${i}`));
    const founding = {
      rules: w.sampleRules({ sponsors: 8 }),
      stewards: stewards.map((s) => w.admission(s)),
    };
    const eight = await apart(founding, "eight");
    for (const [i, by] of stewards.entries()) {
      assert.equal(await eight.ask("community", "memberCount"), 8);
      await eight.do({ ...p.sponsor(eight, i + 1, stranger), by }, signed);
    }
    assert.equal(await eight.ask("community", "memberOf", stranger.signer), 9);
  });

  it("invariant 9: caps those who get a first signer in an epoch, whichever way, and counts anew in the next", async () => {
    const few = await apart({ rules: w.sampleRules({ admissionCap: 4 }) }, "few");
    const somebody = (i) => new Person(`newcomer ${i}`);
    await p.admitted(few, undefined, { person: hashOf("unclaimed") });
    await p.admitted(few, people.member4);
    await few.do(few.join(somebody(1), await few.invitation(STEWARD, key)), signed);
    for (const steward of [1, 2]) await few.do(p.sponsor(few, steward, somebody(2)));
    await p.claimed(few, somebody(3), { member: 3 });
    assert.equal(await few.ask("community", "memberCount"), 6);
    await p.admitted(few, undefined, { person: hashOf("another unclaimed") });
    const full = { refusal: "AdmissionsFull", values: [NOW_EPOCH, 4] };
    await assert.rejects(p.admitted(few, somebody(4)), full);
    await world.chain.nextBlockAt(w.ENDS[NOW_EPOCH - 1] - 1);
    await assert.rejects(p.admitted(few, somebody(4)), full);
    await world.chain.nextBlockAt(w.ENDS[NOW_EPOCH - 1]);
    for (const i of [4, 5, 6, 7]) await p.admitted(few, somebody(i));
    const next = { refusal: "AdmissionsFull", values: [NOW_EPOCH + 1, 4] };
    await assert.rejects(p.admitted(few, somebody(8)), next);
  });

  it("admits nobody of a list when the cap is reached within it", async () => {
    const few = await apart({ rules: w.sampleRules({ admissionCap: 1 }) }, "one");
    const admissions = ["a", "b"].map((label) => w.admission(new Person(label)));
    const listing = few.act("admit", STEWARD, { admissions });
    await assert.rejects(few.do(listing), { refusal: "AdmissionsFull" });
    assert.equal(await few.ask("community", "memberCount"), 2);
  });

  it("takes an invitation, and the answer to it, until the second in which it ends", async () => {
    const deadline = (await world.chain.now()) + 100;
    const invitation = await world.invitation(STEWARD, key, deadline);
    const intime = await world.chain.moment();
    await world.chain.nextBlockAt(deadline);
    await world.do(world.join(stranger, invitation));
    await intime();
    await world.chain.nextBlockAt(deadline + 1);
    const late = world.do(world.join(stranger, invitation));
    await assert.rejects(late, {
      refusal: "DeadlinePassed",
      values: [deadline, BigInt(deadline + 1)],
    });
  });

  it("gives one membership for one invitation, whoever of two is first", async () => {
    const invitation = await world.invitation(STEWARD, key);
    const second = new Person("second");
    const [one, two] = [stranger, second].map((person) => world.join(person, invitation));
    const data = await signedData(world.chain, two);
    await world.do(one, signed);
    const attempt = () => world.chain.carry(world.community, data);
    await expectRefused(world, attempt, "ActRepeated");
    assert.deepEqual(await views.speaks(stranger, second), [8, 0]);
  });

  it("invariant 6: gives nothing to those who see a joining pass, and joins whom it names", async () => {
    const thief = people.member5;
    const [spare] = await p.wallets(world, "a thief's spare key");
    const invitation = await world.invitation(STEWARD, key);
    const seen = world.join(stranger, invitation);
    const answer = await key.sign(digest(world.chain, seen));
    // The thief has the invite, its signature and the answer, but not the key.
    const stolen = { ...invitation, key: { ...key, sign: () => answer } };
    for (const door of Object.values(doors)) {
      const attempt = () => door(world.chain, world.join(spare, stolen));
      await expectRefused(world, attempt, "SignatureInvalid");
    }
    const data = await signedData(world.chain, seen);
    await world.chain.carry(world.community, data, { from: thief.address });
    assert.deepEqual(await views.speaks(stranger, spare), [8, 0]);
  });

  it("invariant 6: takes no invitation of another community, though its steward has the same key", async () => {
    const other = await apart({});
    const invitation = await world.invitation(STEWARD, key);
    const attempt = () => signed(world.chain, other.join(stranger, invitation));
    await expectRefused(other, attempt, "SignatureInvalid");
    const whole = await signedData(world.chain, world.join(stranger, invitation));
    await expectRefused(other, () => world.chain.carry(other.community, whole), "SignatureInvalid");
  });

  it("needs no signature of a newcomer who calls, and one of the invitation's key all the same", async () => {
    const act = world.join(stranger, await world.invitation(STEWARD, key));
    const [, inviter, invitation] = await act.more(world.chain, act);
    const data = encodeAct(act, stranger.signer, "0x", ["0x", inviter, invitation]);
    const attempt = () => world.chain.carry(world.community, data, { from: stranger.address });
    await expectRefused(world, attempt, "SignatureLengthInvalid", [0]);
  });

  it("takes the steward's own call for their invitation", async () => {
    const act = world.join(stranger, await world.invitation(STEWARD, key));
    const [answer, inviter] = await act.more(world.chain, act);
    const signature = await stranger.sign(digest(world.chain, act));
    const data = encodeAct(act, stranger.signer, signature, [answer, inviter, "0x"]);
    await world.chain.carry(world.community, data, { from: people.steward1.address });
    assert.deepEqual(await views.speaks(stranger), [8]);
  });

  it("founds a community with every rule at its edge", async () => {
    const day = w.DAY;
    const members = { contestWindow: day, contestTime: day, recoveryWait: day, claimWait: day };
    const waits = { ...members, notice: day, votingTime: day, delay: day };
    const least = { lateWindow: 1, ...waits, admissionCap: 1, contestLimit: 1 };
    for (const [i, edges] of [
      { quorum: 0, sponsors: 0, dormantAfter: 0, ...least },
      { quorum: 10_000, sponsors: 2, dormantAfter: 1, ...least },
      { quorum: 10_000, sponsors: 8, dormantAfter: 16, contestLimit: 255 },
    ].entries()) {
      const rules = w.sampleRules(edges);
      const farthest = (await world.chain.now()) + 3_660 * day;
      const ends = [w.ORIGIN + day, w.ORIGIN + 2 * day, farthest];
      const founded = await apart({ rules, ends }, `edge ${i}`);
      assert.deepEqual(await founded.ask("community", "rules"), rules);
    }
  });

  it("lets unclaimed members be credited, who have no voice and are in no quorum", async () => {
    const { joined, active, signers } = await views.standing(UNCLAIMED);
    assert.deepEqual([joined, active, signers], [0, false, 0]);
    const before = await views.electorate();
    await p.admitted(world, undefined, { person: hashOf("another") });
    assert.deepEqual([await views.electorate(), await views.count()], [before, 8]);
  });
});

/** Under this hash the events speak of an invitation. */
function structHash({ invite }) {
  return hashStruct({ types: { Invite: INVITE }, primaryType: "Invite", data: invite });
}
