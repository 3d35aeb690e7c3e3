/** Aims of every row beside those of single ones: within so many floors, and contributions in a batch of 100 so many times cheaper than the peer's. */
const FLOORS = 1.35;
const TIMES_CHEAPER = 6;
const BIG_BATCH = /^contribution.* of 100\b/;

const HEAD = ["ours", "peer", "floor", "ours/floor", "peer/ours", "aim"];

/** The rows as a table, then the aims that were missed; `aims` has the gas aimed at, by the name of the row. */
export function printTable(rows, aims) {
  const unknown = Object.keys(aims).filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length) throw new Error(`aims without a row: ${unknown.join("; ")}`);
  const lines = rows.map((row) => [...cells(row, aims[row.name]), row.name]);
  const widths = HEAD.map((_, i) => Math.max(...[HEAD, ...lines].map((line) => line[i].length)));
  for (const line of [[...HEAD, "gas used by"], ...lines]) {
    console.log(line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join("  "));
  }
  const missed = rows.flatMap((row) => missedBy(row, aims[row.name]));
  console.log(missed.length ? `\nAims missed:\n${missed.join("\n")}` : "\nEvery aim is met.");
}

function cells({ ours, peer, limit }, aim) {
  const gas = [ours, peer, limit].map(written);
  return [...gas, ratio(ours, limit), ratio(peer, ours), written(aim)];
}

function missedBy({ name, ours, peer, limit }, aim) {
  const big = BIG_BATCH.test(name) && peer !== null;
  const faults = [
    ours > aim && `${written(ours)} gas, aimed at ${written(aim)}`,
    limit !== null && ours > FLOORS * limit && `${ratio(ours, limit)} x floor, aimed at ${FLOORS}`,
    big &&
      peer < TIMES_CHEAPER * ours &&
      `${ratio(peer, ours)} x cheaper than the peer, aimed at ${TIMES_CHEAPER}`,
  ];
  const found = faults.filter(Boolean).join("; ");
  return found ? [`  ${name}: ${found}`] : [];
}

const written = (gas) => gas?.toLocaleString("en") ?? "-";
const ratio = (above, below) => (above && below ? (above / below).toFixed(2) : "-");
