"""What people sign about votes: what is put to the vote, ballots, objections, candidacies.

Re-exported by `ledger_py.models`, which says what holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ledger_py.statements import NO_COMMITMENT

POINTS = 100
"""A ballot divides so many points over the groups."""
MAX_CALLS = 16
MAX_CANDIDATES = 16
SEATS = 3
"""So many stewards an election makes at most."""
PROPOSALS_PER_EPOCH = 5
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


class ProposalState(StrEnum):
    """What became of a proposal whose vote is closed."""

    REJECTED = "rejected"
    WAITING = "waiting"
    """It has passed; members can object until its delay is over."""
    STOPPED = "stopped"
    READY = "ready"
    EXECUTED = "executed"
    LAPSED = "lapsed"
    """Nobody executed it for thirty days."""


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


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote of any VoteKind, as the assembly has it; `subject` is packed by the kind."""

    opens: int
    closes: int
    joined_by: int
    quorum: int
    ballots: int
    kind: int
    closed: bool
    subject: int


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a weight vote is about; groups: 0 in a vote of rates."""

    indicator: int
    from_: int
    activities: int
    groups: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal, as the assembly has it; ready: Unix seconds, 0 before it has passed."""

    calls_hash: bytes
    proposer: int
    amends: int
    delay: int
    ready: int
    executed: bool

    def state_at(self, time: int, in_favour: int, against: int) -> ProposalState:
        """What became of it by then, when its vote is closed (Unix seconds; ballots now)."""
        return proposal_state(self.ready, self.executed, time, in_favour, against)


def proposal_state(
    ready: int, executed: bool, time: int, in_favour: int, against: int
) -> ProposalState:
    """Return what became of a closed proposal, as `Closings.execute` sees it.

    ready: Unix seconds, 0 when it has not passed. in_favour, against: ballots, objections included.
    """
    if not ready:
        return ProposalState.REJECTED
    if executed:
        return ProposalState.EXECUTED
    if in_favour <= against:
        return ProposalState.STOPPED
    if time < ready:
        return ProposalState.WAITING
    return ProposalState.READY if time < ready + EXECUTION_SECONDS else ProposalState.LAPSED
