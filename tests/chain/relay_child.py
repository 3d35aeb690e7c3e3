"""A process that carries what waits in a data directory, and may end itself by SIGKILL on its way.

    python -m tests.chain.relay_child DATA_DIR before|after|never COUNT

`before` ends it when the bytes of batch number COUNT are fixed and not yet sent; `after` when they
are sent and nothing is noted yet. The place is the carrier's, which is handed in anyway.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from ledger_py.accounts import RELAYER, Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.indexer import Indexer
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.store import Store


def main(data_dir: Path, fault: str, count: int) -> None:
    """Carry and read until nothing is left to do."""
    settings = Settings.read(data_dir=data_dir)
    account = Accounts(settings.accounts_file).account(RELAYER)
    deployment = Deployment.load(settings.deployment)
    calls = 0

    def carry(raws: Sequence[bytes]) -> None:
        nonlocal calls
        calls += 1
        if (fault, count) == ("before", calls):
            os.kill(os.getpid(), signal.SIGKILL)
        chain.produce(raws)
        if (fault, count) == ("after", calls):
            os.kill(os.getpid(), signal.SIGKILL)

    with EmbeddedChain(settings.chain_dir, funded=[account.address]) as chain:
        node, store = Node(chain.rpc), Store(settings.database)
        relay = Relay(node, store, account, carry)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        print("carrying", flush=True)
        while relay.step() or indexer.step():
            pass
        print(node.nonce(account.address), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
