"""The `auzolan` command on votes of shares and on proposals."""

from collections.abc import Iterator

import pytest

from ledger_py import proposals
from ledger_py.models import Kind
from tests.chain.test_cli import Running, run_ledger
from tests.databases import Database

SHARES, PROPOSAL = 1, 2
INDICATOR = {"kind": "indicator", "name": "all", "title": "Everything", "description": "All"}
DOCUMENT = {"kind": "proposal", "name": "steward", "title": "A third steward", "description": "So"}


@pytest.fixture(scope="module")
def ledger(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_ledger(tmp_path_factory.mktemp("data"), database) as running:
        steward = running.pen("steward 1")
        running.wait(steward.define_indicator(INDICATOR, kind=Kind.SHARES))
        divided = steward.open_vote(2, duration=3_600, from_=1)
        what = [proposals.appoint(3)]
        running.wait(divided, steward.propose(DOCUMENT, what, notice=0, duration=3_600, delay=0))
        yield running


def test_vote_list__says_what_each_is_about(ledger: Running) -> None:
    shown = ledger.auzolan("community", "show").stdout
    assert "indicator 2" in shown
    assert "proposal" in shown


def test_cast__of_points_and_levels__divides_the_groups(ledger: Running) -> None:
    words = ("vote", "cast", SHARES, "--as", "member 3", "-p", "work=100", "-l", "mentoring=7")
    cast = ledger.json(*words)
    assert (cast["sequence"], cast["points"], cast["levels"]) == (1, [100], [15, 15, 7])
    abstained = ledger.json("vote", "cast", SHARES, "--as", "member 4", "-l", "mentoring=7")
    assert abstained["points"] == []
    assert ledger.json("vote", "show", SHARES)["outcome"]["divisions"] == 1
    shown = ledger.auzolan("vote", "show", SHARES).stdout
    assert "fewer than the quorum: the shares stay" in shown


def test_cast__that_divides_less_or_something_else__is_refused(ledger: Running) -> None:
    words = ("vote", "cast", SHARES, "--as", "member 5", "-p")
    assert ledger.json(*words, "work=90", code=1)["error"] == "PointsSum"
    assert ledger.json(*words, "care=100", code=1)["error"] == "ChoiceMissing"


def test_proposal__is_told_in_words_and_answered(ledger: Running) -> None:
    assert "A third steward" in ledger.auzolan("vote", "show", PROPOSAL).stdout
    assert ledger.json("vote", "show", PROPOSAL)["calls"] == ["makes member 3 a steward"]
    ledger.auzolan("vote", "answer", PROPOSAL, "for", "--as", "member 3")
    again = ledger.json("vote", "answer", PROPOSAL, "against", "--as", "member 3")
    assert (again["sequence"], again["choice"]) == (2, "against")
    proposal = ledger.json("vote", "show", PROPOSAL)["proposal"]
    assert (proposal["in_favour"], proposal["against"]) == (0, 1)


def test_proposal__that_has_not_passed__is_neither_objected_to_nor_executed(
    ledger: Running,
) -> None:
    objected = ledger.json("vote", "object", PROPOSAL, "--as", "member 4", code=1)
    executed = ledger.json("vote", "execute", PROPOSAL, code=1)
    assert objected["error"] == executed["error"] == "ProposalNotPassed"


def test_election_words__at_a_vote_of_another_kind__are_refused_by_name(ledger: Running) -> None:
    for words in (("stand", PROPOSAL), ("approve", PROPOSAL)):
        refused = ledger.json("vote", *words, "--as", "member 4", code=1)
        assert refused["error"] == "VoteOfOtherKind"
