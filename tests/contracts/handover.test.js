/** Invariant 7: what only a vote decides, before and after handover, and by whom it is never decided. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { encodeFunctionData } from "viem";

import { hashOf, Person } from "./support/acts.js";
import { doors, relay } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import { eventsIn } from "./support/walk.js";
import * as w from "./support/world.js";

const { MEMBER, STEWARD, people } = w;
const fresh = hashOf("decided");
const LAST_END = w.ENDS.at(-1);
const NEXT = w.NOW_EPOCH + 1;
const LATE = NEXT + 1;

/** Everything that a vote decides, with values that are right before and after handover. */
const DECISIONS = {
  decideGroup: [fresh],
  decideActivity: [w.activity({ since: LATE, document: fresh })],
  decideTerms: [w.HOURS, 1, 500, 0, fresh],
  decideEpochs: [[LAST_END + w.DAY]],
  decideRules: [w.sampleRules({ quorum: 1 })],
  decideSteward: [MEMBER, true],
  decideSuspension: [MEMBER, LAST_END],
  decideVote: [1, 1, w.NOTICE, w.VOTING_TIME],
  decideIndicator: [1, [], 0, fresh],
  decideRevision: [1, [], fresh],
  decideSunset: [1, LATE],
};
/** Those besides, which need something to decide about; and the end of all deciding by stewards. */
const OTHERS = {
  decideRecovery: [MEMBER, true],
  decideClaim: [w.UNCLAIMED, people.stranger.signer],
  handOver: [],
};
const ALL = { ...DECISIONS, ...OTHERS };
/** What stewards define by themselves, until handover. */
const DEFINITIONS = {
  defineGroup: { document: fresh },
  defineActivity: { activity: w.activity({ document: fresh }) },
  listEpochs: { ends: [LAST_END + w.DAY] },
  defineIndicator: w.sampleIndicator({ document: fresh }),
  openVote: { indicator: 1, from: 1, notice: w.NOTICE, duration: w.VOTING_TIME },
};

