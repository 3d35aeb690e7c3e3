"""Votes of every kind, proposals and indicators of shares, as they are read."""

from collections.abc import Iterator

import pytest

from tests.api.deciding import AMENDING, DIVIDING, WAITING, decide
from tests.api.stack import DAY, Gateway, open_gateway
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is decided here stays decided."""
    with open_gateway(database, tmp_path_factory.mktemp("deciding")) as opened:
        decide(opened)
        yield opened


class TestVotes:
    """GET `/v1/communities/{c}/votes`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        kinds = [vote["kind"] for vote in gateway.get("/votes").json()["items"]]
        assert kinds[:6] == ["weights"] * 4 + ["proposal"] * 2

    def test_are_of_a_kind_and_in_a_state(self, gateway: Gateway) -> None:
        found = gateway.get("/votes?kind=proposal&state=closed").json()["items"]
        assert [vote["vote"] for vote in found] == [WAITING]
        assert (found[0]["indicator"], found[0]["activities"]) == (None, None)
        announced = gateway.get("/votes?state=announced").json()["items"]
        assert AMENDING in [vote["vote"] for vote in announced]

    def test_of_no_kind_are_a_problem(self, gateway: Gateway) -> None:
        answer = gateway.get("/votes?kind=plebiscite")
        assert (answer.status_code, answer.json()["error"]) == (422, "FieldInvalid")
        assert "kind" in answer.json()["faults"][0]["pointer"]


class TestVote:
    """GET `/v1/communities/{c}/votes/{v}`: with the result of its kind."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get(f"/votes/{DIVIDING}").json()
        groups = found["result"]["groups"]
        assert sum(group["share"] for group in groups) == 10_000
        assert (found["result"]["divisions"], found["result"]["divided"]) == (3, True)
        assert (found["groups"], found["version"], found["provisional"]) == (2, 1, False)

    def test_of_shares_has_the_contracts_histograms(self, gateway: Gateway) -> None:
        view, assembly = gateway.services.node.view, gateway.place.assembly
        for group in gateway.get(f"/votes/{DIVIDING}").json()["result"]["groups"]:
            chain = view(assembly, "Assembly", "pointsHistogram", DIVIDING, group["group"])
            assert group["histogram"] == list(chain)

    def test_about_a_proposal_tells_its_answers(self, gateway: Gateway) -> None:
        result = gateway.get(f"/votes/{WAITING}").json()["result"]
        counted = {key: result[key] for key in ("in_favour", "against", "abstained", "passes")}
        assert counted == {"in_favour": 2, "against": 1, "abstained": 1, "passes": True}


class TestBallots:
    """GET `/v1/communities/{c}/votes/{v}/ballots`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get(f"/votes/{DIVIDING}/ballots").json()["items"]
        assert [item["points"] for item in items] == [[60, 40], [60, 40], [100, 0], []]
        assert items[0]["levels"] == [5, 5, 5, None]
        assert (items[0]["choice"], items[0]["approved"]) == (None, None)

    def test_about_a_proposal_are_choices(self, gateway: Gateway) -> None:
        items = gateway.get(f"/votes/{WAITING}/ballots").json()["items"]
        choices = [item["choice"] for item in items]
        assert choices == ["in_favour", "in_favour", "abstains", "against"]
        assert (items[0]["levels"], items[0]["points"]) == (None, None)
        assert items[0]["rationale"]["body"]["text"] == "Because"


class TestIndicator:
    """GET `/v1/communities/{c}/indicators/{i}` and what it says, of kind shares."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/3").json()
        assert (found["kind"], found["until"], found["versions"]) == ("shares", None, 1)
        assert [one["from"] for one in found["revisions"]] == [0]
        (version,) = gateway.get("/indicators/3/versions").json()["items"]
        assert sum(version["shares"]) == 10_000

    def test_tells_what_goes_to_nobody(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/3/scores?epoch=1").json()
        care, code = found["groups"]
        assert code["unallocated"] == 100 * code["share"] == found["unallocated"]
        assert found["total"] == care["points"] == 1_000_000 - found["unallocated"]
        mentor = gateway.get("/indicators/3/scores/3?epoch=1").json()
        assert mentor["groups"] == {"1": mentor["score"]}
        gap = gateway.get("/indicators/3/visibility-gap").json()
        assert gap["unallocated"] == code["share"]

    def test_has_the_contracts_scores(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/3/scores?epoch=1").json()
        view, assembly = gateway.services.node.view, gateway.place.assembly
        assert found["total"] == view(assembly, "Assembly", "totalOf", 3, 1)
        for one in found["members"]:
            chain = view(assembly, "Assembly", "scoreOf", one["member"]["member"], 3, 1)
            assert one["score"] == chain


class TestCommunity:
    """GET `/v1/communities/{c}`: how it governs itself."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("").json()
        assert (found["handed_over"], found["stewards"]) == (None, 2)
        waits = [found["rules"][name] for name in ("notice", "voting_time", "delay")]
        assert waits == [DAY, 2 * DAY, DAY]


class TestProposals:
    """GET `/v1/communities/{c}/proposals`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/proposals").json()["items"]
        assert [one["vote"] for one in found[:2]] == [WAITING, AMENDING]


class TestProposal:
    """GET `/v1/communities/{c}/proposals/{v}`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get(f"/proposals/{WAITING}").json()
        assert (found["state"], found["title"]) == ("waiting", "A third steward")
        assert (found["amends"], found["amended_by"]) == (None, [AMENDING])
        assert found["ready"] == found["closed"] + DAY // 2
        (call,) = found["calls"]
        assert call["told"] == "makes member 4 a steward"
        assert (call["to"], call["decision"]) == ("record", "decideSteward")
        assert call["values"] == {"member": 4, "appointed": True}

    def test_is_the_contracts(self, gateway: Gateway) -> None:
        found = gateway.get(f"/proposals/{WAITING}").json()
        arguments = (gateway.place.assembly, "Assembly", "proposal", WAITING)
        _, in_favour, against = gateway.services.node.view(*arguments)
        assert (found["in_favour"], found["against"]) == (in_favour, against)

    def test_that_amends_says_which(self, gateway: Gateway) -> None:
        found = gateway.get(f"/proposals/{AMENDING}").json()
        assert (found["amends"], found["state"]) == (WAITING, "announced")
        assert "revises Mentoring" in found["calls"][0]["told"]

    @pytest.mark.parametrize("vote", [DIVIDING, 99])
    def test_that_is_none_is_a_problem(self, gateway: Gateway, vote: int) -> None:
        answer = gateway.get(f"/proposals/{vote}")
        assert (answer.status_code, answer.json()["error"]) == (404, "NotFound")
