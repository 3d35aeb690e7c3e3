"""What members say in votes over REST: drafted, signed, taken, counted, carried out."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger_py import proposals
from ledger_py.models import NO_LEVEL, Choice, SharesBallot
from tests.api.deciding import (
    DIVIDING,
    DOCUMENT,
    LEVELS,
    MINUTE,
    WAITING,
    carry_out,
    decide,
    drafted,
    newest,
    say,
    signed,
)
from tests.api.stack import DAY, Gateway, open_gateway
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is decided here stays decided."""
    with open_gateway(database, tmp_path_factory.mktemp("deciding")) as opened:
        decide(opened)
        yield opened


class TestPropose:
    """POST `/v1/communities/{c}/typed-data/propose` and `/acts/propose`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        with gateway.unchanged():
            found = drafted(gateway, "propose", member=1, **self.draft())
        assert "steward 1 proposes" in found["summary"]
        assert "(1) makes member 5 a steward" in found["summary"]
        assert "(2) defines a group" in found["summary"]
        assert [one["kind"] for one in found["documents"]] == ["proposal", "group"]

    def test_is_voted_on_closed_and_executed(self, gateway: Gateway) -> None:
        before = len(gateway.get("/groups").json()["items"])
        say(gateway, "propose", 1, **self.draft())
        vote = newest(gateway)
        for member in (1, 2, 3):
            told = say(gateway, "ballot-on-proposal", member, vote=vote, choice=1)
            assert f"votes for proposal {vote}" in told
        gateway.pass_time(61)
        pen = gateway.ledger(1)
        gateway.settle(pen.close_vote(vote))
        found = gateway.get(f"/proposals/{vote}").json()
        assert found["state"] == "ready"
        what = gateway.services.reads.proposal(gateway.place.community, vote).calls
        gateway.settle(pen.execute(vote, what))
        found = gateway.get(f"/proposals/{vote}").json()
        assert (found["state"], found["refusal"]) == ("executed", None)
        groups = gateway.get("/groups").json()["items"]
        assert (len(groups), groups[-1]["title"]) == (before + 1, "Translation")

    def test_defines_an_indicator_anew_and_ends_it(self, gateway: Gateway) -> None:
        revised = proposals.revise_indicator(2, b"\7" * 32, (2_500,))
        carry_out(gateway, revised, proposals.end_indicator(2, 6))
        found = gateway.get("/indicators/2").json()
        defined = [(one["from"], one["retention"]) for one in found["revisions"]]
        assert (found["until"], defined) == (6, [(0, []), (5, [2_500])])
        assert gateway.get("/indicators/2/scores?epoch=5").status_code == 200
        for path in ("/indicators/2/scores", "/indicators/2/scores/3"):
            refused = gateway.get(f"{path}?epoch=6")
            assert (refused.status_code, refused.json()["error"]) == (409, "IndicatorRetired")
        number = gateway.get("").json()["number"]
        for path in ("members/3?epoch=6", "indicators/2?epoch=6"):
            assert gateway.client.get(f"/communities/{number}/{path}").status_code == 200

    @pytest.mark.parametrize(
        ("changed", "status", "name"),
        [
            ({"delay": 1, "member": 3}, 400, "DelayOutOfRange"),
            ({"notice": 0, "member": 3, "delay": DAY, "duration": 2 * DAY}, 400, "NoticeShort"),
            ({"duration": 59}, 400, "VotingTimeShort"),
            ({"amends": 99}, 400, "VoteUnknown"),
            ({"amends": DIVIDING}, 400, "VoteOfOtherKind"),
        ],
    )
    def test_refuses_what_the_rules_forbid(
        self, gateway: Gateway, changed: dict[str, Any], status: int, name: str
    ) -> None:
        draft = {"member": 1, **self.draft(), **changed}
        found = drafted(gateway, "propose", **draft)
        body = signed(gateway, draft["member"], found)
        with gateway.unchanged():
            answer = gateway.post("/acts/propose", body)
        assert (answer.status_code, answer.json()["error"]) == (status, name)
        assert answer.json()["hint"]

    @pytest.mark.parametrize(
        ("call", "pointer"),
        [
            ({"decision": "decideSteward", "member": 5}, "/appointed"),
            ({"decision": "decideNothing"}, ""),
            ({"to": 1, "data": "0xabc"}, "/data"),
            ({"decision": "decideEpochs", "ends": [-1]}, "/ends/0"),
        ],
    )
    def test_refuses_calls_of_no_shape(self, gateway: Gateway, call: Any, pointer: str) -> None:
        draft = {"member": 1, **self.draft(), "calls": [call]}
        answer = gateway.post("/typed-data/propose", draft)
        assert (answer.status_code, answer.json()["error"]) == (422, "FieldInvalid")
        assert answer.json()["faults"][0]["pointer"].startswith("/body/calls/0")
        assert answer.json()["faults"][0]["pointer"].endswith(pointer)

    def test_refuses_a_document_that_it_does_not_name(self, gateway: Gateway) -> None:
        found = drafted(gateway, "propose", member=1, **self.draft())
        body = signed(gateway, 1, found)
        body["documents"] = [DOCUMENT | {"title": "Other"}]
        with gateway.unchanged():
            answer = gateway.post("/acts/propose", body)
        assert (answer.status_code, answer.json()["error"]) == (422, "ContentUnrelated")

    @pytest.mark.parametrize(
        ("act", "vote", "more"),
        [
            ("ballot-in-election", WAITING, {"approved": []}),
            ("stand", WAITING, {}),
            ("object-to-proposal", 1, {}),
            ("ballot-on-proposal", 1, {"choice": 1}),
        ],
    )
    def test_drafts_nothing_untrue_of_a_vote(
        self, gateway: Gateway, act: str, vote: int, more: dict[str, Any]
    ) -> None:
        answer = gateway.post(f"/typed-data/{act}", {"member": 4, "vote": vote} | more)
        assert answer.json()["error"] == "VoteOfOtherKind"

    def draft(self) -> dict[str, Any]:
        """A steward's quick proposal of two calls."""
        group = {"kind": "group", "title": "Translation", "description": "In many languages."}
        calls = [
            {"decision": "decideSteward", "member": 5, "appointed": True},
            {"decision": "decideGroup", "document": group},
        ]
        return {"document": DOCUMENT, "calls": calls, "delay": 0, **MINUTE}


