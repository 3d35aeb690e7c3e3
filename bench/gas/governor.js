/**
 * The peer of yes/no ballots: OpenZeppelin's Governor with simple counting and a token that gives each voter one vote,
 * compiled here with our compiler's settings. `castVoteBySig` carries a signed ballot, as our act does by itself.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { encodeDeployData } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { sum } from "./floor.js";

const require = createRequire(import.meta.url);
const { version } = require("@openzeppelin/contracts/package.json");
const SOURCE = "PlainGovernor.sol";
const RUNS = 10_000;
const IN_FAVOUR = 1;
const note =
  `peer: OpenZeppelin Governor ${version} (GovernorCountingSimple, GovernorVotes over ERC20Votes), castVoteBySig, ` +
  "which keeps no ballot but that there is one, and takes no second from the same voter";

/** Deploys it with a vote for each of these people, who vote once before, so that none of their nonces is their first. */
export async function deployGovernor(chain, people) {
  const compiled = compile();
  const token = await create(chain, compiled.PlainToken);
  const governor = await create(chain, compiled.PlainGovernor, [token.address]);
  for (const { address } of people) await chain.send(token, "give", [address]);
  const first = await propose(chain, governor, token, "first");
  await cast({ chain, governor, proposalId: first, nonce: 0n }, people);
  return {
    chain,
    governor,
    proposalId: await propose(chain, governor, token, "second"),
    nonce: 1n,
  };
}

/** A proposal that takes ballots. */
async function propose(chain, governor, token, text) {
  const { events } = await chain.send(governor, "propose", [[token.address], [0n], ["0x"], text]);
  await chain.request("hardhat_mine", "0x2");
  return events.find(({ eventName }) => eventName === "ProposalCreated").args.proposalId;
}

/** The ballots of these people, one after the other: gas used for each. */
export async function governorBallots(vote, people) {
  const used = await cast(vote, people);
  return { gas: Math.ceil(sum(used) / people.length), note };
}

async function cast({ chain, governor, proposalId, nonce }, people) {
  const used = [];
  for (const person of people) {
    const domain = {
      name: "Plain",
      version: "1",
      chainId: chain.chainId,
      verifyingContract: governor.address,
    };
    const message = { proposalId, support: IN_FAVOUR, voter: person.address, nonce };
    const signature = await privateKeyToAccount(person.key).signTypedData({
      domain,
      types: {
        Ballot: [
          { name: "proposalId", type: "uint256" },
          { name: "support", type: "uint8" },
          { name: "voter", type: "address" },
          { name: "nonce", type: "uint256" },
        ],
      },
      primaryType: "Ballot",
      message,
    });
    const values = [proposalId, IN_FAVOUR, person.address, signature];
    used.push((await chain.send(governor, "castVoteBySig", values)).gasUsed);
  }
  return used;
}

async function create(chain, { abi, bytecode }, args = []) {
  chain.know(abi);
  const data = encodeDeployData({ abi, bytecode, args });
  const hash = await chain.request("eth_sendTransaction", { from: chain.carrier, data });
  const { contractAddress } = await chain.request("eth_getTransactionReceipt", hash);
  return { address: contractAddress, abi };
}

function compile() {
  const { settings } = JSON.parse(
    readFileSync(new URL("../../contracts/compiler.json", import.meta.url)),
  );
  const input = {
    language: "Solidity",
    sources: { [SOURCE]: { content: readFileSync(new URL(SOURCE, import.meta.url), "utf8") } },
    settings: {
      ...settings,
      optimizer: { ...settings.optimizer, runs: RUNS },
      outputSelection: { [SOURCE]: { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const findImports = {
    import: (path) => ({ contents: readFileSync(require.resolve(path), "utf8") }),
  };
  const { contracts, errors } = JSON.parse(
    require("solc").compile(JSON.stringify(input), findImports),
  );
  if (!contracts?.[SOURCE])
    throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  return Object.fromEntries(
    Object.entries(contracts[SOURCE]).map(([name, { abi, evm }]) => [
      name,
      { abi, bytecode: `0x${evm.bytecode.object}` },
    ]),
  );
}
