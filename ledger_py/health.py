"""How an installation is: how far its index is behind the chain, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger_py.chain.client import Node
from ledger_py.chain.errors import ChainError
from ledger_py.store import Store
from ledger_py.store.figures import watched


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operator watches; None where the part that tells it is not up."""

    block: int | None = None
    """The last block that the index holds."""
    behind_blocks: int | None = None
    behind_seconds: int | None = None
    """Between the chain's last block and the index's."""
    waiting: int | None = None
    """How many acts wait to be sent."""
    oldest_seconds: int | None = None
    """How long the oldest of them has waited; 0 when none does."""


def look(store: Store, node: Node, clock: Callable[[], float]) -> Figures:
    """The figures as they are now; asks the chain, so it may wait."""
    if (found := watched(store)) is None:
        return Figures()
    oldest = 0 if found.oldest is None else max(0, int(clock()) - found.oldest)
    reached = found.reached
    block = reached.block if reached else -1
    try:
        head = node.head()
    except ChainError:
        return Figures(block, None, None, found.waiting, oldest)
    blocks = max(0, head.number - block)
    seconds = max(0, head.time - reached.time) if blocks and reached else 0
    return Figures(block, blocks, seconds, found.waiting, oldest)
