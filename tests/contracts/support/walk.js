/** Many members acting at random while time moves: every kind of act, most of them possible, some of them not. */
import { parseEventLogs } from "viem";

import { hashOf, NEVER, Person } from "./acts.js";
import { Refusal } from "./chain.js";
import { doors } from "./doors.js";
import { epochAt } from "./mirror-people.js";
import { apply, blank, epochStateOf } from "./mirror.js";
import { EPOCH } from "./records.js";
import { PEOPLE_ODDS, PEOPLE_STEPS } from "./walk-people.js";
import { RECORD_ODDS, RECORD_STEPS } from "./walk-record.js";
import { calledBy } from "./will.js";
import { WILL_ODDS, WILL_STEPS } from "./walk-will.js";
import * as w from "./world.js";

const NEWCOMERS = 16;
/** Everybody who may take part: the people of the sample community, and some who may join it. */
export const CROWD = [
  ...Object.values(w.people),
  ...Array.from({ length: NEWCOMERS }, (_, i) => new Person(`newcomer ${i + 1}`)),
];
export const SIGNERS = CROWD.map(({ signer }) => signer);

const STEPS = { ...RECORD_STEPS, ...PEOPLE_STEPS, ...WILL_STEPS };
const ALL_ODDS = { ...RECORD_ODDS, ...PEOPLE_ODDS, ...WILL_ODDS };
/** Much is decided, and little else is done. */
export const DECIDING = {
  ...WILL_ODDS,
  castProposal: 30,
  castElection: 10,
  stand: 6,
  openElection: 3,
  decided: 3,
  record: 2,
  attest: 4,
  depart: 2,
  rejoin: 2,
  admit: 1,
  decideSuspension: 1,
};
/** How often time moves between two steps, one in so many, and by how much. */
const STILL = 8;
const LEAPS = [60, 3_600, w.DAY, 3 * w.DAY, 8 * w.DAY];

/** The events of receipts in their order, with the time of their block. */
export function eventsIn(world, receipts = world.receipts) {
  const abi = [...world.community.abi, ...world.assembly.abi];
  const events = parseEventLogs({ abi, logs: receipts.flatMap(({ logs }) => logs) });
  return events.map((event) => ({ ...event, time: Number(event.blockTimestamp) }));
}

/** Walks through the acts of a community; `state` is what its events have told so far. */
export class Walk {
  constructor(world, random, odds = ALL_ODDS) {
    Object.assign(this, { world, random, crowd: CROWD });
    this.drawn = Object.entries(odds).flatMap(([name, often]) => Array(often).fill(name));
    Object.assign(this, { contributions: [], invitations: [], sponsored: [] });
    this.done = {};
    this.refused = {};
    this.steps = 0;
    this.state = eventsIn(world).reduce(apply, blank());
  }

  /** One act, through any door; or a leap in time. */
  async step() {
    const { world, random } = this;
    ++this.steps;
    this.now = await world.chain.now();
    if (random.below(STILL) === 0) {
      this.now += random.pick(LEAPS);
      await world.chain.travelTo(this.now);
    }
    const name = random.pick(this.drawn);
    const act = await STEPS[name](this);
    if (act) await this.#carry(name, act);
  }

  async #carry(name, act) {
    const { world, random } = this;
    const before = world.receipts.length;
    try {
      if (act.call) world.receipts.push(await act.call());
      else await world.do(act, random.pick(Object.values(doors)));
      this.done[name] = (this.done[name] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused[error.refusal] = (this.refused[error.refusal] ?? 0) + 1;
    }
    const receipts = world.receipts.slice(before);
    for (const event of eventsIn(world, receipts)) apply(this.state, event);
  }

  /** An act of a member, signed by somebody who speaks for them; each has a deadline of its own, so that none repeats another. */
  act(name, member, fields, changes = {}) {
    const deadline = NEVER - this.steps;
    const by = this.speaker(member);
    return this.world.act(name, member, { deadline, ...fields }, { by, ...changes });
  }

  /** A call of the community, or of the assembly itself, by the assembly. */
  decide(name, ...args) {
    const { world } = this;
    return { call: () => calledBy(world, world.assembly.address, name, ...args) };
  }

  speaker(member) {
    const signers = Object.keys(this.state.members[member - 1].signers);
    const people = CROWD.filter(({ signer }) => signers.includes(signer));
    return people.length ? this.random.pick(people) : w.people.stranger;
  }

  /** Somebody whose key belongs to nobody yet; when there is none, anybody. */
  newcomer() {
    const free = CROWD.filter(({ signer }) => !(signer in this.state.holders));
    return this.random.pick(free.length ? free : CROWD);
  }

  members(condition = () => true) {
    const { members } = this.state;
    return members.map((_, i) => i + 1).filter((id) => condition(members[id - 1], id));
  }

  /** A member who has joined; mostly one who is active. */
  member(condition = () => true) {
    const joined = this.members((m, id) => m.joined && condition(m, id));
    const active = joined.filter((id) => {
      const m = this.state.members[id - 1];
      return !m.departed && !m.suspended;
    });
    return this.oneOf(active.length && this.random.below(8) ? active : joined) ?? w.STEWARD;
  }

  steward() {
    return this.member((m) => m.steward || this.random.below(20) === 0);
  }

  /** One of a list, undefined when it is empty. */
  oneOf(list) {
    return list.length ? this.random.pick(list) : undefined;
  }

  /** An epoch, mostly one that is open. */
  epoch() {
    const current = epochAt(this.state, this.now);
    const near = [current, current - 1, current - 2].filter((id) => id > 0);
    return this.oneOf(near.filter((id) => this.isOpen(id))) ?? current;
  }

  isOpen(epoch) {
    return epochStateOf(this.state, epoch, this.now) === EPOCH.open;
  }

  label() {
    return hashOf(`step ${this.steps}`);
  }
}
