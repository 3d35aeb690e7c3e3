"""The JSON of what is read. Units are hundredths, times are Unix seconds, hashes are 0x hex."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ledger_py import models
from ledger_py.models import NO_COMMITMENT
from ledger_py.store import rows

T = TypeVar("T")
Hex = Annotated[str, Field(pattern="^0x([0-9a-f]{2})*$")]
Level = Annotated[int, Field(ge=0, le=10)] | None
"""None where a member abstained, or where the community has not valued the type yet."""
ORIENTATIONS = {one.value: one.name.lower() for one in models.Orientation}
UNITS = {one.value: one.name.lower() for one in models.Unit}
STATES = {one.value: one.name.lower() for one in models.State}
BASES = {one.value: one.name.lower() for one in models.Basis}
Orientation = Literal["object", "community", "both"]
UnitName = Literal["session", "event", "hour", "patch", "credit"]
StateName = Literal["proposed", "accepted"]
BasisName = Literal["none", "present", "vouched"]


class Shape(BaseModel):
    """What every answer shares."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class Items(Shape, Generic[T]):
    """A list; `next` is the address of the rest, as in the Link header."""

    items: list[T]
    next: str | None = None


class Who(Shape):
    """A member where one is named. Unclaimed: credited by the community, and nobody speaks."""

    member: int
    name: str | None
    login: str | None
    link: str | None
    joined: int | None
    unclaimed: bool
    managed: bool = Field(description="Whether a gateway keeps the member's key")
    steward: bool
    demo: bool = Field(description="Whether this is a demo account of the installation")


class Member(Shape):
    """A member who has joined."""

    who: Who
    signer: str
    admitted_by: int
    recorded: int
    credited: int
    attested: int
    voted: int
    block: int
    tx: str


class Rules(Shape):
    """The rules in force: seconds, basis points, yes or no."""

    late_window: int
    quorum: int
    managed_may_vote: bool


class Community(Shape):
    """A community; `body` is its public definition document."""

    community: str
    number: int
    assembly: str
    name: str
    description: str
    notice: str | None
    document: str
    origin: int
    founded: int
    rules: Rules
    joined: int
    unclaimed: int
    accepted: int
    proposed: int
    block: int
    tx: str

    @classmethod
    def of(cls, row: rows.Community) -> Community:
        """The JSON of a community."""
        rules = Rules.model_validate(row)
        fields = {name: getattr(row, name) for name in cls.model_fields if name != "rules"}
        return cls(rules=rules, **fields)


class Group(Shape):
    """A group: a heading such as care, code, events."""

    group: int
    name: str
    title: str
    description: str
    document: str


class Activity(Shape):
    """An activity type; `cap` None: everything counts."""

    activity: int
    group: int
    name: str
    title: str
    description: str
    orientation: Orientation
    unit: UnitName
    required: int
    cap: int | None
    since: int
    document: str

    @classmethod
    def of(cls, row: rows.Activity) -> Activity:
        """The JSON of an activity type."""
        words = {
            "orientation": ORIENTATIONS[row.orientation],
            "unit": UNITS[row.unit],
            "cap": None if row.cap == models.NO_CAP else row.cap,
        }
        plain = {n: getattr(row, n) for n in cls.model_fields if n not in words}
        return cls.model_validate(plain | words)


class Epoch(Shape):
    """An accounting period [start, end), taking contributions until `closes`."""

    epoch: int
    start: int
    end: int
    closes: int


class Proof(Shape):
    """Where on the chain it is."""

    block: int
    tx: str
    time: int


class Sealed(Shape):
    """A content and its salt: keccak-256 of salt and canonical JSON is the commitment.

    `body` and `salt` are None where this gateway does not hold the content.
    """

    commitment: str
    salt: str | None
    body: dict[str, Any] | None


class Attestation(Shape):
    """Who says that a contribution took place."""

    member: Who
    units: int
    basis: BasisName
    note: Sealed | None
    proof: Proof

    @classmethod
    def of(cls, row: rows.Attestation) -> Attestation:
        """The JSON of an attestation."""
        return cls(
            member=Who.model_validate(row.member),
            units=row.units,
            basis=BASES[row.basis],  # type: ignore[arg-type]
            note=sealed_text("note", row.note, row.salt, row.text),
            proof=Proof.model_validate(row),
        )


class Contribution(Shape):
    """A contribution with its narrative, who stated it, who attested to it, and the proof."""

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
    proof: Proof

    @classmethod
    def of(cls, row: rows.Contribution) -> Contribution:
        """The JSON of a contribution."""
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
            content=Sealed(commitment=row.content, salt=row.salt, body=_dict(row.body)),
            attestations=[Attestation.of(one) for one in row.attestations],
            proof=Proof.model_validate(row),
        )


def sealed_text(kind: str, commitment: str, salt: str | None, text: str | None) -> Sealed | None:
    """A note or rationale, None where nothing was committed to."""
    if commitment == "0x" + NO_COMMITMENT.hex():
        return None
    body = None if text is None else {"kind": kind, "text": text}
    return Sealed(commitment=commitment, salt=salt, body=body)


def _dict(body: rows.Body | None) -> dict[str, Any] | None:
    return None if body is None else dict(body)
