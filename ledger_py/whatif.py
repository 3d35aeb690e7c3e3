"""What-if: a whole community's scores under other weights, equal to `ledger_py.scores`. Pure.

Exact over arrays. What counts of a row is below 2^32 and a level at most 10, so that a member's
units times levels over 60 activity types are below 2^42: 64-bit floats add them exactly. What is
kept of 12 epochs, 10,000 of each at most, is below 2^59, and what a share gives, a million times
that weight over everybody's, below 2^62 before it is divided: both are 64-bit integers. Everybody's
weight may be larger than those; then a member's part of it is below one, and 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger_py.columns import Columns, Floats, Ints, Page, Places
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
_LARGEST, _EXACT = 2**63 - 1, 2**53


class SharesNotWhole(AuzolanError):
    """Shares divide an epoch's recognition: they come to all of it, and no more."""

    hint = "Give every group that gets something its basis points, 10,000 in all."

    def __init__(self, given: int) -> None:
        super().__init__(f"The shares come to {given:,} basis points, not to 10,000.")
        self.given = given


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
    aged = sum(kept * points for kept, _, points in _type_points(columns, by))
    return int(aged // WHOLE)


def type_portions(columns: Columns, by: Rule) -> dict[int, int]:
    """Return each activity type's part of the total, of 1,000,000, rounded down; 0 of nothing."""
    found: dict[int, int | Fraction] = dict.fromkeys(range(1, len(by.groups) + 1), 0)
    for kept, activity, points in _type_points(columns, by):
        found[activity] += kept * points
    whole = sum(found.values())
    return {a: int(MILLION * points // whole) if whole else 0 for a, points in found.items()}


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


def _weighed(page: Page, version: Version) -> Floats:
    """Units times level of each row, 0 where its activity type is not valued."""
    levels = np.array([0, *padded(version.levels, MAX_ACTIVITIES)], np.float64)
    levels[levels == NO_LEVEL] = 0
    weighed = np.take(levels, page.types)
    weighed *= page.units
    return weighed


def _sums(of: Places, values: Floats | Ints) -> Floats:
    """The sums of values below 2^53 by what they are of; several times faster than in integers."""
    return np.bincount(of, values).astype(np.float64, copy=False)


def _points(page: Page, version: Version) -> Ints:
    """Units times level of each of the page's members."""
    return _sums(page.of_member, _weighed(page, version)).astype(np.int64)


def _shared(page: Page, groups: Sequence[int], version: Version) -> Ints:
    """What the shares of the groups give to each of the page's members, of 1,000,000."""
    own = _sums(page.of_part, _weighed(page, version))
    whole = _whole(page, groups, version)
    every = range(1, MAX_GROUPS + 1)
    factors = [0, *(PER_BASIS_POINT * share_of(version, group) for group in every)]
    wholes = [1, *(min(whole.get(group, 0) or 1, _LARGEST) for group in every)]
    exact = own.max() * MILLION < _EXACT and max(wholes) < _EXACT
    divided = _divided_as_floats if exact else _divided
    gains = divided(own, factors, wholes, page.part_groups)
    return _sums(page.part_members, gains).astype(np.int64)


def _divided(own: Floats, factors: list[int], wholes: list[int], groups: Places) -> Ints:
    """floor(own x factor / whole) by groups."""
    of = np.array(factors, np.int64), np.array(wholes, np.int64)
    return own.astype(np.int64) * np.take(of[0], groups) // np.take(of[1], groups)


def _divided_as_floats(
    own: Floats, factors: list[int], wholes: list[int], groups: Places
) -> Floats:
    """The same several times faster, where all of them are exact.

    The quotient of whole numbers below 2^53, rounded, is never up to a whole number that it does
    not reach: it misses that one by more than half of what tells floats there apart.
    """
    of = np.array(factors, np.float64), np.array(wholes, np.float64)
    gains = own * np.take(of[0], groups)
    gains /= np.take(of[1], groups)
    return np.floor(gains, out=gains)


def _whole(page: Page, groups: Sequence[int], version: Version) -> dict[int, int]:
    """Everybody's units times level by group."""
    found: dict[int, int] = {}
    for activity, group in enumerate(groups, start=1):
        found[group] = found.get(group, 0) + _weight(page, version, activity)
    return found


def _type_points(columns: Columns, by: Rule) -> Iterator[tuple[int, int, int | Fraction]]:
    """What each activity type gives in each age: what is kept of it, the type, its points."""
    for page, kept, version in _pages(columns, by):
        whole = _whole(page, by.groups, version) if by.shares else {}
        for activity, group in enumerate(by.groups, start=1):
            weight = _weight(page, version, activity)
            if not by.shares:
                yield kept, activity, weight
            elif weight:
                share = PER_BASIS_POINT * share_of(version, group)
                yield kept, activity, Fraction(weight * share, whole[group])


def _weight(page: Page, version: Version, activity: int) -> int:
    """Everybody's units of an activity type times its level, 0 where it is not valued."""
    level = level_of(version, activity)
    return 0 if level == NO_LEVEL else page.totals[activity] * level
