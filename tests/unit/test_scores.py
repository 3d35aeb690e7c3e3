"""Scores: one floor at the end, a total that is never below the sum of its scores."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.errors import ContractError
from ledger_py.models import NO_LEVEL
from ledger_py.scores import (
    Definition,
    Sharing,
    Units,
    Version,
    capped,
    level_of,
    points,
    require_living,
    retention_in,
    score,
    share_of,
    shared,
    unvalued,
    version_in_force,
)

LEVELS = st.lists(st.integers(0, 10) | st.just(NO_LEVEL), max_size=5).map(tuple)
UNITS = st.dictionaries(st.integers(1, 6), st.integers(0, 2**32 - 1), max_size=6)
EPOCHS = st.dictionaries(st.integers(1, 14), UNITS, max_size=6)
RETENTION = st.lists(st.integers(0, 10_000), max_size=11)


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    starts = draw(st.lists(st.integers(1, 14), unique=True, max_size=3).map(sorted))
    return [Version(start, draw(LEVELS)) for start in starts]


def exactly(
    units: dict[int, Units], versions: list[Version], retention: list[int], epoch: int
) -> Fraction:
    whole = Fraction(0)
    for age, kept in enumerate([10_000, *retention]):
        past = epoch - age
        in_force = [version for version in versions if version.from_ <= past]
        if past < 1 or not in_force:
            continue
        for activity, amount in units.get(past, {}).items():
            if activity <= len(in_force[-1].levels):
                level = in_force[-1].levels[activity - 1]
                whole += Fraction(kept, 10_000) * amount * (0 if level == NO_LEVEL else level)
    return whole


@given(EPOCHS, histories(), RETENTION, st.integers(1, 14))
def test_score__is_the_floor_of_the_exact_sum(
    units: dict[int, Units], versions: list[Version], retention: list[int], epoch: int
) -> None:
    assert score(units, versions, retention, epoch) == floor(
        exactly(units, versions, retention, epoch)
    )


@given(st.lists(EPOCHS, max_size=4), histories(), RETENTION, st.integers(1, 14))
def test_scores__never_sum_to_more_than_the_total(
    members: list[dict[int, Units]], versions: list[Version], retention: list[int], epoch: int
) -> None:
    totals: dict[int, dict[int, int]] = {}
    for member in members:
        for past, units in member.items():
            for activity, amount in units.items():
                row = totals.setdefault(past, {})
                row[activity] = row.get(activity, 0) + amount
    total = score(totals, versions, retention, epoch)
    scores = [score(member, versions, retention, epoch) for member in members]
    assert sum(scores) <= total
    # Each floor drops less than one.
    assert total - sum(scores) <= len(members)


@given(EPOCHS, histories(), RETENTION, st.integers(1, 14), LEVELS)
def test_score__of_an_epoch__is_not_changed_by_a_later_version(
    units: dict[int, Units],
    versions: list[Version],
    retention: list[int],
    epoch: int,
    levels: tuple[int, ...],
) -> None:
    later = [*versions, Version(15, levels)]
    assert score(units, later, retention, epoch) == score(units, versions, retention, epoch)


@given(UNITS, LEVELS)
def test_unvalued__and_what_enters_the_points__are_all_units(
    units: Units, levels: tuple[int, ...]
) -> None:
    version = Version(1, levels)
    apart = unvalued(units, version)
    assert all(level_of(version, activity) == NO_LEVEL for activity in apart)
    valued = {activity: amount for activity, amount in units.items() if activity not in apart}
    assert points(valued, version) == points(units, version)
    assert points(apart, version) == 0


def test_unvalued__differs_from_level_zero() -> None:
    version = Version(1, (0, NO_LEVEL))
    assert points({1: 100, 2: 100, 3: 100}, version) == 0
    assert unvalued({1: 100, 2: 200, 3: 300, 4: 0}, version) == {2: 200, 3: 300}


def test_score__rounds_once_over_all_ages() -> None:
    versions = [Version(1, (1,))]
    units = {1: {1: 1}, 2: {1: 1}}
    # Floored age by age, each half would be lost: 0 + 0.
    assert score({1: {1: 1}}, versions, [5_000], 2) == 0
    assert score({1: {1: 1}, 2: {1: 1}, 3: {}}, versions, [5_000, 5_000], 3) == 1
    assert score(units, versions, [5_000], 2) == 1


def test_score__weighs_each_epoch_with_the_version_in_force_in_it() -> None:
    versions = [Version(2, (3,)), Version(3, (5,))]
    units = {1: {1: 100}, 2: {1: 100}, 3: {1: 100}}
    assert [score(units, versions, [10_000, 10_000], epoch) for epoch in (1, 2, 3)] == [0, 300, 800]


def test_version_in_force__is_the_last_set_of_those_begun() -> None:
    first, second, third = Version(2, (1,)), Version(4, (2,)), Version(4, (3,))
    assert version_in_force([first, second, third], 1) is None
    assert version_in_force([first, second, third], 3) is first
    assert version_in_force([first, second, third], 4) is third


def test_capped__is_the_smaller() -> None:
    assert [capped(raw, 150) for raw in (0, 149, 150, 151)] == [0, 149, 150, 150]


GROUPS = (1, 1, 2, 3, 3, 3)
SHARES = st.sampled_from([(10_000,), (6_000, 4_000), (3_334, 3_333, 3_333), (0, 0, 10_000)])


def totals_of(members: list[dict[int, Units]]) -> dict[int, Units]:
    totals: dict[int, dict[int, int]] = {}
    for member in members:
        for past, units in member.items():
            for activity, amount in units.items():
                row = totals.setdefault(past, {})
                row[activity] = row.get(activity, 0) + amount
    return dict(totals)


@given(st.lists(EPOCHS, max_size=4), LEVELS, SHARES, RETENTION, st.integers(1, 14))
def test_scores__of_shares__never_sum_to_more_than_the_total__nor_that_to_more_than_a_whole(
    members: list[dict[int, Units]],
    levels: tuple[int, ...],
    shares: tuple[int, ...],
    retention: list[int],
    epoch: int,
) -> None:
    versions = [Version(1, levels, shares)]
    totals = totals_of(members)
    sharing = Sharing(GROUPS, totals)
    total = score(totals, versions, retention, epoch, sharing)
    scored = [score(member, versions, retention, epoch, sharing) for member in members]
    assert sum(scored) <= total <= 100 * (10_000 + sum(retention))


@given(UNITS, UNITS, LEVELS, SHARES)
def test_shared__a_group_takes_its_share_and_no_more__however_much_is_done_in_it(
    own: dict[int, int],
    others: dict[int, int],
    levels: tuple[int, ...],
    shares: tuple[int, ...],
) -> None:
    version = Version(1, levels, shares)
    totals = {k: own.get(k, 0) + others.get(k, 0) for k in {*own, *others}}
    mine, all_ = (shared(units, totals, GROUPS, version) for units in (own, totals))
    assert all_ == {group: 100 * share_of(version, group) for group in all_}
    assert all(0 <= mine[group] <= all_[group] for group in all_)


def test_shared__more_of_one_group__takes_nothing_from_another() -> None:
    version = Version(1, (5, 5), (7_000, 3_000))
    groups, few = (1, 2), {1: 100, 2: 100}
    many = {1: 1_000_000, 2: 100}
    assert shared({2: 100}, few, groups, version)[2] == 300_000
    assert shared({2: 100}, many, groups, version)[2] == 300_000


def test_shared__of_a_group_in_which_nothing_counts__goes_to_nobody() -> None:
    version = Version(1, (5, NO_LEVEL, 0), (5_000, 3_000, 2_000))
    everything = {1: 100, 2: 100, 3: 100}
    assert shared(everything, everything, (1, 2, 3), version) == {1: 500_000}
    assert shared(everything, everything, (1, 2, 3), None) == {}


def test_share_of__a_group_after_the_version__is_nothing() -> None:
    assert [share_of(Version(1, (), (9_000, 1_000)), group) for group in (1, 2, 3)] == [
        9_000,
        1_000,
        0,
    ]
    assert share_of(None, 1) == 0


def test_retention_in__is_that_of_the_definition_in_force_in_the_epoch() -> None:
    definitions = [Definition(0, (1,)), Definition(3, ()), Definition(5, (2, 3))]
    assert [retention_in(definitions, epoch) for epoch in (1, 2, 3, 4, 5, 9)] == [
        (1,),
        (1,),
        (),
        (),
        (2, 3),
        (2, 3),
    ]


def test_require_living__names_the_rule_from_the_end_on() -> None:
    require_living(1, 0, 9)
    require_living(1, 10, 9)
    with pytest.raises(ContractError) as caught:
        require_living(1, 9, 9)
    assert (caught.value.name, caught.value.values) == (
        "IndicatorRetired",
        {"indicator": 1, "until": 9},
    )
