"""A process that owns a chain and lets blocks flow until it is killed.

Argument: the data directory. Prints `up PID` of the node, then a line of JSON for every block that
was acknowledged.
"""

import json
import sys
from pathlib import Path

from eth_account import Account

from ledger_py.chain.embedded import CHAIN_ID, EmbeddedChain
from ledger_py.chain.errors import ChainError

ACCOUNT = Account.from_key(b"\x11" * 32)


def sign(nonce: int) -> bytes:
    fields = {
        "type": 2, "chainId": CHAIN_ID, "nonce": nonce, "to": "0x" + "22" * 20, "value": 1,
        "gas": 21_000, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0,
    }  # fmt: skip
    return bytes(ACCOUNT.sign_transaction(fields).raw_transaction)


def main(data_dir: Path) -> None:
    with EmbeddedChain(
        data_dir, funded=[ACCOUNT.address], genesis_time=1_700_000_000, snapshot_after=40
    ) as chain:
        print("up", chain.node_pid, flush=True)
        nonce = int(chain.rpc.call("eth_getTransactionCount", ACCOUNT.address, "latest"), 16)
        while True:
            block = chain.produce([sign(nonce + i) for i in range(3)])
            nonce += 3
            line = {"number": block.number, "hash": block.hash, "txs": block.transactions}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except ChainError as error:
        sys.exit(f"{type(error).__name__}: {error} {error.hint}")
