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


def shares(weights: Mapping[int, int]) -> dict[int, int]:
    """Return each weight's part of 10,000 by largest remainder, ties to the lowest id."""
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    parts = {key: weight * WHOLE // whole for key, weight in weights.items()}
    rest = {key: weight * WHOLE % whole for key, weight in weights.items()}
    left = WHOLE - sum(parts.values())
    for key in sorted(rest, key=lambda key: (-rest[key], key))[:left]:
        parts[key] += 1
    return parts


def _by_group(rows: Sequence[Row], lines: Sequence[Line]) -> tuple[Line, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for row, line in zip(rows, lines, strict=True):
        value, record = sums.get(row.group, (0, 0))
        sums[row.group] = (value + line.value, record + line.record)
    return tuple(Line(group, *sums[group]) for group in sorted(sums))
