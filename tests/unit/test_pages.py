"""What the pages say and draw, without a gateway: words, geometry, and the reading of forms."""

from __future__ import annotations

from itertools import product

import pytest

from api.pages import drafts, words
from api.pages.csrf import is_loopback
from api.pages.drafts import FormFault
from api.pages.figures import Tally, bars, mean, median, moves, piles, scale
from ledger_py.models import NO_LEVEL, Basis
from ledger_py.store.rows import Epoch
from ledger_py.tally import median_level


def test_hundredths_are_written_without_needless_zeros() -> None:
    said = [words.hundredths(value) for value in (0, 1, 50, 100, 150, 1_234_567)]
    assert said == ["0", "0.01", "0.5", "1", "1.5", "12,345.67"]


def test_an_amount_says_its_unit_in_the_right_number() -> None:
    said = [words.amount(100, 5), words.amount(150, 3), words.amount(200, 4)]
    assert said == ["1 credit", "1.5 hours", "2 patches"]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (1_609_459_200, 1_640_995_200, "2021"),
        (1_609_459_200, 1_612_137_600, "January 2021"),
        (1_625_097_600, 1_633_046_400, "July to September 2021"),
        (1_633_046_400, 1_648_771_200, "October 2021 to March 2022"),
        (1_609_545_600, 1_609_718_400, "2 January 2021 to 3 January 2021"),
    ],
)
def test_an_epoch_is_named_by_its_calendar_span(start: int, end: int, name: str) -> None:
    assert words.epoch_name(Epoch(1, start, end, end, end)) == name


def test_dates_are_said_as_exactly_as_they_are_known() -> None:
    said = [words.written_date(text) for text in ("2021-09-04", "2021-09", "2021", "2021-13", "?")]
    assert said == ["4 September 2021", "September 2021", "2021", "2021-13", "?"]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            {"commit": "c1", "file": "d.md", "repository": "a/b", "licence": "MIT"},
            "a/b, d.md at commit c1, licence MIT",
        ),
        ({"file": "p", "format": "f", "sha256": "0a"}, "p, in the format f, SHA-256 0a"),
        ({"commit": "c1"}, "at commit c1"),
        ({"page": "12"}, "page 12"),
        ("a letter", "a letter"),
        ({"repository": ""}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_source_is_told_in_all_that_it_says(source: object, told: str) -> None:
    assert words.origin(source) == told


def test_an_axis_holds_every_value_and_its_ticks_are_whole() -> None:
    for largest in (0, 1, 499, 500, 501, 3_400, 10_000):
        axis = scale([largest])
        assert axis.top >= largest
        assert axis.ticks[0] == 0
        assert axis.ticks[-1] == axis.top
    assert scale([500]).at(250) == "50.00%"


def test_the_bar_of_the_median_is_marked_and_heights_are_in_proportion() -> None:
    drawn = bars((0, 1, 2, 0, 0, 4, 0, 0, 0, 0, 0), 5)
    assert [bar.height for bar in drawn[:6]] == [0, 0.25, 0.5, 0, 0, 1]
    assert [bar.level for bar in drawn if bar.median] == [5]


def test_moves_are_the_fewest_further_ballots_that_move_a_median() -> None:
    quorum = 2
    for few in product(range(3), repeat=3):
        counts = (few[0], 0, 0, few[1], 0, 0, 0, few[2], 0, 0, 0)
        found = moves(counts, quorum)
        if sum(counts) < quorum:
            assert found.missing == quorum - sum(counts)
            continue
        now = median_level(counts, quorum)
        for fewest, then, extreme in (
            (found.up, found.up_to, 10),
            (found.down, found.down_to, 0),
        ):
            if fewest is None:
                assert now == extreme
                continue
            added = [list(counts) for _ in range(2)]
            added[0][extreme] += fewest
            added[1][extreme] += fewest - 1
            assert median_level(added[0], quorum) == then != now
            assert median_level(added[1], quorum) == now


@pytest.mark.parametrize(
    ("text", "hundredths"), [("1", 100), ("2.5", 250), ("0,25", 25), ("0", 0), ("655.35", 65_535)]
)
def test_units_are_read_as_people_write_them(text: str, hundredths: int) -> None:
    assert drafts.units({"units": text}) == hundredths


@pytest.mark.parametrize(
    "text", ["", "a lot", "-1", "0.001", "655.36", "nan", "inf", "1e9", "1e999999"]
)
def test_units_that_cannot_be_are_refused_at_their_field(text: str) -> None:
    with pytest.raises(FormFault) as refused:
        drafts.units({"units": text})
    assert refused.value.field == "units"
    assert refused.value.hint


def test_ones_own_work_has_no_basis_and_anothers_needs_one() -> None:
    form = {"description": "Helped", "activity": "1", "epoch": "2", "units": "1"}
    own = drafts.statement({**form, "contributor": "own"}, 7)
    assert (own.contributor, own.basis) == (7, Basis.NONE)
    with pytest.raises(FormFault) as refused:
        drafts.statement({**form, "contributor": "5"}, 7)
    assert refused.value.field == "basis"
    other = drafts.statement({**form, "contributor": "5", "basis": "vouched"}, 7)
    assert (other.contributor, other.basis) == (5, Basis.VOUCHED)


def test_a_level_left_out_is_an_abstention_and_a_ballot_says_something() -> None:
    assert drafts.levels({"level-2": "7"}, 3) == (NO_LEVEL, 7, NO_LEVEL)
    for form in (
        {},
        {"level-1": "11"},
        {"level-1": "-1"},
        {"level-1": "²"},
        {"level-1": "9" * 5_000},
    ):
        with pytest.raises(FormFault):
            drafts.levels(form, 3)


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("10.0.0.1", "localhost.example", "", None, "testserver")))


