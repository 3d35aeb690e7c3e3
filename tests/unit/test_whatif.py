"""What-if over arrays says what `ledger_py.scores` says, to the last digit, whatever is asked."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_py import scores as rules
from ledger_py import whatif
from ledger_py.columns import Columns, row_array
from ledger_py.errors import ContractError
from ledger_py.models import NO_CAP, NO_LEVEL
from ledger_py.scores import Sharing, Version
from ledger_py.whatif import SharesNotWhole, Weights

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "scores.json").read_text())
GROUPS = (1, 1, 2, 3, 16, 3)
TYPES = len(GROUPS)
LARGEST_MEMBER = 2**32 - 1

Rows = dict[tuple[int, int, int], int]
"""Raw units by epoch, member, activity type."""
LEVELS = st.lists(st.integers(0, 10) | st.just(NO_LEVEL), max_size=TYPES).map(tuple)
MEMBERS = st.integers(1, 4) | st.just(LARGEST_MEMBER)
ROWS = st.dictionaries(
    st.tuples(st.integers(1, 13), MEMBERS, st.integers(1, TYPES)),
    st.integers(0, 300) | st.integers(2**32 - 50, 2**32 - 1),
    max_size=40,
)
CAPS = st.lists(st.sampled_from([1, 150, 70_000, NO_CAP]), min_size=TYPES, max_size=TYPES)
RETENTION = st.lists(st.integers(0, 10_000), max_size=11)


@st.composite
def wholes(draw: st.DrawFn, groups: int = 16) -> tuple[int, ...]:
    """Shares that come to a whole."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=groups - 1, max_size=groups - 1)))
    return tuple(b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True))


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    starts = draw(st.lists(st.integers(1, 13), unique=True, max_size=3).map(sorted))
    return [Version(start, draw(LEVELS), draw(wholes())) for start in starts]


@st.composite
def asked(draw: st.DrawFn) -> Weights:
    levels = draw(st.dictionaries(st.integers(1, TYPES), st.integers(0, 10)))
    shares = draw(st.none() | wholes().map(lambda given: dict(enumerate(given, start=1))))
    return Weights(levels, shares)


def columns_of(rows: Rows, caps: list[int]) -> Columns:
    every = {(epoch, k): cap for epoch in range(1, 14) for k, cap in enumerate(caps, start=1)}
    flat = [(epoch, member, activity, raw) for (epoch, member, activity), raw in rows.items()]
    return Columns.empty().with_rows(row_array(flat), GROUPS, every)


def counted(rows: Rows, caps: list[int]) -> dict[int, dict[int, dict[int, int]]]:
    """Units that count, by member, epoch, type; those of member 0 are everybody's."""
    found: Any = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for (epoch, member, activity), raw in rows.items():
        for one in (0, member):
            found[one][epoch][activity] += rules.capped(raw, caps[activity - 1])
    return found  # type: ignore[no-any-return]


@settings(deadline=None)
@given(ROWS, CAPS, histories(), asked(), RETENTION, st.integers(1, 13), st.booleans())
def test_scores__under_other_weights__are_those_of_the_plain_rules(
    rows: Rows,
    caps: list[int],
    versions: list[Version],
    weights: Weights,
    retention: list[int],
    epoch: int,
    shares: bool,
) -> None:
    columns, units = columns_of(rows, caps), counted(rows, caps)
    by = whatif.rule(versions, retention, epoch, GROUPS, shares).under(weights)
    # Epoch by epoch a version of its own, so that the rules cannot take the wrong one.
    tried = [
        Version(past, found.levels, found.shares)
        for past in range(1, 14)
        if (found := weights.over(rules.version_in_force(versions, past)))
    ]
    sharing = Sharing(GROUPS, units[0]) if shares else None

    def plainly(member: int) -> int:
        return rules.score(units[member], tried, retention, epoch, sharing)

    found = dict(zip(columns.members.tolist(), whatif.scores(columns, by).tolist(), strict=True))
    assert found == {m: plainly(m) for m in {member for (_, member, _), raw in rows.items() if raw}}
    assert whatif.total(columns, by) == plainly(0)
    portions = whatif.type_portions(columns, by)
    assert whatif.total(columns, by) == 0 or sum(portions.values()) > 1_000_000 - TYPES
    assert sum(portions.values()) <= 1_000_000
    assert sum(whatif.group_portions(portions, by).values()) == sum(portions.values())


