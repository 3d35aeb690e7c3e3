"""What rows add up to: outcomes of votes, scores, the visibility gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ledger_py import gap, tally
from ledger_py import scores as rates
from ledger_py.errors import contract_error
from ledger_py.models import NO_LEVEL
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Activity, Indicator, Recorded, Units, Vote, Who
from ledger_py.store.rows import Version as VersionRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vote comes to; levels per activity type, 15: not yet valued."""

    levels: tuple[int, ...]
    previous: tuple[int, ...]
    decided: tuple[bool, ...]
    """Per activity type: whether the opinions on it reach the quorum."""
    opinions: tuple[int, ...]
    """Per activity type: ballots that do not abstain on it."""


@dataclass(frozen=True, slots=True)
class TypeTotal:
    """An activity type in an indicator and epoch: units of all members that count, their points."""

    activity: int
    group: int
    level: int | None
    units: int
    points: int


@dataclass(frozen=True, slots=True)
class MemberScore:
    """The score of a member who has joined and has not chosen otherwise."""

    member: Who
    score: int
    units: dict[int, int]
    """Units that count in the epoch itself, by activity type."""


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


@dataclass(frozen=True, slots=True)
class GapRow:
    """Value share against record share in basis points; gap is value minus record.

    accepted: contributions that count, contested ones until they are struck.
    """

    id: int
    level: int | None
    accepted: int
    proposed: int
    value: int
    record: int
    gap: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The visibility gap of an indicator's last version; types not yet valued are apart."""

    indicator: int
    version: int | None
    types: tuple[GapRow, ...]
    groups: tuple[GapRow, ...]
    unvalued: tuple[GapRow, ...]

    @property
    def accepted(self) -> int:
        """All accepted contributions, of types not yet valued too: what record shares are of."""
        return sum(row.accepted for row in (*self.types, *self.unvalued))


def outcome(reads: Reads, c: str, v: int) -> Outcome:
    """What a vote comes to with the ballots cast so far, or came to if it is closed."""
    vote = reads.vote(c, v)
    histograms = reads.histograms(c, v)
    before = _before(reads.versions(c, vote.indicator), vote)
    previous = tally.padded(before.levels if before else (), vote.activities)
    opinions = tuple(sum(counts) for counts in histograms)
    return Outcome(
        levels=tally.outcome(histograms, vote.quorum, previous).levels,
        previous=previous,
        decided=tuple(0 < count >= vote.quorum for count in opinions),
        opinions=opinions,
    )


def scores(reads: Reads, c: str, indicator: int, epoch: int) -> Scores:
    """What an indicator says of an epoch: everybody's totals, and members who are scored."""
    rule = _rule(reads, c, indicator, epoch)
    totals: dict[int, dict[int, int]] = defaultdict(dict)
    for row in reads.totals_between(c, rule.first, epoch):
        totals[row.epoch][row.activity] = row.total
    units = _by_member(reads.joined_units(c, rule.first, epoch), rule.caps)
    return Scores(
        indicator=indicator,
        epoch=epoch,
        version=rule.number,
        total=rule.score(totals),
        types=tuple(_type_total(rule, kind, totals[epoch]) for kind in rule.activities),
        members=tuple(
            MemberScore(who, rule.score(units[who.member]), units[who.member][epoch])
            for who in (member.who for member in reads.all_joined(c))
            if who.scored
        ),
    )


def member_score(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> MemberScore:
    """One joined member's score; raises NotFound, MemberUnclaimed, MemberNotScored."""
    who = reads.member(c, member).who
    if not who.scored:
        raise contract_error("MemberNotScored", {"member": member})
    rule = _rule(reads, c, indicator, epoch)
    units = _by_member(reads.joined_units(c, rule.first, epoch, member), rule.caps)[member]
    return MemberScore(who, rule.score(units), units[epoch])


def visibility_gap(reads: Reads, c: str, indicator: int) -> Gap:
    """How the community values each kind of work against how much of it is accepted."""
    reads.indicator(c, indicator)
    versions, activities = reads.versions(c, indicator), reads.activities(c)
    levels = tally.padded(versions[-1].levels if versions else (), len(activities))
    recorded = {row.activity: row for row in reads.recorded(c)}
    found = gap.visibility_gap(
        gap.Row(kind.activity, kind.group, level, recorded[kind.activity].accepted)
        for kind, level in zip(activities, levels, strict=True)
    )
    groups: dict[int, list[Recorded]] = defaultdict(list)
    for kind in activities:
        groups[kind.group].append(recorded[kind.activity])
    every = gap.shares({row.activity: row.accepted for row in recorded.values()})
    return Gap(
        indicator=indicator,
        version=versions[-1].version if versions else None,
        types=tuple(
            _gap_row(line, [recorded[line.id]], levels[line.id - 1]) for line in found.activities
        ),
        groups=tuple(_gap_row(line, groups[line.id]) for line in found.groups),
        unvalued=tuple(
            _gap_row(gap.Line(row.activity, 0, every[row.activity]), [recorded[row.activity]])
            for row in found.unvalued
        ),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """How an indicator scores one epoch."""

    indicator: Indicator
    activities: tuple[Activity, ...]
    versions: tuple[rates.Version, ...]
    epoch: int
    number: int | None
    caps: Mapping[int, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The oldest epoch of which something is kept."""
        return max(1, self.epoch - len(self.indicator.retention))

    @property
    def in_force(self) -> rates.Version | None:
        """The version in force in the epoch itself."""
        return rates.version_in_force(self.versions, self.epoch)

    def score(self, units: Mapping[int, Mapping[int, int]]) -> int:
        """The score of units by epoch and activity type."""
        return rates.score(units, self.versions, self.indicator.retention, self.epoch)


def _rule(reads: Reads, c: str, indicator: int, epoch: int) -> _Rule:
    found = reads.indicator(c, indicator)
    if not 1 <= epoch <= len(reads.epochs(c)):
        raise NotFound("epoch", epoch)
    rows, activities = reads.versions(c, indicator), reads.activities(c)
    versions = tuple(rates.Version(row.from_, row.levels) for row in rows)
    numbers = [row.version for row in rows if row.from_ <= epoch]
    return _Rule(
        found,
        activities,
        versions,
        epoch,
        numbers[-1] if numbers else None,
        {kind.activity: kind.cap for kind in activities},
    )


def _type_total(rule: _Rule, kind: Activity, totals: Mapping[int, int]) -> TypeTotal:
    level, units = rates.level_of(rule.in_force, kind.activity), totals.get(kind.activity, 0)
    valued = level != NO_LEVEL
    return TypeTotal(
        activity=kind.activity,
        group=kind.group,
        level=level if valued else None,
        units=units,
        points=units * level if valued else 0,
    )


def _by_member(
    rows: Iterable[Units], caps: Mapping[int, int]
) -> dict[int, dict[int, dict[int, int]]]:
    units: dict[int, dict[int, dict[int, int]]]
    units = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        units[row.member][row.epoch][row.activity] = rates.capped(row.raw, caps[row.activity])
    return units


def _before(versions: Sequence[VersionRow], vote: Vote) -> VersionRow | None:
    """The version that the vote's types fall back to: the last one that other votes set."""
    earlier = [version for version in versions if version.vote < vote.vote]
    return earlier[-1] if earlier else None


def _gap_row(line: gap.Line, recorded: Sequence[Recorded], level: int | None = None) -> GapRow:
    return GapRow(
        id=line.id,
        level=level,
        accepted=sum(row.accepted for row in recorded),
        proposed=sum(row.proposed for row in recorded),
        value=line.value,
        record=line.record,
        gap=line.gap,
    )