describe("handover", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const contractOf = (name) =>
    world.community.abi.some((entry) => entry.name === name) ? world.community : world.assembly;
  const refusalOf = (name) =>
    contractOf(name) === world.community ? "AssemblyRequired" : "ProposalRequired";

  /** Whoever could call, the contracts of the community and its makers among them. */
  function callers() {
    const { community, assembly, factory, implementations } = world;
    const contracts = [community, factory, ...implementations].map(({ address }) => address);
    const signers = [1, 2, 3, 6].map((member) => w.byMember[member].address);
    return { assembly, all: [...signers, people.stranger.address, ...contracts] };
  }

  async function refusedToAll() {
    const { assembly, all } = callers();
    for (const [name, args] of Object.entries(ALL)) {
      const others = contractOf(name) === assembly ? [...all, world.community.address] : all;
      for (const from of others) {
        const attempt = () => will.calledBy(world, from, name, ...args);
        await expectRefused(world, attempt, refusalOf(name), [from]);
      }
      const contract = contractOf(name);
      const data = encodeFunctionData({ abi: contract.abi, functionName: name, args });
      const { events } = await relay(world.chain, contract, [data]);
      const { reason } = r.toldIn({ events }, "ActFailed");
      assert.equal(world.chain.explain(reason).refusal, refusalOf(name), `${name}, relayed`);
    }
  }

  it("invariant 7: leaves what a vote decides to nobody else, before and after", async () => {
    await refusedToAll();
    await will.handedOver(world);
    await refusedToAll();
  });

  it("invariant 7: lets a proposal that has passed decide each of these, before and after", async () => {
    for (const first of [undefined, will.handedOver]) {
      await back();
      await first?.(world);
      const since = await world.chain.moment();
      for (const [name, args] of Object.entries(DECISIONS)) {
        await since();
        const before = await world.state();
        await will.decide(world, name, ...args);
        const decided = world.receipts.at(-1).logs.length;
        assert.ok(decided >= 2, `${name} tells what it did, beside that it was done`);
        assert.notDeepEqual(await world.state(), before);
      }
    }
  });

  it("invariant 7: knows no function that decides but those", async () => {
    const named = [...world.community.abi, ...world.assembly.abi]
      .filter(({ type, name }) => type === "function" && /^(decide|handOver)/.test(name))
      .map(({ name }) => name);
    assert.deepEqual([...new Set(named)].sort(), Object.keys(ALL).sort());
  });

  for (const [how, door] of Object.entries(doors)) {
    it(`invariant 7: ends what stewards define by themselves, ${how}`, async () => {
      const acts = () =>
        Object.entries(DEFINITIONS).map(([name, fields]) => world.act(name, STEWARD, fields));
      for (const act of acts()) {
        await back();
        await world.do(act, door);
      }
      await back();
      await will.handOver(world);
      const since = await world.ask("community", "handedOver");
      for (const act of acts())
        await expectRefused(world, () => door(world.chain, act), "HandedOver", [since]);
    });

    it(`leaves stewards what they do day by day: admitting, resolving, suspending, ${how}`, async () => {
      await will.handOver(world);
      const contribution = w.ownHours({ epoch: w.NOW_EPOCH });
      await r.contested(world, contribution);
      await world.do(world.resolve(STEWARD, contribution, true), door);
      await world.do(
        world.act("admit", STEWARD, { admissions: [w.admission(people.stranger)] }),
        door,
      );
      const until = (await world.chain.now()) + 30 * w.DAY;
      for (const steward of [1, 2]) await world.do(p.suspend(world, steward, 5, until), door);
      assert.equal((await world.ask("community", "member", 5)).active, false);
      assert.equal(await world.ask("community", "memberCount"), 8);
    });
  }

  it("is told once, by a vote, with the second in which it came", async () => {
    assert.equal(await world.ask("community", "handedOver"), 0);
    const receipt = await will.handOver(world);
    assert.deepEqual(
      eventsIn(world, [receipt]).map(({ eventName }) => eventName),
      ["CommunityHandedOver", "ProposalExecuted"],
    );
    assert.equal(await world.ask("community", "handedOver"), await world.chain.now());
    const again = [will.callOf(world, "handOver")];
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
    const vote = await will.passed(world, again);
    await world.chain.travelTo(await will.readyOf(world, vote));
    const refusal = await will.executed(world, vote, again).catch((error) => error);
    assert.equal(world.chain.explain(refusal.values[1]).refusal, "HandedOver");
  });

  it("comes with exactly three members, two of them stewards, all of whom can vote", async () => {
    const three = await w.found(world, w.sampleFounding({ salt: hashOf("three") }));
    await p.admitted(three, people.member3);
    const calls = [will.callOf(three, "handOver")];
    const vote = await will.proposed(three, calls);
    for (const member of [1, 2, 3])
      await three.do(will.answering(three, member, will.IN_FAVOUR, { vote }));
    await will.closed(three, vote);
    await will.executed(three, vote, calls);
    assert.notEqual(await three.ask("community", "handedOver"), 0);
  });

  it("closes the epochs before the founding at once, and no others", async () => {
    const spans = async () => {
      const all = [];
      for (const e of [1, 2, 3, 4, 5, 6])
        all.push(Number((await world.ask("community", "epoch", e))[2]));
      return all;
    };
    const before = await spans();
    const own = (epoch) => w.ownHours({ epoch, content: hashOf(`in ${epoch}`) });
    await world.do(world.record(MEMBER, own(1)));
    await will.handOver(world);
    const now = await world.ask("community", "handedOver");
    const after = await spans();
    assert.deepEqual(after.slice(4), before.slice(4));
    assert.deepEqual(after.slice(0, 4), [now, now, now, now]);
    assert.ok(
      before.slice(0, 4).every((closes) => closes > now),
      "they were open",
    );
    await assert.rejects(world.do(world.record(MEMBER, own(2))), { refusal: "EpochClosed" });
    await assert.rejects(world.do(world.attest(4, w.attesting(own(1)))), {
      refusal: "EpochClosed",
    });
    await world.do(world.record(MEMBER, own(w.NOW_EPOCH)));
    const finals = now + w.CONTEST_WINDOW;
    await world.chain.travelTo(finals);
    assert.equal(await world.ask("community", "epochState", 1), r.EPOCH.final);
  });

  it("closes them after one late window all the same, when it comes later", async () => {
    const closes = await r.closing(world, 1);
    await world.chain.travelTo(closes + w.DAY);
    await will.handOver(world);
    assert.equal(await r.closing(world, 1), closes);
  });

  it("invariant 9: lets nobody vote who joined in the epoch of an announcement, and all others", async () => {
    await will.handOver(world);
    const early = await will.proposed(world, [], { duration: 60 * w.DAY });
    await will.toOpening(world, early);
    // Everybody joined in the epoch that it is: nobody has a vote before the next one.
    for (const member of [1, 3, 6])
      await assert.rejects(world.do(will.answering(world, member, 1, { vote: early })), {
        refusal: "JoinedLate",
      });
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1] - 1);
    const id = await p.admitted(world, people.stranger);
    const second = new Person("second newcomer");
    const late = await p.admitted(world, second);
    const { joined } = await world.ask("community", "member", late);
    assert.equal(joined, w.ENDS[w.NOW_EPOCH - 1] + 1);
    const vote = await will.proposed(world, []);
    const { joinedBy } = await will.voteOf(world, vote);
    assert.equal(joinedBy, w.ENDS[w.NOW_EPOCH - 1] - 1);
    await will.toOpening(world, vote);
    const answer = (member, by) => ({ ...will.answering(world, member, 1, { vote }), by });
    await assert.rejects(world.do(answer(id, people.stranger)), { refusal: "JoinedLate" });
    await assert.rejects(world.do(answer(late, second), doors["signed and carried by anyone"]), {
      refusal: "JoinedLate",
    });
    await world.do(answer(MEMBER, people.member3));
    await world.chain.travelTo(w.ENDS[NEXT - 1]);
    const next = await will.proposed(world, []);
    await will.toOpening(world, next);
    await world.do({
      ...will.answering(world, id, 1, { vote: next }),
      by: people.stranger,
    });
    assert.equal((await will.voteOf(world, next)).ballots, 1);
  });

  it("goes on after the last listed epoch, with those who joined before its end", async () => {
    await will.handOver(world);
    await world.chain.travelTo(LAST_END);
    const late = new Person("after the last end");
    await world.chain.fund(late.address);
    const id = await p.admitted(world, late);
    await world.do({ ...world.act("choose", id, { subject: id, recognition: 1 }), by: late });
    for (const member of [1, 2, 3, 4, 5, 6])
      await world.do(world.act("choose", member, { subject: member, recognition: 0 }));
    assert.equal(await world.ask("community", "electorate"), 6);
    await will.decide(world, "decideEpochs", [LAST_END + 60 * w.DAY]);
    assert.equal(await world.ask("community", "electorate"), 6);
    await world.do({ ...world.act("depart", id, {}), by: late });
    assert.equal(await world.ask("community", "electorate"), 6);
    await world.chain.travelTo(LAST_END + 60 * w.DAY);
    await will.decide(world, "decideEpochs", [LAST_END + 120 * w.DAY]);
  });

  it("invariant 9: caps admissions of an epoch by the rules, which a vote changes, and goes on without stewards", async () => {
    await will.handedOver(world);
    await will.decide(world, "decideRules", w.sampleRules({ admissionCap: 1, sponsors: 2 }));
    await world.chain.travelTo(w.ENDS[NEXT - 1]);
    await will.withoutStewards(world);
    const [first, second] = ["a", "b"].map((label) => new Person(label));
    for (const member of [3, 4]) await world.do(p.sponsor(world, member, first));
    assert.equal(await world.ask("community", "memberCount"), 8);
    await world.do(p.sponsor(world, 3, second));
    await assert.rejects(world.do(p.sponsor(world, 4, second)), { refusal: "AdmissionsFull" });
  });

  it("opens weight votes by proposal, with the waits of the rules and over what is older than the epoch", async () => {
    await will.handedOver(world);
    await will.decide(world, "decideGroup", hashOf("young"));
    await will.decide(
      world,
      "decideActivity",
      w.activity({ group: 3, since: LATE, document: fresh }),
    );
    await will.decide(world, "decideVote", 1, 1, w.NOTICE, w.VOTING_TIME);
    const vote = await will.count(world);
    const young = await world.ask("assembly", "weighing", vote);
    assert.deepEqual(young, { indicator: 1, from: 1, activities: 3, groups: 0 });
    await will.closed(world, vote);
    await world.chain.travelTo(w.ENDS[NEXT - 1]);
    await will.decide(world, "decideVote", 1, 1, w.NOTICE, w.VOTING_TIME);
    const old = await world.ask("assembly", "weighing", await will.count(world));
    assert.equal(old.activities, 4);
  });

  it("knows nothing to weigh where everything is younger than the epoch", async () => {
    const young = await w.found(world, w.sampleFounding({ salt: hashOf("young") }));
    await young.chain.fund(young.assembly.address);
    await p.admitted(young, people.member3);
    await will.calledBy(young, young.assembly.address, "handOver");
    await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
    const decide = (name, ...args) => will.calledBy(young, young.assembly.address, name, ...args);
    await decide("decideGroup", fresh);
    await decide("decideActivity", w.activity({ since: LATE }));
    await decide("decideIndicator", 1, [], 0, fresh);
    const opening = () => decide("decideVote", 1, 1, w.NOTICE, w.VOTING_TIME);
    await expectRefused(young, opening, "VoteEmpty");
    await world.chain.travelTo(w.ENDS[NEXT - 1]);
    await opening();
    assert.equal(await young.ask("assembly", "voteCount"), 1n);
  });
});
