"""A process that carries what waits in a ledger, and may end itself by SIGKILL on its way.

    AUZOLAN_DATA_DIR=... python -m tests.chain.relay_child before|after|never COUNT

`before` ends it when the bytes of batch number COUNT are fixed and not yet sent; `after` when they
are sent and nothing is noted yet. The place is the carrier's, which is handed in anyway.
"""

import os
import signal
import sys
from collections.abc import Sequence

from ledger_py.accounts import RELAYER, Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.indexer import Indexer
from ledger_py.parts import store_of
from ledger_py.relay import Relay
from ledger_py.settings import Settings


def main(fault: str, count: int) -> None:
    """Carry and read until nothing is left to do."""
    settings = Settings.read()
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
        node, store = Node(chain.rpc), store_of(settings)
        relay = Relay(node, store, account, carry)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        print("carrying", flush=True)
        while relay.step() or indexer.step():
            pass
        print(node.nonce(account.address), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