class TestBallotOfShares:
    """POST `/v1/communities/{c}/acts/ballot-of-shares`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        draft = {"member": 4, "vote": DIVIDING, "points": [40, 60], "levels": list(LEVELS)}
        found = drafted(gateway, "ballot-of-shares", **draft)
        assert "40 to Care, 60 to Code" in found["summary"]
        assert found["act"]["sequence"] == 2

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"points": [60, 41]}, "PointsSum"),
            ({"points": [99, 0]}, "PointsSum"),
            ({"points": [100]}, "PointsLength"),
            ({"levels": [11, 5, 5, NO_LEVEL]}, "LevelOutOfRange"),
        ],
    )
    def test_that_would_be_refused_is_refused_before_it_is_signed(
        self, gateway: Gateway, changed: dict[str, list[int]], error: str
    ) -> None:
        draft = {"member": 4, "vote": DIVIDING, "points": [60, 40], "levels": list(LEVELS)}
        response = gateway.post("/typed-data/ballot-of-shares", draft | changed)
        assert (response.status_code, response.json()["error"]) == (400, error)

    @pytest.mark.parametrize(("points", "name"), [([40, 61], "PointsSum"), ([100], "PointsLength")])
    def test_refuses_what_does_not_come_to_100(
        self, gateway: Gateway, points: list[int], name: str
    ) -> None:
        vote = self.vote(gateway)
        groups = gateway.get(f"/votes/{vote}").json()["groups"]
        given = (*points, *[0] * (groups - len(points))) if len(points) > 1 else tuple(points)
        said = (vote, 1, given, tuple(self.levels(gateway)))
        body = gateway.signed(SharesBallot(4, gateway.deadline(), *said))
        answer = gateway.post("/acts/ballot-of-shares", body)
        assert answer.json()["error"] == name, answer.text

    def test_counts(self, gateway: Gateway) -> None:
        vote = self.vote(gateway)
        groups = gateway.get(f"/votes/{vote}").json()["groups"]
        points = [100, *[0] * (groups - 1)]
        say(
            gateway,
            "ballot-of-shares",
            5,
            vote=vote,
            points=points,
            levels=self.levels(gateway),
            rationale={"kind": "rationale", "text": "All to care"},
        )
        (ballot,) = gateway.get(f"/votes/{vote}/ballots").json()["items"]
        assert (ballot["points"], ballot["sequence"]) == (points, 1)

    def vote(self, gateway: Gateway) -> int:
        """An open vote of shares."""
        pending = gateway.get("/indicators/3").json()["pending"]
        if pending is None:
            say(gateway, "open-vote", 1, indicator=3, notice=0, duration=DAY, **{"from": 0})
            pending = gateway.get("/indicators/3").json()["pending"]
        return int(pending)

    def levels(self, gateway: Gateway) -> list[int]:
        """A level for every activity type."""
        return [NO_LEVEL] * len(gateway.get("/activities").json()["items"])


class TestObjectToProposal:
    """POST `/v1/communities/{c}/acts/object-to-proposal`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        found = drafted(gateway, "object-to-proposal", member=4, vote=WAITING)
        assert f"objects to proposal {WAITING}" in found["summary"]

    def test_stops_what_as_many_are_against(self, gateway: Gateway) -> None:
        steward = gateway.ledger(1)
        gateway.settle(steward.propose(DOCUMENT, [proposals.dismiss(2)], delay=DAY, **MINUTE))
        vote = newest(gateway)
        for member in (1, 2, 3):
            gateway.settle(gateway.ledger(member).cast_proposal(vote, 1, Choice.IN_FAVOUR))
        gateway.pass_time(61)
        gateway.settle(steward.close_vote(vote))
        reason = {"kind": "rationale", "text": "Not so fast"}
        say(gateway, "object-to-proposal", 4, vote=vote, rationale=reason)
        assert gateway.get(f"/proposals/{vote}").json()["state"] == "waiting"
        say(gateway, "object-to-proposal", 3, vote=vote)
        found = gateway.get(f"/proposals/{vote}").json()
        assert (found["state"], found["objections"]) == ("stopped", 2)
        objector = gateway.get(f"/votes/{vote}/ballots").json()["items"][-1]
        assert (objector["objection"], objector["choice"]) == (True, "against")


