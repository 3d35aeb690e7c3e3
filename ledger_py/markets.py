"""Independent markets: how many members' divisions of 100 points become one division.

Source: Freeman, Pennock, Peters, Wortman Vaughan, Truthful aggregation of budget proposals, Journal
of Economic Theory 193 (2021). With G_j(v) ballots that give group j at least v points, its share at
time t is x_j(t) = max over v of min(t x G_j(v), v / 100). The shares hold at the time at which they
come to a whole. Exact; equal to contracts/lib/Markets.sol to the last basis point (tests/vectors).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from ledger_py.errors import NothingCounted
from ledger_py.models import POINTS

WHOLE = 10_000
NOTHING, ALL = Fraction(0), Fraction(1)
Counts = Sequence[int]
"""How many divisions give a group 0, 1, ... 100 points."""


def shares(histograms: Sequence[Counts]) -> tuple[int, ...]:
    """Return each group's share in basis points, 10,000 in all, that of group 1 first.

    histograms: the Counts of each group, all of the same divisions. Rounded by largest remainder,
    ties to the lowest group. Raises NothingCounted when nobody divides.
    """
    if not histograms or not sum(histograms[0]):
        raise NothingCounted
    return rounded(exact_shares(histograms))


def exact_shares(histograms: Sequence[Counts]) -> tuple[Fraction, ...]:
    """Return each group's share of 1 before it is rounded; somebody divides."""
    markets = [_steps(counts) for counts in histograms]
    times = sorted({time for steps in markets for time in _bends(steps)})
    # The sum never falls, so the first time at which it reaches a whole can be searched for.
    index = bisect_left(times, ALL, key=lambda time: sum(_shares_at(markets, time), NOTHING))
    early, late = times[index - 1] if index else NOTHING, times[index]
    before, after = _shares_at(markets, early), _shares_at(markets, late)
    # Between two bends every share is straight.
    sum_before, sum_after = sum(before, NOTHING), sum(after, NOTHING)
    part = (1 - sum_before) / (sum_after - sum_before)
    return tuple(x + part * (y - x) for x, y in zip(before, after, strict=True))


def rounded(exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Return parts of 1 in basis points by largest remainder, ties to the first."""
    scaled = [WHOLE * part for part in exact]
    floors = [part.numerator // part.denominator for part in scaled]
    by_remainder = sorted(range(len(scaled)), key=lambda j: (floors[j] - scaled[j], j))
    for j in by_remainder[: WHOLE - sum(floors)]:
        floors[j] += 1
    return tuple(floors)


def _steps(counts: Counts) -> list[tuple[int, int]]:
    """Each number of points that a ballot gives, with how many give as many or more."""
    at_least = [*accumulate(reversed(counts))][::-1]
    return [(v, at_least[v]) for v in range(1, POINTS + 1) if counts[v]]


def _bends(steps: list[tuple[int, int]]) -> set[Fraction]:
    """The times at which a group's share begins or ends to rise."""
    ends = {Fraction(v, POINTS * ballots) for v, ballots in steps}
    starts = {Fraction(v, POINTS * above) for (v, _), (_, above) in pairwise(steps)}
    return ends | starts


def _shares_at(markets: list[list[tuple[int, int]]], time: Fraction) -> list[Fraction]:
    return [
        max((min(time * ballots, Fraction(v, POINTS)) for v, ballots in steps), default=NOTHING)
        for steps in markets
    ]
