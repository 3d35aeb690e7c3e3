"""The demo's data says what its manifest says of it, by the rules in scripts/demo/asyncapi."""

from collections import Counter

from ledger_py.importers import all_contributors
from ledger_py.importers.plan import Known, plan
from ledger_py.models import MAX_ACTIVITIES, MAX_GROUPS, NO_LEVEL, ONE_CREDIT, POINTS, TOP_LEVEL
from ledger_py.tally import lower_median
from scripts.demo.source import FOLDER, UNDATED, Quarter, Source

SOURCE = Source()


def test_people__both_files__44_by_login():
    logins = [person.login for person in SOURCE.people]
    assert len(logins) == len(set(logins)) == 44
    late = {"harikrishnan83", "ivangsa", "ankitk-me", "nashjain"}
    assert {person.login for person in SOURCE.people[40:]} == late


def test_credits__contributors_file__152_by_date_of_recording():
    recorded = [c for c in SOURCE.credits if c.body["date_of"] == "recording"]
    assert len(recorded) == 152
    assert Counter(c.activity for c in recorded).most_common(4) == [
        ("ideas", 25),
        ("documentation", 18),
        ("review", 17),
        ("talk", 16),
    ]
    assert len({c.activity for c in recorded}) == 23
    assert len({(c.login, c.activity) for c in recorded}) == 152


def test_credits__ambassadors_file__63_by_date_of_work():
    worked = Counter(c.activity for c in SOURCE.credits if c.body["date_of"] == "work")
    assert worked == {
        "presentation": 24,
        "conference-talk": 22,
        "article": 13,
        "initiative": 2,
        "special-contribution": 1,
        "booth": 1,
    }


def test_credits__no_usable_month__last_quarter_of_the_year_and_says_so():
    undated = [c for c in SOURCE.credits if c.body["description"].endswith(UNDATED)]
    assert [(c.quarter, c.body["date"]) for c in undated] == [
        (Quarter(2024, 4), "2024"),
        (Quarter(2023, 4), "2023"),
    ]


def test_credits__month_spelled_short__its_quarter():
    (january,) = [c for c in SOURCE.credits if c.body["date"] == "2026-01"]
    assert january.quarter == Quarter(2026, 1)


def test_credits__all__one_credit_each_of_people_that_exist():
    people = {person.login for person in SOURCE.people}
    assert all(c.units == ONE_CREDIT and c.login in people for c in SOURCE.credits)


def test_quarter__end__is_the_start_of_the_next():
    assert Quarter(2026, 4).end == 1_798_761_600  # 2027-01-01T00:00:00Z
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert Quarter(2026, 1).end == 1_775_001_600  # 2026-04-01T00:00:00Z


def test_definitions__fit_the_contracts():
    definitions = SOURCE.definitions
    groups = {group["name"] for group in definitions["groups"]}
    names = [activity["name"] for activity in definitions["activities"]]
    assert len(groups) <= MAX_GROUPS
    assert len(names) == len(set(names)) <= MAX_ACTIVITIES
    assert {activity["group"] for activity in definitions["activities"]} == groups
    for activity in definitions["activities"]:
        assert len(activity["first"]) == 7
        assert len(activity["second"]) == 5
        given = {*activity["first"], *activity["second"]}
        assert all(level <= TOP_LEVEL or level == NO_LEVEL for level in given)


def test_second_vote__one_more_ballot__moves_several_medians():
    moved = 0
    for activity in SOURCE.definitions["activities"]:
        given = [level for level in activity["second"] if level != NO_LEVEL]
        outcomes = {lower_median([*given, extra]) for extra in range(TOP_LEVEL + 1)}
        moved += outcomes != {lower_median(given)}
    assert moved >= 10


def test_import__of_the_file_that_the_demo_loaded__finds_every_credit_recorded():
    text = (FOLDER / "all-contributorsrc.json").read_text(encoding="utf-8")
    kinds = {a["kind"]: a["name"] for a in SOURCE.definitions["activities"] if "kind" in a}
    file = all_contributors.read(text, mapping=kinds)
    known = tuple(
        Known(number, person.body["name"], person.body["login"])
        for number, person in enumerate(SOURCE.people, start=1)
    )
    ids = {person.login: number for number, person in enumerate(SOURCE.people, start=1)}
    recorded = {
        (ids[credit.login], credit.activity)
        for credit in SOURCE.credits
        if file.is_origin(credit.body["source"])
    }
    found = plan(file, known, set(kinds.values()), {}, recorded)
    assert (found.recorded, found.credits, found.newcomers) == (152, (), ())
    assert file.is_origin(file.origin("another-name", "0" * 64))
    assert not file.is_origin("a text") and not file.is_origin({"format": "other"})


def test_divisions__every_ballot__gives_100_points_over_all_groups():
    shares, groups = SOURCE.definitions["shares"], SOURCE.definitions["groups"]
    for name, voters in (("first", 7), ("second", 5)):
        assert list(shares[name]) == [group["name"] for group in groups]
        ballots = list(zip(*shares[name].values(), strict=True))
        assert len(ballots) == voters
        assert all(sum(points) == POINTS for points in ballots)


def test_proposals__every_one__says_what_and_why():
    for proposal in SOURCE.definitions["proposals"].values():
        assert proposal["title"]
        assert proposal["description"]
