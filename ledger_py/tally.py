"""Pure counting, equal to the contracts' to the last digit (tests/vectors)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from ledger_py import markets
from ledger_py.errors import NothingCounted, contract_error
from ledger_py.models import MAX_ACTIVITIES, MAX_GROUPS, NO_LEVEL, POINTS, SEATS, TOP_LEVEL

MINIMUM_QUORUM = 3
WHOLE = 10_000
LEVEL_BITS, POINT_BITS, SHARE_BITS = 4, 7, 14

_DIVIDES = 1 << POINT_BITS * MAX_GROUPS

Levels = tuple[int, ...]
"""One level per activity type, that of type 1 first: 0 to 10, or NO_LEVEL."""
Histogram = tuple[int, ...]
"""How many live ballots give level 0, 1, ... 10 to one activity type."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a weight vote comes to; `decided`: a type reached the quorum.

    Then a vote of rates sets a version; one of shares only with shares, old or new.
    """

    levels: Levels
    decided: bool


@dataclass(frozen=True, slots=True)
class Division:
    """What divisions come to: basis points by group; `decided`: they reach the quorum."""

    shares: tuple[int, ...]
    decided: bool


def lower_median(values: Sequence[int]) -> int:
    """Return the lowest value that at least half of them do not exceed; NothingCounted for none."""
    if not values:
        raise NothingCounted
    return sorted(values)[(len(values) - 1) // 2]


def accepted_units(attested: Sequence[int], required: int) -> int:
    """Return the accepted units (hundredths): the attesters' lower median, 0 with too few.

    attested: the units given by those who did not take them back.
    """
    return lower_median(attested) if len(attested) >= required else 0


def quorum(electorate: int, part: int) -> int:
    """Return how many opinions decide: `part` (basis points) of all, rounded up, at least 3."""
    return max(MINIMUM_QUORUM, -(-electorate * part // WHOLE))


def histogram(ballots: Iterable[Sequence[int]], activities: int) -> tuple[Histogram, ...]:
    """Count live ballots per activity type and level; each ballot has one level per type.

    Raises LevelsLength and LevelOutOfRange, as the contract does.
    """
    counts = [[0] * (TOP_LEVEL + 1) for _ in range(activities)]
    for levels in ballots:
        check_levels(levels, activities)
        for row, level in zip(counts, levels, strict=True):
            if level != NO_LEVEL:
                row[level] += 1
    return tuple(tuple(row) for row in counts)


def check_levels(levels: Sequence[int], activities: int) -> None:
    """Refuse a ballot that the contract would refuse for its levels."""
    if len(levels) != activities:
        raise contract_error("LevelsLength", {"expected": activities, "given": len(levels)})
    for index, level in enumerate(levels):
        if not 0 <= level <= TOP_LEVEL and level != NO_LEVEL:
            raise contract_error("LevelOutOfRange", {"activity": index + 1, "level": level})


def median_level(counts: Sequence[int], quorum: int) -> int:
    """Return the lower median of the levels counted, NO_LEVEL with too few opinions."""
    opinions = sum(counts)
    if opinions == 0 or opinions < quorum:
        return NO_LEVEL
    reached = 0
    for level, count in enumerate(counts):
        reached += count
        if 2 * reached >= opinions:
            return level
    raise AssertionError("the last level reaches every opinion")


def outcome(
    histograms: Sequence[Sequence[int]], quorum: int, previous: Sequence[int] = ()
) -> Outcome:
    """Return each type's lower median, its previous level where the opinions miss the quorum.

    `previous`: the levels of the indicator's last version; types beyond them were never weighed.
    """
    medians = [median_level(counts, quorum) for counts in histograms]
    before = padded(previous, len(medians))
    levels = tuple(
        old if new == NO_LEVEL else new for new, old in zip(medians, before, strict=True)
    )
    return Outcome(levels, any(level != NO_LEVEL for level in medians))


def valued(level: int | None) -> int | None:
    """Return a level, or None where it says nothing: abstained, not yet valued, or not there."""
    return None if level == NO_LEVEL else level


def padded(given: Sequence[int], count: int, rest: int = NO_LEVEL) -> tuple[int, ...]:
    """Return the first `count` of levels or shares, `rest` for those that were never weighed."""
    return (*given, *[rest] * count)[:count]


def pack_levels(levels: Sequence[int]) -> int:
    """Pack up to 60 levels as the chain does: four bits each, type 1 lowest, NO_LEVEL above."""
    check_levels(levels, min(len(levels), MAX_ACTIVITIES))
    word = (1 << LEVEL_BITS * MAX_ACTIVITIES) - 1
    for index, level in enumerate(levels):
        word ^= (NO_LEVEL ^ level) << index * LEVEL_BITS
    return word


def unpack_levels(word: int, activities: int) -> Levels:
    """Return the first `activities` levels of a packed word."""
    return tuple(word >> index * LEVEL_BITS & NO_LEVEL for index in range(activities))


def points_histogram(divisions: Iterable[Sequence[int]], groups: int) -> tuple[Histogram, ...]:
    """Count per group how many live ballots give it 0, 1, ... 100 points.

    A ballot without points abstains from the division and is not counted. Raises PointsLength and
    PointsSum, as the contract does.
    """
    counts = [[0] * (POINTS + 1) for _ in range(groups)]
    for division in filter(None, divisions):
        check_points(division, groups)
        for row, points in zip(counts, division, strict=True):
            row[points] += 1
    return tuple(tuple(row) for row in counts)


def check_points(points: Sequence[int], groups: int) -> None:
    """Refuse a division that the contract would refuse; one without points abstains."""
    if not points:
        return
    if len(points) != groups:
        raise contract_error("PointsLength", {"expected": groups, "given": len(points)})
    if sum(points) != POINTS or min(points) < 0:
        raise contract_error("PointsSum", {"sum": sum(points)})


def division(
    histograms: Sequence[Sequence[int]], quorum: int, previous: Sequence[int] = ()
) -> Division:
    """Return each group's share, that of the last version where too few divide."""
    if not histograms or sum(histograms[0]) < max(quorum, 1):
        return Division(padded(previous, len(histograms), 0), False)
    return Division(markets.shares(histograms), True)


