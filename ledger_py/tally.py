"""Pure counting, equal to the contracts' to the last digit (tests/vectors)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger_py.errors import NothingCounted, contract_error
from ledger_py.models import MAX_ACTIVITIES, NO_LEVEL, TOP_LEVEL

MINIMUM_QUORUM = 3
WHOLE = 10_000
LEVEL_BITS = 4

Levels = tuple[int, ...]
"""One level per activity type, that of type 1 first: 0 to 10, or NO_LEVEL."""
Histogram = tuple[int, ...]
"""How many live ballots give level 0, 1, ... 10 to one activity type."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a weight vote comes to; `decided`: a type reached the quorum, so a version is set."""

    levels: Levels
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


def padded(levels: Sequence[int], activities: int) -> Levels:
    """Return a level for each of so many activity types, NO_LEVEL for those never weighed."""
    return (*levels, *[NO_LEVEL] * activities)[:activities]


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
