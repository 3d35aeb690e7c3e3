import { concat, encodeFunctionData, hashTypedData, keccak256, stringToBytes, toHex } from "viem";
import { privateKeyToAddress, sign } from "viem/accounts";

export const NEVER = 2 ** 48 - 1;
export const ZERO = `0x${"00".repeat(32)}`;

/** What stands for a document or a commitment in tests: the hash of its label. */
export function hashOf(label) {
  return keccak256(stringToBytes(label));
}

/** Somebody with an ECDSA key: their signer bytes are their address. */
export class Person {
  constructor(label) {
    this.label = label;
    this.key = hashOf(`key of ${label}`);
    this.address = privateKeyToAddress(this.key).toLowerCase();
    this.signer = this.address;
  }

  /** 65 bytes r, s, v over a digest; s is the lower one. */
  async sign(digest) {
    return sign({ hash: digest, privateKey: this.key, to: "hex" });
  }
}

/** The EIP-712 types of an act, read off the struct that the contract's function takes. */
export function typesOf(abi, functionName) {
  const { inputs } = abi.find((entry) => entry.type === "function" && entry.name === functionName);
  const types = {};
  const primaryType = collect(inputs[0], types);
  return { types, primaryType };
}

function collect({ internalType, components }, types) {
  const name = internalType.replace(/^struct (\w+\.)?/, "").replace("[]", "");
  types[name] = components.map((field) => {
    if (!field.components) return { name: field.name, type: field.type };
    const inner = collect(field, types);
    return { name: field.name, type: field.type.endsWith("[]") ? `${inner}[]` : inner };
  });
  return name;
}

const SIGNING_NAMES = { community: "Auzolan Community", assembly: "Auzolan Assembly" };

/** What a member signs: the digest of an act for one contract on one chain. */
export function digestOf(contract, functionName, message, chainId) {
  return digestIn(contract, typesOf(contract.abi, functionName), message, chainId);
}

/** The digest of a struct that is signed by itself, such as an invitation, found inside an act's types. */
export function digestOfStruct(contract, primaryType, message, chainId) {
  const acts = contract.abi.filter(
    ({ type, inputs }) => type === "function" && inputs[0]?.components,
  );
  for (const { name } of acts) {
    const { types } = typesOf(contract.abi, name);
    if (types[primaryType]) return digestIn(contract, { types, primaryType }, message, chainId);
  }
  throw new Error(`no act holds a ${primaryType}`);
}

function digestIn(contract, { types, primaryType }, message, chainId) {
  return hashTypedData({
    types,
    primaryType,
    domain: {
      name: SIGNING_NAMES[contract.kind],
      version: "1",
      chainId,
      verifyingContract: contract.address,
    },
    message,
  });
}

/** The struct hash of a contribution, which is its id. */
export async function contributionId(chain, community, contribution) {
  return chain.ask(community, "contributionId", [contribution]);
}

/** The call of an act; `more` is what it takes besides: consents, answers, invitations. */
export function encodeAct({ contract, name, message }, signer, signature, more = []) {
  return encodeFunctionData({
    abi: contract.abi,
    functionName: name,
    args: [message, signer, signature, ...more],
  });
}

/** One bit of a signature, or of any hex, turned over. */
export function withBitFlipped(hex, bit) {
  const bytes = [...Buffer.from(hex.slice(2), "hex")];
  bytes[bit >> 3] ^= 1 << (bit & 7);
  return toHex(Uint8Array.from(bytes));
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The other signature over the same digest, with the upper s. */
export function withHighS(signature) {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130) === "1b" ? "0x1c" : "0x1b";
  return concat([signature.slice(0, 66), toHex(s, { size: 32 }), v]);
}
