import { artifacts } from "hardhat";

import { hashOf, NEVER, digestOf, digestOfStruct, Person, ZERO } from "./acts.js";
import { Chain } from "./chain.js";
import { direct } from "./doors.js";

export const DAY = 86_400;
export const LATE_WINDOW = 14 * DAY;
export const CONTEST_WINDOW = 7 * DAY;
export const CONTEST_TIME = 10 * DAY;
export const RECOVERY_WAIT = 5 * DAY;
export const CLAIM_WAIT = 6 * DAY;
export const NOTICE = 2 * DAY;
export const VOTING_TIME = 3 * DAY;
export const DELAY = 4 * DAY;
export const NO_CAP = 2 ** 32 - 1;
/** So many members the sample admits with a signer. */
export const FEW = 4;
export const PRESENT = 1;
export const VOUCHED = 2;
export const ABSTAIN = 15;
/** Ids of the sample activity types. */
export const HOURS = 1;
export const CREDIT = 2;
export const LATER = 3;
/** Ids of the sample members; 6 has a managed signer, 7 is unclaimed. */
export const STEWARD = 1;
export const MEMBER = 3;
export const MANAGED = 6;
export const UNCLAIMED = 7;

const at = (day) => Date.parse(`${day}T00:00:00Z`) / 1000;
/** Eight quarters; the chain begins in the fifth. */
export const ORIGIN = at("2024-01-01");
export const ENDS = [
  "2024-04-01",
  "2024-07-01",
  "2024-10-01",
  "2025-01-01",
  "2025-04-01",
  "2025-07-01",
  "2025-10-01",
  "2026-01-01",
].map(at);
export const NOW_EPOCH = 5;

export const people = {
  steward1: new Person("steward 1"),
  steward2: new Person("steward 2"),
  member3: new Person("member 3"),
  member4: new Person("member 4"),
  member5: new Person("member 5"),
  managed6: new Person("managed member 6"),
  stranger: new Person("stranger"),
};

export const byMember = [
  undefined,
  people.steward1,
  people.steward2,
  people.member3,
  people.member4,
  people.member5,
  people.managed6,
];

export function sampleFounding(changes = {}) {
  return {
    salt: ZERO,
    document: hashOf("community"),
    origin: ORIGIN,
    ends: ENDS,
    rules: sampleRules(),
    stewards: [people.steward1, people.steward2].map((person) => admission(person)),
    ...changes,
  };
}

export function sampleRules(changes = {}) {
  return {
    lateWindow: LATE_WINDOW,
    contestWindow: CONTEST_WINDOW,
    contestTime: CONTEST_TIME,
    recoveryWait: RECOVERY_WAIT,
    claimWait: CLAIM_WAIT,
    notice: NOTICE,
    votingTime: VOTING_TIME,
    delay: DELAY,
    admissionCap: 1_000,
    quorum: 2_000,
    sponsors: 2,
    dormantAfter: 2,
    contestLimit: 2,
    managedMayVote: true,
    ...changes,
  };
}

export function admission(person, changes = {}) {
  return { signer: person?.signer ?? "0x", managed: false, person: ZERO, ...changes };
}

/** Deploys the implementations, the passkey verifier and the factory. */
export async function deployFactory(chain) {
  const verifier = await chain.deploy("PasskeyVerifier");
  const charter = await chain.deploy("Charter");
  const upkeep = await chain.deploy("Upkeep", [charter.address]);
  const membership = await chain.deploy("Membership", [upkeep.address]);
  const community = await chain.deploy("Community", [membership.address]);
  const agenda = await chain.deploy("Agenda");
  const implementations = [community, await chain.deploy("Assembly", [agenda.address])];
  const addresses = implementations.map(({ address }) => address);
  const factory = await chain.deploy("CommunityFactory", [...addresses, [verifier.address]]);
  return { chain, factory, verifier, implementations };
}

/** Founds a community: the same founding names the same one. */
export async function found({ chain, factory, ...rest }, founding) {
  const receipt = await chain.send(factory, "createCommunity", [founding]);
  const { args } = receipt.events.find(({ eventName }) => eventName === "CommunityCreated");
  const contracts = {};
  for (const [kind, name] of [
    ["community", "Community"],
    ["assembly", "Assembly"],
  ]) {
    const abi = await abiOf(name);
    const contract = { kind, abi, address: args[`${kind}Address`].toLowerCase() };
    contract.digest = (act, message) => digestOf(contract, act, message, chain.chainId);
    contract.digestOfStruct = (struct, message) =>
      digestOfStruct(contract, struct, message, chain.chainId);
    contracts[kind] = contract;
  }
  return new World({ chain, factory, ...rest, ...contracts, receipts: [receipt] });
}

/** In which contracts the code of each lies. */
export const PARTS = {
  Community: ["Community", "Membership", "Upkeep", "Charter"],
  Assembly: ["Assembly", "Agenda"],
};

