import { encodeAct } from "./acts.js";

export const ACT_GAS = 2_000_000;

/**
 * The three ways in which an act reaches its contract. A door takes a chain and an act
 * {contract, name, message, by} and answers with the receipt, or throws the Refusal.
 */
export const doors = {
  "by the signer's own call": direct,
  "signed and carried by anyone": signed,
  "signed and batched through relay": batched,
};

export async function direct(chain, act) {
  const data = encodeAct(act, act.by.signer, "0x", await more(chain, act));
  return chain.carry(act.contract, data, { from: act.by.address });
}

export async function signed(chain, act) {
  return chain.carry(act.contract, await signedData(chain, act));
}

export async function batched(chain, act) {
  const receipt = await relay(chain, act.contract, [await signedData(chain, act)]);
  const failure = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  if (failure) throw chain.explain(failure.args.reason);
  return receipt;
}

/** Carries acts of one contract in one transaction. */
export async function relay(chain, contract, datas, { gasLimit = ACT_GAS, ...options } = {}) {
  const acts = datas.map((data) => ({ gasLimit, data }));
  return chain.send(contract, "relay", [acts], options);
}

/** The call of an act with its signature; an act may bring another signer or signature. */
export async function signedData(chain, act) {
  const signature = act.signature ?? (await act.by.sign(digest(chain, act)));
  return encodeAct(act, act.signer ?? act.by.signer, signature, await more(chain, act));
}

const more = async (chain, act) => act.more?.(chain, act);

export function digest(chain, act) {
  return act.contract.digest(act.name, act.message);
}
