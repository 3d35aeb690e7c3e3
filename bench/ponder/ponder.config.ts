// The same contract on the same node as ours; PLACE says where (scripts/ponder_peer.py writes it).
import { readFileSync } from "node:fs";
import { createConfig } from "ponder";

const place = JSON.parse(readFileSync(process.env.PLACE!, "utf8"));

export default createConfig({
  chains: { ledger: { id: place.chain, rpc: place.url, pollingInterval: 1000 } },
  contracts: {
    Community: {
      chain: "ledger",
      abi: place.events,
      address: place.community,
      startBlock: place.first,
      endBlock: place.last,
    },
  },
});
