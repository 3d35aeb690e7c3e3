// One row for each event, as the raw pipeline has it: no states, no units, no totals.
import { ponder } from "ponder:registry";
import { event } from "ponder:schema";

ponder.on("Community:ContributionRecorded", async ({ event: found, context }) => {
  const { contributor, units } = found.args.contribution;
  const row = { contribution: found.args.id, member: Number(contributor), units: Number(units) };
  await context.db.insert(event).values({ id: found.id, block: found.block.number, ...row });
});

ponder.on("Community:ContributionAttested", async ({ event: found, context }) => {
  const { id, member, units } = found.args;
  const row = { contribution: id, member: Number(member), units: Number(units) };
  await context.db.insert(event).values({ id: found.id, block: found.block.number, ...row });
});
