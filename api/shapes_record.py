"""The JSON of contributions: who says so, who doubts it, what became of it."""

from __future__ import annotations

from pydantic import Field

from api.shapes import BasisName, Proof, Sealed, Shape, StateName, Who, plain, sealed_text
from ledger_py import models
from ledger_py.store import rows

STATES = {one.value: one.name.lower() for one in models.State}
BASES = {one.value: one.name.lower() for one in models.Basis}


class Attestation(Shape):
    """Who says that a contribution took place."""

    member: Who
    units: int = Field(description="As attested; they count unless it was taken back")
    basis: BasisName
    note: Sealed | None
    retracted: int | None = Field(description="When it was taken back; its place stays taken")
    proof: Proof

    @classmethod
    def of(cls, row: rows.Attestation) -> Attestation:
        """The JSON of an attestation."""
        return cls(
            member=Who.model_validate(row.member),
            units=row.units,
            basis=BASES[row.basis],  # type: ignore[arg-type]
            note=sealed_text("note", row.note, row.salt, row.text),
            retracted=row.retracted,
            proof=Proof.model_validate(row),
        )


class Resolution(Shape):
    """A steward's decision of a contest."""

    resolver: Who
    struck: bool = Field(description="Otherwise the contribution stands")
    reason: Sealed | None
    time: int
    tx: str


class Contest(Shape):
    """Who doubted a contribution; unless it is resolved before `lapses`, the contribution stands.

    `open` at the chain's time. Without a resolution it lapsed, or was ended by a withdrawal.
    """

    contester: Who
    reason: Sealed | None
    open: bool
    lapses: int
    resolution: Resolution | None
    proof: Proof

    @classmethod
    def of(cls, row: rows.Contest, open_: bool) -> Contest:
        """The JSON of a contest."""
        return cls(
            contester=Who.model_validate(row.contester),
            reason=sealed_text("reason", row.reason, row.salt, row.text),
            open=open_,
            lapses=row.lapses,
            resolution=_resolution(row),
            proof=Proof.model_validate(row),
        )


class Withdrawal(Shape):
    """Withdrawn: nothing that was written about it is shown any more."""

    member: Who
    time: int
    counts: bool = Field(description="Whether it counts on: its epoch was final")


class Contribution(Shape):
    """A contribution with its narrative, who stated it, who attested to it, and the proof.

    `state` is that of the chain's time. Of a withdrawn one there are no texts and no names.
    """

    id: str
    contributor: Who
    recorder: Who
    activity: int
    epoch: int
    units: int
    basis: BasisName = Field(description="On what the recorder speaks; none for their own")
    state: StateName
    accepted_units: int
    content: Sealed
    attestations: list[Attestation]
    contest: Contest | None = Field(description="The only one there can be, whatever came of it")
    withdrawal: Withdrawal | None
    replaced_by: str | None
    replaces: str | None
    proof: Proof

    @classmethod
    def of(cls, row: rows.Contribution) -> Contribution:
        """The JSON of a contribution."""
        contested = row.state == models.State.CONTESTED
        return cls(
            id=row.id,
            contributor=Who.model_validate(row.contributor),
            recorder=Who.model_validate(row.recorder),
            activity=row.activity,
            epoch=row.epoch,
            units=row.units,
            basis=BASES[row.basis],  # type: ignore[arg-type]
            state=STATES[row.state],  # type: ignore[arg-type]
            accepted_units=row.accepted_units,
            content=Sealed(commitment=row.content, salt=row.salt, body=plain(row.body)),
            attestations=[Attestation.of(one) for one in row.attestations],
            contest=Contest.of(row.contest, contested) if row.contest else None,
            withdrawal=_withdrawal(row),
            replaced_by=row.replaced_by,
            replaces=row.replaces,
            proof=Proof.model_validate(row),
        )


def _resolution(row: rows.Contest) -> Resolution | None:
    if row.resolver is None or row.resolution is None:
        return None
    words = (row.resolution, row.resolution_salt, row.resolution_text)
    return Resolution(
        resolver=Who.model_validate(row.resolver),
        struck=bool(row.struck),
        reason=sealed_text("reason", *words),
        time=row.ended or 0,
        tx=row.ended_tx or "",
    )


def _withdrawal(row: rows.Contribution) -> Withdrawal | None:
    if row.withdrawn is None or row.withdrawn_by is None:
        return None
    member = Who.model_validate(row.withdrawn_by)
    return Withdrawal(member=member, time=row.withdrawn, counts=row.kept)
