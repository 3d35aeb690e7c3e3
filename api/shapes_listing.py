"""The JSON of lists of what happened: ids, numbers and the proof; names are at the members."""

from __future__ import annotations

from pydantic import Field, field_validator

from api.shapes import BasisName, Shape
from api.shapes_record import BASES
from ledger_py.models import OBJECTED


class Event(Shape):
    """Where on the chain it is."""

    block: int
    tx: str


class Admission(Event):
    """How somebody came in; by 0: with the founding."""

    member: int
    admitted_by: int
    joined: int | None = Field(description="None: unclaimed, nobody speaks for them")


class OneSigner(Event):
    """A signer (ERC-7913 bytes) of a member, theirs for ever; `removed` None: it speaks."""

    member: int
    signer: str
    managed: bool
    added: int
    removed: int | None


class OneRecovery(Event):
    """A new signer for a member who lost theirs; under way unless one of the last three is told."""

    member: int
    number: int = Field(description="From 1, of this member")
    signer: str
    managed: bool
    proposer: int
    proposed: int
    confirmer: int | None
    ready: int | None = Field(description="From when on the new signer can take over")
    frozen: bool = Field(description="Whether only a vote decides")
    objected: int | None
    refused: int | None
    completed: int | None


class Suspension(Event):
    """A suspension: asked for by a steward, or (steward None) in force; until 0 lifts it."""

    member: int
    steward: int | None
    until: int
    time: int


class Sponsorship(Event):
    """A member stands for somebody's admission, of which the chain holds a hash."""

    admission: str
    sponsor: int
    sponsors: int = Field(description="How many stood for it then")
    time: int


class Invitation(Event):
    """An invitation that was used; member None: that was taken back."""

    invitation: str
    inviter: int
    member: int | None
    time: int


class OneAttestation(Event):
    """An attestation, by the contribution's id and its place there, from 0."""

    contribution: str
    place: int
    member: int
    units: int
    basis: BasisName
    note: str = Field(description="The commitment; the words are with the contribution")
    retracted: int | None
    time: int

    @field_validator("basis", mode="before")
    @classmethod
    def _in_words(cls, given: object) -> object:
        return BASES[given] if isinstance(given, int) else given


class OneContest(Event):
    """A contest; without a resolver and an end it is open, or lapsed at `lapses`."""

    contribution: str
    epoch: int
    contester: int
    reason: str = Field(description="The commitment; the words are with the contribution")
    lapses: int
    resolver: int | None
    struck: bool | None
    resolution: str | None
    ended: int | None
    ended_tx: str | None
    time: int


class Casting(Event):
    """A ballot as it was cast, also one that was replaced since."""

    vote: int
    member: int
    sequence: int = Field(description=f"{OBJECTED:,}: an objection")
    choice: int | None = Field(description="Of a proposal: 1 in favour, 2 against, 3 abstains")
    rationale: str
    time: int
