"""Contributions, attestations, units."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger_py import models
from ledger_py.models import State
from ledger_py.store.rows.common import Body
from ledger_py.store.rows.people import Who


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who says that a contribution took place; a recorder of another's work attests at place 0."""

    place: int
    member: Who
    units: int
    """As attested; they count unless it was taken back."""
    basis: int
    note: str
    text: str | None
    salt: str | None
    retracted: int | None
    """When it was taken back, None while it holds."""
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Contest:
    """Who doubted a contribution, and what came of it; a contribution has one at most, ever."""

    contester: Who
    reason: str
    text: str | None
    salt: str | None
    lapses: int
    """From when on it is over unless somebody resolved it, and the contribution stands."""
    resolver: Who | None
    struck: bool | None
    resolution: str | None
    resolution_text: str | None
    resolution_salt: str | None
    ended: int | None
    """When it was resolved or ended by a withdrawal; None while it is open and after a lapse."""
    ended_tx: str | None
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """A contribution with its narrative and its attestations, in the order of attesting.

    Once it is withdrawn, nothing of what was written about it is here, and nobody's name.
    """

    id: str
    contributor: Who
    recorder: Who
    activity: int
    epoch: int
    units: int
    basis: int
    content: str
    state: State
    """At the time of the last block: a contest that has lapsed by then is over."""
    accepted_units: int
    withdrawn: int | None
    withdrawn_by: Who | None
    kept: bool
    """Whether it counts although it was withdrawn: its epoch was final."""
    replaced_by: str | None
    replaces: str | None
    block: int
    log: int
    tx: str
    time: int
    body: Body | None
    salt: str | None
    contest: Contest | None
    attestations: tuple[Attestation, ...] = field(default=())

    @property
    def ended(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.state in (State.STRUCK, State.WITHDRAWN)

    @property
    def standing(self) -> tuple[Attestation, ...]:
        """The attestations that were not taken back."""
        return tuple(one for one in self.attestations if one.retracted is None)

    @property
    def cursor(self) -> str:
        """The place in the list of contributions, newest first."""
        return f"{self.block}-{self.log}"

    def as_signed(self) -> models.Contribution:
        """The contribution as its recorder signed it, and as attesters sign it again."""
        return models.Contribution(
            self.contributor.member,
            self.recorder.member,
            self.activity,
            self.epoch,
            self.units,
            self.basis,
            bytes.fromhex(self.content[2:]),
        )


@dataclass(frozen=True, slots=True)
class Total:
    """Units of all members that count, of one activity type in one epoch."""

    epoch: int
    activity: int
    total: int


@dataclass(frozen=True, slots=True)
class Units:
    """Accepted units of one member, before the cap."""

    member: int
    epoch: int
    activity: int
    raw: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """How much of an activity type is in the record."""

    activity: int
    accepted: int
    proposed: int
    contested: int
    accepted_units: int
