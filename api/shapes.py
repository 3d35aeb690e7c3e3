"""The JSON of what is read. Units are hundredths, times are Unix seconds, hashes are 0x hex."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ledger_py import models
from ledger_py.models import NO_COMMITMENT
from ledger_py.store import rows

T = TypeVar("T")
Level = Annotated[int, Field(ge=0, le=10)] | None
"""None where a member abstained, or where the community has not valued the type yet."""
ORIENTATIONS = {one.value: one.name.lower() for one in models.Orientation}
UNITS = {one.value: one.name.lower() for one in models.Unit}
Orientation = Literal["object", "community", "both"]
UnitName = Literal["session", "event", "hour", "patch", "credit"]
StateName = Literal["proposed", "accepted", "contested", "struck", "withdrawn"]
BasisName = Literal["none", "present", "vouched"]
EpochStateName = Literal["upcoming", "open", "closed", "final"]
RecognitionName = Literal["scored", "unscored", "unrecorded"]


class Shape(BaseModel):
    """What every answer shares."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class Items(Shape, Generic[T]):
    """A list; `next` is the address of the rest, as in the Link header."""

    rows: ClassVar[str] = "items"
    """What of it is a table."""
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
    managed: bool = Field(description="Whether a gateway keeps a key of the member's")
    steward: bool
    active: bool = Field(description="Has a signer, is not suspended, has not departed")
    departed: int | None = Field(description="When they left, None unless they are gone")
    suspended_until: int | None
    recognition: RecognitionName = Field(
        description="What they chose: scored, recorded and not scored, not recorded any more"
    )
    demo: bool = Field(description="Whether this is a demo account of the installation")

    @field_validator("recognition", mode="before")
    @classmethod
    def _in_words(cls, given: object) -> object:
        return given.name.lower() if isinstance(given, models.Recognition) else given


class Signer(Shape):
    """A signer (ERC-7913 bytes) of a member, theirs for ever; `removed` None: it speaks."""

    signer: str
    managed: bool
    added: int
    removed: int | None


class Recovery(Shape):
    """A new signer for a member who lost theirs, proposed by one steward or confirmed by two."""

    signer: str
    managed: bool
    proposer: int
    proposed: int
    confirmer: int | None
    ready: int | None = Field(description="From when on the new signer can take over")
    frozen: bool = Field(description="Whether the member objected, so that only a vote decides")


class Member(Shape):
    """A member who has joined."""

    who: Who
    signers: list[Signer] = Field(description="All there ever were, the oldest first")
    recovery: Recovery | None = Field(description="One that is under way")
    last_epoch: int = Field(description="The epoch of their last act")
    dormant: bool = Field(description="So long without an act that no quorum counts them")
    admitted_by: int
    recorded: int
    credited: int
    attested: int
    voted: int
    block: int
    tx: str


class Ties(Shape):
    """Who attests to whose work, of a community as a whole; parts in basis points, rounded down.

    A link leads from a member to another whose work they attested to. None: a part of nothing.
    """

    contributions: int = Field(description="Contributions that count")
    unanswerable: int = Field(description="Of contributors who cannot attest: they have not joined")
    members: int = Field(description="Members who have joined and have a link")
    links: int
    returned: int = Field(description="Links whose way back is a link too")
    density: int | None = Field(description="Links out of all that there could be")
    reciprocity: int | None = Field(description="Returned links out of all links")
    beyond_chance: int | None = Field(
        description="(reciprocity - density) / (1 - density); below 0: avoided"
    )
    in_pairs: int = Field(description="Contributions whose attesters it all was returned to")
    among_themselves: int = Field(description="Contributions whose attesters attest each other")
    attestations: int
    attesters: int
    concentration: int | None = Field(description="Herfindahl-Hirschman index of attesters")
    effective_attesters: int | None = Field(description="1 / concentration, in hundredths")
    largest: int | None = Field(description="The part of who attested most")


