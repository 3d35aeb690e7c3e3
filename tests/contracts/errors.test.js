import assert from "node:assert/strict";
import { it } from "node:test";

import { artifacts } from "hardhat";

import { forgeries } from "./refusals/signatures.js";
import { tables } from "./refusals/tables.js";

/** OpenZeppelin's Clones declares these for clones made with a value or twice; ours are neither. */
const LIBRARY = ["FailedDeployment", "InsufficientBalance"];
const LISTED = ["ActErrors", "CommunityErrors", "AssemblyErrors", "CommunityFactory"];

it("provokes every error of the contracts", async () => {
  const abis = await Promise.all(LISTED.map((name) => artifacts.readArtifact(name)));
  const named = abis
    .flatMap(({ abi }) => abi)
    .filter(({ type, name }) => type === "error" && !LIBRARY.includes(name));
  const cases = [...Object.values(tables).flat(), ...forgeries];
  const provoked = new Set(cases.map(({ error }) => error));
  assert.deepEqual([...provoked].sort(), [...new Set(named.map(({ name }) => name))].sort());
});
