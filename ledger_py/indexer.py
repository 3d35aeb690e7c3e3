"""The indexer: a closed window of blocks -> its logs, checked complete -> rows and checkpoint.

A window's headers link to the checkpoint and its logs to the headers, so what is written is always
one chain's. When the chain has left a block that was read, the index rewinds to the last common
one. Rows and checkpoint are one transaction; killing it anywhere loses nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from eth_hash.auto import keccak

from ledger_py.chain.client import Header, Node
from ledger_py.chain.codec import Event, Log, decode_event
from ledger_py.chain.errors import ChainError, RpcError
from ledger_py.handlers import HANDLERS, LogsIncomplete, Window, load_attested
from ledger_py.store import Store, schema
from ledger_py.store.index import (
    Rows,
    drop_index,
    dump_index,
    read_checkpoint,
    read_places,
    write_checkpoint,
)
from ledger_py.store.rewind import blocks_read, rewind
from ledger_py.store.rows import Checkpoint

__all__ = ["ChainMoved", "Indexer", "LogsIncomplete", "drop_index", "dump_index"]

_ATTEMPTS = 3
_LOOKS = 10


class ChainMoved(ChainError):
    """The chain changed while a window was read; nothing of the window was written."""

    hint = "Read on: the next step starts from what holds then."

    def __init__(self, number: int) -> None:
        super().__init__(f"Block {number} changed while it was read.")


class Indexer:
    """Reads one factory's communities into the store.

    factory: its address in lower case; start_block: the block it was deployed in; confirmations:
    how many blocks on top of one make it safe to read; window: blocks per step, at most (default:
    as many as the engine gives logs of at once).
    """

    def __init__(
        self,
        node: Node,
        store: Store,
        factory: str,
        start_block: int,
        confirmations: int = 0,
        window: int | None = None,
    ) -> None:
        self._node, self._store = node, store
        self._factory, self._start_block = factory.lower(), start_block
        self._confirmations = confirmations
        self._most = self._span = min(window or node.engine.log_range, node.engine.log_range)

    def catch_up(self) -> int:
        """Read windows until there is no further block; return how many blocks were read."""
        total = 0
        while count := self.step():
            total += count
        return total

    def step(self) -> int:
        """Read the next window; return how many blocks it had, 0 when there is none.

        Raises LogsIncomplete, ChainMoved (the chain changes too fast to be read), RpcError,
        NodeUnreachable; the index is then as it was, and the step may be repeated.
        """
        attempts = _ATTEMPTS
        while True:
            try:
                return self._step()
            except ChainMoved:
                attempts -= 1
                if attempts == 0:
                    raise
            except RpcError:
                # Nodes limit how much they give at once; smaller windows get smaller answers.
                if self._span == 1:
                    raise
                self._span //= 2

    def _step(self) -> int:
        head = self._node.head()
        with self._store.reading() as connection:
            reached, places = read_checkpoint(connection), read_places(connection)
        if reached and not self._on_chain(reached, head):
            self._rewind(reached)
            raise ChainMoved(reached.block)  # and so read on from where it went back to
        first = reached.block + 1 if reached else self._start_block
        last = min(head.number - self._confirmations, first + self._span - 1)
        if last < first:
            return 0
        headers = self._read_headers(first, last, reached)
        logs = self._read_logs(headers, places)
        self._write(reached, headers, places, [decode_event(log) for log in logs])
        self._span = min(self._most, 2 * self._span)
        return len(headers)

    def _on_chain(self, block: Checkpoint, head: Header | None = None) -> bool:
        """Whether the chain has a block that was read; `head` spares asking for the newest.

        A block that is not there may be there for the next of several nodes that answer in turn,
        so one is asked again before it is taken as left; one with another hash has been left.
        """
        if head and head.number == block.block:
            return head.hash == block.hash
        looks = (self._node.block(block.block) for _ in range(_LOOKS))
        found = next((header for header in looks if header), None)
        return found is not None and found.hash == block.hash

    def _read_headers(self, first: int, last: int, reached: Checkpoint | None) -> list[Header]:
        headers = self._node.blocks(first, last)
        if [header.number for header in headers] != list(range(first, last + 1)):
            raise ChainMoved(last)
        parent = reached.hash if reached else headers[0].parent
        for header in headers:
            if header.parent != parent:
                raise ChainMoved(header.number)
            parent = header.hash
        return headers

    def _read_logs(self, headers: Sequence[Header], places: Iterable[str]) -> list[Log]:
        """Return the window's logs, also those of communities that are founded within it."""
        first, last = headers[0].number, headers[-1].number
        addresses = [self._factory, *places]
        logs = self._node.logs(first, last, addresses)
        founded = [decode_event(log).values for log in logs if log.address == self._factory]
        new = [
            address
            for values in founded
            for address in (values.get("communityAddress"), values.get("assemblyAddress"))
            if address
        ]
        if new:
            logs += self._node.logs(first, last, new)
            logs.sort(key=lambda log: (log.block, log.position))
        self._check(headers, logs, {*addresses, *new})
        return logs

    def _check(self, headers: Sequence[Header], logs: Sequence[Log], places: set[str]) -> None:
        """Refuse logs that lie outside the window or its chain, come twice, or are missing."""
        hashes = {header.number: header.hash for header in headers}
        seen: set[tuple[int, int]] = set()
        for log in logs:
            if hashes.get(log.block) != log.block_hash:
                raise ChainMoved(log.block)
            if log.address not in places or (log.block, log.position) in seen:
                raise LogsIncomplete(
                    f"log {log.position} of block {log.block} is not of those asked for"
                )
            seen.add((log.block, log.position))
        self._check_counts(headers, logs, places)

    def _check_counts(
        self, headers: Sequence[Header], logs: Sequence[Log], places: set[str]
    ) -> None:
        """Where a header's bloom says that logs of ours may be, their number is the receipts'."""
        blooms = [bloom_of(place) for place in places]
        maybe = [h.number for h in headers if any(h.bloom & b == b for b in blooms)]
        given = Counter(log.block for log in logs)
        for number, addresses in zip(maybe, self._node.log_addresses(maybe), strict=True):
            there = sum(address in places for address in addresses)
            if given[number] != there:
                raise LogsIncomplete(f"{given[number]} of {there} came from block {number}")

    def _write(
        self,
        reached: Checkpoint | None,
        headers: Sequence[Header],
        places: dict[str, str],
        events: Sequence[Event],
    ) -> None:
        times = {header.number: header.time for header in headers}
        held = {event.log.block for event in events}
        with self._store.transaction() as connection:
            if read_checkpoint(connection) != reached:
                return  # another process has read these blocks meanwhile
            rows = Rows(connection)
            window = Window(rows, places, times)
            load_attested(window, events)
            for event in events:
                rows.at(event.log.block)
                HANDLERS[event.name](window, event)
            window.check_finished()
            for header in headers:
                if header.number in held:
                    rows.add(
                        schema.blocks, number=header.number, hash=header.hash, time=header.time
                    )
            rows.write()
            rows.write_earlier()
            last = headers[-1]
            write_checkpoint(connection, Checkpoint(last.number, last.hash, last.time))

    def _rewind(self, reached: Checkpoint) -> None:
        """Go back to the last block with rows of ours that the chain still has."""
        with self._store.reading() as connection:
            stored = blocks_read(connection)
        # Where the chain has left one block it has left all after it.
        kept = bisect_left(stored, True, key=lambda block: not self._on_chain(block))
        with self._store.transaction() as connection:
            if read_checkpoint(connection) == reached:
                rewind(connection, stored[kept - 1] if kept else None)


@cache
def bloom_of(address: str) -> int:
    """Return the bits that a log of this address sets in its block's bloom (2048 bits)."""
    digest = keccak(bytes.fromhex(address[2:]))
    bloom = 0
    for at in (0, 2, 4):
        bloom |= 1 << (int.from_bytes(digest[at : at + 2]) & 2047)
    return bloom
