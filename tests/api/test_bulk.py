"""Several acts at once: one after the other, each with its own answer."""

from typing import Any

from ledger_py.models import Attest, Retract
from tests.api.stack import Gateway
from tests.api.test_acts import attestation, key, new_ballot, new_record


def item(kind: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """An act as it is posted among others."""
    return {"kind": kind, "key": name, **body}


class TestActs:
    def test_anonymous(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "without a signature, among others")
        body = gateway.signed(act, contents=[content])
        del body["signature"]
        with gateway.unchanged():
            response = gateway.post("/acts", [item("record", "unsigned", body)])
        assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
        assert response.json()["faults"][0]["pointer"] == "/body/0/record/signature"

    def test_are_taken_in_their_order_each_by_itself(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "among others")
        own = Attest(5, gateway.deadline(), (attestation(act.contributions[0]),))
        seen = Attest(4, gateway.deadline(), (attestation(act.contributions[0]),))
        plain = gateway.signed(Retract(4, gateway.deadline(), act.contributions))
        del plain["contents"]
        said = [
            item("record", "first", gateway.signed(act, contents=[content])),
            item("attest", "two", gateway.signed(own)),
            item("attest", "three", gateway.signed(seen)),
            item("retract", "four", plain),
        ]
        response = gateway.post("/acts", said)
        assert response.status_code == 207
        found = response.json()["items"]
        assert [one["key"] for one in found] == ["first", "two", "three", "four"]
        assert [one["status"] for one in found] == [202, 403, 202, 202]
        assert found[1]["problem"]["error"] == "AttesterIsContributor"
        assert found[1]["act"] is None
        assert found[0]["act"]["receipt"] == gateway.signed(act, contents=[content])
        for one in found:
            if one["act"]:
                gateway.settle(gateway.services.outbox.act(one["act"]["act"]))

    def test_stand_each_under_its_own_key(self, gateway: Gateway) -> None:
        act, content = new_record(gateway, "under its key")
        other, other_content = new_record(gateway, "under the same key")
        body = gateway.signed(act, contents=[content])
        first = gateway.post("/acts", [item("record", "bulk", body)]).json()["items"][0]
        alone = gateway.post("/contributions", body, **key("bulk"))
        assert alone.json()["act"] == first["act"]["act"]
        again = [
            item("record", "bulk", body),
            item("record", "bulk", gateway.signed(other, contents=[other_content])),
        ]
        same, refused = gateway.post("/acts", again).json()["items"]
        assert same == first
        assert (refused["status"], refused["problem"]["error"]) == (422, "IdempotencyConflict")
        gateway.settle(gateway.services.outbox.act(first["act"]["act"]))

    def test_must_have_a_kind_and_a_key(self, gateway: Gateway) -> None:
        body = gateway.signed(new_ballot(gateway, 1, 9))
        for bad in (
            [],
            [body],
            [item("nothing", "k", body)],
            [item("ballot", "", body)],
            [item("ballot", "é", body)],
            [item("ballot", "k", body)] * 51,
        ):
            with gateway.unchanged():
                response = gateway.post("/acts", bad)
            assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
