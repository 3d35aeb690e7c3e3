/**
 * The peer: the Ethereum Attestation Service as its authors publish it, compiled by them (eas-contracts on npm).
 *
 * It carries the same statements under the same signatures, as delegated attestations: a contribution is one of schema
 * STATEMENT by its recorder, an attestation one of schema ATTESTATION that refers to it. The id of a statement holds
 * the time of its block, so whoever attests can sign only when it is in: attestations go in later transactions. EAS
 * keeps the data of each in storage; we keep one slot and a commitment to the rest. What is left open is chosen so
 * that EAS pays less: no recipient, deadline, expiry or resolver, and every nonce was used before.
 */
import { createRequire } from "node:module";

import {
  encodeAbiParameters,
  encodeDeployData,
  hashTypedData,
  parseAbiParameters,
  parseSignature,
  zeroAddress,
} from "viem";

import { ZERO } from "../../tests/contracts/support/acts.js";
import * as sample from "../../tests/contracts/support/world.js";
import { attestersOf, contributionOf, members, vouchedContributions } from "./cases.js";
import { sum } from "./floor.js";

const PACKAGE = "@ethereum-attestation-service/eas-contracts";
const STATEMENT =
  "uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,bytes32 content";
const ATTESTATION = "uint16 units,uint8 basis,bytes32 note";
const ATTEST =
  "address attester,bytes32 schema,address recipient,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data,uint256 value,uint256 nonce,uint64 deadline";
const OPEN = { recipient: zeroAddress, expirationTime: 0n, revocable: true, value: 0n };
const NO_DEADLINE = 0n;
/** What multiAttestByDelegation can take of either schema within one transaction's gas. */
const PER_TRANSACTION = 50;
const HOUR = 3_600;

const require = createRequire(import.meta.url);
const { version } = require(`${PACKAGE}/package.json`);

const noteOf = (transactions) =>
  `peer: EAS (eas-contracts ${version}), delegated attestations of schema "${STATEMENT}" and, referring to it, ` +
  `"${ATTESTATION}", each under a signature of its own; EAS stores these data, where we store a commitment; ` +
  `transactions of the peer: ${transactions}`;

export class Eas {
  static async deploy(world) {
    const { chain } = world;
    const time = HOUR * Math.ceil((await chain.now()) / HOUR);
    const eas = Object.assign(new Eas(), { world, chain, time, schemas: {} });
    const registry = await eas.#create("SchemaRegistry");
    for (const schema of [STATEMENT, ATTESTATION]) {
      const receipt = await chain.send(registry, "register", [schema, zeroAddress, true]);
      eas.schemas[schema] = receipt.events[0].args.uid;
    }
    eas.contract = await eas.#create("EAS", registry.address);
    const everybody = Object.keys(world.signers).slice(1).map(Number);
    const statements = everybody.map((member) => eas.#statement(contributionOf(member)));
    await eas.#carry(STATEMENT, statements);
    return eas;
  }

  /** Contributions of different people with two attestations each: gas used for each. */
  async contributions(count) {
    return this.#attested(
      members(count).map((member) => contributionOf(member)),
      attestersOf,
    );
  }

  /** What one steward states and the other attests to, each item under a signature of its own. */
  async vouchedImport(count) {
    return this.#attested(vouchedContributions(count), () => [2]);
  }

  /** One attestation by itself. */
  async attestation() {
    const contribution = contributionOf(members(1)[0]);
    const { uids } = await this.#carry(STATEMENT, [this.#statement(contribution)], 1);
    const [one] = this.#attestations(contribution, uids[0], attestersOf);
    const { used } = await this.#carry(ATTESTATION, [one], 1);
    return { gas: sum(used), note: noteOf(used.length) };
  }

  async #attested(contributions, attesters) {
    const limit = contributions.length === 1 ? 1 : PER_TRANSACTION;
    const statements = contributions.map((contribution) => this.#statement(contribution));
    const { used, uids } = await this.#carry(STATEMENT, statements, limit);
    const attestations = contributions.flatMap((contribution, i) =>
      this.#attestations(contribution, uids[i], attesters),
    );
    const later = await this.#carry(ATTESTATION, attestations, limit);
    used.push(...later.used);
    return { gas: Math.ceil(sum(used) / contributions.length), note: noteOf(used.length) };
  }

  #statement(contribution) {
    return { by: contribution.recorder, refUID: ZERO, data: encoded(STATEMENT, contribution) };
  }

  #attestations(contribution, refUID, attesters) {
    const basis = contribution.basis || sample.PRESENT;
    const data = encoded(ATTESTATION, sample.attesting(contribution, { basis }));
    return attesters(contribution.contributor).map((by) => ({ by, refUID, data }));
  }

  /** In as few transactions as they fit, the items of one attester side by side; the ids come in the order of the items. */
  async #carry(schema, items, limit = PER_TRANSACTION) {
    const ordered = [...Map.groupBy(items, ({ by }) => by).values()].flat();
    const used = [];
    const uids = [];
    for (const part of chunks(ordered, limit)) {
      const entries = [];
      for (const [by, own] of Map.groupBy(part, (item) => item.by)) {
        entries.push(await this.#entry(this.schemas[schema], this.world.signers[by], own));
      }
      // The hour is the same on every run, so that the ids are, and what they cost as calldata.
      await this.chain.nextBlockAt(++this.time);
      const receipt = await this.#send(entries, limit);
      used.push(receipt.gasUsed);
      uids.push(...receipt.events.map(({ args }) => args.uid));
    }
    return { used, uids };
  }

  #send(entries, limit) {
    if (limit > 1) return this.chain.send(this.contract, "multiAttestByDelegation", [entries]);
    const [{ data, signatures, ...entry }] = entries;
    const request = { ...entry, data: data[0], signature: signatures[0] };
    return this.chain.send(this.contract, "attestByDelegation", [request]);
  }

  async #entry(schema, person, items) {
    const entry = { schema, attester: person.address, deadline: NO_DEADLINE };
    const nonce = await this.chain.ask(this.contract, "getNonce", [person.address]);
    const data = items.map(({ refUID, data }) => ({ ...OPEN, refUID, data }));
    const signatures = data.map((request, i) =>
      this.#sign(person, { ...entry, ...request, nonce: nonce + BigInt(i) }),
    );
    return { ...entry, data, signatures: await Promise.all(signatures) };
  }

  async #sign(person, message) {
    const { chainId } = this.chain;
    const verifyingContract = this.contract.address;
    const domain = { name: "EAS", version: "1.4.0", chainId, verifyingContract };
    const types = { Attest: parseAbiParameters(ATTEST) };
    return parseSignature(
      await person.sign(hashTypedData({ domain, types, primaryType: "Attest", message })),
    );
  }

  async #create(name, ...args) {
    const { abi, bytecode } = require(`${PACKAGE}/artifacts/contracts/${name}.sol/${name}.json`);
    this.chain.know(abi);
    const data = encodeDeployData({ abi, bytecode, args });
    const { contractAddress } = await this.chain.carry({ abi }, data);
    return { abi, address: contractAddress };
  }
}

function encoded(schema, values) {
  const fields = parseAbiParameters(schema);
  return encodeAbiParameters(
    fields,
    fields.map(({ name }) => values[name]),
  );
}

function chunks(items, limit) {
  const size = Math.ceil(items.length / Math.ceil(items.length / limit));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
