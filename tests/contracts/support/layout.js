/** Where contracts keep what they hold, as the compiler lays it out. */
import { readFile } from "node:fs/promises";

import { artifacts } from "hardhat";
import solc from "solc";

const SELECTED = { "*": { "*": ["storageLayout", "transientStorageLayout"] } };

/** The variables of each contract in their order: name, slot, offset in it and type, with what is kept for a transaction only. */
export async function layouts(...names) {
  const ids = await Promise.all(names.map((name) => artifacts.getBuildInfoId(name)));
  const compiled = new Map();
  for (const id of new Set(ids)) compiled.set(id, await laidOut(id));
  return names.map((name, i) => {
    const [, contract] = compiled.get(ids[i]).find(([key]) => key === name);
    return {
      lasting: described(contract.storageLayout),
      passing: described(contract.transientStorageLayout),
    };
  });
}

/** The contracts that were compiled together, compiled again for their layout alone. */
async function laidOut(id) {
  const path = await artifacts.getBuildInfoPath(id);
  const { input } = JSON.parse(await readFile(path, "utf8"));
  const settings = { ...input.settings, outputSelection: SELECTED };
  const output = JSON.parse(solc.compile(JSON.stringify({ ...input, settings })));
  return Object.values(output.contracts).flatMap(Object.entries);
}

function described({ storage, types }) {
  return storage.map(({ label, slot, offset, type }) => ({
    label,
    slot: Number(slot),
    offset,
    type: shapeOf(types, type),
  }));
}

/** A type down to its last field: structs and mappings by what is in them, not by a name. */
function shapeOf(types, name) {
  const { label, numberOfBytes, members, key, value, base } = types[name];
  const fields = members?.map((m) => [m.label, m.slot, m.offset, shapeOf(types, m.type)]);
  const inner = [key, value, base].filter(Boolean).map((type) => shapeOf(types, type));
  return [label, Number(numberOfBytes), ...(fields ?? []), ...inner];
}
