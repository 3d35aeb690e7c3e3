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
