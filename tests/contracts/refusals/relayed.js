import { encodeFunctionData } from "viem";

import { relay, signedData } from "../support/doors.js";
import * as w from "../support/world.js";

const relaying = (acts, options) => (world) =>
  world.chain.send(world.community, "relay", [acts], options);
const nothing = (gasLimit) => ({ gasLimit, data: "0x" });

async function onlyReason(world, data, gasLimit) {
  const receipt = await relay(world.chain, world.community, [data], { gasLimit });
  const { args } = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  throw world.chain.explain(args.reason);
}

export const relayed = [
  { error: "RelayLengthInvalid", when: "no act is relayed", values: [0], provoke: relaying([]) },
  {
    error: "RelayLengthInvalid",
    when: "257 acts are relayed",
    values: [257],
    provoke: relaying(Array(257).fill(nothing(0))),
  },
  {
    error: "RelayGasShort",
    when: "the relay has less gas than it promised an act",
    provoke: relaying([nothing(2_000_000)], { gas: 1_000_000 }),
  },
  {
    error: "RelayGasShort",
    when: "the relay has less gas than it keeps for itself",
    values: [0n, 1n, 0n],
    provoke: relaying([nothing(1)], { gas: 42_000 }),
  },
  {
    error: "RelayNested",
    when: "a relayed act is a relay",
    provoke: async (world) => {
      const inner = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, nest(world, inner), 1_000_000);
    },
  },
  {
    error: "ActMalformed",
    when: "the bytes are no act",
    provoke: (world) => onlyReason(world, "0x12345678", 100_000),
  },
  {
    error: "SignatureInvalid",
    when: "the units recorded are made wider than 16 bits",
    provoke: async (world) => {
      const data = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, withUnits(data, 65_536), 500_000);
    },
  },
  {
    error: "ActMalformed",
    when: "the units attested are wider than 16 bits",
    given: (world) => world.do(world.record(w.MEMBER, w.ownHours({ units: 251 }))),
    provoke: async (world) => {
      const attestation = w.attesting(w.ownHours({ units: 251 }), { units: 250 });
      const data = await signedData(world.chain, world.attest(4, attestation));
      return onlyReason(world, withUnits(data, 65_536), 500_000);
    },
  },
  {
    error: "OutOfGas",
    when: "the act uses more gas than it was promised",
    values: [30_000],
    provoke: async (world) => {
      const data = await signedData(world.chain, world.record(w.MEMBER, w.ownHours()));
      return onlyReason(world, data, 30_000);
    },
  },
];

function nest(world, data) {
  const args = [[{ gasLimit: 500_000, data }]];
  return encodeFunctionData({ abi: world.community.abi, functionName: "relay", args });
}

/** 250 units are the only word of the call that reads 0xfa. */
function withUnits(data, units) {
  const word = (number) => number.toString(16).padStart(64, "0");
  return data.replace(word(250), word(units));
}
