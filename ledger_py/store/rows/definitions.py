"""Communities and what they define."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger_py.models import EpochState, Rules
from ledger_py.store.rows.common import Body


@dataclass(frozen=True, slots=True)
class Located:
    """Where a community is: its number here and its two contracts, which never change."""

    number: int
    community: str
    assembly: str


@dataclass(frozen=True, slots=True)
class Community:
    """A community with its rules, its definition document and how many are in it."""

    community: str
    number: int
    assembly: str
    document: str
    body: Body
    origin: int
    rules: Rules
    founded: int
    handed_over: int | None
    """Since when only votes define and rule, None before."""
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
    contested: int
    """Contributions whose contest is open."""
    electorate: int
    """Members who could vote now and are not dormant: the base of a quorum."""
    stewards: int
    """Stewards who are active; with none, an election can be opened."""

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
    contestable: int
    """Until when its contributions can be contested."""
    contests: int = 0
    """Contests that nobody has resolved, those that lapsed included."""
    last_lapse: int = 0
    """When the last of its contests lapses or lapsed, 0 without any."""
    state: EpochState = EpochState.OPEN
    """At the time of the last block."""

    def state_at(self, time: int) -> EpochState:
        """What it takes at a time not before its last event, as `Contests.epochState`."""
        if time < self.start:
            return EpochState.UPCOMING
        if time < self.closes:
            return EpochState.OPEN
        contested = self.contests > 0 and time < self.last_lapse
        return EpochState.CLOSED if time < self.contestable or contested else EpochState.FINAL


def epoch_at(epochs: Iterable[Epoch], time: float) -> Epoch | None:
    """The epoch that a moment (Unix seconds) lies in, None outside all of them."""
    return next((epoch for epoch in epochs if epoch.start <= time < epoch.end), None)


def acting_epoch(ends: Sequence[int], time: int) -> int:
    """The epoch that acts fall into, by the ends of epochs 1, 2, ...

    The first that has not ended, so epoch 1 before the origin; the last once all have ended.
    """
    return min(bisect_right(ends, time) + 1, len(ends))


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
class Terms:
    """What an activity type requires and caps from an epoch on; document: by hash."""

    from_: int
    required: int
    cap: int
    document: str
    block: int


@dataclass(frozen=True, slots=True)
class Revision:
    """How an indicator is defined from an epoch on; document: by hash."""

    from_: int
    retention: tuple[int, ...]
    document: str
    block: int


@dataclass(frozen=True, slots=True)
class Activity(Defined):
    """An activity type as last revised; `orientation` and `unit` are numbers of enums in models."""

    activity: int
    group: int
    orientation: int
    unit: int
    required: int
    sensitive: bool
    """Whether it stands for all sensitive kinds of work of its group."""
    cap: int
    since: int
    until: int | None
    """The first epoch in which it is in force no more."""
    block: int
    terms: tuple[Terms, ...]
    """What it requires and caps, and since when: the oldest first, from epoch 0 on."""

    def terms_in(self, epoch: int) -> Terms:
        """What it requires and caps in an epoch."""
        return next(one for one in reversed(self.terms) if one.from_ <= epoch)

    def in_force(self, epoch: int) -> bool:
        """Whether contributions of this type can lie in an epoch."""
        return self.since <= epoch and (self.until is None or epoch < self.until)


@dataclass(frozen=True, slots=True)
class Indicator(Defined):
    """Something the community wants to see, as last revised; retention in basis points from age 1.

    kind: of `models.Kind`.
    """

    indicator: int
    kind: int
    retention: tuple[int, ...]
    until: int | None
    """The first epoch in which it says nothing any more."""
    revisions: tuple[Revision, ...]
    """How it is defined, and since when: the oldest first, from epoch 0 on."""
    block: int
    versions: int
    pending: int | None
    """The vote on it that is not closed yet."""
