/** Gas of what members do every day, measured on Hardhat's node; `make bench-gas` compares it with its peer. */
import * as cases from "./cases.js";
import { Rows } from "./rows.js";
import * as will from "./will.js";

const world = await cases.benchWorld();
const back = await world.chain.moment();
const rows = new Rows();
const row = (name, measured) => rows.add("make bench-smoke", name, measured);

async function fresh(measure) {
  await back();
  return measure();
}

const contribution = await fresh(() => cases.oneContribution(world));
row(
  "contribution and two attestations, one relayed transaction, first in the epoch",
  contribution.first,
);
row(
  "contribution and two attestations, one relayed transaction, later in the epoch",
  contribution.later,
);
for (const count of [10, 100]) {
  row(
    `contribution and two attestations, each in a batch of ${count} by different people`,
    await fresh(() => cases.batchOfContributions(world, count)),
  );
}
row(
  "contribution vouched for by two stewards, each in an import of 100, one signature a steward",
  await fresh(() => cases.vouchedImport(world, 100)),
);
const ballot = await fresh(() => cases.oneBallot(world));
row("levels ballot over 16 types, alone, first of a vote", ballot.first);
row("levels ballot over 16 types, alone, after others", ballot.later);
for (const count of [10, 100]) {
  await fresh(() => cases.oneBallot(world));
  row(
    `levels ballot over 16 types, each in a batch of ${count}`,
    await cases.batchOfBallots(world, count),
  );
  row(
    `levels ballot over 16 types replaced, each in a batch of ${count}`,
    await cases.batchOfBallots(world, count, 2),
  );
}
const answer = await fresh(() => will.oneAnswer(world));
row("yes/no ballot about a proposal, after others, by itself", answer.alone);

rows.write("gas-smoke.json");
for (const { name, ours, limit } of rows) {
  console.log(`${String(ours).padStart(9)} gas  (floor ${String(limit).padStart(7)})  ${name}`);
}
await world.chain.close();
