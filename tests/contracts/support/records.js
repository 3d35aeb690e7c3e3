import { hashStruct } from "viem";

import { poke, rawSlot } from "./slots.js";
import * as w from "./world.js";

const TYPES = {
  Contribution: [
    ["uint32", "contributor"],
    ["uint32", "recorder"],
    ["uint16", "activity"],
    ["uint16", "epoch"],
    ["uint16", "units"],
    ["uint8", "basis"],
    ["bytes32", "content"],
  ].map(([type, name]) => ({ type, name })),
};

/** The id of a contribution, computed as a stranger would. */
export function idOf(contribution) {
  return hashStruct({ types: TYPES, primaryType: "Contribution", data: contribution });
}

/** The recorder records it. */
export function recorded(world, contribution = w.ownHours()) {
  return world.do(world.record(contribution.recorder, contribution));
}

/** Recorded, and attested to in full by these members. */
export async function accepted(world, contribution = w.ownHours(), attesters = [4, 5]) {
  await recorded(world, contribution);
  for (const member of attesters) await world.do(world.attest(member, w.attesting(contribution)));
}

/** Accepted, and contested by a member. */
export async function contested(world, contribution = w.ownHours(), contester = 6) {
  await accepted(world, contribution);
  await world.do(world.contest(contester, contribution));
}

/** Contested, and decided by a steward. */
export async function resolved(world, strike, contribution = w.ownHours()) {
  await contested(world, contribution);
  await world.do(world.resolve(w.STEWARD, contribution, strike));
}

/** Recorded, and withdrawn by its contributor. */
export async function withdrawn(world, contribution = w.ownHours()) {
  await recorded(world, contribution);
  await world.do(world.withdraw(contribution.contributor, contribution));
}

export const departed = (world, member) => world.do(world.act("depart", member, {}));

/** Suspended by a vote, for so many seconds; until when. */
export async function suspended(world, subject, seconds = 30 * w.DAY) {
  const until = (await world.chain.now()) + seconds;
  await decided(world, "decideSuspension", subject, until);
  return until;
}

/** What only the assembly may do, as if a vote had passed. */
export async function decided(world, name, ...args) {
  const { chain, community, assembly } = world;
  await chain.fund(assembly.address);
  world.receipts.push(await chain.send(community, name, args, { from: assembly.address }));
}

/** What a member chose: 0 scored, 1 not scored, 2 not recorded any more. */
export const chosen = (world, subject, recognition, member = subject) =>
  world.do(world.act("choose", member, { subject, recognition }));

/** From when on an epoch takes nothing new. */
export async function closing(world, epoch) {
  const [, , closes] = await world.ask("community", "epoch", epoch);
  return Number(closes);
}

/** From when on nothing in an epoch can be contested. */
export async function windowEnd(world, epoch) {
  return (await closing(world, epoch)) + w.CONTEST_WINDOW;
}

/** So many hundredths fill the 32 bits of a member's units. */
export const FULL = 2 ** 32 - 1;

/** Sets the units that the last act changed, those of the type `HOURS`. */
export async function overfill(world, units = FULL) {
  const shift = BigInt(32 * w.HOURS);
  const filled = (word) => (word & ~(0xffffffffn << shift)) | (BigInt(units) << shift);
  await poke(world.chain, world.community, await rawSlot(world), filled);
}

export const STATE = { none: 0, proposed: 1, accepted: 2, contested: 3, struck: 4, withdrawn: 5 };
export const EPOCH = { upcoming: 0, open: 1, closed: 2, final: 3 };

/** What the record answers, in plain numbers. */
export function viewsOf(world) {
  const ask = async (name, ...args) => (await world.ask("community", name, ...args)).map(Number);
  return {
    /** State, places taken, accepted units. */
    seen: (contribution = w.ownHours()) => ask("contribution", idOf(contribution)),
    /** Member, units and basis of each attester. */
    places: async (contribution = w.ownHours()) => {
      const [, count] = await ask("contribution", idOf(contribution));
      const indices = Array.from({ length: count }, (_, i) => BigInt(i));
      return Promise.all(indices.map((i) => ask("attestation", idOf(contribution), i)));
    },
    raw: (member = w.MEMBER, epoch = 1) => ask("rawUnits", member, epoch),
    capped: (member = w.MEMBER, epoch = 1) => ask("cappedUnits", member, epoch),
    totals: (epoch = 1) => ask("totalUnits", epoch),
    /** Who contested, and when it lapses. */
    contest: (contribution = w.ownHours()) => ask("contestOf", idOf(contribution)),
    epochState: (epoch = 1) => world.ask("community", "epochState", epoch),
  };
}

/** The named error and the index of each item that a list's act skipped. */
export function skippedIn(world, { events }) {
  return events
    .filter(({ eventName }) => eventName === "ItemSkipped")
    .map(({ args }) => [Number(args.index), world.chain.explain(args.reason).refusal]);
}

/** The values of the one event of this name. */
export function toldIn({ events }, name) {
  const [event, ...more] = events.filter(({ eventName }) => eventName === name);
  if (!event || more.length) throw new Error(`not one ${name}, but ${more.length + !!event}`);
  return event.args;
}
