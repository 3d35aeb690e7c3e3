/** What a community decides, beside weight votes of rates: ballots about proposals, ballots of shares, closings. */
import { hashOf, ZERO } from "../../tests/contracts/support/acts.js";
import * as sample from "../../tests/contracts/support/world.js";
import { benchWorld, carry, carryAlone, levelsOf, members, perItem } from "./cases.js";
import { CHANGED_SLOT, COLD_READ, FRESH_SLOT, REWRITTEN_SLOT, sum } from "./floor.js";

const SHARES = 2;
const GROUPS = 8;
const DAY = 86_400;
const MOST = { groups: 16, types: 60 };
const CHOICE = 1;
const FIRST = 10;

/** The vote's slot and the member's ballot are written; the member is looked up, and both contracts find each other. */
const YES_NO = COLD_READ + CHANGED_SLOT + FRESH_SLOT + 2 * COLD_READ;

/** A proposal that takes ballots, as its vote's number. */
export async function openProposal(world) {
  const waits = { notice: 0, duration: DAY, delay: 0 };
  const fields = { amends: 0, ...waits, document: hashOf("proposal"), calls: [] };
  await world.do(world.act("propose", 1, fields));
  return world.ask("assembly", "voteCount");
}

function answers(world, vote, first, count, sequence) {
  return Array.from({ length: count }, (_, i) => {
    const fields = { vote, sequence, choice: CHOICE, rationale: ZERO };
    return world.act("castProposal", first + i, fields);
  });
}

/** A yes/no ballot after others: by itself, and relayed. */
export async function oneAnswer(world) {
  const vote = await openProposal(world);
  await carry(world, answers(world, vote, 3, 5, 1), 0);
  return {
    alone: await carryAlone(world, answers(world, vote, 8, 1, 1), YES_NO),
    relayed: await carry(world, answers(world, vote, 9, 1, 1), YES_NO),
  };
}

/** Yes/no ballots of so many different people. */
export async function batchOfAnswers(world, count) {
  const vote = await openProposal(world);
  await carry(world, answers(world, vote, 3, 5, 1), 0);
  const storage = 2 * COLD_READ + CHANGED_SLOT + count * (COLD_READ + FRESH_SLOT + REWRITTEN_SLOT);
  return perItem(await carry(world, answers(world, vote, FIRST, count, 1), storage), count);
}

/** A weight vote of shares over so many groups and types, as its number. */
export async function openShares(world, groups, types) {
  for (let i = 1; i < groups; ++i)
    await world.do(world.act("defineGroup", 1, { document: hashOf(`group ${i}`) }));
  const known = Number(await world.ask("community", "activityCount"));
  for (let i = known; i < types; ++i) {
    const changes = { group: 1 + (i % groups), cap: sample.NO_CAP, document: hashOf(`type ${i}`) };
    await world.do(world.act("defineActivity", 1, { activity: sample.activity(changes) }));
  }
  await world.do(
    world.act(
      "defineIndicator",
      1,
      sample.sampleIndicator({ kind: SHARES, document: hashOf("shares") }),
    ),
  );
  await sample.openSampleVote(world, { indicator: 2, duration: DAY });
  return world.ask("assembly", "voteCount");
}

/** How a member divides 100 points: most to one group, the rest by their number; the same on every run. */
function pointsOf(member, round, groups) {
  const weights = Array.from({ length: groups }, (_, g) =>
    Number(BigInt(hashOf(`points ${member} ${g} ${round}`)) % 9n),
  );
  const points = weights.map((weight) => Math.floor((100 * weight) / (sum(weights) || 1)));
  points[member % groups] += 100 - sum(points);
  return points;
}

function divisions(world, vote, { first, count, sequence, groups, types }) {
  return Array.from({ length: count }, (_, i) => {
    const member = first + i;
    const levels = levelsOf(member, sequence, types);
    const points = pointsOf(member, sequence, groups);
    const fields = { vote, sequence, points, levels, rationale: ZERO };
    return world.act("castShares", member, fields);
  });
}

const touched = (numbers) => new Set(numbers.filter((number) => number !== 0)).size;

/** Ballots of shares over 8 groups and 16 types, of so many different people, after others; then all of them replaced. */
export async function batchOfShares(world, count) {
  const vote = await openShares(world, GROUPS, 16);
  const ballots = (first, many, sequence) =>
    divisions(world, vote, { first, count: many, sequence, groups: GROUPS, types: 16 });
  await carry(world, ballots(3, 6, 1), 0);
  const measure = async (sequence) => {
    const acts = ballots(FIRST, count, sequence);
    const own = 2 * (sequence === 1 ? FRESH_SLOT : CHANGED_SLOT) + 2 * COLD_READ;
    const counts = sum(
      acts.map(({ message }) => new Set(message.levels).size + touched(message.points)),
    );
    // Once per batch: the vote's slot, how many divide, and the eleven slots of levels; points are changed slots once each.
    const once = 13 * CHANGED_SLOT + touched(acts.flatMap(({ message }) => message.points)) * 5_000;
    return perItem(await carry(world, acts, once + count * own + counts * REWRITTEN_SLOT), count);
  };
  return { cast: await measure(1), replaced: await measure(2) };
}

/** Closing a vote of shares over as many groups and types as there can be, in which 100 members voted. */
export async function closing(kind) {
  const world = await benchWorld(kind);
  const vote = await openShares(world, MOST.groups, MOST.types);
  const all = { first: members(1)[0], sequence: 1, ...MOST };
  for (let i = 0; i < 100; i += 10)
    await carry(world, divisions(world, vote, { ...all, first: all.first + i, count: 10 }), 0);
  await world.chain.travelTo((await world.chain.now()) + DAY);
  const { gasUsed } = await world.chain.send(world.assembly, "closeVote", [vote]);
  await world.chain.close();
  const note = "no limit: what it computes is most of it";
  return { ours: gasUsed, limit: null, used: [gasUsed], note };
}
