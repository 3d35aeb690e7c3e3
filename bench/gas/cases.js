import { encodeFunctionData } from "viem";

import { hashOf, Person, ZERO } from "../../tests/contracts/support/acts.js";
import { Chain, TRANSACTION_GAS } from "../../tests/contracts/support/chain.js";
import { signedData } from "../../tests/contracts/support/doors.js";
import * as sample from "../../tests/contracts/support/world.js";
import { CHANGED_SLOT, COLD_READ, floorOf, FRESH_SLOT, REWRITTEN_SLOT, sum } from "./floor.js";

const TYPES = 16;
const PEOPLE = 110;
const FIRST_VOTER = 3;
/** One relay carries 256 acts; a batch of 100 contributions with 300 signatures goes in two transactions. */
const ACTS_PER_RELAY = 255;
const ACT_GAS = 16_000;
const SKIPPABLE = { from: 1, duration: 86_400 };

/** A community of two stewards and 110 members with keys, 16 activity types and an open vote. */
export async function benchWorld() {
  const chain = await Chain.open();
  const world = await sample.found(await sample.deployFactory(chain), sample.sampleFounding());
  world.people = Array.from({ length: PEOPLE }, (_, i) => new Person(`bench member ${i + 3}`));
  for (const { address } of Object.values(sample.people)) await chain.fund(address);
  for (let i = 0; i < PEOPLE; i += 55) {
    const admissions = world.people.slice(i, i + 55).map((person) => sample.admission(person));
    await world.do(world.act("admit", 1, { admissions }));
  }
  await world.do(world.act("defineGroup", 1, { document: hashOf("group") }));
  for (let i = 0; i < TYPES; ++i) {
    const definition = sample.activity({ cap: sample.NO_CAP, document: hashOf(`type ${i}`) });
    await world.do(world.act("defineActivity", 1, { activity: definition }));
  }
  await world.do(world.act("defineIndicator", 1, sample.sampleIndicator()));
  await sample.openSampleVote(world, SKIPPABLE);
  return world;
}

/** Carries signed acts, in as few relays as they fit, and answers gas used and the floor, over all of them. */
export async function carry(world, acts, storage, perRelay = ACTS_PER_RELAY) {
  const { chain } = world;
  const used = [];
  const floors = [];
  for (let i = 0; i < acts.length; i += perRelay) {
    const part = acts.slice(i, i + perRelay);
    const datas = await Promise.all(part.map((act) => signedData(chain, act)));
    const { receipt, calldata } = await relayExactly(chain, part[0].contract, datas);
    used.push(receipt.gasUsed);
    const share = (storage * part.length) / acts.length;
    floors.push(floorOf({ calldata, signatures: part.length, storage: share, logs: receipt.logs }));
  }
  if (Math.max(...used) > TRANSACTION_GAS)
    throw new Error("a transaction of this batch is too big");
  return { ours: sum(used), limit: sum(floors), used };
}

/** Promises each act what it needs: a simulation tells how much. */
async function relayExactly(chain, contract, datas) {
  const budget = Math.max(Math.floor((TRANSACTION_GAS * 0.9) / datas.length), 400_000);
  const guess = datas.map((data) => ({ gasLimit: budget, data }));
  const outcomes = await chain.ask(contract, "relay", [guess]);
  const failed = outcomes.find(({ reason }) => reason !== "0x");
  if (failed) throw chain.explain(failed.reason);
  const acts = datas.map((data, i) => ({ gasLimit: outcomes[i].gasUsed + ACT_GAS, data }));
  const calldata = encodeFunctionData({ abi: contract.abi, functionName: "relay", args: [acts] });
  const receipt = await chain.carry(contract, calldata);
  const failure = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  if (failure) throw chain.explain(failure.args.reason);
  return { receipt, calldata };
}

let made = 0;

function contributionOf(member, changes = {}) {
  const content = hashOf(`content ${++made}`);
  return sample.ownHours({ contributor: member, recorder: member, content, ...changes });
}

const personOf = (world, member) => world.people[member - FIRST_VOTER];

export function withTwoAttestations(world, member) {
  const contribution = contributionOf(member);
  const attesters = [1, 2].map((step) => FIRST_VOTER + ((member - FIRST_VOTER + step) % PEOPLE));
  return [
    { ...world.record(member, contribution), by: personOf(world, member) },
    ...attesters.map((attester) => ({
      ...world.attest(attester, sample.attesting(contribution)),
      by: personOf(world, attester),
    })),
  ];
}

