#!/usr/bin/env node
// Answers like the `solc` command, with npm's build of the compiler behind it:
// `--version` and `--standard-json` (input on standard input), nothing else.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

const [question] = process.argv.slice(2);

/** Writes all of `text`: a pipe takes only as much as its reader has made room for. */
function print(text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

if (question === "--version" || question === "--standard-json") {
  const solc = createRequire(import.meta.url)("solc");
  if (question === "--version") {
    // py-solc-x looks for the platform of a native build and stumbles over the real one.
    const version = solc.version().replace(".Emscripten.clang", ".Linux.g++");
    print(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
  } else {
    print(solc.compile(readFileSync(0, "utf8")));
  }
} else {
  process.stderr.write("solc: only --version and --standard-json are answered here\n");
  process.exitCode = 2;
}
