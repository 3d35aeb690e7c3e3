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
    basis: int
    note: str
    text: str | None
    salt: str | None
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """A contribution with its narrative and its attestations, in the order of attesting."""

    id: str
    contributor: Who
    recorder: Who
    activity: int
    epoch: int
    units: int
    basis: int
    content: str
    state: State
    accepted_units: int
    block: int
    log: int
    tx: str
    time: int
    body: Body | None
    salt: str | None
    attestations: tuple[Attestation, ...] = field(default=())

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
    accepted_units: int
