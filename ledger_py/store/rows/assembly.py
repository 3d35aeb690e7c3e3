"""Versions, votes, ballots."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.store.rows.people import Who


@dataclass(frozen=True, slots=True)
class Version:
    """The levels of an indicator in force from an epoch on; 15 means not yet valued."""

    indicator: int
    version: int
    from_: int
    levels: tuple[int, ...]
    vote: int
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A weight vote over activity types 1 to `activities`; open in [opens, closes)."""

    vote: int
    indicator: int
    opens: int
    closes: int
    from_: int
    activities: int
    quorum: int
    closed: int | None
    version: int | None
    ballots: int
    """Live ballots, one per member at most."""
    block: int
    tx: str

    def state_at(self, time: int) -> str:
        """`announced`, `open`, `over` (may be closed) or `closed` at a time in Unix seconds."""
        if self.closed is not None:
            return "closed"
        if time < self.opens:
            return "announced"
        return "open" if time < self.closes else "over"


@dataclass(frozen=True, slots=True)
class LiveBallot:
    """A member's last ballot in a vote; level 15 means abstained."""

    vote: int
    member: Who
    sequence: int
    levels: tuple[int, ...]
    rationale: str
    text: str | None
    salt: str | None
    block: int
    tx: str
    time: int
