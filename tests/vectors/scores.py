"""Scores by their definition, in exact fractions: of rates, of shares, of indicators revised."""

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Any

from tests.vectors.units import NO_CAP

NO_LEVEL = 15

Json = dict[str, Any]
Points = Callable[[int], Fraction | int]
"""What an epoch comes to before anything is kept or lost."""


def scores_vectors() -> Json:
    """Scores and totals over epochs, with versions that follow each other and with retention."""
    rng = random.Random(4)
    plain = [[[100, 250], [0, 100]], [[33, 1], [65_535, 7]]]
    one = [{"from": 1, "levels": [3, 10]}]
    late = [{"from": 2, "levels": [5, NO_LEVEL]}, {"from": 4, "levels": [0, 7]}]
    half = [5_000]
    cases = [
        _scored("one version, nothing kept", [NO_CAP] * 2, one, [], plain),
        _scored("the floor", [NO_CAP] * 2, one, [3_333, 1], [*plain, [[1, 1], [1, 1]]]),
        _scored("before the first version", [NO_CAP] * 2, late, half, plain),
        _scored("two versions", [NO_CAP] * 2, late, half, [*plain, *plain, *plain]),
        _scored("a cap", [100, 40], one, half, [*plain, *plain]),
        _scored("no version", [NO_CAP] * 2, [], half, plain),
        _scored("a type after the version", [NO_CAP] * 2, [{"from": 1, "levels": [4]}], [], plain),
        _scored("everything kept", [NO_CAP] * 2, one, [10_000] * 11, plain * 7),
    ]
    for case in range(4):
        cases.append(_random_scored(rng, case))
    return {
        "cases": cases,
        "shares": [*_named_shares(), *(_random_shared(rng, case) for case in range(4))],
        "definitions": [_revised(rng, *case) for case in _definitions()],
    }


def _random_scored(rng: random.Random, case: int) -> Json:
    types, members, epochs = rng.randint(1, 9), 3, rng.randint(3, 14)
    caps = [rng.choice([NO_CAP, 1_000, 70_000]) for _ in range(types)]
    levels = [[rng.choice([*range(11), NO_LEVEL]) for _ in range(types)] for _ in range(2)]
    versions = [{"from": 1, "levels": levels[0]}, {"from": epochs - 1, "levels": levels[1]}]
    retention = [rng.randint(0, 10_000) for _ in range(rng.randint(0, 11))]
    raw = _random_raw(rng, types, members, epochs)
    return _scored(f"drawn {case + 1}", caps, versions, retention, raw)


def _scored(name: str, caps: Any, versions: Any, retention: Any, raw: Any) -> Json:
    counted = [[_cap(units, caps) for units in epoch] for epoch in raw]
    totals = [[sum(column) for column in zip(*epoch, strict=True)] for epoch in counted]
    members = range(len(raw[0]))
    expected = []
    for epoch in range(1, len(raw) + 1):
        own = [[units[m] for units in counted] for m in members]
        expected.append(
            {
                "epoch": epoch,
                "scores": [_score(history, versions, retention, epoch) for history in own],
                "total": _score(totals, versions, retention, epoch),
                "unvalued": [
                    list(_unvalued(history[epoch - 1], versions, epoch)) for history in own
                ],
            }
        )
    return {
        "name": name,
        "caps": caps,
        "versions": versions,
        "retention": retention,
        "raw": raw,
        "expected": expected,
    }


def _cap(units: list[int], caps: list[int]) -> list[int]:
    return [min(amount, cap) for amount, cap in zip(units, caps, strict=True)]


def _levels(versions: list[Json], epoch: int) -> list[int]:
    return next((v["levels"] for v in reversed(versions) if v["from"] <= epoch), [])


def _score(history: list[list[int]], versions: list[Json], retention: list[int], epoch: int) -> int:
    def points(past: int) -> int:
        return sum(_weighted(history[past - 1], _levels(versions, past)))

    return _aged(points, retention, epoch)


def _aged(points: Points, retention: list[int], epoch: int) -> int:
    ages = [(age, kept) for age, kept in enumerate([10_000, *retention]) if age < epoch]
    return floor(sum(Fraction(kept, 10_000) * points(epoch - age) for age, kept in ages))


def _weighted(units: list[int], levels: list[int]) -> list[int]:
    padded = levels + [NO_LEVEL] * (len(units) - len(levels))
    return [u * (0 if level == NO_LEVEL else level) for u, level in zip(units, padded, strict=True)]


def _unvalued(units: list[int], versions: list[Json], epoch: int) -> Iterator[Json]:
    levels = _levels(versions, epoch)
    for index, amount in enumerate(units):
        if amount and (index >= len(levels) or levels[index] == NO_LEVEL):
            yield {"activity": index + 1, "units": amount}


