import { onchainTable } from "ponder";

export const event = onchainTable("event", (t) => ({
  id: t.text().primaryKey(),
  block: t.bigint(),
  contribution: t.text(),
  member: t.integer(),
  units: t.integer(),
}));
