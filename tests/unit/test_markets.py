"""Independent markets: exact, whole, in any order, truthful for one voter, proportional."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_py import markets, tally
from ledger_py.errors import NothingCounted
from ledger_py.models import POINTS

Divisions = list[list[int]]


@st.composite
def divided(draw: st.DrawFn, groups: int) -> list[int]:
    """One division of 100 points, round ones often."""
    some = st.integers(0, POINTS) | st.sampled_from([0, 25, 33, 50, 100])
    cuts = sorted(draw(st.lists(some, min_size=groups - 1, max_size=groups - 1)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, POINTS], strict=True)]


@st.composite
def divisions(draw: st.DrawFn, least: int = 1) -> Divisions:
    groups = draw(st.integers(1, 5))
    return draw(st.lists(divided(groups), min_size=least, max_size=9))


def shares(given: Divisions) -> tuple[int, ...]:
    return markets.shares(tally.points_histogram(given, len(given[0])))


def exact(given: Divisions) -> tuple[Fraction, ...]:
    return markets.exact_shares(tally.points_histogram(given, len(given[0])))


@given(divisions())
def test_exact_shares__come_to_a_whole__each_within_what_was_given(given: Divisions) -> None:
    found = exact(given)
    assert sum(found) == 1
    for share, points in zip(found, zip(*given, strict=True), strict=True):
        assert 0 <= share <= Fraction(max(points), POINTS)


@given(divisions())
def test_exact_shares__are_medians_of_ballots_and_phantoms_at_one_time(given: Divisions) -> None:
    n, found = len(given), exact(given)
    # A phantom that lies at a share which no ballot gives tells the time; at most so many can.
    times = {
        share / rank
        for share, points in zip(found, zip(*given, strict=True), strict=True)
        for rank in range(1, n + 1)
        if share and share * POINTS not in points
    } or {Fraction(v, POINTS * rank) for v in range(1, 101) for rank in range(1, n + 1)}
    assert any(medians_at(given, time) == found for time in times)


def medians_at(given: Divisions, time: Fraction) -> tuple[Fraction, ...]:
    n = len(given)
    phantoms = [min(Fraction(1), time * rank) for rank in range(n + 1)]
    columns = zip(*given, strict=True)
    return tuple(sorted([Fraction(p, POINTS) for p in points] + phantoms)[n] for points in columns)


@given(divisions())
def test_shares__come_to_ten_thousand__each_less_than_a_point_from_exact(given: Divisions) -> None:
    found = shares(given)
    assert sum(found) == markets.WHOLE
    for share, part in zip(found, exact(given), strict=True):
        assert abs(share - markets.WHOLE * part) < 1


@given(divisions(), st.randoms(use_true_random=False))
def test_shares__in_any_order_of_ballots__are_the_same(given: Divisions, rng: object) -> None:
    shuffled = sorted(given, key=lambda _: rng.random())  # type: ignore[attr-defined]
    assert shares(shuffled) == shares(given)


@given(divisions(), st.integers(2, 50))
def test_shares__of_every_ballot_so_many_times__are_the_same(given: Divisions, times: int) -> None:
    counts = tally.points_histogram(given, len(given[0]))
    assert markets.shares([[times * count for count in row] for row in counts]) == shares(given)


@given(st.integers(1, 6).flatmap(divided), st.integers(1, 9))
def test_shares__of_ballots_that_agree__are_what_they_say(one: list[int], times: int) -> None:
    assert shares([one] * times) == tuple(100 * points for points in one)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
def test_exact_shares__where_everybody_wants_one_group__are_proportional(
    wanting: list[int],
) -> None:
    groups = len(wanting)
    given = [
        [POINTS * (g == j) for g in range(groups)] for j in range(groups) for _ in range(wanting[j])
    ]
    assert exact(given) == tuple(Fraction(count, sum(wanting)) for count in wanting)


@given(divisions(least=2), st.data())
def test_exact_shares__a_voter_who_says_something_else__is_never_closer_to_the_truth(
    given: Divisions, data: st.DataObject
) -> None:
    truth = given[0]
    honest = distance(exact(given), truth)
    said = data.draw(divided(len(truth)))
    assert distance(exact([said, *given[1:]]), truth) >= honest


def distance(found: tuple[Fraction, ...], truth: list[int]) -> Fraction:
    return sum(
        (abs(share - Fraction(p, POINTS)) for share, p in zip(found, truth, strict=True)),
        Fraction(0),
    )


@pytest.mark.parametrize("histograms", [[], [[0] * 101], [[0] * 101] * 3])
def test_shares__of_nothing__are_refused(histograms: list[list[int]]) -> None:
    with pytest.raises(NothingCounted):
        markets.shares(histograms)


@pytest.mark.parametrize(
    ("exactly", "expected"),
    [
        ([Fraction(1, 3)] * 3, (3334, 3333, 3333)),
        ([Fraction(1, 7)] * 7, (1429, 1429, 1429, 1429, 1428, 1428, 1428)),
        ([Fraction(1, 6), Fraction(2, 3), Fraction(1, 6)], (1667, 6667, 1666)),
        ([Fraction(1)], (10_000,)),
    ],
)
def test_rounded__gives_what_is_left_to_the_largest_remainders__ties_to_the_lowest(
    exactly: list[Fraction], expected: tuple[int, ...]
) -> None:
    assert markets.rounded(exactly) == expected
