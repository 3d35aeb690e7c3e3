import { network } from "hardhat";
import { encodeFunctionData } from "viem";

import { hashOf } from "../../tests/contracts/support/acts.js";
import { Chain, TRANSACTION_GAS } from "../../tests/contracts/support/chain.js";
import { signed, signedData } from "../../tests/contracts/support/doors.js";
import * as sample from "../../tests/contracts/support/world.js";
import { CHANGED_SLOT, COLD_READ, floorOf, FRESH_SLOT, REWRITTEN_SLOT, sum } from "./floor.js";
import { ECDSA } from "./signers.js";

const TYPES = 16;
const PEOPLE = 110;
const FIRST_VOTER = 3;
const ACT_GAS = 16_000;
const SKIPPABLE = { from: 1, duration: 86_400 };

/** A world in which each act is signed by its member's own key, of the kind that is measured. */
class BenchWorld extends sample.World {
  act(name, member, fields, changes) {
    return super.act(name, member, fields, { by: this.signers[member], ...changes });
  }

  do(act, door = signed) {
    return super.do(act, door);
  }
}

/** A community of two stewards and 110 members with keys, 16 activity types and an open vote. */
export async function benchWorld(kind = ECDSA) {
  const deployed = await sample.deployFactory(await chainAt(kind.hardfork));
  const signerOf = (label) => kind.make(label, deployed.verifier.address);
  const stewards = ["steward 1", "steward 2"].map(signerOf);
  const people = Array.from({ length: PEOPLE }, (_, i) => signerOf(`bench member ${i + 3}`));
  const admissions = (persons) => persons.map((person) => sample.admission(person));
  const founding = sample.sampleFounding({ stewards: admissions(stewards) });
  const world = new BenchWorld(await sample.found(deployed, founding));
  Object.assign(world, { kind, signers: [undefined, ...stewards, ...people] });
  for (let i = 0; i < PEOPLE; i += 55) {
    await world.do(world.act("admit", 1, { admissions: admissions(people.slice(i, i + 55)) }));
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

/** The tests' chain by the rules of a hardfork. */
async function chainAt(hardfork) {
  const chain = await Chain.open();
  const initialDate = new Date(1_000 * (await chain.now()));
  await chain.close();
  const limits = { blockGasLimit: 200_000_000, gas: TRANSACTION_GAS };
  const override = { chainId: chain.chainId, hardfork, initialDate, ...limits };
  chain.connection = await network.create({ override });
  return chain;
}

/** Carries signed acts, in as few relays as they fit, and answers gas used and the floor, over all of them. */
export async function carry(world, acts, storage) {
  const { chain, kind } = world;
  const size = Math.ceil(acts.length / Math.ceil(acts.length / kind.perRelay));
  const used = [];
  const floors = [];
  for (let i = 0; i < acts.length; i += size) {
    const part = acts.slice(i, i + size);
    const datas = await Promise.all(part.map((act) => signedData(chain, act)));
    const { receipt, calldata } = await relayExactly(chain, part[0].contract, datas);
    used.push(receipt.gasUsed);
    const share = (storage * part.length) / acts.length;
    floors.push(leastOf(kind, { receipt, calldata, signatures: part.length, storage: share }));
  }
  if (Math.max(...used) > TRANSACTION_GAS)
    throw new Error("a transaction of this batch is too big");
  const limit = floors.includes(null) ? null : sum(floors);
  return { ours: sum(used), limit, used, note: kind.note };
}

/** Carries one signed act by itself, which anybody may, without the relay. */
export async function carryAlone({ chain, kind }, [act], storage) {
  const calldata = await signedData(chain, act);
  const receipt = await chain.carry(act.contract, calldata);
  const limit = leastOf(kind, { receipt, calldata, signatures: 1, storage });
  return { ours: receipt.gasUsed, limit, used: [receipt.gasUsed], note: kind.note };
}

function leastOf({ check }, { receipt, calldata, signatures, storage }) {
  if (check === null) return null;
  return floorOf({ calldata, checks: signatures * check, storage, logs: receipt.logs });
}

/** Promises each act what it needs: a simulation tells how much. */
async function relayExactly(chain, contract, datas) {
  const budget = Math.max(Math.floor((TRANSACTION_GAS * 0.9) / datas.length), 600_000);
  const guess = datas.map((data) => ({ gasLimit: budget, data }));
  const outcomes = await chain.ask(contract, "simulate", [guess]);
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

export function contributionOf(member, changes) {
  const content = hashOf(`content ${++made}`);
  return sample.ownHours({ contributor: member, recorder: member, content, ...changes });
}

/** So many different people. */
export function members(count) {
  return Array.from({ length: count }, (_, i) => FIRST_VOTER + i);
}

/** The two who attest to what a member records. */
export function attestersOf(member) {
  return [1, 2].map((step) => FIRST_VOTER + ((member - FIRST_VOTER + step) % PEOPLE));
}

export function withTwoAttestations(world, member, changes) {
  const contribution = contributionOf(member, changes);
  const attestation = sample.attesting(contribution);
  return [
    world.record(member, contribution),
    ...attestersOf(member).map((attester) => world.attest(attester, attestation)),
  ];
}

/** The slot of the contribution: fresh, then written twice more. Every member who signs is looked up once. */
const CONTRIBUTION_SLOT = FRESH_SLOT + 2 * REWRITTEN_SLOT;
/** Once per transaction: the activity type, the epoch, and the calendar that says whether it is open. */
const TERMS = 3 * COLD_READ;

export async function oneContribution(world) {
  const first = await carry(
    world,
    withTwoAttestations(world, 3),
    CONTRIBUTION_SLOT + 3 * COLD_READ + TERMS + 2 * FRESH_SLOT,
  );
  const later = await carry(
    world,
    withTwoAttestations(world, 3),
    CONTRIBUTION_SLOT + 3 * COLD_READ + TERMS + 2 * CHANGED_SLOT,
  );
  return { first, later };
}

/** A contribution is accepted whose three members do nothing else: nobody else is the first of all in the epoch. */
export async function beginEpoch(world, changes) {
  await carry(world, withTwoAttestations(world, FIRST_VOTER + PEOPLE - 3, changes), 0);
}

/** The next epoch begins, in which the others have not acted yet; what they do is what they did in the last. */
export async function nextEpoch(world) {
  await world.chain.travelTo(sample.ENDS[sample.NOW_EPOCH - 1]);
  const changes = { epoch: sample.NOW_EPOCH };
  await beginEpoch(world, changes);
  return changes;
}

/** Contributions of so many different people; `raw` is the slot of their units: fresh, or changed when they had some. */
export async function batchOfContributions(world, count, raw = FRESH_SLOT, changes = {}) {
  const acts = members(count).flatMap((member) => withTwoAttestations(world, member, changes));
  const total = CHANGED_SLOT + (count - 1) * REWRITTEN_SLOT;
  // Each attests to the two before them, so there are two members more than contributions.
  const signers = (count + 2) * COLD_READ;
  const storage = count * (CONTRIBUTION_SLOT + raw) + signers + TERMS + total;
  return perItem(await carry(world, acts, storage), count);
}

/** A contribution's first attestation, and the one with which it is accepted; its contributor had units before. */
export async function oneAttestation(world, bring) {
  await carry(world, withTwoAttestations(world, FIRST_VOTER), 0);
  const [record, first, second] = withTwoAttestations(world, FIRST_VOTER);
  await carry(world, [record], 0);
  const storage = TERMS + COLD_READ + CHANGED_SLOT;
  return {
    first: await bring(world, [first], storage),
    accepting: await bring(world, [second], storage + 2 * CHANGED_SLOT),
  };
}

/** What one steward records and vouches for, `count` contributions of different people. */
export function vouchedContributions(count) {
  return members(count).map((member) =>
    contributionOf(member, { recorder: 1, basis: sample.VOUCHED }),
  );
}

/** One steward vouches for contributions in one act, the other in a second: two signatures for all. */
export function vouchedActs(world, count) {
  const contributions = vouchedContributions(count);
  const attestations = contributions.map((c) => sample.attesting(c, { basis: sample.VOUCHED }));
  return [world.record(1, ...contributions), world.attest(2, ...attestations)];
}

export async function vouchedImport(world, count) {
  const slots = FRESH_SLOT + REWRITTEN_SLOT + FRESH_SLOT + REWRITTEN_SLOT;
  const storage = count * slots + TERMS + CHANGED_SLOT + 2 * COLD_READ;
  return perItem(await carry(world, vouchedActs(world, count), storage), count);
}

/** Levels of one member: spread over the eleven levels, the same on every run. */
export function levelsOf(member, round, types = TYPES) {
  return Array.from({ length: types }, (_, i) => {
    const digest = hashOf(`level ${member} ${i} ${round}`);
    return Number(BigInt(digest) % 11n);
  });
}

export function ballots(world, first, count, sequence) {
  return Array.from({ length: count }, (_, i) => {
    const member = first + i;
    const rationale = hashOf("why");
    return world.cast(member, levelsOf(member, sequence), { sequence, rationale });
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

export function perItem({ ours, limit, ...rest }, count) {
  const each = (gas) => (gas === null ? null : Math.ceil(gas / count));
  return { ours: each(ours), limit: each(limit), ...rest };
}
