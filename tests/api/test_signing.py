"""What a member must sign: typed data as wallets take it, its digest, and what it says in words."""

from typing import Any

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from api.languages import language_of
from ledger_py.ledger import Newcomer
from ledger_py.typed_data import contribution_id
from tests.api.stack import Gateway

WAIT = {"Prefer": "wait=20"}
CONTENT = {
    "kind": "contribution",
    "description": "Drafted here",
    "evidence": ["https://a.example/1"],
}


def sign(gateway: Gateway, member: int, found: dict[str, Any]) -> dict[str, Any]:
    """Do what a client does: check the digest as a wallet computes it, sign, hand in."""
    wallet = _hash_eip191_message(encode_typed_data(full_message=found["typed_data"]))
    assert found["digest"] == "0x" + wallet.hex()
    key = gateway.keys[member]
    return {
        "act": found["act"],
        "signer": "0x" + key.signer.hex(),
        "signature": "0x" + key.sign(wallet).hex(),
        "contents": [{"salt": one["salt"], "body": one["body"]} for one in found["contents"]],
    }


def drafted(contributor: int = 4, **changed: Any) -> dict[str, Any]:
    """A contribution to be stated."""
    made = {"contributor": contributor, "activity": 2, "epoch": 4, "units": 150, "content": CONTENT}
    return {**made, **changed}


class TestRecord:
    def test_anonymous(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted()]}
        with gateway.unchanged():
            found = gateway.post("/typed-data/record", draft).json()
        for said in ("member 4 records", "1.50", "Organising", "epoch 4"):
            assert said in found["summary"]
        assert found["typed_data"]["primaryType"] == "Record"

    def test_names_an_unclaimed_member_only_where_a_contribution_does(
        self, gateway: Gateway
    ) -> None:
        draft = {"member": 4, "contributions": [drafted(7, basis=2)]}
        summary = gateway.post("/typed-data/record", draft).json()["summary"]
        assert "credited person 7" in summary
        nobody = Newcomer({"kind": "person", "name": "an uncredited person"})
        gateway.settle(gateway.ledger(1).admit([nobody]))
        found = gateway.services.reads.community(gateway.place.community)
        uncredited = found.joined + found.unclaimed
        draft = {"member": 4, "contributions": [drafted(uncredited, basis=2)]}
        summary = gateway.post("/typed-data/record", draft).json()["summary"]
        assert f"member {uncredited}" in summary
        assert "person" not in summary

    @pytest.mark.parametrize("member", [7, 99])
    def test_says_nothing_of_somebody_who_cannot_sign(self, gateway: Gateway, member: int) -> None:
        draft = {"member": member, "contributions": [drafted(3, basis=2)]}
        response = gateway.post("/typed-data/record", draft)
        assert response.status_code == 404
        assert "credited person" not in response.text

    def test_is_taken_as_it_is_once_signed(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted(), drafted(7, basis=2)]}
        found = gateway.post("/typed-data/record", draft).json()
        response = gateway.post("/contributions", sign(gateway, 4, found), **WAIT)
        assert response.status_code == 200, response.text

    def test_seals_the_same_text_differently_each_time(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted(), drafted()]}
        found = gateway.post("/typed-data/record", draft).json()
        first, second = found["contents"]
        assert first["body"] == second["body"] == CONTENT
        assert first["commitment"] != second["commitment"]

    def test_lets_an_act_be_carried_for_a_day(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted()]}
        found = gateway.post("/typed-data/record", draft).json()
        assert found["act"]["deadline"] == int(gateway.clock()) + 86_400
        draft["deadline"] = 7
        assert gateway.post("/typed-data/record", draft).json()["act"]["deadline"] == 7

    @pytest.mark.parametrize(
        ("name", "value"),
        [("units", 65_536), ("units", -1), ("units", "1"), ("units", 1.5), ("units", True)],
    )
    def test_refuses_what_the_chain_cannot_hold(
        self, gateway: Gateway, name: str, value: Any
    ) -> None:
        draft = {"member": 4, "contributions": [drafted(**{name: value})]}
        response = gateway.post("/typed-data/record", draft)
        assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid")
        assert response.json()["faults"][0]["pointer"] == f"/body/contributions/0/{name}"

    def test_of_an_unknown_community_is_a_problem(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted()]}
        response = gateway.client.post("/v1/communities/77/typed-data/record", json=draft)
        assert response.json()["error"] == "NotFound"


