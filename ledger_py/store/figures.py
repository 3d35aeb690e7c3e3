"""What rows add up to: outcomes of votes, scores, the visibility gap."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.store.reads import Reads
from ledger_py.store.rows import Who


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vote comes to; levels per activity type, 15: not yet valued."""

    levels: tuple[int, ...]
    previous: tuple[int, ...]
    decided: tuple[bool, ...]
    """Per activity type: whether the opinions on it reach the quorum."""
    opinions: tuple[int, ...]
    """Per activity type: ballots that do not abstain on it."""


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """An activity type in an indicator and epoch: units of all members that count, their points."""

    activity: int
    group: int
    level: int | None
    units: int
    points: int


@dataclass(frozen=True, slots=True)
class MemberScore:
    """The score of a member who has joined."""

    member: Who
    score: int
    units: dict[int, int]
    """Units that count in the epoch itself, by activity type."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What an indicator says of an epoch; members by id, never by score."""

    indicator: int
    epoch: int
    version: int | None
    total: int
    """What it says of the whole community, unclaimed members' work included."""
    types: tuple[TypeTotal, ...]
    members: tuple[MemberScore, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
    """Value share against record share in basis points; gap is value minus record."""

    id: int
    level: int | None
    accepted: int
    proposed: int
    value: int
    record: int
    gap: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The visibility gap of an indicator's last version, or of an open vote so far."""

    indicator: int
    version: int | None
    types: tuple[GapRow, ...]
    groups: tuple[GapRow, ...]
    unvalued: tuple[GapRow, ...]


def outcome(reads: Reads, c: str, v: int) -> Outcome:
    """What a vote comes to with the ballots cast so far, or came to if it is closed."""
    raise NotImplementedError


def scores(reads: Reads, c: str, indicator: int, epoch: int) -> Scores:
    """What an indicator says of an epoch: everybody's totals, and members who have joined."""
    raise NotImplementedError


def member_score(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> MemberScore:
    """One joined member's score; raises NotFound, MemberUnclaimed."""
    raise NotImplementedError


def visibility_gap(reads: Reads, c: str, indicator: int) -> Gap:
    """How the community values each kind of work against how much of it is accepted."""
    raise NotImplementedError
