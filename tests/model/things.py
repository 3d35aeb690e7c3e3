"""What a community is made of: the structs that acts carry, and what is known of each thing."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

NONE, PROPOSED, ACCEPTED, CONTESTED, STRUCK, WITHDRAWN = range(6)
"""States of a contribution."""
UPCOMING, OPEN, CLOSED, FINAL = range(4)
"""States of an epoch."""
SCORED, UNSCORED, UNRECORDED = range(3)
"""What a member chooses."""
PLACES = 5
CREDIT = 5
DAY = 86_400
COMPLETION_TIME = 30 * DAY
"""A confirmed recovery lapses so long after it could be completed."""
WEIGHING, PROPOSAL, ELECTION = 1, 2, 3
"""Kinds of vote."""
IN_FAVOUR, AGAINST, ABSTAINS = 1, 2, 3
"""What a ballot says of a proposal."""
RATES, SHARES = 1, 2
"""Kinds of indicator."""
NO_LEVEL = 15
RECORD, ASSEMBLY = 1, 2
"""Where a call goes."""
OBJECTED = 65_535
"""The sequence of an objection."""


class Rules(NamedTuple):
    """The rules a community is founded with."""

    late_window: int
    contest_window: int
    contest_time: int
    recovery_wait: int
    claim_wait: int
    notice: int
    voting_time: int
    delay: int
    admission_cap: int
    quorum: int
    sponsors: int
    dormant_after: int
    contest_limit: int
    managed_may_vote: bool


class Activity(NamedTuple):
    """A kind of work."""

    group: int
    orientation: int
    unit: int
    required: int
    sensitive: bool
    cap: int
    since: int
    document: bytes


class Admission(NamedTuple):
    """Somebody to admit; without a signer they are unclaimed."""

    signer: bytes
    managed: bool
    person: bytes


class Contribution(NamedTuple):
    """A statement that a member did something; it is its own id."""

    contributor: int
    recorder: int
    activity: int
    epoch: int
    units: int
    basis: int
    content: bytes


class Attestation(NamedTuple):
    """A statement that a contribution took place."""

    contribution: Contribution
    units: int
    basis: int
    note: bytes


@dataclass
class Member:
    """A member; `signers` are those who speak for them now, each with whether it is managed."""

    joined: int = 0
    last_epoch: int = 0
    signers: dict[bytes, bool] = field(default_factory=dict)
    recognition: int = SCORED
    departed: bool = False
    steward: bool = False
    suspended_until: int = 0
    """When that time is over, they may act, and are counted again from their next act on."""
    attesters: set[int] = field(default_factory=set)
    """Who attested to their work while they were unclaimed."""

    @property
    def claimed(self) -> bool:
        """Whether they ever had a signer."""
        return self.joined != 0

    @property
    def counted(self) -> bool:
        """Whether they are counted as active."""
        return self.claimed and not self.departed and not self.suspended_until

    def active(self, now: int) -> bool:
        """Whether they may act: has a signer, is not suspended any more, has not departed."""
        return self.claimed and not self.departed and now >= self.suspended_until

    @property
    def managed(self) -> bool:
        """Whether a gateway keeps one of their keys."""
        return any(self.signers.values())


@dataclass
class Entry:
    """What became of a contribution; an attester's units are 0 when they retracted."""

    attesters: dict[int, tuple[int, int]] = field(default_factory=dict)
    ended: int = 0
    """STRUCK or WITHDRAWN."""
    kept: bool = False
    contester: int = 0
    lapses: int = 0
    resolved: bool = False

    def contested(self, now: int) -> bool:
        """Whether a contest is open: neither resolved nor lapsed."""
        return bool(self.contester) and not self.resolved and not self.ended and now < self.lapses

    def accepted_units(self, required: int) -> int:
        """The lower median of what is attested, once so many attest; 0 when it does not count."""
        attested = sorted(units for units, _ in self.attesters.values() if units)
        if len(attested) < required or (self.ended and not self.kept):
            return 0
        return attested[(len(attested) - 1) // 2]


@dataclass
class Recovery:
    """A new signer for a member; `ready` is 0 until a second steward confirms."""

    signer: bytes
    managed: bool
    proposer: int
    ready: int = 0
    frozen: bool = False
    granted: bool = False
    proposed: int = 0


@dataclass
class Claim:
    """Somebody says that they are an unclaimed member."""

    ready: int
    managed: bool
    confirmer: int = 0


class Terms(NamedTuple):
    """What an activity type requires and caps from an epoch on."""

    first: int
    required: int
    cap: int


class Call(NamedTuple):
    """What a proposal does: an act that is not signed, or the bytes of one."""

    to: int
    what: Any


@dataclass
class Ballot:
    """A member's say: levels, a choice, or numbers of candidates; and how it divides the groups."""

    sequence: int
    says: Any
    division: tuple[int, ...] = ()


@dataclass
class Vote:
    """A vote of any kind, with every live ballot."""

    kind: int
    opens: int
    closes: int
    joined_by: int
    quorum: int
    closed: bool = False
    ballots: dict[int, Ballot] = field(default_factory=dict)
    indicator: int = 0
    first: int = 0
    """The epoch from which a first version is to be in force."""
    kinds: int = 0
    groups: int = 0
    proposer: int = 0
    amends: int = 0
    delay: int = 0
    ready: int = 0
    founding: bool = False
    """Whether it was opened before handover."""
    executed: bool = False
    calls: tuple[Call, ...] = ()
    candidates: list[int] = field(default_factory=list)

    def open(self, now: int) -> bool:
        """Whether it takes ballots."""
        return self.opens <= now < self.closes

    def answers(self, choice: int) -> int:
        """How many ballots say so of a proposal."""
        return sum(ballot.says == choice for ballot in self.ballots.values())

    def levels(self, kind: int) -> list[int]:
        """What ballots give an activity type, abstentions apart."""
        given = [ballot.says[kind - 1] for ballot in self.ballots.values()]
        return [level for level in given if level != NO_LEVEL]

    def divisions(self) -> list[tuple[int, ...]]:
        """How ballots divide the groups, abstentions apart."""
        return [ballot.division for ballot in self.ballots.values() if ballot.division]

    def approvals(self) -> list[int]:
        """How many approve of each candidate."""
        return [
            sum(number in ballot.says for ballot in self.ballots.values())
            for number in range(len(self.candidates))
        ]


class Definition(NamedTuple):
    """What an indicator is from an epoch on."""

    first: int
    retention: tuple[int, ...]
    document: bytes


class Version(NamedTuple):
    """Weights from an epoch on; no shares for an indicator of rates."""

    first: int
    levels: tuple[int, ...]
    shares: tuple[int, ...]


@dataclass
class Indicator:
    """Something the community wants to see."""

    kind: int
    definitions: list[Definition]
    versions: list[Version] = field(default_factory=list)
    pending: int = 0
    until: int = 0
