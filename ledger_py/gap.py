"""The visibility gap: how a community values each kind of work against how much is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger_py.models import NO_LEVEL

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """An activity type: its group, its level (or NO_LEVEL), its accepted contributions."""

    activity: int
    group: int
    level: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Line:
    """An activity type or a group: its part of the value and of the record, in basis points."""

    id: int
    value: int
    record: int

    @property
    def gap(self) -> int:
        """Basis points by which it is valued more than it is recorded; below 0: recorded more."""
        return self.value - self.record


@dataclass(frozen=True, slots=True)
class VisibilityGap:
    """The valued activity types and their groups, and apart from them what is not yet valued."""

    activities: tuple[Line, ...]
    groups: tuple[Line, ...]
    unvalued: tuple[Row, ...]


def visibility_gap(rows: Iterable[Row]) -> VisibilityGap:
    """Return each valued type's level over all levels against its part of all that is accepted.

    All that is accepted includes types not yet valued, so with such types the records add up to
    less than 10,000. A group is the sum of its valued types. Ordered by id.
    """
    every = sorted(rows, key=lambda row: row.activity)
    record = shares({row.activity: row.accepted for row in every})
    valued = [row for row in every if row.level != NO_LEVEL]
    value = shares({row.activity: row.level for row in valued})
    lines = [Line(row.activity, value[row.activity], record[row.activity]) for row in valued]
    unvalued = tuple(row for row in every if row.level == NO_LEVEL)
    return VisibilityGap(tuple(lines), _by_group(valued, lines), unvalued)


def gap_of_shares(rows: Iterable[Row], given: Sequence[int]) -> VisibilityGap:
    """Return each group's share, as voted, against its part of all that is accepted.

    given: shares in basis points, that of group 1 first. A share is divided over the group's valued
    types by their levels. A group is listed with its share also where no type of it is valued;
    what is recorded of types not yet valued belongs to no line.
    """
    every = sorted(rows, key=lambda row: row.activity)
    record = shares({row.activity: row.accepted for row in every})
    valued = [row for row in every if row.level != NO_LEVEL]
    lines = [
        Line(row.activity, value, record[row.activity])
        for row, value in zip(valued, _divided(valued, given), strict=True)
    ]
    recorded = {line.id: line.record for line in _by_group(valued, lines)}
    groups = sorted({*recorded, *range(1, len(given) + 1)})
    whole = tuple(Line(group, _share(given, group), recorded.get(group, 0)) for group in groups)
    unvalued = tuple(row for row in every if row.level == NO_LEVEL)
    return VisibilityGap(tuple(lines), whole, unvalued)


def unallocated(rows: Iterable[Row], given: Sequence[int]) -> int:
    """Return the shares of groups in which nothing counts, in basis points.

    Nothing counts where nothing is accepted, or only of types at level 0 or not yet valued.
    """
    counting = {row.group for row in rows if row.accepted and 0 < row.level != NO_LEVEL}
    return sum(share for group, share in enumerate(given, start=1) if group not in counting)


def _divided(rows: Sequence[Row], given: Sequence[int]) -> list[int]:
    """Each valued type's part of its group's share, by levels, to the last basis point."""
    parts: dict[int, int] = {}
    for group in {row.group for row in rows}:
        levels = {row.activity: row.level for row in rows if row.group == group}
        parts |= shares(levels, _share(given, group))
    return [parts[row.activity] for row in rows]


def _share(given: Sequence[int], group: int) -> int:
    return given[group - 1] if group <= len(given) else 0


def shares(weights: Mapping[int, int], of: int = WHOLE) -> dict[int, int]:
    """Return each weight's part of 10,000, or of less, by largest remainder.

    Ties go to the lowest id.
    """
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    parts = {key: weight * of // whole for key, weight in weights.items()}
    rest = {key: weight * of % whole for key, weight in weights.items()}
    left = of - sum(parts.values())
    for key in sorted(rest, key=lambda key: (-rest[key], key))[:left]:
        parts[key] += 1
    return parts


def _by_group(rows: Sequence[Row], lines: Sequence[Line]) -> tuple[Line, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for row, line in zip(rows, lines, strict=True):
        value, record = sums.get(row.group, (0, 0))
        sums[row.group] = (value + line.value, record + line.record)
    return tuple(Line(group, *sums[group]) for group in sorted(sums))
