import { artifacts, network } from "hardhat";
import {
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  parseEventLogs,
  toFunctionSelector,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** EIP-7825: what one transaction may use. The node refuses more from the Osaka rules on. */
export const TRANSACTION_GAS = 16_777_216;
const RICH = toHex(10n ** 24n);

/** A refusal: the Solidity error's name and its values. */
export class Refusal extends Error {
  constructor(name, values, data) {
    super(`${name}(${(values ?? []).join(", ")})`);
    Object.assign(this, { refusal: name, values, data });
  }
}

/** A node in this process, of its own for whoever opens it. */
export class Chain {
  static async open({
    chainId = 31_337,
    initialDate = "2025-02-15T00:00:00Z",
    hardfork = "osaka",
  } = {}) {
    const chain = new Chain();
    const limits = { blockGasLimit: 200_000_000, gas: TRANSACTION_GAS };
    const override = { chainId, hardfork, initialDate, ...limits };
    chain.chainId = chainId;
    chain.connection = await network.create({ override });
    chain.errors = [];
    [chain.carrier] = await chain.request("eth_accounts");
    return chain;
  }

  request(method, ...params) {
    return this.connection.provider.request({ method, params });
  }

  close() {
    return this.connection.close();
  }

  async deploy(name, args = []) {
    const { abi, bytecode } = await artifacts.readArtifact(name);
    this.know(abi);
    const data = encodeDeployData({ abi, bytecode, args });
    const { contractAddress } = await this.#transact({ from: this.carrier, data });
    return { address: contractAddress, abi };
  }

  /** Errors of this ABI are told by name from now on. */
  know(abi) {
    this.errors.push(...abi.filter(({ type }) => type === "error"));
  }

  /** The root of everything a contract stores: equal roots, equal states. */
  async storageRoot({ address }) {
    const { storageHash } = await this.request("eth_getProof", address, [], "latest");
    return storageHash;
  }

  /** Sends a transaction; returns its receipt with the events of the contract decoded. */
  async send(contract, functionName, args, { from = this.carrier, gas } = {}) {
    const data = encodeFunctionData({ abi: contract.abi, functionName, args });
    return this.carry(contract, data, { from, gas });
  }

  async carry(contract, data, { from = this.carrier, gas } = {}) {
    const receipt = await this.#transact({ from, to: contract.address, data, gas });
    receipt.events = parseEventLogs({ abi: contract.abi, logs: receipt.logs });
    return receipt;
  }

  /** Asks a view, or what a transaction would answer. */
  async ask(contract, functionName, args = [], { from } = {}) {
    const data = encodeFunctionData({ abi: contract.abi, functionName, args });
    const call = { from: from ?? this.carrier, to: contract.address, data };
    const answer = await this.#named(this.request("eth_call", call, "latest"));
    return decodeFunctionResult({ abi: contract.abi, functionName, data: answer });
  }

  /** The named error in revert data; what is cut off after 132 bytes has no values. */
  explain(data) {
    try {
      const { errorName, args } = decodeErrorResult({ abi: this.errors, data });
      return new Refusal(errorName, args, data);
    } catch {
      const known = this.errors.find((error) => selector(error) === data.slice(0, 10));
      return new Refusal(known?.name ?? `unnamed ${data}`, undefined, data);
    }
  }

  async now() {
    const block = await this.request("eth_getBlockByNumber", "latest", false);
    return Number(block.timestamp);
  }

  /** The next block carries this time (seconds, Unix). */
  async nextBlockAt(time) {
    await this.request("evm_setNextBlockTimestamp", time);
  }

  async travelTo(time) {
    await this.nextBlockAt(time);
    await this.request("evm_mine");
  }

  async fund(address) {
    await this.request("hardhat_setBalance", address, RICH);
    await this.request("hardhat_impersonateAccount", address);
  }

  /** The account of a person delegates to code that lies elsewhere (EIP-7702), in a transaction of its own. */
  async delegate({ key }, contractAddress) {
    const account = privateKeyToAccount(key);
    const nonce = Number(await this.request("eth_getTransactionCount", account.address, "latest"));
    const authorization = { contractAddress, chainId: this.chainId, nonce: nonce + 1 };
    const transaction = {
      type: "eip7702",
      chainId: this.chainId,
      nonce,
      to: this.carrier,
      gas: 100_000n,
      maxFeePerGas: 10n ** 11n,
      authorizationList: [await account.signAuthorization(authorization)],
    };
    await this.request("eth_sendRawTransaction", await account.signTransaction(transaction));
    const code = await this.request("eth_getCode", account.address, "latest");
    if (code !== `0xef0100${contractAddress.slice(2)}`) throw new Error(`not delegated: ${code}`);
  }

  /** Keeps this moment; the function it returns goes back to it, as often as wanted. */
  async moment() {
    let id = await this.request("evm_snapshot");
    return async () => {
      await this.request("evm_revert", id);
      id = await this.request("evm_snapshot");
    };
  }

  async #transact({ from, to, data, gas = TRANSACTION_GAS }) {
    const transaction = { from, to, data, gas: toHex(gas) };
    const hash = await this.#named(this.request("eth_sendTransaction", transaction));
    const receipt = await this.request("eth_getTransactionReceipt", hash);
    return { ...receipt, gasUsed: Number(receipt.gasUsed) };
  }

  async #named(answer) {
    try {
      return await answer;
    } catch (error) {
      const data = revertData(error);
      if (data === undefined) throw error;
      throw this.explain(data);
    }
  }
}

function selector({ name, inputs }) {
  return toFunctionSelector({
    type: "function",
    name,
    inputs,
    outputs: [],
    stateMutability: "view",
  });
}

function revertData(error) {
  for (let e = error; e; e = e.cause) {
    const data = typeof e.data === "object" ? e.data?.data : e.data;
    if (typeof data === "string" && data.length >= 10) return data;
  }
  return undefined;
}
