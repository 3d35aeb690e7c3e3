"""What ballots come to, computed exactly and as plainly as the rules read."""

from collections.abc import Sequence
from fractions import Fraction

WHOLE = 10_000
POINTS = 100


def lower_median(levels: Sequence[int]) -> int:
    """The lower median of at least one level."""
    return sorted(levels)[(len(levels) - 1) // 2]


def shares_of(divisions: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Independent markets: the shares of the groups in basis points, 10,000 in all.

    With G(v) ballots that give a group v points or more, its share at time t is the largest of
    min(t x G(v), v / 100). Time runs until the shares come to a whole.
    """
    groups = [
        [sum(division[g] >= v for division in divisions) for v in range(POINTS + 1)]
        for g in range(len(divisions[0]))
    ]
    return rounded(_settled(groups))


def rounded(exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Largest remainder, ties to the first."""
    parts = [part * WHOLE for part in exact]
    shares = [part.numerator // part.denominator for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda g: (shares[g] - parts[g], g))
    for g in by_rest[: WHOLE - sum(shares)]:
        shares[g] += 1
    return tuple(shares)


def _share(at_least: Sequence[int], time: Fraction) -> Fraction:
    return max(min(time * at_least[v], Fraction(v, POINTS)) for v in range(1, POINTS + 1))


def _settled(groups: Sequence[Sequence[int]]) -> list[Fraction]:
    """Between two neighbours of these times every share is straight."""

    def shares(time: Fraction) -> list[Fraction]:
        return [_share(at_least, time) for at_least in groups]

    bends = {
        Fraction(points, POINTS * at_least[v])
        for at_least in groups
        for v in range(1, POINTS + 1)
        for points in (v - 1, v)
        if at_least[v]
    }
    times = sorted(bends | {Fraction(0)})
    low, high = 0, len(times) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if sum(shares(times[middle])) >= 1:
            high = middle
        else:
            low = middle
    before, after = shares(times[low]), shares(times[high])
    start, end = sum(before, Fraction(0)), sum(after, Fraction(0))
    part = (1 - start) / (end - start)
    return [b + part * (a - b) for b, a in zip(before, after, strict=True)]
