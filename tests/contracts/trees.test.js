/** The trees say what the contracts do; the tests follow them, leaf by leaf. */
import assert from "node:assert/strict";
import { it } from "node:test";

import { forgeries } from "./refusals/signatures.js";
import { tables } from "./refusals/tables.js";
import { leaves, titles } from "./support/trees.js";

it("has a test for every leaf of the trees, and a leaf for every test", () => {
  const refused = Object.entries({ ...tables, "every signed act": forgeries }).flatMap(
    ([name, cases]) => cases.map(({ error, when }) => `${name}: when ${when}: it refuses ${error}`),
  );
  const done = titles().filter((title) => !title.includes("${"));
  const told = leaves().map(([, name, ...rest]) =>
    rest.length === 2 ? `${name}: ${rest.join(": ")}` : rest[0].replace(/^it /, ""),
  );
  assert.deepEqual(told.sort(), [...refused, ...done].sort());
});
