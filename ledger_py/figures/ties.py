"""Who attests to whose work, from the rows of the index: a community as a whole, nobody named."""

from __future__ import annotations

from ledger_py import ties as rules
from ledger_py.store.reads import Reads
from ledger_py.ties import Ties


def ties(reads: Reads, c: str) -> Ties:
    """How mutual attesting is in a community, and how few do it."""
    with reads.snapshot() as seen:
        return rules.ties(seen.attested(c), seen.joined(c))
