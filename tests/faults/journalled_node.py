"""A node in a process of its own, made to be killed: the embedded chain behind a port.

    python -m tests.faults.journalled_node CHAIN_DIR PORT ADDRESS...

Reads go to Anvil as they are. A transaction is first checked by Anvil's pool and then waits, in
memory alone, for the next block: what waits when the process is killed is lost, as with any node.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.chain.errors import ChainError, RpcError
from tests.faults.serving import Handler, Server, asked_of

BLOCK_SECONDS = 0.15
LONGEST_SILENCE = 2
_NOT_OURS = ("evm_", "anvil_", "hardhat_")


class Pool:
    """Transactions that wait for the next block."""

    def __init__(self, chain: EmbeddedChain) -> None:
        self._chain, self._waiting, self._guard = chain, [], threading.Lock()

    def take(self, raw: str) -> str:
        """Let a transaction wait; raise RpcError when the chain's pool does not take it."""
        # Not while a block is made: Anvil would take in what the journal does not have.
        with self._guard:
            tx = str(self._chain.rpc.call("eth_sendRawTransaction", raw))
            self._waiting.append(bytes.fromhex(raw[2:]))
        return tx

    def mine(self) -> None:
        """Make a block of all that waits; an empty one after a long silence."""
        with self._guard:
            raws, self._waiting = self._waiting, []
            try:
                if raws:
                    self._chain.produce(raws)
                else:
                    self._chain.heartbeat(LONGEST_SILENCE)
            except ChainError as error:
                logging.warning("%s", error)


class NodeHandler(Handler):
    """One connection: transactions to our pool, everything else to Anvil."""

    pool: Pool
    anvil: str

    def answer(self, body: bytes) -> None:
        """Answer a request."""
        asked = orjson.loads(body)
        if isinstance(asked, dict) and asked["method"] == "eth_sendRawTransaction":
            answer = self._take(asked)
        elif isinstance(asked, dict) and asked["method"].startswith(_NOT_OURS):
            answer = orjson.dumps(_error(asked["id"], RpcError(-32601, "Method not found")))
        else:
            answer = asked_of(self.anvil, body)
        self.say(answer)

    def _take(self, asked: dict[str, Any]) -> bytes:
        try:
            tx = self.pool.take(asked["params"][0])
        except RpcError as error:
            return orjson.dumps(_error(asked["id"], error))
        return orjson.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": tx})


def _error(id_: object, error: RpcError) -> dict[str, Any]:
    told = {"code": error.code, "message": error.message}
    return {"jsonrpc": "2.0", "id": id_, "error": told}


def main(folder: Path, port: int, funded: Sequence[str]) -> None:
    """Serve and mine until killed."""
    with EmbeddedChain(folder, funded=funded) as chain:
        pool = NodeHandler.pool = Pool(chain)
        NodeHandler.anvil = chain.url
        server = Server(port, NodeHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pause = threading.Event()
        while not pause.wait(BLOCK_SECONDS):
            pool.mine()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