@given(ROWS, CAPS, histories(), RETENTION, st.integers(1, 13))
def test_weights__that_ask_for_nothing__change_nothing(
    rows: Rows, caps: list[int], versions: list[Version], retention: list[int], epoch: int
) -> None:
    by = whatif.rule(versions, retention, epoch, GROUPS, True)
    assert by.under(Weights({})) == by


@given(st.lists(ROWS, max_size=4), CAPS)
def test_columns__that_grow_by_and_by__are_those_made_at_once(
    steps: list[Rows], caps: list[int]
) -> None:
    every: Rows = {}
    grown = Columns.empty()
    for step in steps:
        every |= step
        flat = [(*place, raw) for place, raw in step.items()]
        grown = grown.with_rows(row_array(flat), GROUPS, columns_of({}, caps).caps)
    whole = columns_of(every, caps)
    assert grown.places.tolist() == whole.places.tolist()
    assert grown.raw.tolist() == whole.raw.tolist()


@pytest.mark.parametrize("kind", ["cases", "shares"])
def test_scores__are_those_that_the_contracts_are_held_to(kind: str) -> None:
    for case in VECTORS[kind]:
        versions = [
            Version(one["from"], tuple(one["levels"]), tuple(one.get("shares", ())))
            for one in case["versions"]
        ]
        groups = case.get("groups", [1] * len(case["caps"]))
        caps = {
            (epoch, k): cap
            for epoch in range(1, len(case["raw"]) + 1)
            for k, cap in enumerate(case["caps"], start=1)
        }
        rows = [
            (epoch, member, activity, raw)
            for epoch, members in enumerate(case["raw"], start=1)
            for member, units in enumerate(members, start=1)
            for activity, raw in enumerate(units, start=1)
        ]
        columns = Columns.empty().with_rows(row_array(rows), groups, caps)
        for expected in case["expected"]:
            epoch, shares = expected["epoch"], kind == "shares"
            by = whatif.rule(versions, case["retention"], epoch, groups, shares)
            found = dict(
                zip(columns.members.tolist(), whatif.scores(columns, by).tolist(), strict=True)
            )
            members = range(1, len(case["raw"][0]) + 1)
            assert [found.get(m, 0) for m in members] == expected["scores"], case["name"]
            assert whatif.total(columns, by) == expected["total"], case["name"]


def test_scores__of_the_largest_units_that_there_can_be__do_not_overflow() -> None:
    rows = {
        (epoch, member, k): NO_CAP
        for epoch in range(1, 13)
        for member in (1, LARGEST_MEMBER)
        for k in range(1, TYPES + 1)
    }
    caps = [NO_CAP] * TYPES
    versions = [Version(1, (10,) * TYPES)]
    by = whatif.rule(versions, [10_000] * 11, 12, GROUPS, False)
    whole = 12 * TYPES * NO_CAP * 10
    assert whatif.scores(columns_of(rows, caps), by).tolist() == [whole, whole]
    assert whatif.total(columns_of(rows, caps), by) == 2 * whole


def test_scores__of_shares__where_everybodys_weight_exceeds_64_bits__are_none() -> None:
    page = columns_of({(1, 1, 1): NO_CAP}, [NO_CAP] * TYPES).page(1)
    assert page is not None
    crowd = tuple(total * 2**33 for total in page.totals)
    object.__setattr__(page, "totals", crowd)
    assert whatif._shared(page, GROUPS, Version(1, (10,), (10_000,))).tolist() == [0]


def test_weights__outside_their_range__are_refused() -> None:
    for level in (-1, 11, NO_LEVEL):
        with pytest.raises(ContractError) as refused:
            Weights({3: level})
        assert refused.value.name == "LevelOutOfRange"
    for shares in ({}, {1: 9_999}, {1: 10_001}, {1: 10_100, 2: -100}):
        with pytest.raises(SharesNotWhole):
            Weights({}, shares)
