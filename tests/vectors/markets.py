"""Divisions of 100 points and what they come to, by the definition with phantoms.

Freeman, Pennock, Peters, Wortman Vaughan, JET 2021: a group's share is the median of what n ballots
give it and of n + 1 phantoms min(1, t x i), i from 0 to n, at the time t at which all shares come
to a whole. Computed here with medians and exact fractions, unlike either implementation.
"""

import random
from fractions import Fraction
from math import floor
from typing import Any

Json = dict[str, Any]
Division = tuple[int, list[int]]
"""How many ballots divide the points so."""


def markets_vectors() -> Json:
    """Divisions by name, with the shares (basis points) and how a version packs them."""
    named = [case(name, *divisions) for name, divisions in _named()]
    return {"cases": named + _drawn()}


def _named() -> list[tuple[str, list[Division]]]:
    return [
        ("one group", [(3, [100])]),
        ("one ballot", [(1, [50, 30, 20])]),
        ("everybody alike", [(5, [12, 0, 88])]),
        ("each for another of two", [(1, [100, 0]), (1, [0, 100])]),
        ("each for another of three", [(1, [100, 0, 0]), (1, [0, 100, 0]), (1, [0, 0, 100])]),
        ("two thirds and a third", [(2, [100, 0]), (1, [0, 100])]),
        ("a group that gets nothing", [(3, [60, 40, 0]), (1, [40, 60, 0])]),
        ("a share that rests", [(2, [50, 50, 0]), (2, [50, 0, 50]), (1, [0, 50, 50])]),
        ("a tie for the last basis points", [(1, [1, 33, 33, 33]), (1, [97, 1, 1, 1])]),
        ("the whole within the first piece", [(7, [20] * 5)]),
        (
            "sixteen groups, one for each",
            [(1, [100 * (g == j) for g in range(16)]) for j in range(16)],
        ),
        ("sixteen groups, nearly even", [(3, [7] * 4 + [6] * 12), (4, [6] * 12 + [7] * 4)]),
        ("as many ballots as can be", [(65_535, [34, 33, 33])]),
        ("many ballots, odd parts", [(32_749, [99, 1, 0]), (32_719, [0, 1, 99]), (67, [1, 98, 1])]),
        (
            "many ballots, pieces that meet closely",
            [(21_841, [100, 0, 0]), (21_851, [1, 99, 0]), (21_839, [0, 2, 98]), (4, [33, 33, 34])],
        ),
    ]


def _drawn() -> list[Json]:
    rng = random.Random(5)
    sizes = [(2, 3), (2, 30), (3, 4), (3, 25), (4, 7), (5, 12), (7, 15), (11, 9), (16, 5), (16, 12)]
    return [
        case(f"drawn {number}", *(_division(rng, groups) for _ in range(ballots)))
        for number, (groups, ballots) in enumerate(sizes, start=1)
    ]


def _division(rng: random.Random, groups: int) -> Division:
    cuts = sorted(rng.choice([0, 100, rng.randint(0, 100)]) for _ in range(groups - 1))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    rng.shuffle(parts)
    return rng.choice([1, 1, 2]), parts


def case(name: str, *divisions: Division) -> Json:
    """Divisions and what they come to."""
    shares = _rounded(_settled(divisions))
    packed = sum(share << 14 * index for index, share in enumerate(shares))
    return {
        "name": name,
        "groups": len(shares),
        "divisions": [{"times": times, "points": points} for times, points in divisions],
        "shares": shares,
        "packed": hex(packed),
    }


def _settled(divisions: tuple[Division, ...]) -> list[Fraction]:
    """The shares at the time at which they come to 1; straight between the times that matter."""
    ballots = sum(times for times, _ in divisions)
    groups = [
        [(Fraction(points[j], 100), times) for times, points in divisions]
        for j in range(len(divisions[0][1]))
    ]
    # Medians change course only when a phantom that can be the median meets a ballot, or 1.
    times = sorted(
        {y / i for group in groups for y, _ in [*group, (Fraction(1), 0)] for i in _ranks(group)}
    )
    low, high = 0, len(times) - 1
    while low < high:
        middle = (low + high) // 2
        if sum(_median(group, ballots, times[middle]) for group in groups) < 1:
            low = middle + 1
        else:
            high = middle
    after = [_median(group, ballots, times[low]) for group in groups]
    before = [_median(group, ballots, times[low - 1] if low else Fraction(0)) for group in groups]
    reached, ends = sum(before, Fraction(0)), sum(after, Fraction(0))
    part = (1 - reached) / (ends - reached)
    return [x + part * (y - x) for x, y in zip(before, after, strict=True)]


def _ranks(group: list[tuple[Fraction, int]]) -> set[int]:
    return {sum(times for given, times in group if given >= y) for y, _ in group if y > 0}


def _median(group: list[tuple[Fraction, int]], ballots: int, time: Fraction) -> Fraction:
    """The (n + 1)th largest of n ballots and n + 1 phantoms."""
    candidates = [y for y, _ in group] + [min(Fraction(1), time * i) for i in _ranks(group)]
    reached = [y for y in candidates if _at_least(group, ballots, time, y) > ballots]
    return max(reached, default=Fraction(0))


def _at_least(group: list[tuple[Fraction, int]], ballots: int, time: Fraction, y: Fraction) -> int:
    given = sum(times for value, times in group if value >= y)
    if y <= 0:
        return given + ballots + 1
    # Phantom i is at y or above when t x i is: from the first such i on, all up to n.
    first = -(-y // time) if time else ballots + 1
    return given + max(0, ballots + 1 - int(first))


def _rounded(exact: list[Fraction]) -> list[int]:
    shares = [floor(10_000 * part) for part in exact]
    rest = [10_000 * part - share for part, share in zip(exact, shares, strict=True)]
    for _ in range(10_000 - sum(shares)):
        most = max(range(len(rest)), key=lambda index: (rest[index], -index))
        shares[most] += 1
        rest[most] = Fraction(-1)
    return shares
