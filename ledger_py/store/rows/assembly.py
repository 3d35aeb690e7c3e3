"""Versions, votes of every kind, ballots."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.models import OBJECTED, Choice, VoteKind
from ledger_py.store.rows.people import Who


@dataclass(frozen=True, slots=True)
class Version:
    """The weights of an indicator in force from an epoch on; level 15 means not yet valued."""

    indicator: int
    version: int
    from_: int
    levels: tuple[int, ...]
    shares: tuple[int, ...]
    """Of an indicator of shares: basis points per group, all 0 until a vote divides them."""
    vote: int
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote of any kind, open in [opens, closes) to those who joined by `joined_by`.

    A weight vote is about activity types 1 to `activities` and, for shares, groups 1 to `groups`;
    of the other kinds `indicator`, `from_`, `activities` and `groups` are 0.
    """

    vote: int
    kind: VoteKind
    opens: int
    closes: int
    joined_by: int
    quorum: int
    closed: int | None
    indicator: int
    from_: int
    activities: int
    groups: int
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

    def admits(self, who: Who, managed_may_vote: bool) -> bool:
        """Whether a member can vote here now, as the contract's `_requireElector`."""
        if who.joined is None or not who.active:
            return False
        return who.joined <= self.joined_by and (managed_may_vote or not who.managed)


@dataclass(frozen=True, slots=True)
class LiveBallot:
    """A member's last ballot in a vote, with what its kind says; the rest is empty."""

    vote: int
    member: Who
    sequence: int
    levels: tuple[int, ...]
    """Of a weight vote; 15 means abstained."""
    points: tuple[int, ...]
    """Of a vote of shares: 100 over the groups, none when it does not divide."""
    choice: Choice | None
    """About a proposal."""
    approved: tuple[int, ...]
    """In an election: numbers of candidates, from 0 on."""
    rationale: str
    text: str | None
    salt: str | None
    block: int
    tx: str
    time: int

    @property
    def objection(self) -> bool:
        """Whether it was cast after the proposal had passed."""
        return self.sequence == OBJECTED
