import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { encodeFunctionData } from "viem";

import { hashOf, withBitFlipped } from "./support/acts.js";
import { digest, relay, signedData } from "./support/doors.js";
import { expectRefused } from "./support/expect.js";
import * as w from "./support/world.js";

const HOSTILE = {
  "burns all its gas": ["GasBurner"],
  "answers without end": ["LongAnswer", [false]],
};
HOSTILE["refuses without end"] = ["LongAnswer", [true]];

describe("relay", () => {
  let world, back;
  before(async () => {
    world = await w.sampleWorld();
    back = await world.chain.moment();
  });
  after(() => world.chain.close());
  beforeEach(() => back());

  const honest = (label, member = w.MEMBER) =>
    world.record(
      member,
      w.ownHours({ contributor: member, recorder: member, content: hashOf(label) }),
    );
  const bytes = (act) => signedData(world.chain, act);
  const bitmap = ({ events }) =>
    events.find(({ eventName }) => eventName === "Relayed").args.succeeded;
  const failures = ({ events }) => events.filter(({ eventName }) => eventName === "ActFailed");

  /** Admits a contract account as member 8. */
  async function admitAccount(name, args) {
    const account = await world.chain.deploy(name, args);
    const admissions = [w.admission(undefined, { signer: account.address })];
    await world.do(world.act("admit", w.STEWARD, { admissions }));
    return account;
  }

  it("carries out what can be carried out and tells the outcome of each act", async () => {
    const datas = [
      await bytes(honest("first")),
      await bytes(honest("first")),
      "0x12345678",
      await bytes(honest("second", 4)),
    ];
    const acts = datas.map((data) => ({ gasLimit: 500_000, data }));
    const outcomes = await world.chain.ask(world.community, "simulate", [acts]);
    const receipt = await relay(world.chain, world.community, datas);
    assert.equal(bitmap(receipt), 0b1001n);
    const reasons = failures(receipt).map(({ args }) => [Number(args.index), args.reason]);
    assert.deepEqual(
      reasons.map(([index, reason]) => [index, world.chain.explain(reason).refusal]),
      [
        [1, "ContributionExists"],
        [2, "ActMalformed"],
      ],
    );
    assert.deepEqual(
      outcomes.map(({ reason }) => reason),
      ["0x", reasons[0][1], reasons[1][1], "0x"],
    );
  });

  it("tells how much gas an act needs: it succeeds with a little more and not with less", async () => {
    const data = await bytes(honest("measured"));
    const acts = [{ gasLimit: 500_000, data }];
    const [{ gasUsed }] = await world.chain.ask(world.community, "simulate", [acts]);
    const short = await relay(world.chain, world.community, [data], { gasLimit: gasUsed - 5_000 });
    assert.equal(world.chain.explain(failures(short)[0].args.reason).refusal, "OutOfGas");
    const enough = await relay(world.chain, world.community, [data], { gasLimit: gasUsed });
    assert.equal(bitmap(enough), 1n);
  });

  it("lets an act that ran out of gas be tried again", async () => {
    const data = await bytes(honest("again"));
    await relay(world.chain, world.community, [data], { gasLimit: 40_000 });
    assert.equal(bitmap(await relay(world.chain, world.community, [data])), 1n);
  });

  it("leaves the state that the same acts leave one by one", async () => {
    const acts = [
      honest("a"),
      honest("b", 4),
      world.attest(5, w.attesting(honest("b", 4).message.contributions[0])),
    ];
    for (const act of acts) await world.do(act);
    const apart = await world.state();
    await back();
    await relay(world.chain, world.community, await Promise.all(acts.map(bytes)));
    assert.deepEqual(await world.state(), apart);
  });

  for (const [what, [name, args = []]] of Object.entries(HOSTILE)) {
    it(`carries twenty honest acts beside a signer that ${what}`, async () => {
      const { address } = await admitAccount(name, args);
      const hostile = { ...honest("hostile", 8), by: w.people.stranger };
      const datas = [await bytes({ ...hostile, signer: address, signature: "0x1234" })];
      for (let i = 0; i < 20; ++i) datas.push(await bytes(honest(`honest ${i}`)));
      const receipt = await relay(world.chain, world.community, datas, { gasLimit: 200_000 });
      assert.equal(bitmap(receipt) >> 1n, 2n ** 20n - 1n);
      const [failure] = failures(receipt);
      if (failure) assert.ok(failure.args.reason.length <= 2 + 2 * 132);
    });
  }

  it("does not take its caller for the member whose signer it is", async () => {
    const forged = encodeFunctionData({
      abi: world.community.abi,
      functionName: "record",
      args: [honest("forged").message, w.people.member3.signer, "0x"],
    });
    const from = w.people.member3.address;
    const before = await world.state();
    const receipt = await relay(world.chain, world.community, [forged], { from });
    assert.equal(
      world.chain.explain(failures(receipt)[0].args.reason).refusal,
      "SignatureLengthInvalid",
    );
    assert.deepEqual(await world.state(), before);
  });

  it("takes its caller for the member again once it has ended", async () => {
    const from = w.people.member3.address;
    await relay(world.chain, world.community, ["0x12345678"], { from });
    await world.do(honest("afterwards"));
    assert.deepEqual(await stateOf("afterwards"), 1);
  });

  it("carries the acts of an assembly alike", async () => {
    await w.openSampleVote(world);
    const datas = [];
    for (const member of [3, 4, 5]) datas.push(await bytes(world.cast(member, [1, 2, 3])));
    const receipt = await relay(world.chain, world.assembly, datas);
    assert.equal(bitmap(receipt), 0b111n);
  });

  it("carries 256 acts", async () => {
    const acts = Array(256).fill({ gasLimit: 1_000, data: "0x12345678" });
    const receipt = await world.chain.send(world.community, "relay", [acts]);
    assert.equal(failures(receipt).length, 256);
    assert.equal(bitmap(receipt), 0n);
  });

  it("lets a contract account speak that answers for its owner's signature", async () => {
    const { address } = await admitAccount("OwnedAccount", [w.people.stranger.address]);
    const act = { ...honest("by contract", 8), by: w.people.stranger, signer: address };
    await world.chain.carry(world.community, await bytes(act));
    assert.equal(await stateOf("by contract", 8), 1);
  });

  it("refuses a contract account that does not answer for the signature", async () => {
    const { address } = await admitAccount("OwnedAccount", [w.people.stranger.address]);
    const act = { ...honest("by contract", 8), by: w.people.stranger, signer: address };
    const signature = withBitFlipped(await w.people.stranger.sign(digest(world.chain, act)), 9);
    const forged = await bytes({ ...act, signature });
    await expectRefused(
      world,
      () => world.chain.carry(world.community, forged),
      "SignatureInvalid",
    );
  });

  it("never takes a contract account's lack of gas for its verdict", async () => {
    const { address } = await admitAccount("SlowAccount", []);
    const act = { ...honest("slow", 8), by: w.people.stranger, signer: address };
    const data = await bytes({ ...act, signature: "0x1234" });
    const answers = [];
    for (let gasLimit = 20_000; gasLimit <= 600_000; gasLimit += 10_000) {
      const [{ reason }] = await world.chain.ask(world.community, "simulate", [
        [{ gasLimit, data }],
      ]);
      answers.push(reason === "0x" ? "done" : world.chain.explain(reason).refusal);
    }
    assert.deepEqual([...new Set(answers)], ["OutOfGas", "done"]);
  });

  it("takes its own key's signature from an account that delegated its code (EIP-7702)", async () => {
    const { address: hostile } = await world.chain.deploy("GasBurner");
    await world.chain.delegate(w.people.member3, hostile);
    await relay(world.chain, world.community, [await bytes(honest("by key"))]);
    assert.equal(await stateOf("by key"), 1);
  });

  it("asks the code to which an account delegated for any other signature (EIP-7702)", async () => {
    const owner = w.people.stranger;
    const { address: owned } = await world.chain.deploy("OwnedAccount", [owner.address]);
    await world.chain.delegate(w.people.member3, owned);
    const act = { ...honest("by delegate"), by: owner, signer: w.people.member3.signer };
    await world.chain.carry(world.community, await bytes(act));
    assert.equal(await stateOf("by delegate"), 1);
  });

  async function stateOf(label, member = w.MEMBER) {
    const [contribution] = honest(label, member).message.contributions;
    const [state] = await world.ask("community", "contribution", await world.idOf(contribution));
    return state;
  }
});
