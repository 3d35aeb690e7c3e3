"""The nouns of the ledger as frozen values, exactly as the contracts hold and sign them.

Units are hundredths of an activity type's unit; times are seconds since the Unix epoch (UTC);
shares of a whole are basis points. A class named like a struct of the contracts has its fields in
the struct's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

MAX_ACTIVITIES = 60
MAX_GROUPS = 16
MAX_UNITS = 65_535
ONE_CREDIT = 100
ITEMS_PER_ACT = 100
"""So many contributions or attestations in one act fit into one transaction."""
PLACES = 5
"""So many members can attest to one contribution."""
TOP_LEVEL = 10
NO_LEVEL = 15
"""On a ballot: abstains on this activity type. In a version: not yet valued."""
NO_COMMITMENT = bytes(32)
NO_CAP = 2**32 - 1


class Orientation(IntEnum):
    """The community's label for a kind of work."""

    OBJECT = 1
    COMMUNITY = 2
    BOTH = 3


class Unit(IntEnum):
    """What an activity type is counted in; a credit is always exactly one."""

    SESSION = 1
    EVENT = 2
    HOUR = 3
    PATCH = 4
    CREDIT = 5


class Basis(IntEnum):
    """On what an attester speaks."""

    NONE = 0
    PRESENT = 1
    VOUCHED = 2


class State(IntEnum):
    """What has become of a contribution."""

    NONE = 0
    PROPOSED = 1
    ACCEPTED = 2


class Kind(IntEnum):
    """How an indicator turns units into a score."""

    RATES = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a community: seconds, basis points, yes or no."""

    late_window: int
    quorum: int
    managed_may_vote: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody to admit; an empty signer means an unclaimed member."""

    signer: bytes
    managed: bool
    person: bytes


@dataclass(frozen=True, slots=True)
class Founding:
    """What a community is founded with."""

    salt: bytes
    document: bytes
    origin: int
    ends: tuple[int, ...]
    rules: Rules
    stewards: tuple[Admission, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity type's definition."""

    group: int
    orientation: int
    unit: int
    required: int
    cap: int
    since: int
    document: bytes


@dataclass(frozen=True, slots=True)
class Contribution:
    """A statement that a member did units of an activity type in an epoch."""

    contributor: int
    recorder: int
    activity: int
    epoch: int
    units: int
    basis: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement that a contribution took place, and how many units it was."""

    contribution: Contribution
    units: int
    basis: int
    note: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class Admit:
    """A steward admits members."""

    member: int
    deadline: int
    admissions: tuple[Admission, ...]


@dataclass(frozen=True, slots=True)
class DefineGroup:
    """A steward defines a group."""

    member: int
    deadline: int
    document: bytes


@dataclass(frozen=True, slots=True)
class DefineActivity:
    """A steward defines an activity type."""

    member: int
    deadline: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class ListEpochs:
    """A steward lists further epochs by their ends."""

    member: int
    deadline: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A member records contributions."""

    member: int
    deadline: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Attest:
    """A member attests to contributions."""

    member: int
    deadline: int
    attestations: tuple[Attestation, ...]


@dataclass(frozen=True, slots=True)
class DefineIndicator:
    """A steward defines an indicator; retention: basis points kept after 1, 2, ... epochs."""

    member: int
    deadline: int
    kind: int
    retention: tuple[int, ...]
    document: bytes


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
class Ballot:
    """A member's say in a weight vote: a level 0-10 per activity type, NO_LEVEL to abstain."""

    member: int
    deadline: int
    vote: int
    sequence: int
    levels: tuple[int, ...]
    rationale: bytes = NO_COMMITMENT


Act = (
    Admit
    | DefineGroup
    | DefineActivity
    | ListEpochs
    | Record
    | Attest
    | DefineIndicator
    | OpenVote
    | Ballot
)
"""Everything a member signs."""