def has_passed(ballots: int, in_favour: int, against: int, quorum: int) -> bool:
    """Whether a proposal passes: all ballots reach the quorum, and more are for it than against."""
    return ballots >= quorum and in_favour > against


def elected(
    approvals: Sequence[int], ballots: int, quorum: int, barred: Container[int] = ()
) -> tuple[int, ...]:
    """Return the numbers, from 0 on, of the candidates who become stewards.

    Those of whom most approve, three at most, each of more than half of the ballots; of equals who
    stood first. approvals: how many ballots approve of each candidate, in the order of standing.
    barred: those who are no longer active, or stewards already.
    """
    if ballots < quorum:
        return ()
    order = sorted(range(len(approvals)), key=lambda number: -approvals[number])
    chosen = [n for n in order if 2 * approvals[n] > ballots and n not in barred]
    return tuple(chosen[:SEATS])


def pack_shares(shares: Sequence[int]) -> int:
    """Pack up to 16 shares as the chain does: fourteen bits each, group 1 lowest."""
    return sum(share << index * SHARE_BITS for index, share in enumerate(shares))


def unpack_shares(word: int, groups: int) -> tuple[int, ...]:
    """Return the first `groups` shares of a packed word, in basis points."""
    return tuple(word >> index * SHARE_BITS & (1 << SHARE_BITS) - 1 for index in range(groups))


def pack_points(points: Sequence[int]) -> int:
    """Pack a division as the chain does: seven bits each and a one above; 0 for none."""
    word = sum(given << index * POINT_BITS for index, given in enumerate(points))
    return word | _DIVIDES if points else 0


def unpack_points(word: int, groups: int) -> tuple[int, ...]:
    """Return a packed division, no points at all when it abstains."""
    if not word & _DIVIDES:
        return ()
    return tuple(word >> index * POINT_BITS & (1 << POINT_BITS) - 1 for index in range(groups))


def unpack_approved(word: int) -> tuple[int, ...]:
    """Return the numbers, from 0 on, of the candidates that a ballot approves of."""
    return tuple(number for number in range(word.bit_length()) if word >> number & 1)