class TestAttest:
    def test_anonymous(self, gateway: Gateway) -> None:
        draft = self.draft(gateway, 5, units=50)
        with gateway.unchanged():
            found = gateway.post("/typed-data/attest", draft).json()
        for said in ("member 5 attests", "credited person 7", "0.50"):
            assert said in found["summary"]

    def test_is_taken_as_it_is_once_signed(self, gateway: Gateway) -> None:
        draft = self.draft(gateway, 6, note={"kind": "note", "text": "I was there"})
        found = gateway.post("/typed-data/attest", draft).json()
        response = gateway.post("/attestations", sign(gateway, 6, found), **WAIT)
        assert response.status_code == 200, response.text

    def test_of_an_unknown_contribution_is_a_problem(self, gateway: Gateway) -> None:
        draft = {"member": 5, "attestations": [{"contribution": "0x" + "11" * 32, "basis": 1}]}
        assert gateway.post("/typed-data/attest", draft).json()["error"] == "NotFound"

    def draft(self, gateway: Gateway, member: int, **changed: Any) -> dict[str, Any]:
        """A draft about the contribution that waits."""
        id = "0x" + contribution_id(gateway.contributions["organised"]).hex()
        return {"member": member, "attestations": [{"contribution": id, "basis": 1, **changed}]}


class TestBallot:
    def test_anonymous(self, gateway: Gateway) -> None:
        draft = {"member": 1, "vote": 2, "levels": [1, 15, 3, 4]}
        with gateway.unchanged():
            found = gateway.post("/typed-data/ballot", draft).json()
        for said in ("steward 1", "1 to Mentoring", "4 to Testing", "abstains on 1"):
            assert said in found["summary"]

    def test_is_taken_as_it_is_once_signed_again_and_again(self, gateway: Gateway) -> None:
        draft = {
            "member": 2,
            "vote": 2,
            "levels": [1, 2, 3, 4],
            "rationale": {"kind": "rationale", "text": "So"},
        }
        for sequence in (1, 2):
            found = gateway.post("/typed-data/ballot", draft).json()
            assert found["act"]["sequence"] == sequence
            response = gateway.post("/votes/2/ballots", sign(gateway, 2, found), **WAIT)
            assert response.status_code == 200, response.text

    def test_in_an_unknown_vote_is_a_problem(self, gateway: Gateway) -> None:
        draft = {"member": 1, "vote": 99, "levels": [1, 2, 3, 4]}
        assert gateway.post("/typed-data/ballot", draft).json()["error"] == "NotFound"

    @pytest.mark.parametrize(
        ("levels", "error"),
        [
            ([1, 2, 3], "LevelsLength"),
            ([1, 2, 3, 4, 5], "LevelsLength"),
            ([1, 2, 11, 4], "LevelOutOfRange"),
            ([1, 2, 14, 4], "LevelOutOfRange"),
            ([16, 2, 3, 4], "LevelOutOfRange"),
        ],
    )
    def test_that_would_be_refused_is_refused_before_it_is_signed(
        self, gateway: Gateway, levels: list[int], error: str
    ) -> None:
        draft = {"member": 1, "vote": 2, "levels": levels}
        response = gateway.post("/typed-data/ballot", draft)
        assert (response.status_code, response.json()["error"]) == (400, error)


class TestLanguage:
    def test_anonymous(self, gateway: Gateway) -> None:
        draft = {"member": 4, "contributions": [drafted()]}
        headers = {"Accept-Language": "es-ES, en;q=0.5"}
        response = gateway.post("/typed-data/record", draft, **headers)
        assert response.headers["content-language"] == "es"
        assert response.headers["vary"] == "Accept-Language"
        assert "miembro 4 registra: " in response.json()["summary"]
        assert "época 4" in response.json()["summary"]

    @pytest.mark.parametrize(
        ("accepted", "language"),
        [
            ("", "en"),
            ("eu, es;q=0.8, en;q=0.4", "es"),
            ("es;q=0.1, en;q=0.2", "en"),
            ("es;q=0, *", "en"),
            ("de", "en"),
            ("ES", "es"),
            ("es;q=odd", "en"),
            (";;,,", "en"),
        ],
    )
    def test_is_the_first_that_is_spoken_here(self, accepted: str, language: str) -> None:
        assert language_of(accepted) == language
