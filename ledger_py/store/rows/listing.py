"""What happened in a community, one row for each event that is listed: ids and numbers only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Admission:
    """How somebody came in; joined None: unclaimed."""

    member: int
    admitted_by: int
    joined: int | None
    block: int
    tx: str


@dataclass(frozen=True, slots=True)
class OneSigner:
    """A signer of a member; removed None: it speaks."""

    member: int
    signer: str
    managed: bool
    added: int
    removed: int | None
    block: int
    tx: str


@dataclass(frozen=True, slots=True)
class OneRecovery:
    """A recovery of a member, under way or over."""

    member: int
    number: int
    signer: str
    managed: bool
    proposer: int
    proposed: int
    confirmer: int | None
    ready: int | None
    frozen: bool
    objected: int | None
    refused: int | None
    completed: int | None
    block: int
    tx: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension that was asked for (by a steward), came into force, or was lifted (until 0)."""

    member: int
    steward: int | None
    until: int
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """A member stands for somebody's admission."""

    admission: str
    sponsor: int
    sponsors: int
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was used, or taken back where there is no member."""

    invitation: str
    inviter: int
    member: int | None
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class OneAttestation:
    """An attestation by the contribution's id and its place there."""

    contribution: str
    place: int
    member: int
    units: int
    basis: int
    note: str
    retracted: int | None
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class OneContest:
    """A contest by the contribution's id."""

    contribution: str
    epoch: int
    contester: int
    reason: str
    lapses: int
    resolver: int | None
    struck: bool | None
    resolution: str | None
    ended: int | None
    ended_tx: str | None
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Casting:
    """A ballot as it was cast, also one that was replaced since; sequence 65,535: an objection."""

    vote: int
    member: int
    sequence: int
    choice: int | None
    rationale: str
    block: int
    tx: str
    time: int
