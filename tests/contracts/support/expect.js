import assert from "node:assert/strict";

import { Refusal } from "./chain.js";

/** The attempt is refused with this error (and these values), and no storage of the world has changed. */
export async function expectRefused(world, attempt, error, values) {
  const before = await world.state();
  const refusal = await refusalOf(attempt);
  assert.equal(refusal.refusal, error, refusal.message);
  if (values) {
    assert.deepEqual(refusal.values?.slice(0, values.length).map(plain), values.map(plain));
  }
  assert.deepEqual(await world.state(), before, "a refused act changes nothing");
}

async function refusalOf(attempt) {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "it was carried out" });
}

/** Numbers and big numbers alike, addresses in any case. */
export function plain(value) {
  return typeof value === "string" ? value.toLowerCase() : String(value);
}
