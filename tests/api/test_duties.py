"""What anyone may have done when it is due: closing, executing, electing, completing a claim."""

from collections.abc import Iterator

import pytest

from ledger_py import proposals
from ledger_py.models import Choice, ClaimMembership
from tests.api.deciding import DOCUMENT, MINUTE, WAIT, decide, newest
from tests.api.stack import DAY, STRANGER, Gateway, open_gateway
from tests.api.test_people import said
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is decided here stays decided."""
    with open_gateway(database, tmp_path_factory.mktemp("duties")) as opened:
        decide(opened)
        yield opened


def proposed(gateway: Gateway) -> int:
    """A proposal that enough are for."""
    what = [proposals.appoint(5)]
    gateway.settle(gateway.ledger(1).propose(DOCUMENT, what, delay=0, **MINUTE))
    vote = newest(gateway)
    for member in (1, 3, 4):
        gateway.settle(gateway.ledger(member).cast_proposal(vote, 1, Choice.IN_FAVOUR))
    return vote


class TestClosing:
    def test_anonymous(self, gateway: Gateway) -> None:
        vote = proposed(gateway)
        with gateway.unchanged():
            early = gateway.post(f"/votes/{vote}/closing", None, **WAIT)
        assert (early.status_code, early.json()["error"]) == (409, "VoteRunning")
        gateway.pass_time(61)
        done = gateway.post(f"/votes/{vote}/closing", None, **WAIT)
        assert (done.status_code, done.json()["name"]) == (200, "closeVote")
        assert (done.json()["member"], done.json()["receipt"]) == (0, {})
        assert gateway.get(f"/votes/{vote}").json()["state"] == "closed"

    def test_of_an_unknown_vote_is_a_problem(self, gateway: Gateway) -> None:
        response = gateway.post("/votes/99/closing", None)
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")


class TestExecution:
    def test_anonymous(self, gateway: Gateway) -> None:
        vote = proposed(gateway)
        with gateway.unchanged():
            early = gateway.post(f"/proposals/{vote}/execution", None)
        assert (early.status_code, early.json()["error"]) == (409, "ProposalNotPassed")
        gateway.pass_time(61)
        assert gateway.post(f"/votes/{vote}/closing", None, **WAIT).status_code == 200
        done = gateway.post(f"/proposals/{vote}/execution", None, **WAIT)
        assert (done.status_code, done.json()["name"]) == (200, "execute")
        assert gateway.get(f"/proposals/{vote}").json()["state"] == "executed"
        again = gateway.post(f"/proposals/{vote}/execution", None, **WAIT)
        assert (again.status_code, again.json()["act"]) == (200, done.json()["act"])

    def test_of_what_is_no_proposal_is_a_problem(self, gateway: Gateway) -> None:
        response = gateway.post("/proposals/2/execution", None)
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")


class TestElection:
    def test_anonymous(self, gateway: Gateway) -> None:
        with gateway.unchanged():
            response = gateway.post("/elections", None)
        assert (response.status_code, response.json()["error"]) == (409, "StewardsPresent")


class TestCompletion:
    def test_anonymous(self, gateway: Gateway) -> None:
        body = {"signer": "0x" + "11" * 20}
        with gateway.unchanged():
            response = gateway.post("/claims/7/completion", body)
        assert response.json()["error"] == "ClaimUnknown"
        assert 400 <= response.status_code < 410

    def test_completes_a_claim_that_has_waited(self, gateway: Gateway) -> None:
        key = gateway.keys[STRANGER]
        said(gateway, "claim", ClaimMembership(7, gateway.deadline(), False), by=key)
        body = {"signer": "0x" + key.signer.hex()}
        early = gateway.post("/claims/7/completion", body)
        assert (early.status_code, early.json()["error"]) == (409, "ClaimWaiting")
        gateway.pass_time(31 * DAY)
        assert gateway.post("/claims/7/completion", body, **WAIT).status_code == 200
        assert gateway.get("/members/7").json()["who"]["joined"] is not None
