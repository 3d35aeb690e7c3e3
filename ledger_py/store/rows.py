"""What the store answers: frozen rows, names and texts joined to what the chain says.

Hashes, addresses and commitments are `0x` hex in lower case; units are hundredths; times are Unix
seconds; a text that is not held here (never handed in, or erased) is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ledger_py.models import State

T = TypeVar("T")
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last block that the index holds."""

    block: int
    hash: str
    time: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a longer list; `next` is the cursor of the rest, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An off-chain content: keccak-256 of salt and canonical body is its commitment on the chain."""

    salt: str
    body: Body


@dataclass(frozen=True, slots=True)
class Who:
    """A member wherever one is named. `joined` None: unclaimed, credited and never speaking."""

    member: int
    joined: int | None
    managed: bool
    steward: bool
    name: str | None = None
    login: str | None = None
    link: str | None = None
    demo: bool = False

    @property
    def unclaimed(self) -> bool:
        """Whether nobody speaks for this member."""
        return self.joined is None

    @property
    def label(self) -> str:
        """A name to show, or the id in words."""
        return self.name or self.login or f"member {self.member}"


@dataclass(frozen=True, slots=True)
class Member:
    """A member who has joined, with what they signed counted. Nothing here is about unclaimed ones."""

    who: Who
    signer: str
    admitted_by: int
    block: int
    tx: str
    recorded: int
    """Contributions they recorded, their own or others'."""
    credited: int
    """Contributions recorded of them, in any state."""
    attested: int
    """Attestations they gave, those by recording included."""
    voted: int
    """Votes in which they have a live ballot."""


@dataclass(frozen=True, slots=True)
class Community:
    """A community with its rules, its definition document and how many are in it."""

    community: str
    number: int
    assembly: str
    document: str
    body: Body
    origin: int
    late_window: int
    quorum: int
    managed_may_vote: bool
    founded: int
    block: int
    tx: str
    joined: int
    """Members with a signer."""
    unclaimed: int
    """Members without one."""
    accepted: int
    """Contributions accepted so far."""
    proposed: int
    """Contributions that wait for attestations."""

    @property
    def name(self) -> str:
        """The community's name, or its number where its document is not held here."""
        return str(self.body.get("name") or f"community {self.number}")

    @property
    def description(self) -> str:
        """The community's own description, empty where none is held here."""
        return str(self.body.get("description") or "")

    @property
    def notice(self) -> str | None:
        """What a visitor has to know first, such as that acts were made by demo accounts."""
        return self.body.get("notice")


@dataclass(frozen=True, slots=True)
class Epoch:
    """An accounting period [start, end), taking contributions until `closes`."""

    epoch: int
    start: int
    end: int
    closes: int


@dataclass(frozen=True, slots=True)
class Defined:
    """What groups, activity types and indicators share: a public definition document."""

    document: str
    body: Body

    @property
    def name(self) -> str:
        """The short name, empty where the document is not held here."""
        return str(self.body.get("name") or "")

    @property
    def title(self) -> str:
        """The heading to show, empty where the document is not held here."""
        return str(self.body.get("title") or self.name)

    @property
    def description(self) -> str:
        """The definition in words, empty where the document is not held here."""
        return str(self.body.get("description") or "")


@dataclass(frozen=True, slots=True)
class Group(Defined):
    """A heading such as care, code, events."""

    group: int
    block: int


@dataclass(frozen=True, slots=True)
class Activity(Defined):
    """An activity type; `orientation` and `unit` are the numbers of the enums in models."""

    activity: int
    group: int
    orientation: int
    unit: int
    required: int
    cap: int
    since: int
    block: int


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who says that a contribution took place; place 0 is the recorder's where they record another's."""

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


@dataclass(frozen=True, slots=True)
class Indicator(Defined):
    """Something the community wants to see; retention in basis points from age 1 on."""

    indicator: int
    kind: int
    retention: tuple[int, ...]
    block: int
    versions: int
    pending: int | None
    """The vote on it that is not closed yet."""


@dataclass(frozen=True, slots=True)
class Version:
    """The levels of an indicator in force from an epoch on; 15 means not yet valued."""

    indicator: int
    version: int
    from_: int
    levels: tuple[int, ...]
    vote: int
    block: int
    tx: str
    time: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A weight vote over activity types 1 to `activities`; open in [opens, closes)."""

    vote: int
    indicator: int
    opens: int
    closes: int
    from_: int
    activities: int
    quorum: int
    closed: int | None
    version: int | None
    ballots: int
    """Live ballots, one per member at most."""
    block: int
    tx: str

    def state_at(self, time: int) -> str:
        """`announced`, `open`, `over` (may be closed) or `closed` at a time in Unix seconds."""
        if self.closed is not None:
            return "closed"
        if time < self.opens:
            return "announced"
        return "open" if time < self.closes else "over"


@dataclass(frozen=True, slots=True)
class LiveBallot:
    """A member's last ballot in a vote; level 15 means abstained."""

    vote: int
    member: Who
    sequence: int
    levels: tuple[int, ...]
    rationale: str
    text: str | None
    salt: str | None
    block: int
    tx: str
    time: int


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
