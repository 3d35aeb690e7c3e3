"""The visibility gap: shares of value against shares of the record."""

from hypothesis import given
from hypothesis import strategies as st

from ledger_py.gap import Line, Row, gap_of_shares, shares, unallocated, visibility_gap
from ledger_py.models import NO_LEVEL

WEIGHTS = st.dictionaries(st.integers(1, 60), st.integers(0, 10_000), max_size=60)
ROWS = st.dictionaries(
    st.integers(1, 60),
    st.tuples(st.integers(1, 16), st.integers(0, 10) | st.just(NO_LEVEL), st.integers(0, 1_000)),
    max_size=60,
).map(lambda rows: [Row(activity, *rest) for activity, rest in rows.items()])


@given(WEIGHTS)
def test_shares__sum_to_the_whole__and_lie_within_one_of_the_exact(weights: dict[int, int]) -> None:
    whole = sum(weights.values())
    found = shares(weights)
    assert sum(found.values()) == (10_000 if whole else 0)
    for key, weight in weights.items():
        assert abs(found[key] * whole - weight * 10_000) < max(whole, 1)


def test_shares__with_equal_remainders__go_to_the_lowest_id() -> None:
    assert shares({9: 1, 2: 1, 5: 1}) == {2: 3_334, 5: 3_333, 9: 3_333}


def test_shares__give_the_rest_to_the_largest_remainder() -> None:
    assert shares({1: 1, 2: 5}) == {1: 1_667, 2: 8_333}


@given(ROWS)
def test_visibility_gap__of_groups__is_the_sum_of_their_types(rows: list[Row]) -> None:
    gap = visibility_gap(rows)
    group_of = {row.activity: row.group for row in rows}
    for group in gap.groups:
        lines = [line for line in gap.activities if group_of[line.id] == group.id]
        assert group.gap == sum(line.gap for line in lines)
    assert sum(group.value for group in gap.groups) in (0, 10_000)


@given(ROWS)
def test_visibility_gap__lists_every_type_once(rows: list[Row]) -> None:
    gap = visibility_gap(rows)
    listed = [line.id for line in gap.activities] + [row.activity for row in gap.unvalued]
    assert sorted(listed) == sorted(row.activity for row in rows)
    assert all(row.level == NO_LEVEL for row in gap.unvalued)


def test_visibility_gap__of_care_and_code() -> None:
    rows = [Row(1, 1, 8, 1), Row(2, 2, 2, 8), Row(3, 1, NO_LEVEL, 1)]
    gap = visibility_gap(rows)
    assert gap.activities == (Line(1, 8_000, 1_000), Line(2, 2_000, 8_000))
    assert gap.groups == (Line(1, 8_000, 1_000), Line(2, 2_000, 8_000))
    assert [line.gap for line in gap.groups] == [7_000, -6_000]
    assert gap.unvalued == (rows[2],)


def test_visibility_gap__of_nothing__is_empty() -> None:
    assert visibility_gap([]).activities == ()
    assert visibility_gap([Row(1, 1, 0, 0)]).activities == (Line(1, 0, 0),)


@given(ROWS, st.lists(st.integers(0, 9), min_size=1, max_size=16))
def test_gap_of_shares__values_each_group_at_its_share__and_its_types_within_it(
    rows: list[Row], weights: list[int]
) -> None:
    given_ = list(shares(dict(enumerate(weights))).values())
    gap = gap_of_shares(rows, given_)
    group_of = {row.activity: row.group for row in rows}
    for group in gap.groups:
        assert group.value == (given_[group.id - 1] if group.id <= len(given_) else 0)
        lines = [line for line in gap.activities if group_of[line.id] == group.id]
        assert sum(line.value for line in lines) in (0, group.value)
        assert group.record == sum(line.record for line in lines)
    assert [line.id for line in gap.groups[: len(given_)]] == [*range(1, len(given_) + 1)]


def test_gap_of_shares__of_care_and_code_and_what_nobody_did() -> None:
    rows = [Row(1, 1, 8, 1), Row(2, 1, 2, 0), Row(3, 2, 5, 9), Row(4, 3, 5, 0)]
    gap = gap_of_shares(rows, [5_000, 3_000, 2_000])
    assert gap.activities == (
        Line(1, 4_000, 1_000),
        Line(2, 1_000, 0),
        Line(3, 3_000, 9_000),
        Line(4, 2_000, 0),
    )
    assert [line.gap for line in gap.groups] == [4_000, -6_000, 2_000]
    assert unallocated(rows, [5_000, 3_000, 2_000]) == 2_000


def test_unallocated__counts_groups_of_which_only_worthless_work_is_recorded() -> None:
    rows = [Row(1, 1, 0, 5), Row(2, 2, NO_LEVEL, 5), Row(3, 3, 1, 1)]
    assert unallocated(rows, [4_000, 3_000, 2_000, 1_000]) == 8_000
    assert unallocated(rows, []) == 0
