"""The indexer: a closed window of blocks -> its logs, checked complete -> rows and checkpoint.

A window's headers link to the checkpoint and its logs to the headers, so what is written is always
one chain's. When the chain has left a block that was read, the index rewinds to the last common
one. Rows and checkpoint are one transaction; killing it anywhere loses nothing. While a window is
written the node is asked for the next one already.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

from ledger_py.chain.client import Header, Node
from ledger_py.chain.errors import RpcError
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
from ledger_py.windows import ChainMoved, Reader, Reading

__all__ = ["ChainMoved", "Indexer", "LogsIncomplete", "drop_index", "dump_index"]

_ATTEMPTS = 3
_LOOKS = 10
_FIRST_SPAN = 64
_ENOUGH_LOGS = 10_000
"""A window with more is followed by one of half as many blocks, so that memory stays flat."""


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
        self._reader = Reader(node, factory.lower())
        self._start_block, self._confirmations = start_block, confirmations
        self._most = min(window or node.engine.log_range, node.engine.log_range)
        self._span = min(_FIRST_SPAN, self._most)
        self._ahead: tuple[Checkpoint, Future[Reading]] | None = None

    def catch_up(self) -> int:
        """Read windows until there is no further block; return how many blocks were read."""
        total = 0
        with ThreadPoolExecutor(1, "window") as ahead:
            while count := self.step(ahead):
                total += count
        return total

    def step(self, ahead: Executor | None = None) -> int:
        """Read the next window; return how many blocks it had, 0 when there is none.

        ahead: where the window after it is read meanwhile, for the next step. Raises
        LogsIncomplete, ChainMoved (the chain changes too fast to be read), RpcError,
        NodeUnreachable; the index is then as it was, and the step may be repeated.
        """
        attempts = _ATTEMPTS
        while True:
            try:
                with _uncollected():
                    return self._step(ahead)
            except ChainMoved:
                attempts -= 1
                if attempts == 0:
                    raise
            except RpcError:
                # Nodes limit how much they give at once; smaller windows get smaller answers.
                if self._span == 1:
                    raise
                self._span //= 2

    def _step(self, ahead: Executor | None) -> int:
        with self._store.reading() as connection:
            reached, places = read_checkpoint(connection), read_places(connection)
        reading = self._foreseen(reached) or self._read(reached, places)
        if reading is None:
            return 0
        if len(reading.events) > _ENOUGH_LOGS:
            self._span = max(1, self._span // 2)
        else:
            self._span = min(self._most, 2 * self._span)
        if ahead and (span := self._following(reading.reached, reading.head)):
            known = {**places, **reading.founded}
            future = ahead.submit(self._reader.read, reading.reached, span, known, reading.head)
            self._ahead = reading.reached, future
        self._write(reading)
        return len(reading.headers)

    def _foreseen(self, reached: Checkpoint | None) -> Reading | None:
        """The window after the checkpoint when it was read ahead; as long as the chain held."""
        (after, future), self._ahead = self._ahead or (None, None), None
        return future.result() if future and after == reached else None

    def _read(self, reached: Checkpoint | None, places: Mapping[str, str]) -> Reading | None:
        head = self._node.head()
        if reached and not self._on_chain(reached, head):
            self._rewind(reached)
            raise ChainMoved(reached.block)  # and so read on from where it went back to
        span = self._following(reached, head.number)
        return self._reader.read(reached, span, places, head.number) if span else None

    def _following(self, reached: Checkpoint | None, head: int) -> range:
        """The blocks of the next window, as long as they are deep enough."""
        first = reached.block + 1 if reached else self._start_block
        return range(first, min(head - self._confirmations, first + self._span - 1) + 1)

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

    def _write(self, reading: Reading) -> None:
        headers, events = reading.headers, reading.events
        times = {header.number: header.time for header in headers}
        held = {event.log.block for event in events}
        with self._store.transaction() as connection:
            if read_checkpoint(connection) != reading.after:
                return  # another process has read these blocks meanwhile
            rows = Rows(connection)
            window = Window(rows, dict(reading.places), times)
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
            write_checkpoint(connection, reading.reached)

    def _rewind(self, reached: Checkpoint) -> None:
        """Go back to the last block with rows of ours that the chain still has."""
        with self._store.reading() as connection:
            stored = blocks_read(connection)
        # Where the chain has left one block it has left all after it.
        kept = bisect_left(stored, True, key=lambda block: not self._on_chain(block))
        with self._store.transaction() as connection:
            if read_checkpoint(connection) == reached:
                rewind(connection, stored[kept - 1] if kept else None)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python not look for garbage in cycles: a window's rows have none, and are many.

    Looking took a third of the time. Another thread's cycles wait until the end of the window.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
