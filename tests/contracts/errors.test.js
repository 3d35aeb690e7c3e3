import assert from "node:assert/strict";
import { it } from "node:test";

import { artifacts } from "hardhat";

import * as assembly from "./refusals/assembly.js";
import * as founding from "./refusals/founding.js";
import * as recording from "./refusals/record.js";
import { forgeries } from "./refusals/signatures.js";
import * as stewards from "./refusals/stewards.js";

/** OpenZeppelin's Clones declares these for clones made with a value or twice; ours are neither. */
const LIBRARY = ["FailedDeployment", "InsufficientBalance"];
const LISTED = ["ActErrors", "CommunityErrors", "AssemblyErrors", "CommunityFactory"];

it("provokes every error of the contracts", async () => {
  const abis = await Promise.all(LISTED.map((name) => artifacts.readArtifact(name)));
  const named = abis
    .flatMap(({ abi }) => abi)
    .filter(({ type, name }) => type === "error" && !LIBRARY.includes(name));
  const tables = [assembly, founding, recording, stewards].flatMap((table) => Object.values(table));
  const provoked = new Set(
    [...tables.filter(Array.isArray).flat(), ...forgeries].map(({ error }) => error),
  );
  assert.deepEqual([...provoked].sort(), [...new Set(named.map(({ name }) => name))].sort());
});
