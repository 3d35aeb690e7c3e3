/** How a community decides: proposals, weight votes of both kinds, elections, and the courses that lead to a moment worth testing. */
import { encodeFunctionData } from "viem";

import { hashOf, ZERO } from "./acts.js";
import * as w from "./world.js";

export const IN_FAVOUR = 1;
export const AGAINST = 2;
export const ABSTAINS = 3;
export const KIND = { weights: 1, proposal: 2, election: 3 };
export const RECORD = 1;
export const ASSEMBLY = 2;
/** The least that a proposal takes a steward until handover, and anybody else, and everybody afterwards. */
export const QUICK = { notice: 0, duration: 60, delay: 0 };
export const WAITING = { notice: w.NOTICE, duration: w.VOTING_TIME, delay: w.DELAY };
const VOTERS = [3, 4, 5];
export const EXECUTION_TIME = 30 * w.DAY;

/** One call of a proposal, to whichever contract knows it. */
export function callOf(world, functionName, ...args) {
  const knows = ({ abi }) => abi.some(({ name }) => name === functionName);
  const { abi } = knows(world.community) ? world.community : world.assembly;
  const to = abi === world.community.abi ? RECORD : ASSEMBLY;
  return { to, data: encodeFunctionData({ abi, functionName, args }) };
}

/** The act of proposing, by a steward and as quick as can be. */
export function proposing(world, calls = [], { member = w.STEWARD, ...fields } = {}) {
  const usual = { amends: 0, ...QUICK, document: hashOf("proposal"), calls };
  return world.act("propose", member, { ...usual, ...fields });
}

export const answering = (world, member, choice, { vote = 1, sequence = 1 } = {}) =>
  world.act("castProposal", member, { vote, sequence, choice, rationale: ZERO });

export const objecting = (world, member, vote = 1) =>
  world.act("objectToProposal", member, { vote, rationale: ZERO });

export const standing = (world, member, vote = 1) => world.act("stand", member, { vote });

export const electing = (world, member, approved, { vote = 1, sequence = 1 } = {}) =>
  world.act("castElection", member, { vote, sequence, approved, rationale: ZERO });

/** A ballot of shares: points for each group, and levels for each activity type. */
export const dividing = (world, member, points, levels, { vote = 1, sequence = 1 } = {}) =>
  world.act("castShares", member, { vote, sequence, points, levels, rationale: ZERO });

export const count = async (world) => Number(await world.ask("assembly", "voteCount"));

export const voteOf = (world, vote) => world.ask("assembly", "vote", vote);

/** What it takes now: nothing but a minute until handover, the waits of the rules afterwards. */
async function pace(world) {
  return (await world.ask("community", "handedOver")) === 0 ? QUICK : WAITING;
}

/** Proposed; the number of its vote. */
export async function proposed(world, calls, fields) {
  const vote = (await count(world)) + 1;
  const apart = { document: hashOf(`proposal ${vote}`), ...(await pace(world)) };
  await world.do(proposing(world, calls, { ...apart, ...fields }));
  return vote;
}

/** Goes to the second in which a vote opens, unless it is open. */
export async function toOpening(world, vote) {
  const { opens } = await voteOf(world, vote);
  if (opens > (await world.chain.now())) await world.chain.travelTo(opens);
}

/** Goes past the voting time, and closes. */
export async function closed(world, vote) {
  const { closes } = await voteOf(world, vote);
  if (closes > (await world.chain.now())) await world.chain.travelTo(closes);
  const receipt = await world.chain.send(world.assembly, "closeVote", [vote]);
  world.receipts.push(receipt);
  return receipt;
}

/** Proposed, and answered by members: pairs of member and choice. */
export async function answered(world, calls, answers, fields) {
  const vote = await proposed(world, calls, fields);
  await toOpening(world, vote);
  for (const [member, choice] of answers)
    await world.do(answering(world, member, choice, { vote }));
  return vote;
}

/** Proposed, passed by three and closed. */
export async function passed(world, calls, fields) {
  const answers = VOTERS.map((member) => [member, IN_FAVOUR]);
  const vote = await answered(world, calls, answers, fields);
  await closed(world, vote);
  return vote;
}

export async function executed(world, vote, calls, options) {
  const receipt = await world.chain.send(world.assembly, "execute", [vote, calls], options);
  world.receipts.push(receipt);
  return receipt;
}

/** From when on a proposal that has passed can be executed. */
export async function readyOf(world, vote) {
  const [{ ready }] = await world.ask("assembly", "proposal", vote);
  return ready;
}

/** Passed, waited for and executed: what only a vote does, done by a vote. */
export async function carriedOut(world, calls, fields) {
  const vote = await passed(world, calls, fields);
  const ready = await readyOf(world, vote);
  if (ready > (await world.chain.now())) await world.chain.travelTo(ready);
  return executed(world, vote, calls);
}

/** What only a proposal does, by its name. */
export const decide = (world, name, ...args) => carriedOut(world, [callOf(world, name, ...args)]);

/** Handed over by a vote. */
export const handOver = (world) => decide(world, "handOver");

/** Handed over, and in the next epoch: whoever there is may vote. */
export async function handedOver(world) {
  await handOver(world);
  await world.chain.travelTo(w.ENDS[w.NOW_EPOCH - 1]);
}

/** What one contract calls by itself, as if a proposal had passed. */
export async function calledBy(world, from, name, ...args) {
  const { abi } = world.community;
  const kind = abi.some((entry) => entry.name === name) ? "community" : "assembly";
  await world.chain.fund(from);
  return world.chain.send(world[kind], name, args, { from });
}

/** An indicator of shares, as sample members weigh and divide it. */
export const sharesIndicator = (changes = {}) =>
  w.sampleIndicator({ kind: 2, retention: [], document: hashOf("shares"), ...changes });

/** Indicator 2, of shares, and an open vote on it; the number of the vote. */
export async function openShares(world, changes = {}) {
  await world.do(world.act("defineIndicator", w.STEWARD, sharesIndicator()));
  return w.openSampleVote(world, { indicator: 2, ...changes }).then(Number);
}

/** Both stewards gone: nobody is one any more. */
export async function withoutStewards(world) {
  for (const member of [1, 2]) await world.do(world.act("depart", member, {}));
}

/** Handed over, without a steward, and an election announced; its number. */
export async function electionOpened(world) {
  await handedOver(world);
  await withoutStewards(world);
  world.receipts.push(await world.chain.send(world.assembly, "openElection", [0]));
  return count(world);
}
