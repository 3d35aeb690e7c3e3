/**
 * The least gas that a transaction can cost which does the same: the protocol's prices only, as if the code in between
 * ran for nothing. Prices: EIP-2028 and EIP-7623 (calldata), EIP-2929 (cold access), EIP-2200 (storage), the yellow
 * paper (transaction, logs, ecrecover), EIP-7951 (P-256).
 */
const TRANSACTION = 21_000;
export const ECRECOVER = 3_000;
export const P256VERIFY = 6_900;
export const COLD_READ = 2_100;
export const FRESH_SLOT = 20_000 + COLD_READ;
export const CHANGED_SLOT = 2_900 + COLD_READ;
/** A slot that this transaction wrote before: a warm write. */
export const REWRITTEN_SLOT = 100;

/** `checks` is what the signatures cost; `logs` are the receipt's: topics and bytes of data as they were emitted. */
export function floorOf({ calldata, checks, storage, logs }) {
  const bytes = Buffer.from(calldata.slice(2), "hex");
  const zeros = bytes.filter((byte) => byte === 0).length;
  const tokens = zeros + 4 * (bytes.length - zeros);
  const work = checks + storage + sum(logs.map(logCost));
  return TRANSACTION + Math.max(4 * tokens + work, 10 * tokens);
}

function logCost({ topics, data }) {
  return 375 * (1 + topics.length) + 8 * (data.length / 2 - 1);
}

export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
