import { readdirSync, readFileSync } from "node:fs";

const HERE = new URL("../", import.meta.url);

/** Every leaf of the *.tree files as the path of words that leads to it. */
export function leaves() {
  return files(".tree").flatMap((name) => leavesOf(readFileSync(new URL(name, HERE), "utf8")));
}

function leavesOf(text) {
  const path = [];
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.flatMap((line) => {
    const depth = Math.round(line.search(/[^│├└─ ]/) / 4);
    path.length = depth;
    path.push(line.replace(/^[│├└─ ]*/, "").trim());
    return path.at(-1).startsWith("it ") ? [[...path]] : [];
  });
}

/** The titles of the tests that stand in the files themselves, without the door through which they go. */
export function titles() {
  const found = files(".test.js").flatMap((name) => {
    const source = readFileSync(new URL(name, HERE), "utf8");
    return [...source.matchAll(/\bit\(\s*(["`])(.*?)\1/gs)].map(([, , title]) => title);
  });
  return found.map((title) => title.replace(/, \$\{how\}$| \(seed \$\{seed\}\)$/, ""));
}

function files(ending) {
  return readdirSync(HERE).filter((name) => name.endsWith(ending));
}