def test_a_difference_too_small_to_be_shown_has_no_sign() -> None:
    said = [words.difference(value) for value in (-4, 0, 4, 6, -6, -120)]
    assert said == ["0.0", "0.0", "0.0", "+0.1", "−0.1", "−1.2"]
    for value in range(-300, 300):
        assert (words.lean(value) == 0) == (words.difference(value) == "0.0")


def test_a_refusal_names_whom_and_what_its_reader_knows() -> None:
    names = {7: "demo member 5", 3: "member 3"}
    own = "Member 7 cannot attest to their own contribution."
    told = "demo member 5 (member 7) cannot attest to their own contribution."
    assert words.in_names(own, names) == told
    twice = f"Member 7 attested to contribution 0x{'ab' * 32} before."
    told = "demo member 5 (member 7) attested to this contribution before."
    assert words.in_names(twice, names) == told
    full = f"Contribution 0x{'ab' * 32} is full."
    assert words.in_names(full, names) == "This contribution is full."
    assert words.in_names("Member 3 and member 70.", names) == "Member 3 and member 70."
    assert words.members_in("Member 3 and member 70.") == {3, 70}


def test_a_division_is_read_whole_or_not_at_all() -> None:
    assert drafts.points({}, 2) == ()
    assert drafts.points({"points-1": " 100 ", "points-2": ""}, 2) == (100, 0)
    assert drafts.points({"points-1": "30", "points-2": "70"}, 2) == (30, 70)
    for given, hint in (({"points-1": "99"}, "Give out 1 more."), ({"points-1": "60"}, "40")):
        with pytest.raises(FormFault, match="not to 100") as fault:
            drafts.points(given, 1)
        assert hint in fault.value.hint
    with pytest.raises(FormFault, match="not to 100") as fault:
        drafts.points({"points-1": "60", "points-2": "60"}, 2)
    with pytest.raises(FormFault, match="no number of points"):
        drafts.points({"points-1": "9" * 5_000}, 1)
    assert drafts.left({"points-1": "9" * 5_000, "points-2": "60"}, 2) == 40
    assert fault.value.hint == "Take back 20."


def test_what_is_left_of_a_division_is_told_whatever_was_written() -> None:
    assert drafts.left({}, 2) == 100
    assert drafts.left({"points-1": "x", "points-2": "70"}, 2) == 30
    assert drafts.left({"points-1": "80", "points-2": "70"}, 2) == -50


def test_points_are_piled_and_added_up_in_two_plain_ways() -> None:
    counts = [0] * 101
    counts[20], counts[45] = 2, 1
    assert [(one.points, one.ballots) for one in piles(counts)] == [(20, 2), (45, 1)]
    assert (mean(counts), median(counts)) == (2_833, 2_000)
    assert (mean([0] * 101), median([0] * 101)) == (0, 0)


def test_the_bars_of_a_proposal_hold_the_quorum_too() -> None:
    few, many = Tally(1, 1, 0, 4), Tally(3, 2, 1, 3)
    assert (few.part(few.in_favour), few.missing, few.passes) == ("25.00%", 2, False)
    assert (many.part(many.in_favour), many.missing, many.passes) == ("50.00%", 0, True)
