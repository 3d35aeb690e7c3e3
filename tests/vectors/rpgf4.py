"""A real vote on the weights of sixteen indicators, as divisions of 100 points.

Optimism's Retro Funding 4 of 2024: see tests/data/README.md. Its ballots give percentages with
decimals; points are whole, so each ballot is rounded by largest remainder, ties to the first.
"""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.vectors.markets import case

BALLOTS = Path(__file__).parent.parent / "data" / "optimism-rpgf4" / "ballots.csv"
POINTS = 100

Json = dict[str, Any]


def rpgf4_vectors() -> Json:
    """The indicators' names and the one case, whose groups they are."""
    names, ballots = read()
    divisions = [(1, points(percentages)) for percentages in ballots]
    return {"indicators": names, "cases": [case("optimism-rpgf4", *divisions)]}


def read() -> tuple[list[str], list[list[Fraction]]]:
    """The indicators, and what each ballot gives them (percent)."""
    with BALLOTS.open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    return names, [[Fraction(Decimal(cell)) for cell in row] for row in rows]


def points(percentages: list[Fraction]) -> list[int]:
    """Whole points, 100 in all, by largest remainder."""
    whole = sum(percentages)
    exact = [POINTS * part / whole for part in percentages]
    given = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda j: (given[j] - exact[j], j))
    for j in by_remainder[: POINTS - sum(given)]:
        given[j] += 1
    return given
