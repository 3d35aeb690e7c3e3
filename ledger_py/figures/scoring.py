"""What indicators say of members and of everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger_py import scores as rules
from ledger_py.errors import contract_error
from ledger_py.models import NO_LEVEL, Kind
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Activity, Indicator, Units, Who

ByEpoch = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """An activity type in an indicator and epoch: units of all members that count, their points.

    points: units times level; of an indicator of shares that is their weight within the group.
    """

    activity: int
    group: int
    level: int | None
    units: int
    points: int


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """A group in an indicator of shares and an epoch.

    share: in basis points; points: what its work gets, of 1,000,000 for the whole epoch;
    unallocated: what goes to nobody, because nothing of it counts.
    """

    group: int
    share: int
    points: int
    unallocated: int


@dataclass(frozen=True, slots=True)
class MemberScore:
    """The score of a member who has joined and has not chosen otherwise."""

    member: Who
    score: int
    units: dict[int, int]
    """Units that count in the epoch itself, by activity type."""
    groups: dict[int, int] = field(default_factory=dict)
    """Of an indicator of shares: what each group gives in the epoch itself."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What an indicator says of an epoch; members by id, never by score."""

    indicator: int
    epoch: int
    version: int | None
    total: int
    """What it says of the whole community, also the work of members who have no score."""
    types: tuple[TypeTotal, ...]
    members: tuple[MemberScore, ...]
    kind: Kind = Kind.RATES
    groups: tuple[GroupTotal, ...] = ()
    """Of an indicator of shares."""

    @property
    def unallocated(self) -> int:
        """What of the epoch's recognition goes to nobody, of 1,000,000: shares only."""
        return sum(group.unallocated for group in self.groups)


def scores(reads: Reads, c: str, indicator: int, epoch: int) -> Scores:
    """What an indicator says of an epoch: everybody's totals, and members who are scored.

    Raises NotFound, and IndicatorRetired for an epoch in which it says nothing any more.
    """
    with reads.snapshot() as seen:
        rule = rule_of(seen, c, indicator, epoch)
        units = _by_member(seen.joined_units(c, rule.first, epoch), rule.activities)
        joined = [member.who for member in seen.all_joined(c)]
    now = rule.totals.get(epoch, {})
    return Scores(
        indicator=indicator,
        epoch=epoch,
        version=rule.number,
        total=rule.score(rule.totals),
        types=tuple(_type_total(rule, kind, now) for kind in rule.activities),
        members=tuple(_member_score(rule, who, units[who.member]) for who in joined if who.scored),
        kind=Kind(rule.indicator.kind),
        groups=_groups(rule, now) if rule.sharing else (),
    )


def member_score(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> MemberScore:
    """One joined member's score.

    Raises NotFound, MemberUnclaimed, MemberNotScored, IndicatorRetired.
    """
    with reads.snapshot() as seen:
        who = scored(seen, c, member)
        rule = rule_of(seen, c, indicator, epoch)
        rows = seen.joined_units(c, rule.first, epoch, member)
    return _member_score(rule, who, _by_member(rows, rule.activities)[member])


def scored(reads: Reads, c: str, member: int) -> Who:
    """A member who has joined and is scored; raises NotFound, MemberUnclaimed, MemberNotScored."""
    who = reads.member(c, member).who
    if not who.scored:
        raise contract_error("MemberNotScored", {"member": member})
    return who


@dataclass(frozen=True, slots=True)
class EpochRule:
    """How an indicator scores one epoch, and everybody's units."""

    indicator: Indicator
    activities: tuple[Activity, ...]
    versions: tuple[rules.Version, ...]
    retention: tuple[int, ...]
    epoch: int
    number: int | None
    totals: ByEpoch

    @property
    def first(self) -> int:
        """The oldest epoch of which something is kept."""
        return _first(self.epoch, self.retention)

    @property
    def in_force(self) -> rules.Version | None:
        """The version in force in the epoch itself."""
        return rules.version_in_force(self.versions, self.epoch)

    @property
    def sharing(self) -> rules.Sharing | None:
        """What an indicator of shares divides by, None for rates."""
        if self.indicator.kind != Kind.SHARES:
            return None
        return rules.Sharing([kind.group for kind in self.activities], self.totals)

    def score(self, units: ByEpoch) -> int:
        """The score of units by epoch and activity type."""
        return rules.score(units, self.versions, self.retention, self.epoch, self.sharing)


def rule_of(reads: Reads, c: str, indicator: int, epoch: int) -> EpochRule:
    """How an indicator scores an epoch; raises NotFound, IndicatorRetired."""
    found = reads.indicator(c, indicator)
    rules.require_living(indicator, found.until or 0, epoch)
    if not 1 <= epoch <= len(reads.epochs(c)):
        raise NotFound("epoch", epoch)
    rows = reads.versions(c, indicator)
    defined = [rules.Definition(one.from_, one.retention) for one in found.revisions]
    retention = rules.retention_in(defined, epoch)
    totals: dict[int, dict[int, int]] = defaultdict(dict)
    for row in reads.totals_between(c, _first(epoch, retention), epoch):
        totals[row.epoch][row.activity] = row.total
    numbers = [row.version for row in rows if row.from_ <= epoch]
    return EpochRule(
        found,
        reads.activities(c),
        tuple(rules.Version(row.from_, row.levels, row.shares) for row in rows),
        retention,
        epoch,
        numbers[-1] if numbers else None,
        totals,
    )


def _first(epoch: int, retention: tuple[int, ...]) -> int:
    return max(1, epoch - len(retention))


def _type_total(rule: EpochRule, kind: Activity, totals: Mapping[int, int]) -> TypeTotal:
    level, units = rules.level_of(rule.in_force, kind.activity), totals.get(kind.activity, 0)
    valued = level != NO_LEVEL
    return TypeTotal(
        activity=kind.activity,
        group=kind.group,
        level=level if valued else None,
        units=units,
        points=units * level if valued else 0,
    )


def _groups(rule: EpochRule, totals: Mapping[int, int]) -> tuple[GroupTotal, ...]:
    shares = rule.in_force.shares if rule.in_force else ()
    gets = _shared(rule, totals)
    return tuple(
        GroupTotal(
            group=group,
            share=share,
            points=gets.get(group, 0),
            unallocated=0 if group in gets else rules.PER_BASIS_POINT * share,
        )
        for group, share in enumerate(shares, start=1)
    )


def _shared(rule: EpochRule, units: Mapping[int, int]) -> dict[int, int]:
    sharing = rule.sharing
    if sharing is None:
        return {}
    totals = sharing.totals.get(rule.epoch, {})
    return rules.shared(units, totals, sharing.groups, rule.in_force)


def _member_score(rule: EpochRule, who: Who, units: ByEpoch) -> MemberScore:
    own = dict(units.get(rule.epoch, {}))
    return MemberScore(who, rule.score(units), own, _shared(rule, own))


def _by_member(
    rows: Iterable[Units], activities: tuple[Activity, ...]
) -> dict[int, dict[int, dict[int, int]]]:
    """Units that count, by member, epoch and activity type; each epoch has its own cap."""
    units: dict[int, dict[int, dict[int, int]]]
    units = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        cap = activities[row.activity - 1].terms_in(row.epoch).cap
        units[row.member][row.epoch][row.activity] = rules.capped(row.raw, cap)
    return units
