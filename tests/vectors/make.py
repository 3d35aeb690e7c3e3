"""Writes the vectors that Python's and the contracts' tests share: `python -m tests.vectors.make`.

Expected values come from definitions, not from `ledger_py`: eth-account for typed data, the
standard library's medians for tallies, phantoms for markets, exact fractions for scores.
"""

import json
import random
import statistics
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from tests.vectors.acts import typed_data_vectors
from tests.vectors.markets import markets_vectors
from tests.vectors.rpgf4 import rpgf4_vectors
from tests.vectors.scores import scores_vectors
from tests.vectors.units import units_vectors

FOLDER = Path(__file__).parent
NO_LEVEL = 15

Json = dict[str, Any]


def tally_vectors() -> Json:
    """Medians of values and of histograms, quorums, and whole votes."""
    rng = random.Random(2)
    few = [[1], [1, 2], [2, 1], [3, 1, 2], [100, 100, 1, 65535], [5, 5, 1, 9, 2]]
    many = [[rng.randint(1, 65535) for _ in range(rng.randint(1, 5))] for _ in range(10)]
    return {
        "lowerMedian": [
            {"values": values, "median": statistics.median_low(values)} for values in few + many
        ],
        "quorums": [_quorum(electorate, part) for electorate, part in _electorates()],
        "medianLevels": [_median_level(rng, case) for case in range(24)],
        "votes": [_vote(rng, *case) for case in _votes()],
    }


def _electorates() -> list[tuple[int, int]]:
    edges = [(0, 0), (0, 10_000), (3, 10_000), (4, 7_500), (5, 6_000), (5, 6_001), (6, 5_000)]
    return [*edges, (7, 5_000), (44, 2_500), (1_000, 1), (1_000, 3_333), (65_535, 10_000)]


def _quorum(electorate: int, part: int) -> Json:
    exact = ceil(Fraction(electorate * part, 10_000))
    return {"electorate": electorate, "part": part, "quorum": max(3, exact)}


def _level(opinions: list[int], quorum: int) -> int:
    return statistics.median_low(opinions) if opinions and len(opinions) >= quorum else NO_LEVEL


def _median_level(rng: random.Random, case: int) -> Json:
    opinions = [rng.randint(0, 10) for _ in range(case)]
    if case in (20, 21):  # a median between two levels far apart
        opinions = [0] * 10 + [10] * (case - 10)
    quorum = (0, 1, 3, max(case, 1), case + 1)[case % 5]
    counts = [opinions.count(level) for level in range(11)]
    return {"counts": counts, "quorum": quorum, "level": _level(opinions, quorum)}


def _votes() -> list[tuple[int, int, int, bool]]:
    """Activity types, ballots, quorum, whether a version came before."""
    small = [(1, 3, 3, False), (2, 3, 3, True), (3, 2, 3, True), (3, 0, 3, False), (4, 5, 3, True)]
    return [*small, (16, 5, 3, False), (17, 6, 4, True), (60, 7, 5, True)]


def _vote(rng: random.Random, activities: int, ballots: int, quorum: int, again: bool) -> Json:
    choices = [*range(11), NO_LEVEL, NO_LEVEL, NO_LEVEL]
    cast = [[rng.choice(choices) for _ in range(activities)] for _ in range(ballots)]
    # Types defined after the last version are not in it: the previous levels end one type early.
    previous = [rng.choice([*range(11), NO_LEVEL]) for _ in range(activities - 1)] if again else []
    opinions = [[b[i] for b in cast if b[i] != NO_LEVEL] for i in range(activities)]
    medians = [_level(given, quorum) for given in opinions]
    before = previous + [NO_LEVEL] * (activities - len(previous))
    levels = [b if m == NO_LEVEL else m for m, b in zip(medians, before, strict=True)]
    return {
        "activities": activities,
        "quorum": quorum,
        "previous": previous,
        "ballots": cast,
        "histograms": [[given.count(level) for level in range(11)] for given in opinions],
        "levels": levels,
        "decided": any(median != NO_LEVEL for median in medians),
        "packed": _pack(levels),
    }


def _pack(levels: list[int]) -> str:
    digits = "".join(f"{level:x}" for level in reversed(levels))
    return "0x" + digits.rjust(60, "f")


@cache
def build() -> dict[str, Json]:
    """Return every vector file by its name."""
    return {
        "typed_data.json": typed_data_vectors(),
        "tally.json": tally_vectors(),
        "units.json": units_vectors(),
        "markets.json": markets_vectors(),
        "rpgf4.json": rpgf4_vectors(),
        "scores.json": scores_vectors(),
    }


def text(vectors: Json) -> str:
    """Return a file's text: indented down to the cases, each innermost list on one line."""
    lines = []
    for key, cases in vectors.items():
        rows = ",\n".join("    " + json.dumps(case) for case in cases)
        lines.append(f'  "{key}": [\n{rows}\n  ]')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    for name, vectors in build().items():
        (FOLDER / name).write_text(text(vectors), encoding="utf-8")
