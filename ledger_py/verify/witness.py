"""A node asked at one block, which keeps what it told, so that all checks are about the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ledger_py.chain.client import Header, Node
from ledger_py.chain.codec import Log
from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc

_PER_BATCH = 100


class TransactionMissing(ChainError):
    """The node told of a log and does not give the transaction that it is of."""

    hint = "Ask a node that keeps the whole chain."

    def __init__(self, tx: str) -> None:
        super().__init__(f"There is no transaction {tx}.")


@dataclass(frozen=True, slots=True)
class Transaction:
    """What an act came in: who sent it and called what (addresses in lower case), with what."""

    hash: str
    sender: str
    to: str | None
    data: bytes


class Source(Protocol):
    """Where transactions and code are read: a node, or a bundle."""

    def transactions(self, hashes: Sequence[str]) -> list[Transaction]:
        """Return transactions by hash; raises TransactionMissing."""

    def has_code(self, address: str) -> bool:
        """Whether code lies at an address, as far as this source can tell."""


class Witness(Node):
    """A node as of one block; the indexer reads through it, and it keeps the logs it gave."""

    def __init__(self, rpc: Rpc) -> None:
        super().__init__(rpc)
        self.pinned = super().head()
        self._logs: dict[tuple[int, int], Log] = {}

    def move(self) -> bool:
        """Go on to the newest block; whether there is a newer one."""
        before, self.pinned = self.pinned, super().head()
        return self.pinned.hash != before.hash

    def head(self) -> Header:
        """Return the block at which everything is asked."""
        return self.pinned

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> list[Log]:
        """Return all logs of these contracts, and keep them."""
        found = super().logs(first, last, addresses)
        self._logs.update({(log.block, log.position): log for log in found})
        return found

    def kept(self, addresses: Iterable[str]) -> list[Log]:
        """Return the logs of these contracts that the indexer was given, oldest first."""
        wanted = set(addresses)
        return [log for _, log in sorted(self._logs.items()) if log.address in wanted]

    def transactions(self, hashes: Sequence[str]) -> list[Transaction]:
        """Return transactions by hash; raises TransactionMissing."""
        found: list[Transaction] = []
        for start in range(0, len(hashes), _PER_BATCH):
            part = hashes[start : start + _PER_BATCH]
            asked: list[tuple[str, list[Any]]]
            asked = [("eth_getTransactionByHash", [tx]) for tx in part]
            for tx, told in zip(part, self.rpc.batch(asked), strict=True):
                found.append(_transaction(tx, told))
        return found

    def has_code(self, address: str) -> bool:
        """Whether code lies at an address now."""
        return len(self.rpc.call("eth_getCode", address, "latest")) > 2


def _transaction(tx: str, told: Any) -> Transaction:
    if not told:
        raise TransactionMissing(tx)
    to = told.get("to")
    data = bytes.fromhex(told["input"][2:])
    return Transaction(tx, told["from"].lower(), to.lower() if to else None, data)