class Claim(Shape):
    """Somebody says that they are an unclaimed member, and has not joined yet."""

    member: int
    signer: str
    managed: bool
    claimed: int
    ready: int = Field(description="From when on it can be completed unless contested")
    confirmer: int | None
    contested: bool = Field(description="Whether two stewards, or a vote, have to confirm it")


class Rules(Shape):
    """The rules in force: waits in seconds, the quorum in basis points, counts, yes or no."""

    late_window: int
    contest_window: int
    contest_time: int
    recovery_wait: int
    claim_wait: int
    notice: int = Field(description="The least between a vote's announcement and its opening")
    voting_time: int = Field(description="The least for which a vote is open")
    delay: int = Field(description="The least between a proposal's closing and its execution")
    admission_cap: int
    quorum: int
    sponsors: int
    dormant_after: int
    contest_limit: int
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
    handed_over: int | None = Field(description="Since when only votes define and rule")
    rules: Rules
    joined: int
    unclaimed: int
    electorate: int = Field(description="Who could vote now and is not dormant")
    stewards: int = Field(description="Who are active; without any an election is opened")
    accepted: int = Field(description="Contributions that count, also while they are contested")
    proposed: int
    contested: int
    block: int
    tx: str


class Group(Shape):
    """A group: a heading such as care, code, events."""

    group: int
    name: str
    title: str
    description: str
    document: str


class Terms(Shape):
    """What an activity type requires and caps from an epoch on, 0: from the beginning."""

    from_: int = Field(alias="from")
    required: int
    cap: int | None
    document: str

    @classmethod
    def of(cls, row: rows.Terms) -> Terms:
        """The JSON of terms."""
        told = {name: getattr(row, name) for name in ("from_", "required", "document")}
        return cls.model_validate(told | {"cap": capped(row.cap)})


class Activity(Shape):
    """An activity type as last revised; `cap` None: everything counts."""

    activity: int
    group: int
    name: str
    title: str
    description: str
    orientation: Orientation
    unit: UnitName
    required: int
    sensitive: bool = Field(description="Stands for all sensitive kinds of work of its group")
    cap: int | None
    since: int
    until: int | None = Field(description="The first epoch in which it is in force no more")
    terms: list[Terms] = Field(description="What it requires and caps, the oldest first")
    document: str

    @classmethod
    def of(cls, row: rows.Activity) -> Activity:
        """The JSON of an activity type."""
        words = {
            "orientation": ORIENTATIONS[row.orientation],
            "unit": UNITS[row.unit],
            "cap": capped(row.cap),
            "terms": [Terms.of(one) for one in row.terms],
        }
        plain = {n: getattr(row, n) for n in cls.model_fields if n not in words}
        return cls.model_validate(plain | words)


def capped(cap: int) -> int | None:
    """A cap in hundredths, None where everything counts."""
    return None if cap == models.NO_CAP else cap


class Epoch(Shape):
    """An accounting period [start, end), taking contributions until `closes`.

    `state` is that of the chain's time: upcoming, open, closed (contests only), final.
    """

    epoch: int
    start: int
    end: int
    closes: int
    contestable: int = Field(description="Until when its contributions can be contested")
    state: EpochStateName

    @field_validator("state", mode="before")
    @classmethod
    def _in_words(cls, given: object) -> object:
        return given.name.lower() if isinstance(given, models.EpochState) else given


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


def sealed_text(kind: str, commitment: str, salt: str | None, text: str | None) -> Sealed | None:
    """A note or rationale, None where nothing was committed to."""
    if commitment == "0x" + NO_COMMITMENT.hex():
        return None
    body = None if text is None else {"kind": kind, "text": text}
    return Sealed(commitment=commitment, salt=salt, body=body)


def plain(body: rows.Body | None) -> dict[str, Any] | None:
    """A body as JSON."""
    return None if body is None else dict(body)