class TestElections:
    """GET `/v1/communities/{c}/elections`: where no steward is left; after handover."""

    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/elections").json()["items"] == []
        assert gateway.get("/elections/1").json()["error"] == "NotFound"

    def test_are_stood_for_and_held(self, gateway: Gateway) -> None:
        vote = self.elect(gateway)
        for member in (3, 4):
            assert "stands for steward" in say(gateway, "stand", member, vote=vote)
        gateway.pass_time(DAY)
        for member, approved in ((3, [3]), (4, [3, 4]), (6, [])):
            told = say(gateway, "ballot-in-election", member, vote=vote, approved=approved)
        assert "nobody" in told
        ballots = gateway.get(f"/votes/{vote}/ballots").json()["items"]
        assert [ballot["approved"] for ballot in ballots] == [[3], [3, 4], []]
        gateway.pass_time(2 * DAY)
        gateway.settle(gateway.ledger(3).close_vote(vote))
        found = gateway.get(f"/elections/{vote}").json()
        elected = [(one["member"]["member"], one["elected"]) for one in found["candidates"]]
        assert (found["state"], elected) == ("closed", [(3, True), (4, False)])
        result = gateway.get(f"/votes/{vote}").json()["result"]
        assert [one["approvals"] for one in result["candidates"]] == [2, 1]

    def elect(self, gateway: Gateway) -> int:
        """Hand over, let every steward leave, open an election; its vote."""
        carry_out(gateway, proposals.hand_over())
        assert gateway.get("").json()["handed_over"]
        stewards = [m["who"] for m in gateway.get("/members").json()["items"]]
        for who in (one["member"] for one in stewards if one["steward"]):
            gateway.settle(gateway.ledger(who).depart())
        # After handover whoever joined in an earlier epoch has a say.
        gateway.pass_time(65 * DAY)
        gateway.settle(gateway.ledger(3).open_election())
        return int(gateway.get("/elections").json()["items"][-1]["vote"])
