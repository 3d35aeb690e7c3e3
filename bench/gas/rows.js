import { mkdirSync, writeFileSync } from "node:fs";

const RESULTS = new URL("../results/", import.meta.url);

/** What a run measured: rows of {name, unit, ours, peer, limit, command}, with a note where a figure needs one. */
export class Rows extends Array {
  /** `peer` is what comparable work needs: {gas, note}. */
  add(command, name, { ours, limit, used, note }, peer) {
    const row = { name, unit: "gas", ours, peer: peer?.gas ?? null, limit, command };
    const several = used.length > 1 && `transactions of ours: ${used.length}`;
    const notes = [several, note, peer?.note].filter(Boolean);
    this.push(notes.length ? { ...row, note: notes.join("; ") } : row);
  }

  write(file) {
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(new URL(file, RESULTS), `${JSON.stringify(this, null, 2)}\n`);
  }
}
