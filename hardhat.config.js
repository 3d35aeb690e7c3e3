import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import hardhatNodeTestRunner from "@nomicfoundation/hardhat-node-test-runner";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";

process.env.HARDHAT_DISABLE_TELEMETRY = "true";

const compiler = JSON.parse(readFileSync(new URL("contracts/compiler.json", import.meta.url)));

const NO_CODE = { object: "", opcodes: "", sourceMap: "", linkReferences: {} };

/**
 * Asks the compiler for the code of our own contracts only: generating the libraries' as well costs
 * most of the time of a compilation. They come out as interfaces do, without code.
 */
const ownCodeOnly = {
  id: "own-code-only",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        invokeSolc: async (context, solc, input, config, next) => {
          const settings = { ...input.settings, outputSelection: ownCode(input) };
          const output = await next(context, solc, { ...input, settings }, config);
          return { ...output, contracts: withEmptyCode(output.contracts ?? {}) };
        },
      }),
    }),
  },
};

function ownCode({ sources, settings }) {
  const { "": trees, "*": code } = settings.outputSelection["*"];
  const own = Object.keys(sources).filter((name) => name.startsWith("project/"));
  return {
    "*": { "": trees, "*": ["abi", "evm.methodIdentifiers"] },
    ...Object.fromEntries(own.map((name) => [name, { "": trees, "*": code }])),
  };
}

function withEmptyCode(files) {
  const empty = { bytecode: NO_CODE, deployedBytecode: { ...NO_CODE, immutableReferences: {} } };
  const filled = ({ evm, ...rest }) => ({ ...rest, evm: { ...empty, ...evm } });
  return mapped(files, (contracts) => mapped(contracts, filled));
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** How to compile for code that is optimized to run so often. */
function compilerFor(runs) {
  const { version, settings } = compiler;
  const optimizer = { ...settings.optimizer, runs };
  const path = createRequire(import.meta.url).resolve("solc/soljson.js");
  return { version, settings: { ...settings, optimizer }, path };
}

export default defineConfig({
  plugins: [hardhatNodeTestRunner, hardhatViem, ownCodeOnly],
  solidity: {
    compilers: [compilerFor(compiler.settings.optimizer.runs)],
    overrides: mapped(compiler.runs, compilerFor),
  },
  paths: {
    sources: "contracts",
    tests: { nodejs: "tests/contracts", solidity: "tests/contracts" },
  },
});
