/** Who is counted in the base of a quorum: members who are active and acted lately. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { hashOf, NEVER, Person } from "./support/acts.js";
import { doors, signed } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import { Random } from "./support/random.js";
import * as r from "./support/records.js";
import * as w from "./support/world.js";

const { MANAGED, MEMBER, NOW_EPOCH, STEWARD, people } = w;
const DAYS = 40;

describe("dormancy", () => {
  let world, back, views;
  before(async () => {
    world = await w.sampleWorld();
    views = p.viewsOf(world);
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const inEpoch = (epoch) => world.chain.travelTo(w.ENDS[epoch - 2]);
  const electorate = () => views.electorate();
  const acted = ({ events }) => events.filter(({ eventName }) => eventName === "MemberActed");
  let acts = 0;
  /** The same words in another act. */
  const deadline = () => NEVER - ++acts;
  const choosing = (member) =>
    world.act("choose", member, { subject: member, recognition: 0, deadline: deadline() });
  const act = (member, door) => world.do(choosing(member), door);

  for (const [how, door] of Object.entries(doors)) {
    it(`ends with the first act of an epoch, which is told, ${how}`, async () => {
      await inEpoch(8);
      assert.equal(await electorate(), 0);
      const [told] = acted(await act(MEMBER, door));
      assert.deepEqual(told.args, { member: MEMBER, epoch: 8 });
      assert.deepEqual(acted(await act(MEMBER, door)), []);
      assert.equal(await electorate(), 1);
      assert.equal((await views.standing(MEMBER)).lastEpoch, 8);
    });

    it(`ends with an act in the assembly too, ${how}`, async () => {
      await inEpoch(8);
      await act(STEWARD);
      await w.openSampleVote(world);
      assert.equal(await electorate(), 1);
      await world.do(world.cast(MEMBER, [1, 1, 1]), door);
      assert.equal(await electorate(), 2);
      assert.equal((await views.standing(MEMBER)).lastEpoch, 8);
    });
  }

  it("begins after as many whole epochs as the rules say", async () => {
    const counted = [];
    for (const epoch of [5, 6, 7, 8]) {
      if (epoch > NOW_EPOCH) await inEpoch(epoch);
      counted.push(await electorate());
    }
    assert.deepEqual(counted, [6, 6, 6, 0]);
  });

  it("begins for each member by their own last act", async () => {
    const counted = [];
    for (const [epoch, member] of [
      [6, 3],
      [7, 4],
      [8, 5],
    ]) {
      await inEpoch(epoch);
      await act(member);
      counted.push(await electorate());
    }
    assert.deepEqual(counted, [6, 6, 3]);
  });

  it("does not keep anybody from acting", async () => {
    await inEpoch(8);
    await p.admitted(world, people.stranger);
    assert.equal(await electorate(), 2);
    assert.equal((await views.standing(MEMBER)).active, true);
  });

  it("does not end with an act that is refused", async () => {
    await inEpoch(8);
    const refused = world.record(MEMBER, w.ownHours({ epoch: 8, units: 0 }));
    await expectRefused(world, () => signed(world.chain, refused), "UnitsMissing");
    assert.equal(await electorate(), 0);
  });

  it("does not end with what others do to a member", async () => {
    await inEpoch(8);
    const by = people.stranger;
    await p.recovered(world, MEMBER, by);
    await act(STEWARD);
    const credited = w.ownHours({ contributor: MEMBER, recorder: STEWARD, basis: 1, epoch: 8 });
    await world.do(world.record(STEWARD, credited));
    assert.equal((await views.standing(MEMBER)).lastEpoch, NOW_EPOCH);
    assert.equal(await electorate(), 2);
  });

  it("makes the quorum of a vote a part of those who are not dormant when it opens", async () => {
    const rules = w.sampleRules({ quorum: 10_000 });
    const awake = await w.sampleWorld({ founding: { rules } });
    await w.openSampleVote(awake, { duration: 60 });
    await awake.chain.travelTo(w.ENDS[6]);
    for (const member of [2, 3, 4]) await awake.do(p.choose(awake, member, 1));
    await awake.chain.send(awake.assembly, "closeVote", [1]);
    await w.openSampleVote(awake, { duration: 61 });
    const quorum = async (vote) => (await awake.ask("assembly", "vote", vote)).quorum;
    assert.deepEqual([await quorum(1), await quorum(2)], [6, 4]);
    await awake.do(p.choose(awake, 5, 1));
    assert.equal(await quorum(2), 4);
    await awake.chain.close();
  });

  it("counts no managed members where they have no vote, dormant or not", async () => {
    const rules = w.sampleRules({ managedMayVote: false });
    const apart = await w.found(world, w.sampleFounding({ salt: hashOf("apart"), rules }));
    await p.admitted(apart, people.managed6, { managed: true });
    await p.admitted(apart, people.member4);
    const base = () => apart.ask("community", "electorate");
    assert.equal(await base(), 3);
    await inEpoch(8);
    assert.equal(await base(), 0);
    await apart.do({ ...p.choose(apart, 3, 1), by: people.managed6 });
    assert.equal(await base(), 0);
    await apart.do({ ...apart.addSigner(3, people.stranger), by: people.managed6 });
    await apart.do({ ...p.removeSigner(apart, 3, people.managed6), by: people.stranger });
    assert.equal(await base(), 1);
  });

  it("never begins where the rules say so, nor after the last listed epoch", async () => {
    const rules = w.sampleRules({ dormantAfter: 0 });
    const never = await w.found(world, w.sampleFounding({ salt: hashOf("never"), rules }));
    await inEpoch(8);
    assert.equal(await never.ask("community", "electorate"), 2);
    await act(MANAGED);
    await world.chain.travelTo(w.ENDS[7] + 3_650 * w.DAY);
    assert.equal(await electorate(), 1);
    await act(MEMBER);
    assert.equal(await electorate(), 2);
  });

  it("counts whoever joins, comes back or is let back in, and not who leaves or is suspended", async () => {
    await inEpoch(8);
    const counted = [];
    const step = async (done) => {
      await done;
      counted.push(await electorate());
    };
    await step(p.admitted(world, people.stranger));
    await step(r.departed(world, MEMBER));
    await step(world.do(p.rejoin(world, MEMBER)));
    await step(r.suspended(world, MEMBER));
    await step(r.decided(world, "decideSuspension", MEMBER, 0));
    await step(p.claimed(world, new Person("claimer"), { stewards: [1, 2] }));
    assert.deepEqual(counted, [2, 2, 3, 2, 3, 5]);
  });

  for (const dormantAfter of [1, 3, 4, 16]) {
    for (const managedMayVote of [true, false]) {
      const how = `after ${dormantAfter} epochs, managed members ${managedMayVote ? "with" : "without"} a vote`;
      it(`is counted as a plain model counts through forty epochs, ${how}`, () =>
        modelled(dormantAfter, managedMayVote));
    }
  }

  /** Six members act, leave, come back and change signers at random through forty short epochs. */
  async function modelled(dormantAfter, managedMayVote) {
    const random = new Random(dormantAfter * 2 + managedMayVote);
    const start = await world.chain.now();
    const ends = Array.from({ length: DAYS }, (_, i) => start + (i + 1) * w.DAY);
    const rules = w.sampleRules({ dormantAfter, managedMayVote });
    const salt = hashOf(`${dormantAfter} ${managedMayVote}`);
    const apart = await w.found(world, w.sampleFounding({ salt, rules, ends, origin: start }));
    const signers = [undefined, people.steward1, people.steward2];
    for (const label of ["a", "b", "c", "d"]) {
      const managed = label > "b";
      await p.admitted(apart, signers[signers.push(new Person(label)) - 1], { managed });
    }
    const members = signers.map((_, i) => ({ last: 1, managed: i > 4, active: true, until: 0 }));
    for (let epoch = 1; epoch <= DAYS; ++epoch) {
      for (let i = random.below(4); i > 0; --i) await drawn(apart, random, signers, members, epoch);
      const counted = members
        .slice(1)
        .filter(({ active, last }) => active && last >= epoch - dormantAfter)
        .filter(({ managed }) => managedMayVote || !managed);
      assert.equal(await apart.ask("community", "electorate"), counted.length, `in ${epoch}`);
      if (epoch < DAYS) await world.chain.travelTo(ends[epoch - 1]);
    }
  }

  /** One step of the model and of the community. */
  async function drawn(apart, random, signers, members, epoch) {
    const id = 1 + random.below(6);
    const m = members[id];
    const carry = (name, fields) =>
      apart.do(
        { ...apart.act(name, id, { deadline: deadline(), ...fields }), by: signers[id] },
        signed,
      );
    const kind = random.below(5);
    if (!m.active && m.departed) {
      await carry("rejoin", {});
      Object.assign(m, { active: true, departed: false, last: epoch });
    } else if (!m.active) {
      await r.decided(apart, "decideSuspension", id, 0);
      Object.assign(m, { active: true, last: epoch });
    } else if (kind === 0 && id > 2) {
      await carry("depart", {});
      Object.assign(m, { active: false, departed: true });
    } else if (kind === 1) {
      await r.suspended(apart, id, 100 * w.DAY);
      m.active = false;
    } else if (kind === 2 && m.kept) {
      await carry("removeSigner", { signer: m.kept.signer });
      Object.assign(m, { kept: undefined, managed: id > 4, last: epoch });
    } else if (kind === 2) {
      const kept = new Person(`kept by a gateway ${acts}`);
      const { message, ...adding } = apart.addSigner(id, kept, { managed: true, by: signers[id] });
      await apart.do({ ...adding, message: { ...message, deadline: deadline() } }, signed);
      Object.assign(m, { kept, managed: true, last: epoch });
    } else {
      await carry("choose", { subject: id, recognition: 0 });
      m.last = epoch;
    }
  }
});
