"""What-if: a whole community's scores under other weights, equal to `ledger_py.scores`. Pure.

Over arrays, in 64-bit integers that cannot overflow. Rates: what counts of a row is below 2^32, a
level at most 10, what is kept at most 10,000; over 60 activity types and 12 epochs that is below
2^59. Shares: a member's weight in a group is below 2^32 x 10 x 60, and a million times as much is
below 2^62. Everybody's weight may be larger; then each member's part of it is below one, and 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger_py.columns import Columns, Ints, Page
from ledger_py.errors import AuzolanError, contract_error
from ledger_py.models import MAX_ACTIVITIES, MAX_GROUPS, NO_LEVEL, TOP_LEVEL
from ledger_py.scores import (
    PER_BASIS_POINT,
    WHOLE,
    Version,
    level_of,
    share_of,
    version_in_force,
)
from ledger_py.tally import padded

MILLION = 1_000_000
_LARGEST = 2**63 - 1


class SharesNotWhole(AuzolanError):
    """Shares divide an epoch's recognition: they come to all of it, and no more."""

    hint = "Give every group that gets something its basis points, 10,000 in all."

    def __init__(self, given: int) -> None:
        super().__init__(f"The shares come to {given:,} basis points, not to 10,000.")


class SharesForeign(AuzolanError):
    """An indicator of rates has levels only."""

    hint = "Give levels, or ask an indicator of shares."

    def __init__(self, indicator: int) -> None:
        super().__init__(f"Indicator {indicator} is one of rates, which have no shares.")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights to try: levels by activity type, those left out as they are; shares of all groups.

    shares: basis points by group, 10,000 in all; None: as they are. Raises LevelOutOfRange,
    SharesNotWhole.
    """

    levels: Mapping[int, int]
    shares: Mapping[int, int] | None = None

    def __post_init__(self) -> None:
        for activity, level in self.levels.items():
            if not 0 <= level <= TOP_LEVEL:
                raise contract_error("LevelOutOfRange", {"activity": activity, "level": level})
        if self.shares is None:
            return
        whole = sum(self.shares.values())
        if whole != WHOLE or min(self.shares.values()) < 0:
            raise SharesNotWhole(whole)

    def over(self, version: Version | None) -> Version | None:
        """Return a version with these weights in place of its own; None where there is neither."""
        if not self.levels and self.shares is None:
            return version
        levels = list(version.levels if version else ())
        levels += [NO_LEVEL] * (max(self.levels, default=0) - len(levels))
        for activity, level in self.levels.items():
            levels[activity - 1] = level
        return Version(version.from_ if version else 1, tuple(levels), self._shares(version))

    def _shares(self, version: Version | None) -> tuple[int, ...]:
        if self.shares is None:
            return version.shares if version else ()
        return tuple(self.shares.get(group, 0) for group in range(1, max(self.shares) + 1))


@dataclass(frozen=True, slots=True)
class Rule:
    """How an indicator scores an epoch: what it keeps of each age, and in which version.

    ages: of age 0, 1, ...: the epoch, basis points kept, the version in force in it.
    groups: that of activity types 1, 2, ...; shares: whether it is an indicator of shares.
    """

    ages: tuple[tuple[int, int, Version | None], ...]
    groups: tuple[int, ...]
    shares: bool

    def under(self, weights: Weights) -> Rule:
        """The same under other weights, in this epoch and in all of which something is kept."""
        ages = tuple((epoch, kept, weights.over(version)) for epoch, kept, version in self.ages)
        return Rule(ages, self.groups, self.shares)


def rule(
    versions: Sequence[Version],
    retention: Sequence[int],
    epoch: int,
    groups: Sequence[int],
    shares: bool,
) -> Rule:
    """Return the rule by which an indicator scores an epoch; versions in the order of setting."""
    kept = list(enumerate((WHOLE, *retention)))[:epoch]
    ages = tuple((epoch - age, part, version_in_force(versions, epoch - age)) for age, part in kept)
    return Rule(ages, tuple(groups), shares)


def scores(columns: Columns, by: Rule) -> Ints:
    """Return each member's score, in the order of `columns.members`; shape (members,), int64."""
    aged = np.zeros(len(columns.members), np.int64)
    for page, kept, version in _pages(columns, by):
        gains = _shared(page, by.groups, version) if by.shares else _points(page, version)
        aged[page.members] += kept * gains
    return aged // WHOLE


