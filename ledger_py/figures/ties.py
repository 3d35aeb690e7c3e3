"""Who attests to whose work, from the rows of the index: a community as a whole, nobody named."""

from __future__ import annotations

import threading

from ledger_py import ties as rules
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Checkpoint
from ledger_py.ties import Ties


class TiesOf:
    """The ties of communities, kept until the index has written again; threads may share it.

    They rest on every attestation there is, and anybody may ask for them at any time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[Checkpoint | None, Ties]] = {}

    def read(self, seen: Reads, c: str) -> Ties:
        """Return a community's ties as a snapshot of the index has them."""
        newest = seen.newest_block()
        # Those who ask at the same time wait for one count instead of making one each.
        with self._lock:
            if (found := self._held.get(c)) and found[0] == newest:
                return found[1]
            said = rules.ties(seen.attested(c), seen.joined(c))
            self._held[c] = newest, said
            return said


def ties(reads: Reads, kept: TiesOf, c: str) -> Ties:
    """How mutual attesting is in a community, and how few do it."""
    with reads.snapshot() as seen:
        return kept.read(seen, c)