/** What a contract answers to, in whichever part of its code. */
export async function abiOf(name) {
  const parts = PARTS[name] ?? [name];
  const abis = await Promise.all(parts.map((part) => artifacts.readArtifact(part)));
  const entries = abis.flatMap(({ abi }) => abi).filter(({ type }) => type !== "constructor");
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** A founded community and how its members act in it. */
export class World {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** An act of a member: what the doors carry. */
  act(name, member, fields, changes = {}) {
    const contract = name in ASSEMBLY_ACTS ? this.assembly : this.community;
    const message = { member, deadline: NEVER, ...fields };
    return { contract, name, message, by: byMember[member] ?? people.stranger, ...changes };
  }

  record(member, ...contributions) {
    return this.act("record", member, { contributions });
  }

  attest(member, ...attestations) {
    return this.act("attest", member, { attestations });
  }

  retract(member, ...contributions) {
    return this.act("retract", member, { contributions });
  }

  withdraw(member, ...contributions) {
    return this.act("withdraw", member, { contributions });
  }

  contest(member, contribution, changes = {}) {
    return this.act("contest", member, { contribution, reason: ZERO, ...changes });
  }

  resolve(member, contribution, strike) {
    return this.act("resolve", member, { strike, contribution, reason: ZERO });
  }

  /** Adds a person's key as a signer of a member; the person consents. */
  addSigner(member, person, { managed = false, ...changes } = {}) {
    const more = consenting(person);
    return {
      ...this.act("addSigner", member, { managed, signer: person.signer }),
      more,
      ...changes,
    };
  }

  /** An invitation of a steward, as it is handed over: the invite, its signature and the one-time key. */
  async invitation(member, key, deadline = NEVER, by = byMember[member]) {
    const invite = { member, deadline, key: key.address };
    const digest = this.community.digestOfStruct("Invite", invite);
    return { invite, key, inviter: by.signer, signed: await by.sign(digest) };
  }

  /** A person joins by an invitation. */
  join(person, { invite, key, inviter, signed }, changes = {}) {
    const message = {
      member: 0,
      deadline: NEVER,
      invite,
      admission: admission(person),
      ...changes,
    };
    const more = async (chain, act) => [
      await key.sign(act.contract.digest(act.name, act.message)),
      inviter,
      signed,
    ];
    return { contract: this.community, name: "join", message, by: person, more };
  }

  cast(member, levels, { vote = 1, sequence = 1, rationale = ZERO } = {}) {
    return this.act("cast", member, { vote, sequence, levels, rationale });
  }

  async do(act, door = direct) {
    const receipt = await door(this.chain, act);
    this.receipts.push(receipt);
    return receipt;
  }

  ask(kind, functionName, ...args) {
    return this.chain.ask(this[kind], functionName, args);
  }

  async idOf(contribution) {
    return this.ask("community", "contributionId", contribution);
  }

  /** The roots of both contracts' storage. */
  async state() {
    const both = [this.community, this.assembly];
    return Promise.all(both.map((contract) => this.chain.storageRoot(contract)));
  }
}

/** The signature of somebody else over the same act. */
const consenting = (person) => async (chain, act) => [
  await person.sign(act.contract.digest(act.name, act.message)),
];

const ASSEMBLY_ACTS = {
  defineIndicator: true,
  openVote: true,
  cast: true,
  castShares: true,
  propose: true,
  castProposal: true,
  objectToProposal: true,
  stand: true,
  castElection: true,
};

/** A contribution of member 3 in their own name, 2.50 hours in the first epoch. */
export function ownHours(changes = {}) {
  return {
    contributor: MEMBER,
    recorder: MEMBER,
    activity: HOURS,
    epoch: 1,
    units: 250,
    basis: 0,
    content: hashOf("content"),
    ...changes,
  };
}

export function attesting(contribution, changes = {}) {
  return { contribution, units: contribution.units, basis: PRESENT, note: ZERO, ...changes };
}

export function activity(changes = {}) {
  return {
    group: 1,
    orientation: 1,
    unit: 3,
    required: 2,
    sensitive: false,
    cap: 1_000,
    since: 1,
    document: hashOf("activity"),
    ...changes,
  };
}

/** A community with two groups, three activity types and seven members, in its fifth epoch. */
export async function sampleWorld(options = {}) {
  const chain = await Chain.open(options);
  const world = await found(await deployFactory(chain), sampleFounding(options.founding));
  for (const { address } of Object.values(people)) await chain.fund(address);
  await world.do(world.act("admit", STEWARD, { admissions: sampleAdmissions() }));
  for (const label of ["care", "code"]) {
    await world.do(world.act("defineGroup", STEWARD, { document: hashOf(label) }));
  }
  for (const definition of sampleActivities()) {
    await world.do(world.act("defineActivity", STEWARD, { activity: definition }));
  }
  await world.do(world.act("defineIndicator", STEWARD, sampleIndicator()));
  return world;
}

function sampleAdmissions() {
  return [
    admission(people.member3),
    admission(people.member4),
    admission(people.member5),
    admission(people.managed6, { managed: true }),
    admission(undefined, { person: hashOf("who member 7 is") }),
  ];
}

function sampleActivities() {
  return [
    activity(),
    activity({
      group: 2,
      orientation: 2,
      unit: 5,
      required: 1,
      cap: 300,
      document: hashOf("credit"),
    }),
    activity({
      group: 2,
      orientation: 3,
      unit: 4,
      cap: NO_CAP,
      since: 4,
      document: hashOf("later"),
    }),
  ];
}

export function sampleIndicator(changes = {}) {
  return { kind: 1, retention: [5_000, 2_500], document: hashOf("indicator"), ...changes };
}

/** Opens the sample vote and goes to the second in which it takes ballots. */
export async function openSampleVote(world, changes = {}) {
  const fields = { indicator: 1, from: 1, notice: 0, duration: 3_600, ...changes };
  await world.do(world.act("openVote", STEWARD, fields));
  return world.ask("assembly", "voteCount");
}