def total(columns: Columns, by: Rule) -> int:
    """Return what an indicator says of everybody, as the contract's `totalOf`."""
    return sum(kept * points for kept, _, points in _type_points(columns, by)) // WHOLE


def type_portions(columns: Columns, by: Rule) -> dict[int, int]:
    """Return each activity type's part of the total, of 1,000,000, rounded down; 0 of nothing."""
    found = dict.fromkeys(range(1, len(by.groups) + 1), Fraction(0))
    for kept, activity, points in _type_points(columns, by):
        found[activity] += kept * points
    whole = sum(found.values())
    return {a: int(MILLION * points / whole) if whole else 0 for a, points in found.items()}


def group_portions(portions: Mapping[int, int], by: Rule) -> dict[int, int]:
    """Return each group's part of the total from those of its activity types."""
    found = dict.fromkeys(sorted(set(by.groups)), 0)
    for activity, portion in portions.items():
        found[by.groups[activity - 1]] += portion
    return found


def unallocated(columns: Columns, by: Rule) -> int:
    """Return what of the epoch's own recognition goes to nobody, of 1,000,000; 0 in rates."""
    epoch, _, version = by.ages[0]
    if not by.shares or version is None:
        return 0
    page = columns.page(epoch)
    counts = _whole(page, by.groups, version) if page else {}
    shares = enumerate(version.shares, start=1)
    return sum(PER_BASIS_POINT * share for group, share in shares if not counts.get(group))


def _pages(columns: Columns, by: Rule) -> Iterator[tuple[Page, int, Version]]:
    for epoch, kept, version in by.ages:
        page = columns.page(epoch)
        if page is not None and version is not None:
            yield page, kept, version


def _levels(version: Version) -> Ints:
    """Levels by activity type, that of type 0, which is none, first; 0 where it is not valued."""
    levels = np.array([0, *padded(version.levels, MAX_ACTIVITIES)], np.int64)
    levels[levels == NO_LEVEL] = 0
    return levels


def _points(page: Page, version: Version) -> Ints:
    """Units times level of each of the page's members."""
    weighed = np.take(_levels(version), page.types)
    weighed *= page.units
    return np.add.reduceat(weighed, page.starts)


def _shared(page: Page, groups: Sequence[int], version: Version) -> Ints:
    """What the shares of the groups give to each of the page's members, of 1,000,000."""
    weighed = np.take(_levels(version), page.types)
    weighed *= page.units
    own = np.add.reduceat(weighed, page.part_starts)
    whole = _whole(page, groups, version)
    factors, wholes = np.zeros(MAX_GROUPS + 1, np.int64), np.ones(MAX_GROUPS + 1, np.int64)
    for group, weight in whole.items():
        factors[group] = PER_BASIS_POINT * share_of(version, group)
        wholes[group] = min(max(weight, 1), _LARGEST)
    own *= factors[page.part_groups]
    return np.add.reduceat(own // wholes[page.part_groups], page.member_parts)


def _whole(page: Page, groups: Sequence[int], version: Version) -> dict[int, int]:
    """Everybody's units times level by group."""
    found: dict[int, int] = {}
    for activity, group in enumerate(groups, start=1):
        level = level_of(version, activity)
        weight = 0 if level == NO_LEVEL else page.totals[activity] * level
        found[group] = found.get(group, 0) + weight
    return found


def _type_points(columns: Columns, by: Rule) -> Iterator[tuple[int, int, Fraction]]:
    """What each activity type gives in each age: what is kept of it, the type, its points."""
    for page, kept, version in _pages(columns, by):
        whole = _whole(page, by.groups, version) if by.shares else {}
        for activity, group in enumerate(by.groups, start=1):
            level = level_of(version, activity)
            points = Fraction(0 if level == NO_LEVEL else page.totals[activity] * level)
            if by.shares:
                share = PER_BASIS_POINT * share_of(version, group)
                points = points * share / whole[group] if whole[group] else Fraction(0)
            yield kept, activity, points
