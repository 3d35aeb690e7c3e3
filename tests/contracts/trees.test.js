/** The trees say what the contracts do; the tests follow them, leaf by leaf. */
import assert from "node:assert/strict";
import { it } from "node:test";

import * as assembly from "./refusals/assembly.js";
import * as founding from "./refusals/founding.js";
import * as recording from "./refusals/record.js";
import { forgeries } from "./refusals/signatures.js";
import * as stewards from "./refusals/stewards.js";
import { leaves, titles } from "./support/trees.js";

const TABLES = {
  ...recording,
  ...stewards,
  ...assembly,
  ...founding,
  "every signed act": forgeries,
};

it("has a test for every leaf of the trees, and a leaf for every test", () => {
  const refused = Object.entries(TABLES)
    .filter(([, cases]) => Array.isArray(cases))
    .flatMap(([name, cases]) =>
      cases.map(({ error, when }) => `${name}: when ${when}: it refuses ${error}`),
    );
  const done = titles().filter((title) => !title.includes("${"));
  const told = leaves().map(([, name, ...rest]) =>
    rest.length === 2 ? `${name}: ${rest.join(": ")}` : rest[0].replace(/^it /, ""),
  );
  assert.deepEqual(told.sort(), [...refused, ...done].sort());
});