def _named_shares() -> list[Json]:
    caps, half = [NO_CAP] * 3, [5_000]
    two = [{"from": 1, "levels": [3, 10, 5], "shares": [6_000, 4_000]}]
    later = [*two, {"from": 3, "levels": [0, 7, 5], "shares": [2_500, 7_500]}]
    raw = [[[100, 250, 0], [0, 100, 7]], [[33, 1, 65_535], [65_535, 7, 100]]]
    alone = [[[100, 0, 0], [300, 0, 0]], [[0, 0, 1], [0, 0, 2]]]
    unvalued = [{"from": 1, "levels": [3, NO_LEVEL, 5], "shares": [6_000, 4_000]}]
    zero = [{"from": 1, "levels": [0, 0, 5], "shares": [6_000, 4_000]}]
    thirds = [{"from": 1, "levels": [1, 1, 1], "shares": [10_000]}]
    late = [{"from": 2, "levels": [1, 1, 1], "shares": [5_000, 5_000]}]
    each = [{"from": 1, "levels": [1] * 16, "shares": [700] * 4 + [600] * 12}]
    every = [[[m + 1] * 16 for m in range(2)]]
    return [
        _shared("two groups", caps, [1, 1, 2], two, [], raw),
        _shared("two versions", caps, [1, 2, 2], later, half, [*raw, *raw]),
        _shared("a group in which nothing was done", caps, [1, 1, 2], two, half, alone),
        _shared("a type not yet valued", caps, [1, 2, 2], unvalued, half, raw),
        _shared("a group that weighs nothing", caps, [1, 1, 2], zero, half, raw),
        _shared("a cap", [100, 40, 1], [1, 2, 1], two, half, raw),
        _shared("thirds are floored", caps, [1, 1, 1], thirds, [], [[[1, 0, 0], [1, 1, 0]]]),
        _shared("before the first version", caps, [1, 2, 2], late, half, raw),
        _shared("no version", caps, [1, 2, 2], [], half, raw),
        _shared("sixteen groups", [NO_CAP] * 16, list(range(1, 17)), each, [], every),
    ]


def _random_shared(rng: random.Random, case: int) -> Json:
    types, members, epochs, groups = rng.randint(2, 9), 3, rng.randint(3, 8), rng.randint(2, 5)
    versions = [
        {
            "from": start,
            "levels": [rng.randint(0, 10) for _ in range(types)],
            "shares": _random_shares(rng, groups),
        }
        for start in (1, epochs - 1)
    ]
    return _shared(
        f"drawn {case + 1}",
        [rng.choice([NO_CAP, 1_000, 70_000]) for _ in range(types)],
        [rng.randint(1, groups) for _ in range(types)],
        versions,
        [rng.randint(0, 10_000) for _ in range(rng.randint(0, 11))],
        _random_raw(rng, types, members, epochs),
    )


def _random_shares(rng: random.Random, groups: int) -> list[int]:
    """Whole points, so that members who all divide alike bring them about."""
    cuts = sorted(rng.randint(0, 100) for _ in range(groups - 1))
    return [100 * (b - a) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]


def _shared(
    name: str, caps: Any, groups: list[int], versions: Any, retention: Any, raw: Any
) -> Json:
    counted = [[_cap(units, caps) for units in epoch] for epoch in raw]
    totals = [[sum(column) for column in zip(*epoch, strict=True)] for epoch in counted]

    def score(history: list[list[int]], epoch: int) -> int:
        def points(past: int) -> int:
            version = _version(versions, past)
            return _divided(history[past - 1], totals[past - 1], groups, version)

        return _aged(points, retention, epoch)

    return {
        "name": name,
        "caps": caps,
        "groups": groups,
        "versions": versions,
        "retention": retention,
        "raw": raw,
        "expected": _expected(score, counted, totals),
    }


def _divided(own: list[int], whole: list[int], groups: list[int], version: Json) -> int:
    points = 0
    for group, share in enumerate(version["shares"], start=1):
        mine, everybodys = (
            sum(
                weight
                for weight, of in zip(_weighted(units, version["levels"]), groups, strict=True)
                if of == group
            )
            for units in (own, whole)
        )
        points += floor(100 * share * Fraction(mine, everybodys)) if everybodys else 0
    return points


def _version(versions: list[Json], epoch: int) -> Json:
    nothing: Json = {"levels": [], "shares": []}
    return next((v for v in reversed(versions) if v["from"] <= epoch), nothing)


def _definitions() -> list[tuple[str, list[Json]]]:
    first = {"from": 0, "retention": [5_000]}
    return [
        ("more is kept", [first, {"from": 3, "retention": [10_000, 7_500]}]),
        ("nothing is kept", [first, {"from": 2, "retention": []}]),
        ("twice", [first, {"from": 2, "retention": [1]}, {"from": 4, "retention": [9_999] * 11}]),
    ]


def _revised(rng: random.Random, name: str, definitions: list[Json]) -> Json:
    caps, versions = [NO_CAP] * 2, [{"from": 1, "levels": [3, 10]}]
    raw = _random_raw(rng, 2, 2, 5)
    totals = [[sum(column) for column in zip(*epoch, strict=True)] for epoch in raw]

    def score(history: list[list[int]], epoch: int) -> int:
        retention = next(d["retention"] for d in reversed(definitions) if d["from"] <= epoch)
        return _score(history, versions, retention, epoch)

    return {
        "name": name,
        "caps": caps,
        "versions": versions,
        "definitions": definitions,
        "raw": raw,
        "expected": _expected(score, raw, totals),
    }


def _expected(
    score: Callable[[list[list[int]], int], int],
    counted: list[list[list[int]]],
    totals: list[list[int]],
) -> list[Json]:
    members = range(len(counted[0]))
    return [
        {
            "epoch": epoch,
            "scores": [score([units[m] for units in counted], epoch) for m in members],
            "total": score(totals, epoch),
        }
        for epoch in range(1, len(counted) + 1)
    ]


def _random_raw(rng: random.Random, types: int, members: int, epochs: int) -> list[list[list[int]]]:
    return [
        [[rng.choice([0, 1, rng.randint(1, 65_535)]) for _ in range(types)] for _ in range(members)]
        for _ in range(epochs)
    ]