/** The slot of the contribution: fresh, then written twice more. Per signature one signer is looked up. */
const CONTRIBUTION_SLOTS = FRESH_SLOT + 2 * REWRITTEN_SLOT + 3 * COLD_READ;
/** Once per transaction: the activity type, the epoch, and the calendar that says whether it is open. */
const TERMS = 3 * COLD_READ;

export async function oneContribution(world) {
  const first = await carry(
    world,
    withTwoAttestations(world, 3),
    CONTRIBUTION_SLOTS + TERMS + 2 * FRESH_SLOT,
  );
  const later = await carry(
    world,
    withTwoAttestations(world, 3),
    CONTRIBUTION_SLOTS + TERMS + 2 * CHANGED_SLOT,
  );
  return { first, later };
}

/** Contributions of so many different people; the member's raw units are fresh, the totals are not. */
export async function batchOfContributions(world, count) {
  const members = Array.from({ length: count }, (_, i) => FIRST_VOTER + i);
  const acts = members.flatMap((member) => withTwoAttestations(world, member));
  const storage = count * (CONTRIBUTION_SLOTS + FRESH_SLOT + REWRITTEN_SLOT) + TERMS + CHANGED_SLOT;
  return perItem(await carry(world, acts, storage, 150), count);
}

/** One steward vouches for contributions in one act, the other in a second: two signatures for all. */
export function vouchedActs(world, count) {
  const contributions = Array.from({ length: count }, (_, i) =>
    contributionOf(FIRST_VOTER + i, { recorder: 1, basis: sample.VOUCHED }),
  );
  const attestations = contributions.map((c) => sample.attesting(c, { basis: sample.VOUCHED }));
  return [world.record(1, ...contributions), world.attest(2, ...attestations)];
}

export async function vouchedImport(world, count) {
  const slots = FRESH_SLOT + REWRITTEN_SLOT + FRESH_SLOT + REWRITTEN_SLOT;
  const storage = count * slots + TERMS + CHANGED_SLOT + 2 * COLD_READ;
  return perItem(await carry(world, vouchedActs(world, count), storage), count);
}

/** Levels of one member over 16 types: spread over the eleven levels, the same on every run. */
function levelsOf(member, round) {
  return Array.from({ length: TYPES }, (_, i) => {
    const digest = hashOf(`level ${member} ${i} ${round}`);
    return Number(BigInt(digest) % 11n);
  });
}

export function ballots(world, first, count, sequence) {
  return Array.from({ length: count }, (_, i) => {
    const member = first + i;
    const act = world.cast(member, levelsOf(member, sequence), {
      sequence,
      rationale: hashOf("why"),
    });
    return { ...act, by: personOf(world, member) };
  });
}

const LEVELS_TOUCHED = (member) => new Set(levelsOf(member, 1)).size;

/** A ballot alone, when earlier ones have used every level, and when it is the first of all. */
export async function oneBallot(world) {
  const read = 3 * COLD_READ + FRESH_SLOT + CHANGED_SLOT;
  const first = await carry(world, ballots(world, 3, 1, 1), read + LEVELS_TOUCHED(3) * FRESH_SLOT);
  await carry(world, ballots(world, 4, 5, 1), 0);
  const later = await carry(
    world,
    ballots(world, 9, 1, 1),
    read + LEVELS_TOUCHED(9) * CHANGED_SLOT,
  );
  return { first, later };
}

/** Ballots of so many different people; `sequence` 2 replaces theirs. */
export async function batchOfBallots(world, count, sequence = 1) {
  const once = COLD_READ + CHANGED_SLOT + 11 * CHANGED_SLOT;
  const slot = sequence === 1 ? FRESH_SLOT : CHANGED_SLOT;
  const acts = ballots(world, 10, count, sequence);
  const touched = sum(acts.map((_, i) => LEVELS_TOUCHED(10 + i)));
  const storage = once + count * (slot + 2 * COLD_READ) + touched * REWRITTEN_SLOT;
  return perItem(await carry(world, acts, storage), count);
}

function perItem({ ours, limit }, count) {
  return { ours: Math.ceil(ours / count), limit: Math.ceil(limit / count) };
}
