"""What docs/explanation/shares.md says: its table, what holds, what can be cheated."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from statistics import median

import pytest

from ledger_py import markets
from tests.vectors import rpgf4

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "shares.md"
Division = tuple[int, ...]


def outcome(ballots: Sequence[Division]) -> tuple[Fraction, ...]:
    """The exact shares, which rounding does not blur."""
    histograms = [[0] * 101 for _ in ballots[0]]
    for ballot in ballots:
        for group, points in enumerate(ballot):
            histograms[group][points] += 1
    return markets.exact_shares(histograms)


def distance(shares: Sequence[Fraction], ideal: Division) -> Fraction:
    """The sum of differences (l1), of 1."""
    return sum((abs(x - Fraction(p, 100)) for x, p in zip(shares, ideal, strict=True)), Fraction(0))


def every_division(groups: int, step: int) -> list[Division]:
    """All divisions of 100 points in steps."""
    parts = product(range(0, 101, step), repeat=groups)
    return [division for division in parts if sum(division) == 100]


@pytest.mark.parametrize(
    ("groups", "voters", "step"), [(2, 2, 5), (3, 3, 10), (3, 5, 10), (4, 4, 20)]
)
def test_exact_shares__for_every_other_ballot_of_one_voter__are_no_nearer_to_what_they_want(
    groups: int, voters: int, step: int
) -> None:
    rng = random.Random(f"{groups} {voters}")
    grid = every_division(groups, step)
    for _ in range(8):
        others = [rng.choice(grid) for _ in range(voters - 1)]
        ideal = rng.choice(grid)
        honest = distance(outcome([ideal, *others]), ideal)
        assert all(distance(outcome([lie, *others]), ideal) >= honest for lie in grid)


def test_exact_shares__for_camps__are_as_large_as_the_camps() -> None:
    camps = [(100, 0)] * 70 + [(0, 100)] * 30
    assert outcome(camps) == (Fraction(7, 10), Fraction(3, 10))


def test_exact_shares__in_any_order__are_the_same() -> None:
    rng = random.Random(3)
    ballots = [rng.choice(every_division(4, 20)) for _ in range(9)]
    assert len({outcome(rng.sample(ballots, len(ballots))) for _ in range(10)}) == 1


def test_a_coalition__as_the_page_says__gains() -> None:
    wants = [(0, 0, 100), (80, 0, 20), (0, 80, 20)]
    honest = outcome(wants)
    agreed = outcome([(40, 0, 60), (40, 0, 60), wants[2]])
    assert (honest, agreed) == (
        (Fraction(1, 3),) * 3,
        (Fraction(2, 5), Fraction(1, 5), Fraction(2, 5)),
    )
    gains = [distance(honest, want) - distance(agreed, want) for want in wants[:2]]
    assert gains == [Fraction(2, 15)] * 2


def test_a_split_group__as_the_page_says__gains() -> None:
    assert outcome([(20, 80)] * 4) == (Fraction(1, 5), Fraction(4, 5))
    split = outcome([(20, 0, 80)] * 2 + [(0, 20, 80)] * 2)
    assert split == (Fraction(1, 5), Fraction(1, 5), Fraction(3, 5))


def test_page__has_the_three_outcomes_of_the_real_vote() -> None:
    names, ballots = rpgf4.read()
    shares = outcome([tuple(rpgf4.points(ballot)) for ballot in ballots])
    columns = list(zip(*ballots, strict=True))
    medians = [median(column) for column in columns]
    rows = [
        (
            name,
            sum(x > 0 for x in column),
            sum(column) / len(ballots),
            middle,
            middle / sum(medians),
            share,
        )
        for name, column, middle, share in zip(
            names, columns, medians, markets.rounded(shares), strict=True
        )
    ]
    told = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    expected = [
        f"| `{name}` | {named} | "
        + " | ".join(f"{float(x):.2f}" for x in (mean, middle, 100 * scaled, Fraction(share, 100)))
        + " |"
        for name, named, mean, middle, scaled, share in sorted(rows, key=lambda row: -row[5])
    ]
    assert told == expected
    assert sum(middle == 0 for middle in medians) == 13
