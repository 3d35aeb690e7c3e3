import { defineConfig } from "hardhat/config";

/** The node of the second engine in the tests: gas is free, blocks come when they are asked for. */
export default defineConfig({
  networks: {
    node: {
      type: "edr-simulated",
      chainId: 0x61757a6f,
      hardfork: "osaka",
      blockGasLimit: 500_000_000,
      gasPrice: "auto",
      initialBaseFeePerGas: 0,
      mining: { auto: false, interval: 0, mempool: { order: "fifo" } },
    },
  },
});
