"""People who choose, leave, come back, change signers or join late: taken, kept, and shown."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger_py import commitments
from ledger_py.models import (
    NEW,
    AddSigner,
    Admission,
    Choose,
    ClaimMembership,
    ConfirmClaim,
    Depart,
    Invite,
    Join,
    Record,
    Recover,
    Rejoin,
    RemoveSigner,
    Suspend,
)
from ledger_py.signers import LocalSigner
from tests.api.stack import DAY, LATE, RULES, Gateway, open_gateway, posted
from tests.databases import Database

WAIT = {"Prefer": "wait=20"}
SPARE, ONE_TIME, CLAIMER = (LocalSigner(bytes([n]) * 32) for n in (0x51, 0x52, 0x53))


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is done here stays done."""
    with open_gateway(database, tmp_path_factory.mktemp("people")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


def body_of(gateway: Gateway, act: Any, by: LocalSigner | None = None, **more: str) -> Any:
    """What is posted: an act signed by its member, or by another key."""
    body = gateway.signed(act, by=by)
    del body["contents"]
    return body | more


def signature(gateway: Gateway, act: Any, by: LocalSigner) -> str:
    """A further signature over an act."""
    return "0x" + by.sign(gateway.place.digest(act)).hex()


def said(gateway: Gateway, name: str, act: Any, by: LocalSigner | None = None, **more: str) -> None:
    """Post a signed act and wait for the chain."""
    answer = gateway.post(f"/acts/{name}", body_of(gateway, act, by, **more), **WAIT)
    assert answer.status_code == 200, answer.text


def refusal(gateway: Gateway, name: str, act: Any) -> tuple[int, str]:
    """Post a signed act that is refused, and changes nothing."""
    with gateway.unchanged():
        answer = gateway.post(f"/acts/{name}", body_of(gateway, act))
    return answer.status_code, answer.json()["error"]


def page(gateway: Gateway, path: str) -> str:
    """A page of the community, on one line."""
    number = gateway.services.reads.community(gateway.place.community).number
    return " ".join(gateway.client.get(f"/communities/{number}{path}").text.split())


class TestChoose:
    """POST `/v1/communities/{c}/acts/choose`: recorded and not scored, or not recorded any more."""

    def test_anonymous(self, gateway: Gateway) -> None:
        body = body_of(gateway, Choose(3, gateway.deadline(), 3, 1))
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/choose", body).status_code == 422

    def test_whoever_is_not_scored_has_no_score_and_leaves_the_totals(
        self, gateway: Gateway
    ) -> None:
        path = "/indicators/1/scores"
        before = gateway.get(f"{path}?epoch=1").json()
        own = gateway.get(f"{path}/3?epoch=1").json()
        assert own in before["members"]
        assert own["score"] > 0
        gap = gateway.get("/indicators/1/visibility-gap").json()
        said(gateway, "choose", Choose(3, gateway.deadline(), 3, 1))
        refused = gateway.get(f"{path}/3?epoch=1")
        assert (refused.status_code, refused.json()["error"]) == (409, "MemberNotScored")
        after = gateway.get(f"{path}?epoch=1").json()
        assert 3 not in [one["member"]["member"] for one in after["members"]]
        assert (after["total"], after["types"]) == (before["total"], before["types"])
        assert gateway.get("/indicators/1/visibility-gap").json() == gap
        assert gateway.get("/members/3").json()["who"]["recognition"] == "unscored"

    def test_the_page_says_why_there_is_no_score(self, gateway: Gateway) -> None:
        card = page(gateway, "/members/3?epoch=1").split('id="scores"')[1]
        assert "not to be scored" in card
        assert "points" not in card.split("</section>")[0]
        assert "mentored" in page(gateway, "/members/3"), "the narrative stays"

    def test_an_unclaimed_member_has_no_score_as_before(self, gateway: Gateway) -> None:
        refused = gateway.get("/indicators/1/scores/7?epoch=4")
        assert (refused.status_code, refused.json()["error"]) == (404, "MemberUnclaimed")

    def test_whoever_is_not_recorded_any_more_is_not_credited(self, gateway: Gateway) -> None:
        said(gateway, "choose", Choose(1, gateway.deadline(), 8, 2))
        made = gateway.contribution("for nobody", 8, recorder=4, basis=2)
        act = Record(4, gateway.deadline(), (made,))
        body = gateway.signed(act, contents=(gateway.contents.pop("for nobody"),))
        with gateway.unchanged():
            refused = gateway.post("/contributions", body)
        assert (refused.status_code, refused.json()["error"]) == (409, "MemberNotRecorded")
        said(gateway, "choose", Choose(4, gateway.deadline(), 4, 2))
        assert "Not recorded any more" in page(gateway, "/members/4")
        said(gateway, "choose", Choose(4, gateway.deadline(), 4, 0))
        assert "Not recorded any more" not in page(gateway, "/members/4")


class TestDepart:
    """POST `/v1/communities/{c}/acts/depart` and `rejoin`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        body = body_of(gateway, Depart(5, gateway.deadline()))
        del body["signer"]
        with gateway.unchanged():
            assert gateway.post("/acts/depart", body).status_code == 422

    def test_is_shown_and_can_be_undone(self, gateway: Gateway) -> None:
        electorate = gateway.get("").json()["electorate"]
        said(gateway, "depart", Depart(5, gateway.deadline()))
        who = gateway.get("/members/5").json()["who"]
        assert who["departed"]
        assert who["active"] is False
        assert gateway.get("").json()["electorate"] == electorate - 1
        assert "<strong>Has left</strong>" in page(gateway, "/members/5")
        assert "has left" in page(gateway, "/members")
        again = Depart(5, gateway.deadline() + 1)
        assert refusal(gateway, "depart", again) == (409, "MemberHasDeparted")
        said(gateway, "rejoin", Rejoin(5, gateway.deadline()))
        assert gateway.get("/members/5").json()["who"]["active"]
        assert refusal(gateway, "rejoin", Rejoin(5, gateway.deadline() + 1)) == (
            409,
            "MemberHasNotDeparted",
        )

    def test_of_the_last_steward_is_refused(self, gateway: Gateway) -> None:
        said(gateway, "depart", Depart(2, gateway.deadline()))
        assert refusal(gateway, "depart", Depart(1, gateway.deadline())) == (409, "StewardLast")
        assert gateway.get("/members/2").json()["who"]["steward"] is False


class TestSigners:
    """POST `/v1/communities/{c}/acts/add-signer` and `remove-signer`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = AddSigner(4, gateway.deadline(), False, SPARE.signer)
        with gateway.unchanged():
            without = gateway.post("/acts/add-signer", body_of(gateway, act))
        assert without.status_code == 422
        assert without.json()["faults"][0]["pointer"] == "/body/consent"

    def test_a_signer_that_consents_speaks_until_it_is_removed(self, gateway: Gateway) -> None:
        wanted = {"member": 4, "managed": False, "signer": "0x" + SPARE.signer.hex()}
        drafted = gateway.post("/typed-data/add-signer", wanted).json()
        assert "speak for them too" in drafted["summary"]
        act = AddSigner(4, drafted["act"]["deadline"], False, SPARE.signer)
        said(gateway, "add-signer", act, consent=signature(gateway, act, SPARE))
        assert "Two <a" in page(gateway, "/members/4")
        removed = RemoveSigner(4, gateway.deadline(), gateway.keys[4].signer)
        said(gateway, "remove-signer", removed, by=SPARE)
        signers = gateway.get("/members/4").json()["signers"]
        assert [one["removed"] is None for one in signers] == [False, True]
        shown = page(gateway, "/members/4")
        assert "One <a" in shown
        assert "one did before" in shown
        last = RemoveSigner(4, gateway.deadline(), SPARE.signer)
        answer = gateway.post("/acts/remove-signer", body_of(gateway, last, by=SPARE))
        assert (answer.status_code, answer.json()["error"]) == (409, "SignerLast")


class TestRecover:
    """POST `/v1/communities/{c}/acts/recover`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = Recover(1, gateway.deadline(), 6, False, ONE_TIME.signer)
        body = body_of(gateway, act)
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/recover", body).status_code == 422

    def test_is_shown_while_it_is_under_way(self, gateway: Gateway) -> None:
        act = Recover(1, gateway.deadline(), 6, False, ONE_TIME.signer)
        said(gateway, "recover", act)
        recovery = gateway.get("/members/6").json()["recovery"]
        assert (recovery["proposer"], recovery["ready"]) == (1, None)
        assert "takes a second one" in page(gateway, "/members/6")


class TestSuspend:
    """POST `/v1/communities/{c}/acts/suspend`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        body = body_of(gateway, Suspend(1, gateway.deadline(), 5, 0))
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/suspend", body).status_code == 422

    def test_by_one_steward_alone_suspends_nobody(self, gateway: Gateway) -> None:
        until = int(gateway.clock()) + 10 * DAY
        said(gateway, "suspend", Suspend(1, gateway.deadline(), 5, until))
        assert gateway.get("/members/5").json()["who"]["suspended_until"] is None


class TestJoin:
    """POST `/v1/communities/{c}/acts/join`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        with gateway.unchanged():
            assert gateway.post("/acts/join", {}).status_code == 422

    def test_by_an_invitation(self, gateway: Gateway) -> None:
        invite = Invite(1, gateway.deadline(), "0x" + ONE_TIME.signer.hex())
        content = commitments.seal({"kind": "person", "name": "invited person"})
        newcomer = LocalSigner(b"\x61" * 32)
        admission = Admission(newcomer.signer, False, content.commitment)
        act = Join(NEW, gateway.deadline(), invite, admission)
        inviter = gateway.keys[1]
        body = body_of(
            gateway,
            act,
            newcomer,
            answer=signature(gateway, act, ONE_TIME),
            inviter="0x" + inviter.signer.hex(),
            invitation=signature(gateway, invite, inviter),
        )
        body["contents"] = [posted(content)]
        answer = gateway.post("/acts/join", body, **WAIT)
        assert answer.status_code == 200, answer.text
        assert gateway.get(f"/members/{LATE + 1}").json()["who"]["name"] == "invited person"


class TestClaims:
    """GET `/v1/communities/{c}/claims`; POST `acts/claim` and `acts/confirm-claim`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/claims").json() == {"items": [], "next": None}

    def test_a_claim_is_listed_without_a_name_until_it_is_completed(self, gateway: Gateway) -> None:
        said(gateway, "claim", ClaimMembership(7, gateway.deadline(), False), by=CLAIMER)
        (claim,) = gateway.get("/claims").json()["items"]
        assert (claim["member"], claim["confirmer"], claim["contested"]) == (7, None, False)
        assert "credited person" not in gateway.get("/claims").text
        act = ConfirmClaim(1, gateway.deadline(), 7, CLAIMER.signer)
        said(gateway, "confirm-claim", act)
        (claim,) = gateway.get("/claims").json()["items"]
        assert claim["confirmer"] == 1
        assert gateway.get("/members/7").status_code == 404


def test_a_draft_names_no_unclaimed_member_of_whom_nothing_is_shown(gateway: Gateway) -> None:
    drafted = gateway.post("/typed-data/choose", {"member": 1, "subject": 8, "recognition": 0})
    assert "credited person 8" not in drafted.text
    assert "member 8" in drafted.json()["summary"]
