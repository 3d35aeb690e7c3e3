"""Proposals and elections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger_py.models import EXECUTION_SECONDS, Call
from ledger_py.store.rows.assembly import Vote
from ledger_py.store.rows.definitions import Defined
from ledger_py.store.rows.people import Who


class ProposalState(StrEnum):
    """How far a proposal has come, in words."""

    ANNOUNCED = "announced"
    OPEN = "open"
    OVER = "over"
    """The vote is over and has to be closed."""
    WAITING = "waiting"
    """It has passed and waits for objections until `ready`."""
    READY = "ready"
    """Anyone may execute it."""
    EXECUTED = "executed"
    STOPPED = "stopped"
    """It has passed, and then as many objected as are in favour."""
    FAILED = "failed"
    """It has not passed."""
    LAPSED = "lapsed"
    """It has passed and nobody could or did execute it in time."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Something this gateway does by itself and was refused."""

    name: str
    """The contract's function: `closeVote`, `execute`, `openElection`."""
    vote: int
    refused: int
    """How often, in a row."""
    error: str
    """The last refusal's error data in hex; `ledger_py.chain.codec.contract_error` reads it."""
    again: int | None
    """When it is tried again (Unix seconds), None while it is on its way."""


@dataclass(frozen=True, slots=True)
class Proposal(Defined):
    """What a member proposes: its vote, its public document, its calls and its lineage."""

    vote: Vote
    proposer: Who
    amends: int | None
    """The vote of the proposal that this one changes."""
    amended_by: tuple[int, ...]
    """The votes of those that change this one."""
    delay: int
    founding: bool
    """Whether it was proposed before handover: it is executed before, or never."""
    calls: tuple[Call, ...]
    in_favour: int
    against: int
    """Live ballots, objections among them."""
    abstained: int
    objections: int
    ready: int | None
    """From when on it can be executed, None unless it has passed."""
    handed_over: int | None
    """When the community was handed over, None before."""
    executed: int | None
    executed_tx: str | None
    refusal: Retry | None
    """Why the last attempt to execute it changed nothing."""
    block: int
    tx: str
    time: int

    @property
    def lapses(self) -> int | None:
        """When it can no longer be executed, None unless it has passed.

        After thirty days; what was proposed before handover, at the handover.
        """
        if self.ready is None:
            return None
        if self.founding and self.handed_over is not None:
            return self.handed_over
        return self.ready + EXECUTION_SECONDS

    def state_at(self, time: int) -> ProposalState:
        """How far it has come at a time in Unix seconds."""
        if self.vote.closed is None:
            return ProposalState(self.vote.state_at(time))
        if self.executed is not None:
            return ProposalState.EXECUTED
        if self.ready is None or self.lapses is None:
            return ProposalState.FAILED
        if self.in_favour <= self.against:
            return ProposalState.STOPPED
        if time >= self.lapses:
            return ProposalState.LAPSED
        return ProposalState.WAITING if time < self.ready else ProposalState.READY


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who stands; `number` from 0 on, in the order of standing."""

    number: int
    member: Who
    approvals: int
    """Live ballots that approve of them."""
    elected: bool
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Election:
    """An election of stewards; its candidates stand until it opens."""

    vote: Vote
    candidates: tuple[Candidate, ...]

    @property
    def elected(self) -> tuple[Who, ...]:
        """Who became a steward by it."""
        return tuple(one.member for one in self.candidates if one.elected)
