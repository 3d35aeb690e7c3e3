/** A community's code lies in four parts over one storage, an assembly's in two: they agree, and each hands on what it does not know. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { artifacts } from "hardhat";
import { encodeFunctionData, toFunctionSelector } from "viem";

import { newcomers, samples } from "./refusals/signatures.js";
import { digestOf, digestOfStruct, hashOf, Person } from "./support/acts.js";
import { direct, signed, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import { layouts } from "./support/layout.js";
import * as p from "./support/people.js";
import * as r from "./support/records.js";
import * as will from "./support/will.js";
import * as w from "./support/world.js";

const { MEMBER, people } = w;
const { PARTS } = w;

describe("the parts of a community's code", () => {
  let world, back, parts, halves;
  before(async () => {
    world = await w.sampleWorld();
    const [community, assembly] = world.implementations;
    parts = (await chainFrom(community, PARTS.Community.length)).map((a) => partAt(a));
    halves = (await chainFrom(assembly, PARTS.Assembly.length)).map((a) => partAt(a, "assembly"));
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  /** The addresses of so many parts, each of which names the next. */
  async function chainFrom(code, length) {
    const addresses = [code.address.toLowerCase()];
    while (addresses.length < length) {
      const next = await world.chain.ask({ ...code, address: addresses.at(-1) }, "NEXT");
      addresses.push(next.toLowerCase());
    }
    return addresses;
  }

  function partAt(address, kind = "community") {
    const part = { ...world[kind], address };
    part.digest = (name, message) => digestOf(part, name, message, world.chain.chainId);
    part.digestOfStruct = (struct, message) =>
      digestOfStruct(part, struct, message, world.chain.chainId);
    return part;
  }

  it("keep everything in the same place: what one writes the others read", async () => {
    for (const names of Object.values(PARTS)) {
      const laidOut = await layouts(...names);
      const [longest] = laidOut.toSorted((a, b) => b.lasting.length - a.lasting.length);
      for (const part of laidOut) {
        assert.ok(part.lasting.length > 10);
        assert.deepEqual(part.lasting, longest.lasting.slice(0, part.lasting.length));
        assert.deepEqual(
          part.passing.map(({ label }) => label),
          ["_relaying"],
        );
        assert.deepEqual(part.passing, longest.passing);
      }
    }
  });

  it("are chained for ever, and end in the last", async () => {
    const next = async (part) => (await world.chain.ask(part, "NEXT")).toLowerCase();
    for (const [contract, chain] of [
      [world.community, parts],
      [world.assembly, halves],
    ]) {
      assert.equal(await next(contract), chain[1].address);
      for (const [i, part] of chain.slice(0, -1).entries())
        assert.equal(await next(part), chain[i + 1].address);
      await assert.rejects(next(chain.at(-1)));
    }
  });

  it("hide nothing from one another: no two functions share a selector", async () => {
    for (const names of Object.values(PARTS)) {
      const seen = {};
      for (const name of names) {
        const { abi } = await artifacts.readArtifact(name);
        for (const entry of abi.filter(({ type }) => type === "function")) {
          const text = JSON.stringify(entry);
          const selector = toFunctionSelector(entry);
          assert.equal((seen[selector] ??= text), text, `${entry.name} in ${name}`);
        }
      }
    }
  });

  it("answer for every part at the community's one address, and sign by one name", async () => {
    const asked = {
      Community: ["eip712Domain"],
      Membership: ["memberCount"],
      Upkeep: ["epochCount"],
      Charter: ["decideGroup", hashOf("group")],
    };
    assert.deepEqual(Object.keys(asked), PARTS.Community);
    const { assembly } = world;
    for (const [name, ...args] of Object.values(asked))
      await world.chain.ask(world.community, name, args, { from: assembly.address });
    const [, name, version, , address] = await world.ask("community", "eip712Domain");
    assert.deepEqual(
      [name, version, address.toLowerCase()],
      ["Auzolan Community", "1", world.community.address],
    );
  });

  it("refuse what none of them knows, by its name, however it comes", async () => {
    const unknown = ["0x", "0x12", "0x12345678", `0x12345678${"00".repeat(64)}`];
    for (const contract of [world.community, world.assembly])
      for (const data of unknown) {
        const calling = () => world.chain.carry(contract, data);
        await expectRefused(world, calling, "ActMalformed");
        assert.equal(await relayed(contract, data, 100_000), "ActMalformed");
      }
  });

  it("refuse bytes that are cut off, whichever part the act lies in", async () => {
    const { act: adding } = samples.addSigner;
    for (const act of [
      adding(world),
      world.record(MEMBER, w.ownHours()),
      samples.retract.act(world),
      samples.defineActivity.act(world),
      samples.castShares.act(world),
      samples.propose.act(world),
    ]) {
      const data = await signedData(world.chain, act);
      const cut = data.slice(0, 2 + 2 * 100);
      assert.equal(await refused(world.chain.carry(act.contract, cut)), "ActMalformed");
      assert.equal(await relayed(act.contract, cut, 300_000), "ActMalformed");
    }
  });

  /** What a relay says of an act that it gives so much gas. */
  async function relayed(contract, data, gasLimit) {
    const [{ reason }] = await world.chain.ask(contract, "simulate", [[{ gasLimit, data }]]);
    return reason === "0x" ? "done" : world.chain.explain(reason).refusal;
  }

  /** The answers that come with more and more gas, each once, in the order in which they come. */
  async function answers({ contract, data, ...act }) {
    const carried = data ?? (await signedData(world.chain, { contract, ...act }));
    const seen = [];
    for (let gas = 0; seen.at(-1) !== "done" && gas < 1_000_000; gas += 197) {
      const answer = await relayed(contract, carried, gas);
      if (seen.at(-1) !== answer) seen.push(answer);
    }
    return seen;
  }

  const own = w.ownHours({ epoch: w.NOW_EPOCH });
  /** Acts of each part. */
  const STARVED = {
    "an act of the first part": () => world.record(MEMBER, own),
    "an act of the second part": () =>
      world.act("admit", 1, { admissions: [w.admission(people.stranger)] }),
    "a newcomer's act of the second part": async () =>
      world.join(people.stranger, await world.invitation(1, new Person("key"))),
    "an act that asks the factory about a verifier": async () =>
      world.addSigner(MEMBER, await p.kinds["a passkey"](world)),
    "an act signed by a contract account": async () => {
      const account = await p.kinds["a contract account"](world, "account");
      await p.withSigners(world, MEMBER, account);
      return { ...p.removeSigner(world, MEMBER, people.member3), by: account };
    },
    "an act signed by a passkey": async () => {
      const passkey = p.kinds["a passkey"](world);
      await p.withSigners(world, MEMBER, passkey);
      return { ...world.record(MEMBER, own), by: passkey };
    },
    "an act of the third part": async () => {
      await r.accepted(world, own);
      return world.retract(4, own);
    },
    "a definition, of the last part": () =>
      world.act("defineActivity", 1, { activity: w.activity({ document: hashOf("new") }) }),
  };

  /** Acts of the assembly, which calls the community in its turn. */
  const STARVED_THERE = {
    "a ballot": async () => {
      await w.openSampleVote(world, { duration: 300 * w.DAY });
      return world.cast(MEMBER, [1, 2, 3]);
    },
    "a ballot of shares": async () => {
      await will.openShares(world, { duration: 300 * w.DAY });
      return will.dividing(world, MEMBER, [70, 30], [1, 2, 3]);
    },
    "an answer to a proposal": async () => {
      await will.proposed(world, [], { duration: 300 * w.DAY });
      return will.answering(world, MEMBER, will.IN_FAVOUR);
    },
    "an objection": async () => {
      await will.passed(world, [], { delay: 300 * w.DAY });
      return will.objecting(world, MEMBER);
    },
    "a proposal": () => will.proposing(world, [will.callOf(world, "handOver")]),
    "the execution of a proposal": async () => {
      const calls = [will.callOf(world, "decideGroup", hashOf("decided"))];
      const vote = await will.passed(world, calls, { delay: 20 * w.DAY });
      await world.chain.travelTo(await will.readyOf(world, vote));
      const { abi } = world.assembly;
      const data = encodeFunctionData({ abi, functionName: "execute", args: [vote, calls] });
      return { contract: world.assembly, data };
    },
    "the opening of a vote": () =>
      world.act("openVote", 1, { indicator: 1, from: 1, notice: 0, duration: 60 }),
    "the definition of an indicator": () =>
      world.act("defineIndicator", 1, w.sampleIndicator({ document: hashOf("new") })),
  };
  for (const [what, acting] of Object.entries({ ...STARVED, ...STARVED_THERE })) {
    it(`report OutOfGas for every limit that is too small, of ${what}`, async () => {
      const act = await acting();
      assert.deepEqual(await answers(act), ["OutOfGas", "done"]);
      // The first act of a member in an epoch writes most.
      await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
      assert.deepEqual(await answers(act), ["OutOfGas", "done"]);
    });
  }

  /** Where nobody is a member nothing can be done: these are all the answers there are. */
  const NOBODYS = ["ActMalformed", "MemberUnknown", "RecoveryUnknown", "SignerNotOfMember"];
  it("belong to nobody: no act does anything at their own address", async () => {
    const before = await roots();
    for (const part of [...parts, ...halves]) {
      const there = new w.World({ ...world, [part.kind]: part });
      for (const [name, { act: sample }] of Object.entries({ ...samples, ...newcomers })) {
        const act = await sample(there);
        if (act.contract !== part) continue;
        for (const door of [direct, signed]) {
          const refusal = await refused(door(world.chain, act));
          assert.ok(NOBODYS.includes(refusal), `${refusal}: ${name} at ${part.address}`);
        }
      }
    }
    assert.deepEqual(await roots(), before);
  });

  it("belong to nobody: what is a vote's to say, or a factory's, nobody says at their own address", async () => {
    const before = await roots();
    const calls = [
      ["decideRecovery", [MEMBER, true], "AssemblyRequired"],
      ["decideSuspension", [MEMBER, 0], "AssemblyRequired"],
      ["decideClaim", [w.UNCLAIMED, people.stranger.signer], "AssemblyRequired"],
      ["decideSteward", [MEMBER, true], "AssemblyRequired"],
      ["decideGroup", [hashOf("group")], "AssemblyRequired"],
      ["decideActivity", [w.activity()], "AssemblyRequired"],
      ["decideTerms", [w.HOURS, 1, 1, 0, hashOf("terms")], "AssemblyRequired"],
      ["decideEpochs", [[w.ENDS.at(-1) + w.DAY]], "AssemblyRequired"],
      ["decideRules", [w.sampleRules()], "AssemblyRequired"],
      ["handOver", [], "AssemblyRequired"],
      ["noteAct", [MEMBER, hashOf("signer")], "AssemblyRequired"],
      ["completeClaim", [w.UNCLAIMED, people.stranger.signer], "MemberUnknown"],
      ["initialise", [w.sampleFounding(), people.stranger.address], "InitialisedAlready"],
    ];
    for (const part of parts)
      for (const [name, args, error] of calls) {
        const refusal = await refused(world.chain.send(part, name, args));
        assert.ok([error, "ActMalformed"].includes(refusal), `${refusal}: ${name}`);
      }
    for (const half of halves) {
      for (const [name, args] of [
        ["decideVote", [1, 1, w.NOTICE, w.VOTING_TIME]],
        ["decideIndicator", [1, [], 0, hashOf("indicator")]],
        ["decideRevision", [1, [], hashOf("indicator")]],
        ["decideSunset", [1, w.NOW_EPOCH + 1]],
      ])
        assert.equal(await refused(world.chain.send(half, name, args)), "ProposalRequired", name);
      // Nobody's record answers, which ends a call without a word.
      for (const [name, args] of [
        ["openElection", [0]],
        ["initialise", [world.community.address]],
      ]) {
        const refusal = await refused(world.chain.send(half, name, args));
        assert.ok(["ActMalformed", "InitialisedAlready"].includes(refusal), `${refusal}: ${name}`);
      }
    }
    assert.deepEqual(await roots(), before);
  });

  const roots = () =>
    Promise.all([...parts, ...halves].map((part) => world.chain.storageRoot(part)));
});

/** The name of the refusal, if it has one: what is malformed ends without a word where nobody stands by to name it, and so does what the last part, which hands nothing on, ends without a word when it does not know an act. */
async function refused(attempt) {
  try {
    await attempt;
  } catch (error) {
    if (error.refusal) return error.refusal;
    if (
      /reverted without a reason|infer the reason|function selector was not recognized/.test(
        error.message,
      )
    )
      return "ActMalformed";
    throw error;
  }
  return "nothing: it was carried out";
}
