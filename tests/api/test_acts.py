"""Signed acts that hold: taken durably, once, carried, and seen in what is read."""

import pytest

from ledger_py import commitments
from ledger_py.commitments import Content
from ledger_py.models import Attest, Attestation, Ballot, Contribution, Record
from ledger_py.typed_data import contribution_id
from tests.api.stack import Gateway

WAIT = {"Prefer": "wait=20"}


def key(name: str) -> dict[str, str]:
    """The header of an idempotency key."""
    return {"Idempotency-Key": f'"{name}"'}


def new_record(gateway: Gateway, name: str, contributor: int = 5) -> tuple[Record, Content]:
    """A new contribution of a member, and its content."""
    contribution = gateway.contribution(name, contributor)
    return Record(contributor, gateway.deadline(), (contribution,)), gateway.contents.pop(name)


def attestation(contribution: Contribution, note: bytes = bytes(32)) -> Attestation:
    """Somebody was there, for all the units stated."""
    return Attestation(contribution, contribution.units, 1, note)


def new_ballot(gateway: Gateway, member: int, sequence: int, level: int = 4) -> Ballot:
    """A ballot in the open vote."""
    return Ballot(member, gateway.deadline(), 2, sequence, (level, 15, 0, 10))


class TestRecord:
    def test_anonymous(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "without a signature")
        body = gateway.signed(act, contents=[content])
        del body["signature"]
        with gateway.unchanged():
            response = gateway.post("/contributions", body)
        assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
        assert response.json()["faults"][0]["pointer"] == "/body/signature"

    def test_is_accepted_followed_and_seen(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "a signed act")
        response = gateway.post("/contributions", gateway.signed(act, contents=[content]))
        assert response.status_code == 202
        gateway.settle(gateway.services.outbox.act(response.json()["act"]))
        followed = gateway.get(response.headers["location"]).json()
        assert (followed["status"], followed["problem"]) == ("finalised", None)
        id = "0x" + contribution_id(act.contributions[0]).hex()
        found = gateway.get(f"/contributions/{id}").json()
        assert found["content"]["body"]["description"] == "a signed act"
        assert found["proof"]["tx"] == followed["tx"]

    def test_waits_for_the_chain_when_that_is_preferred(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "waited for")
        response = gateway.post("/contributions", gateway.signed(act, contents=[content]), **WAIT)
        assert (response.status_code, response.json()["status"]) == (200, "finalised")
        assert response.headers["preference-applied"] == "wait=20"

    def test_answers_that_it_waits_when_the_chain_takes_longer(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "carried later")
        body = gateway.signed(act, contents=[content])
        with gateway.gate.held():
            response = gateway.post("/contributions", body, Prefer="wait=1")
        assert (response.status_code, response.json()["status"]) == (202, "queued")
        gateway.settle(gateway.services.outbox.act(response.json()["act"]))

    def test_looks_at_what_takes_long_less_and_less_often(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        act, content = new_record(gateway, "looked at now and then")
        body, outbox, looks = gateway.signed(act, contents=[content]), gateway.services.outbox, []
        state = outbox.state
        monkeypatch.setattr(outbox, "state", lambda act: looks.append(act) or state(act))
        with gateway.gate.held():
            response = gateway.post("/contributions", body, Prefer="wait=3")
        monkeypatch.undo()
        assert (response.status_code, response.json()["status"]) == (202, "queued")
        assert len(looks) < 50
        gateway.settle(outbox.act(response.json()["act"]))

    def test_gives_a_receipt_that_another_gateway_would_take(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "with a receipt")
        body = gateway.signed(act, contents=[content])
        receipt = gateway.post("/contributions", body, **WAIT).json()["receipt"]
        assert receipt == body

    def test_is_taken_once_however_often_it_comes(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "said twice")
        body = gateway.signed(act, contents=[content])
        first = gateway.post("/contributions", body, **WAIT)
        second = gateway.post("/contributions", body)
        assert (second.status_code, second.json()["status"]) == (202, "finalised")
        assert second.headers["location"] == first.headers["location"]

    def test_stands_under_its_idempotency_key(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "under a key")
        body, same = gateway.signed(act, contents=[content]), key("one")
        first = gateway.post("/contributions", body, **same, **WAIT)
        other, other_content = new_record(gateway, "another under that key")
        with gateway.unchanged():
            again = gateway.post("/contributions", body, **same)
            refused = gateway.post(
                "/contributions", gateway.signed(other, contents=[other_content]), **same
            )
        assert again.json()["act"] == first.json()["act"]
        assert (refused.status_code, refused.json()["error"]) == (422, "IdempotencyConflict")

    def test_another_members_same_key_is_another_key(self, gateway: Gateway) -> None:
        for member in (4, 5):
            act, content = new_record(gateway, f"shared key {member}", member)
            body = gateway.signed(act, contents=[content])
            response = gateway.post("/contributions", body, **key("both"), **WAIT)
            assert response.status_code == 200


class TestAttest:
    def test_anonymous(self, gateway: Gateway) -> None:
        attest = Attest(4, gateway.deadline(), (attestation(gateway.contributions["waiting"]),))
        body = gateway.signed(attest)
        del body["signature"]
        with gateway.unchanged():
            response = gateway.post("/attestations", body)
        assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
        assert response.json()["faults"][0]["pointer"] == "/body/signature"

    def test_accepts_the_contribution(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "to be attested")
        gateway.post("/contributions", gateway.signed(act, contents=[content]), **WAIT)
        note = commitments.seal({"kind": "note", "text": "Seen"})
        attest = Attest(
            3, gateway.deadline(), (attestation(act.contributions[0], note.commitment),)
        )
        response = gateway.post("/attestations", gateway.signed(attest, contents=[note]), **WAIT)
        assert response.status_code == 200
        id = "0x" + contribution_id(act.contributions[0]).hex()
        found = gateway.get(f"/contributions/{id}").json()
        assert found["state"] == "accepted"
        assert found["attestations"][0]["note"]["body"]["text"] == "Seen"

    def test_may_build_on_an_act_that_still_waits(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "not yet carried")
        attest = Attest(4, gateway.deadline(), (attestation(act.contributions[0]),))
        with gateway.gate.held():
            first = gateway.post("/contributions", gateway.signed(act, contents=[content]))
            second = gateway.post("/attestations", gateway.signed(attest))
            early = gateway.post("/attestations", gateway.signed(attest))
        assert [first.status_code, second.status_code, early.status_code] == [202, 202, 202]
        gateway.settle(gateway.services.outbox.act(second.json()["act"]))

    def test_is_judged_with_what_waits_before_it(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "attested by oneself")
        attest = Attest(5, gateway.deadline(), (attestation(act.contributions[0]),))
        with gateway.gate.held():
            first = gateway.post("/contributions", gateway.signed(act, contents=[content]))
            refused = gateway.post("/attestations", gateway.signed(attest))
        assert (refused.status_code, refused.json()["error"]) == (403, "AttesterIsContributor")
        gateway.settle(gateway.services.outbox.act(first.json()["act"]))


class TestCast:
    def test_anonymous(self, gateway: Gateway) -> None:
        body = gateway.signed(new_ballot(gateway, 4, 1))
        del body["signature"]
        with gateway.unchanged():
            response = gateway.post("/votes/2/ballots", body)
        assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
        assert response.json()["faults"][0]["pointer"] == "/body/signature"

    def test_counts_and_replaces(self, gateway: Gateway) -> None:
        for sequence, level in ((1, 4), (2, 6)):
            ballot = new_ballot(gateway, 4, sequence, level)
            response = gateway.post("/votes/2/ballots", gateway.signed(ballot), **WAIT)
            assert response.status_code == 200, response.text
            histogram = gateway.get("/votes/2").json()["result"]["types"][0]["histogram"]
            assert histogram[level] == 1
        assert histogram[4] == 0

    def test_keeps_the_rationale(self, gateway: Gateway) -> None:
        said = commitments.seal({"kind": "rationale", "text": "Care keeps us"})
        ballot = Ballot(5, gateway.deadline(), 2, 1, (5, 5, 5, 5), said.commitment)
        body = gateway.signed(ballot, contents=[said])
        assert gateway.post("/votes/2/ballots", body, **WAIT).status_code == 200
        mine = [
            one
            for one in gateway.get("/votes/2/ballots").json()["items"]
            if one["member"]["member"] == 5
        ]
        assert mine[0]["rationale"]["body"]["text"] == "Care keeps us"

    def test_is_open_to_managed_members_where_the_rules_say_so(self, gateway: Gateway) -> None:
        body = gateway.signed(new_ballot(gateway, 6, 1))
        assert gateway.post("/votes/2/ballots", body, **WAIT).status_code == 200


class TestAct:
    def test_anonymous(self, gateway: Gateway) -> None:
        response = gateway.get("/v1/acts/0x" + "11" * 32)
        assert (response.status_code, response.json()["error"]) == (404, "ActNotFound")


class TestContents:
    def test_must_open_what_the_act_commits_to(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "without its text")
        with gateway.unchanged():
            response = gateway.post("/contributions", gateway.signed(act))
        assert (response.status_code, response.json()["error"]) == (422, "ContentsIncomplete")
        assert content.commitment.hex() in response.json()["detail"]

    def test_must_not_be_other_than_what_was_signed(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "a text")
        body = gateway.signed(act, contents=[content])
        body["contents"][0]["body"]["description"] = "another text"
        with gateway.unchanged():
            response = gateway.post("/contributions", body)
        assert (response.status_code, response.json()["error"]) == (422, "ContentsIncomplete")

    def test_must_belong_to_the_act(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "with a stranger's text")
        other = commitments.seal({"kind": "contribution", "description": "x", "evidence": []})
        with gateway.unchanged():
            response = gateway.post(
                "/contributions", gateway.signed(act, contents=[content, other])
            )
        assert (response.status_code, response.json()["error"]) == (422, "ContentUnrelated")
