"""What people sign about votes: what is put to the vote, ballots, objections, candidacies.

Re-exported by `ledger_py.models`, which says what holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ledger_py.statements import NO_COMMITMENT

POINTS = 100
"""A ballot divides so many points over the groups."""
CLOSE_VOTE, EXECUTE, OPEN_ELECTION = "closeVote", "execute", "openElection"
"""The assembly's functions that anyone may call, as nobody signs them."""
SEATS = 3
"""So many stewards an election makes at most."""
EXECUTION_SECONDS = 30 * 24 * 60 * 60
"""A proposal that has passed can be executed for so long."""
OBJECTED = 2**16 - 1
"""The sequence of a ballot that is an objection: none comes after it."""


class VoteKind(IntEnum):
    """What a vote is about."""

    WEIGHTS = 1
    PROPOSAL = 2
    ELECTION = 3


class Choice(IntEnum):
    """What a ballot says of a proposal."""

    IN_FAVOUR = 1
    AGAINST = 2
    ABSTAINS = 3


class Target(IntEnum):
    """To which contract a call of a proposal goes."""

    RECORD = 1
    ASSEMBLY = 2


@dataclass(frozen=True, slots=True)
class Call:
    """What a proposal does: a call of a Target's function; `data` is its selector and values."""

    to: int
    data: bytes


@dataclass(frozen=True, slots=True)
class OpenVote:
    """A steward opens a vote on an indicator's weights; notice and duration in seconds."""

    member: int
    deadline: int
    indicator: int
    from_: int
    notice: int
    duration: int


@dataclass(frozen=True, slots=True)
class Propose:
    """A member proposes; notice, duration and delay in seconds; amends: 0 for no other proposal."""

    member: int
    deadline: int
    amends: int
    notice: int
    duration: int
    delay: int
    document: bytes
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """A member stands for steward in an election that has not opened yet."""

    member: int
    deadline: int
    vote: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's say in a weight vote: a level 0-10 per activity type, NO_LEVEL to abstain."""

    member: int
    deadline: int
    vote: int
    sequence: int
    levels: tuple[int, ...]
    rationale: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class SharesBallot:
    """A member's say in a weight vote of shares; no points at all: abstains from the division."""

    member: int
    deadline: int
    vote: int
    sequence: int
    points: tuple[int, ...]
    levels: tuple[int, ...]
    rationale: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class ProposalBallot:
    """A member's say about a proposal: a Choice."""

    member: int
    deadline: int
    vote: int
    sequence: int
    choice: int
    rationale: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class ElectionBallot:
    """A member's say in an election: the candidates they approve of, none to abstain."""

    member: int
    deadline: int
    vote: int
    sequence: int
    approved: tuple[int, ...]
    rationale: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class ObjectToProposal:
    """A member turns against a proposal that has passed and still waits."""

    member: int
    deadline: int
    vote: int
    rationale: bytes = NO_COMMITMENT
