import { encodePacked, keccak256, toHex } from "viem";

/** Changes one word of a contract's storage, to stand at the edge of a width without a million acts. */
export async function poke(chain, { address }, slot, change) {
  const word = BigInt(await chain.request("eth_getStorageAt", address, slot, "latest"));
  await chain.request("hardhat_setStorageAt", address, slot, toHex(change(word), { size: 32 }));
}

/** Where a mapping of numbers that itself lies in a slot keeps the value of a key. */
export function mapped(key, slot) {
  return keccak256(encodePacked(["uint256", "uint256"], [key, BigInt(slot)]));
}

/** The slots that a transaction wrote, in the order of its writes. */
export async function slotsWritten(chain, { transactionHash }) {
  const { structLogs } = await chain.request("debug_traceTransaction", transactionHash, {
    disableMemory: true,
    disableStorage: true,
  });
  return structLogs
    .filter(({ op }) => op === "SSTORE")
    .map(({ stack }) => toHex(BigInt(`0x${stack.at(-1).replace(/^0x/, "")}`), { size: 32 }));
}

/** Where the units of the last accepted contribution were added: the first write of its settling. */
export async function rawSlot(world) {
  const [slot] = await slotsWritten(world.chain, world.receipts.at(-1));
  return slot;
}

/** Sets the one number of those written last in a slot of its own that reads as `count`: the length of a list. */
export async function setNumber(world, contract, number, count) {
  const written = await slotsWritten(world.chain, world.receipts.at(-1));
  for (const slot of new Set(written)) {
    const back = await world.chain.moment();
    await poke(world.chain, contract, slot, () => number);
    if (BigInt(await count()) === number) return;
    await back();
  }
  throw new Error("no slot holds the number");
}

/**
 * Fills so many bits from bit `shift` on in that one of the slots written last in which `count` is kept: poked, the count
 * reads as many as they hold.
 */
export async function fill(world, contract, shift, bits, count) {
  const most = (1n << bits) - 1n;
  const written = await slotsWritten(world.chain, world.receipts.at(-1));
  for (const slot of new Set(written)) {
    const back = await world.chain.moment();
    await poke(world.chain, contract, slot, (word) => word | (most << shift));
    if (BigInt(await count()) === most) return;
    await back();
  }
  throw new Error("no slot holds the number");
}
