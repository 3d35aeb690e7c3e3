"""Votes of shares, proposals and elections: drafted, signed, taken, counted, carried out."""

from collections.abc import Iterator
from typing import Any

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from ledger_py import proposals
from ledger_py.models import NO_LEVEL, Choice, Kind
from tests.api.stack import DAY, RULES, Gateway, open_gateway

WAIT = {"Prefer": "wait=20"}
DIVIDING, WAITING, AMENDING = 4, 5, 6
"""A closed vote of shares, a proposal that has passed, one that amends it and is open."""
DOCUMENT = {"kind": "proposal", "title": "A third steward", "description": "Two are too few."}
MINUTE = {"notice": 0, "duration": 60}
LEVELS = (5, 5, 5, NO_LEVEL)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is decided here stays decided."""
    with open_gateway(tmp_path_factory.mktemp("votes")) as opened:
        opened.populate(opened.found("here", RULES))
        _decide(opened)
        yield opened


def _decide(gateway: Gateway) -> None:
    steward, shares = gateway.ledger(1), {"kind": "indicator", "name": "r", "title": "Recognition"}
    gateway.settle(steward.define_indicator(shares | {"description": "All"}, kind=Kind.SHARES))
    gateway.settle(steward.open_vote(3, duration=60, from_=1))
    for member, points in ((1, (60, 40)), (3, (60, 40)), (4, (100, 0)), (5, ())):
        gateway.settle(gateway.ledger(member).cast_shares(DIVIDING, 1, points, LEVELS, "So"))
    appoint = [proposals.appoint(4)]
    gateway.settle(steward.propose(DOCUMENT, appoint, delay=60, **MINUTE))
    amended = DOCUMENT | {"title": "Another"}
    cap = proposals.revise_activity(1, required=1, cap=100, document=b"\7" * 32)
    gateway.settle(
        gateway.ledger(3).propose(
            amended, [cap], amends=WAITING, notice=DAY, duration=2 * DAY, delay=DAY
        )
    )
    said = ((1, Choice.IN_FAVOUR), (2, Choice.IN_FAVOUR), (3, Choice.ABSTAINS), (5, Choice.AGAINST))
    for member, choice in said:
        gateway.settle(gateway.ledger(member).cast_proposal(WAITING, 1, choice, "Because"))
    gateway.pass_time(61)
    gateway.settle(steward.close_vote(DIVIDING), steward.close_vote(WAITING))


def drafted(gateway: Gateway, name: str, **draft: Any) -> dict[str, Any]:
    """What a client is told to sign."""
    answer = gateway.post(f"/typed-data/{name}", draft)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def say(gateway: Gateway, name: str, member: int, **draft: Any) -> str:
    """Draft an act, sign it as a wallet would, hand it in and wait; what it says in words."""
    found = drafted(gateway, name, member=member, **draft)
    wallet = _hash_eip191_message(encode_typed_data(full_message=found["typed_data"]))
    assert found["digest"] == "0x" + wallet.hex()
    key = gateway.keys[member]
    body = {"act": found["act"], "signer": "0x" + key.signer.hex()}
    body["signature"] = "0x" + key.sign(wallet).hex()
    if found["contents"]:
        body["contents"] = [{"salt": one["salt"], "body": one["body"]} for one in found["contents"]]
    if found["documents"]:
        body["documents"] = found["documents"]
    answer = gateway.post(f"/acts/{name}", body, **WAIT)
    assert answer.status_code == 200, answer.text
    return str(found["summary"])


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
        assert found["ready"] == found["closed"] + 60
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
        vote = gateway.get("/proposals").json()["items"][-1]["vote"]
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
        key = gateway.keys[draft["member"]]
        body = {"act": found["act"], "signer": "0x" + key.signer.hex()}
        body["signature"] = "0x" + key.sign(bytes.fromhex(found["digest"][2:])).hex()
        body["documents"] = found["documents"]
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
        key = gateway.keys[1]
        body = {"act": found["act"], "signer": "0x" + key.signer.hex()}
        body["signature"] = "0x" + key.sign(bytes.fromhex(found["digest"][2:])).hex()
        body["documents"] = [DOCUMENT | {"title": "Other"}]
        with gateway.unchanged():
            answer = gateway.post("/acts/propose", body)
        assert (answer.status_code, answer.json()["error"]) == (422, "ContentUnrelated")

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
        ("points", "name"), [([40, 61, 0], "PointsSum"), ([100], "PointsLength")]
    )
    def test_refuses_what_does_not_come_to_100(
        self, gateway: Gateway, points: list[int], name: str
    ) -> None:
        vote = self.vote(gateway)
        draft = {"member": 4, "vote": vote, "points": points, "levels": self.levels(gateway)}
        found = drafted(gateway, "ballot-of-shares", **draft)
        key = gateway.keys[4]
        body = {"act": found["act"], "signer": "0x" + key.signer.hex()}
        body["signature"] = "0x" + key.sign(bytes.fromhex(found["digest"][2:])).hex()
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
        vote = gateway.get("/proposals").json()["items"][-1]["vote"]
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
        pen = gateway.ledger(1)
        gateway.settle(pen.propose(DOCUMENT, [proposals.hand_over()], delay=0, **MINUTE))
        vote = gateway.get("/proposals").json()["items"][-1]["vote"]
        for member in (1, 3, 4):
            gateway.settle(gateway.ledger(member).cast_proposal(vote, 1, Choice.IN_FAVOUR))
        gateway.pass_time(61)
        gateway.settle(pen.close_vote(vote), pen.execute(vote, [proposals.hand_over()]))
        assert gateway.get("").json()["handed_over"]
        stewards = [m["who"] for m in gateway.get("/members").json()["items"]]
        for who in (one["member"] for one in stewards if one["steward"]):
            gateway.settle(gateway.ledger(who).depart())
        # After handover whoever joined in an earlier epoch has a say.
        gateway.pass_time(65 * DAY)
        gateway.settle(gateway.ledger(3).open_election())
        return int(gateway.get("/elections").json()["items"][-1]["vote"])
