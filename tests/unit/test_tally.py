"""Counting: medians against the sorted definition, whatever the order of ballots."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_py import tally
from ledger_py.errors import ContractError, NothingCounted
from ledger_py.models import MAX_ACTIVITIES, MAX_UNITS, NO_LEVEL, PLACES, TOP_LEVEL

UNITS = st.integers(1, MAX_UNITS)
LEVEL = st.integers(0, TOP_LEVEL) | st.just(NO_LEVEL)


@st.composite
def votes(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    activities = draw(st.integers(1, 6))
    ballot = st.lists(LEVEL, min_size=activities, max_size=activities)
    return activities, draw(st.lists(ballot, max_size=12))


@given(st.lists(UNITS, min_size=1))
def test_lower_median__is_the_lowest_value_that_half_do_not_exceed(values: list[int]) -> None:
    reached = [v for v in values if 2 * sum(other <= v for other in values) >= len(values)]
    assert tally.lower_median(values) == min(reached)


@given(st.lists(UNITS, min_size=1, max_size=PLACES))
def test_lower_median__in_any_order__is_the_same(values: list[int]) -> None:
    assert len({tally.lower_median(order) for order in permutations(values)}) == 1


def test_lower_median__of_nothing__is_refused() -> None:
    with pytest.raises(NothingCounted):
        tally.lower_median([])


def test_lower_median__of_one_or_two__is_the_lowest() -> None:
    assert tally.lower_median([70]) == 70
    assert tally.lower_median([70, 30]) == 30


@given(st.lists(UNITS, max_size=PLACES), st.integers(1, PLACES))
def test_accepted_units__are_none_until_required__then_within_what_was_attested(
    attested: list[int], required: int
) -> None:
    accepted = tally.accepted_units(attested, required)
    if len(attested) < required:
        assert accepted == 0
    else:
        assert accepted in attested


@given(st.integers(0, 2**32 - 1), st.integers(0, 10_000))
def test_quorum__is_the_least_number_that_holds_the_part__and_at_least_three(
    electorate: int, part: int
) -> None:
    quorum = tally.quorum(electorate, part)
    assert quorum >= 3
    assert quorum * 10_000 >= electorate * part
    assert quorum == 3 or (quorum - 1) * 10_000 < electorate * part


@given(votes())
def test_histogram__sums_to_ballots_less_abstentions(vote: tuple[int, list[list[int]]]) -> None:
    activities, ballots = vote
    for index, row in enumerate(tally.histogram(ballots, activities)):
        assert sum(row) == sum(ballot[index] != NO_LEVEL for ballot in ballots)


@given(votes(), st.integers(0, 8), st.randoms(use_true_random=False))
def test_outcome__in_any_order_of_ballots__is_the_same(
    vote: tuple[int, list[list[int]]], quorum: int, rng: object
) -> None:
    activities, ballots = vote
    shuffled = sorted(ballots, key=lambda _: rng.random())  # type: ignore[attr-defined]
    one = tally.outcome(tally.histogram(ballots, activities), quorum)
    assert one == tally.outcome(tally.histogram(shuffled, activities), quorum)


@given(votes(), st.integers(0, 8), st.lists(LEVEL, max_size=6))
def test_outcome__is_the_median_of_opinions__or_the_previous_level(
    vote: tuple[int, list[list[int]]], quorum: int, previous: list[int]
) -> None:
    activities, ballots = vote
    outcome = tally.outcome(tally.histogram(ballots, activities), quorum, previous)
    for index, level in enumerate(outcome.levels):
        opinions = [ballot[index] for ballot in ballots if ballot[index] != NO_LEVEL]
        if opinions and len(opinions) >= quorum:
            assert level == tally.lower_median(opinions)
        else:
            assert level == (previous[index] if index < len(previous) else NO_LEVEL)


def test_outcome__with_no_type_at_the_quorum__decides_nothing() -> None:
    counts = tally.histogram([[4, NO_LEVEL], [5, NO_LEVEL]], 2)
    assert tally.outcome(counts, 3, [7, 8]) == tally.Outcome((7, 8), False)


@pytest.mark.parametrize("level", [-1, 11, 14, 16, 255])
def test_histogram__with_a_level_out_of_range__names_the_rule(level: int) -> None:
    with pytest.raises(ContractError) as caught:
        tally.histogram([[0, level]], 2)
    assert caught.value.name == "LevelOutOfRange"
    assert caught.value.values == {"activity": 2, "level": level}


@pytest.mark.parametrize("levels", [[], [1], [1, 2, 3]])
def test_histogram__with_a_ballot_of_another_length__names_the_rule(levels: list[int]) -> None:
    with pytest.raises(ContractError) as caught:
        tally.histogram([levels], 2)
    assert caught.value.name == "LevelsLength"


@given(st.lists(LEVEL, max_size=MAX_ACTIVITIES))
def test_pack_levels__is_undone_by_unpacking__and_abstains_above(levels: list[int]) -> None:
    word = tally.pack_levels(levels)
    assert tally.unpack_levels(word, len(levels)) == tuple(levels)
    assert set(tally.unpack_levels(word, MAX_ACTIVITIES)[len(levels) :]) <= {NO_LEVEL}
    assert word < 1 << 240


def test_pack_levels__of_more_types_than_fit__is_refused() -> None:
    with pytest.raises(ContractError, match="60"):
        tally.pack_levels([1] * 61)


@given(st.lists(st.sampled_from([(), (60, 40), (0, 100), (100, 0)]), max_size=9))
def test_points_histogram__counts_who_divides__and_no_abstention(
    given: list[tuple[int, ...]],
) -> None:
    rows = tally.points_histogram(given, 2)
    assert {sum(row) for row in rows} == {sum(bool(division) for division in given)}
    assert [row[0] for row in rows] == [given.count((0, 100)), given.count((100, 0))]


@pytest.mark.parametrize("points", [[100], [50, 25, 25], [0] * 16])
def test_points_histogram__of_another_length__names_the_rule(points: list[int]) -> None:
    with pytest.raises(ContractError) as caught:
        tally.points_histogram([points], 2)
    assert (caught.value.name, caught.value.values) == (
        "PointsLength",
        {"expected": 2, "given": len(points)},
    )


@pytest.mark.parametrize("points", [[0, 0], [50, 51], [255, 255], [-1, 101]])
def test_points_histogram__that_is_no_hundred__names_the_rule(points: list[int]) -> None:
    with pytest.raises(ContractError) as caught:
        tally.points_histogram([points], 2)
    assert (caught.value.name, caught.value.values) == ("PointsSum", {"sum": sum(points)})


def test_division__with_fewer_than_the_quorum__keeps_the_shares_before() -> None:
    counts = tally.points_histogram([[60, 40, 0]] * 2, 3)
    assert tally.division(counts, 3, [7_000, 3_000]) == tally.Division((7_000, 3_000, 0), False)
    assert tally.division(counts, 3) == tally.Division((0, 0, 0), False)
    assert tally.division(counts, 2) == tally.Division((6_000, 4_000, 0), True)


def test_division__of_no_groups_or_ballots__decides_nothing() -> None:
    assert tally.division([], 3) == tally.Division((), False)
    assert tally.division(tally.points_histogram([], 2), 0) == tally.Division((0, 0), False)


@pytest.mark.parametrize(
    ("ballots", "in_favour", "against", "passes"),
    [(3, 2, 1, True), (3, 1, 1, False), (2, 2, 0, False), (5, 1, 0, True), (0, 0, 0, False)],
)
def test_has_passed__with_the_quorum_and_more_for_than_against(
    ballots: int, in_favour: int, against: int, passes: bool
) -> None:
    assert tally.has_passed(ballots, in_favour, against, 3) is passes


@pytest.mark.parametrize(
    ("approvals", "ballots", "barred", "chosen"),
    [
        ([3, 5, 4, 4], 5, (), (1, 2, 3)),
        ([4, 5, 4, 4], 5, (), (1, 0, 2)),
        ([2, 3], 4, (), (1,)),
        ([2], 4, (), ()),
        ([5, 5, 5, 5], 5, (0, 2), (1, 3)),
        ([2, 2], 2, (), ()),
        ([], 5, (), ()),
    ],
)
def test_elected__are_those_of_whom_most_approve__each_of_more_than_half(
    approvals: list[int], ballots: int, barred: tuple[int, ...], chosen: tuple[int, ...]
) -> None:
    assert tally.elected(approvals, ballots, 3, barred) == chosen


@given(st.lists(st.integers(0, 10_000), max_size=16))
def test_pack_shares__is_undone_by_unpacking(shares: list[int]) -> None:
    word = tally.pack_shares(shares)
    assert tally.unpack_shares(word, len(shares)) == tuple(shares)
    assert word < 1 << 224


@given(st.lists(st.integers(0, 100), max_size=16))
def test_pack_points__is_undone_by_unpacking__and_tells_who_abstains(points: list[int]) -> None:
    word = tally.pack_points(points)
    assert tally.unpack_points(word, len(points)) == tuple(points)
    assert (word == 0) == (points == [])


def test_unpack_approved__gives_the_numbers_of_those_approved() -> None:
    assert tally.unpack_approved(0) == ()
    assert tally.unpack_approved(0b1000_0000_0000_0101) == (0, 2, 15)
