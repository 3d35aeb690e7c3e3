/** What is refused to everybody but a vote, whatever it is. */
import { encodeFunctionData } from "viem";

import { relay } from "../support/doors.js";
import * as will from "../support/will.js";
import * as w from "../support/world.js";

/** The assembly calls, as it does when a proposal has passed. */
export const decided =
  (name, ...args) =>
  async (world) =>
    will.calledBy(world, world.assembly.address, name, ...(await valuesOf(args, world)));

async function valuesOf(args, world) {
  return Promise.all(args.map((arg) => (typeof arg === "function" ? arg(world) : arg)));
}

/** Nobody else does: a steward, whoever founded; nor a relay. */
export const onlyVotes = (error, name, ...args) => [
  {
    error,
    when: "a steward decides it alone",
    values: [w.people.steward1.address],
    provoke: (world) => will.calledBy(world, w.people.steward1.address, name, ...args),
  },
  {
    error,
    when: "a relay carries the decision",
    provoke: (world) => byRelay(world, name, args),
  },
];

/** Carried in a relay as if it were an act. */
async function byRelay(world, functionName, args) {
  const knows = ({ abi }) => abi.some(({ name }) => name === functionName);
  const contract = knows(world.community) ? world.community : world.assembly;
  const data = encodeFunctionData({ abi: contract.abi, functionName, args });
  const receipt = await relay(world.chain, contract, [data]);
  const { args: failed } = receipt.events.find(({ eventName }) => eventName === "ActFailed");
  throw world.chain.explain(failed.reason);
}
