"""The visibility gap of an indicator, from the rows of the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger_py import gap, tally
from ledger_py.models import Kind
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Activity, Recorded, Version


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
    unallocated: int | None = None
    """Of an indicator of shares: what goes to groups in which nothing counts, in basis points."""

    @property
    def accepted(self) -> int:
        """All accepted contributions, of types not yet valued too: what record shares are of."""
        return sum(row.accepted for row in (*self.types, *self.unvalued))


def visibility_gap(reads: Reads, c: str, indicator: int) -> Gap:
    """How the community values each kind of work against how much of it is accepted."""
    with reads.snapshot() as seen:
        kind = seen.indicator(c, indicator).kind
        versions, activities = seen.versions(c, indicator), seen.activities(c)
        recorded = {row.activity: row for row in seen.recorded(c)}
    version = versions[-1] if versions else None
    rows = _rows(activities, version, recorded)
    if kind == Kind.SHARES:
        shares = version.shares if version else ()
        found = gap.gap_of_shares(rows, shares)
        unallocated = gap.unallocated(rows, shares)
    else:
        found, unallocated = gap.visibility_gap(rows), None
    return _gap(indicator, version, found, unallocated, activities, recorded)


def _rows(
    activities: Sequence[Activity], version: Version | None, recorded: Mapping[int, Recorded]
) -> list[gap.Row]:
    levels = tally.padded(version.levels if version else (), len(activities))
    return [
        gap.Row(kind.activity, kind.group, level, recorded[kind.activity].accepted)
        for kind, level in zip(activities, levels, strict=True)
    ]


def _gap(
    indicator: int,
    version: Version | None,
    found: gap.VisibilityGap,
    unallocated: int | None,
    activities: Sequence[Activity],
    recorded: Mapping[int, Recorded],
) -> Gap:
    levels = tally.padded(version.levels if version else (), len(activities))
    groups: dict[int, list[Recorded]] = defaultdict(list)
    for kind in activities:
        groups[kind.group].append(recorded[kind.activity])
    every = gap.shares({row.activity: row.accepted for row in recorded.values()})
    return Gap(
        indicator=indicator,
        version=version.version if version else None,
        types=tuple(
            _row(line, [recorded[line.id]], levels[line.id - 1]) for line in found.activities
        ),
        groups=tuple(_row(line, groups[line.id]) for line in found.groups),
        unvalued=tuple(
            _row(gap.Line(row.activity, 0, every[row.activity]), [recorded[row.activity]])
            for row in found.unvalued
        ),
        unallocated=unallocated,
    )


def _row(line: gap.Line, recorded: Sequence[Recorded], level: int | None = None) -> GapRow:
    return GapRow(
        id=line.id,
        level=level,
        accepted=sum(row.accepted for row in recorded),
        proposed=sum(row.proposed for row in recorded),
        value=line.value,
        record=line.record,
        gap=line.gap,
    )
