"""A score is taken apart down to the transactions in which it was signed, and adds up again."""

import pytest

from tests.api.stack import JOINED, OPEN_EPOCH, STEWARDS, UNCLAIMED, Gateway


class TestExplanation:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/1/scores/3/explanation?epoch=1").json()
        (age,) = [one for one in found["ages"] if one["epoch"] == 1]
        (term,) = age["terms"]
        assert (term["activity"], term["units"], term["points"]) == (1, 300, 2_100)
        (contribution,) = term["contributions"]
        assert contribution["proof"]["tx"].startswith("0x")
        assert len(contribution["attestations"]) == 2
        assert all(one["proof"]["tx"].startswith("0x") for one in contribution["attestations"])
        assert (age["version"]["vote"], age["version"]["proof"]["tx"][:2]) == (1, "0x")

    @pytest.mark.parametrize("epoch", range(1, OPEN_EPOCH + 1))
    def test_adds_up_to_the_contracts_score(self, gateway: Gateway, epoch: int) -> None:
        view, assembly = gateway.services.node.view, gateway.place.assembly
        for member in (*STEWARDS, *JOINED):
            path = f"/indicators/1/scores/{member}/explanation?epoch={epoch}"
            found = gateway.get(path).json()
            whole = sum(age["kept"] * age["points"] for age in found["ages"])
            chain = view(assembly, "Assembly", "scoreOf", member, 1, epoch)
            assert whole // 10_000 == found["score"] == chain
            for term in (term for age in found["ages"] for term in age["terms"]):
                accepted = sum(one["accepted_units"] for one in term["contributions"])
                assert term["raw"] == accepted
                assert term["units"] == min(accepted, term["cap"] or accepted)

    def test_of_who_is_unclaimed_there_is_none(self, gateway: Gateway) -> None:
        for member in UNCLAIMED:
            path = f"/indicators/1/scores/{member}/explanation"
            assert gateway.get(path).json()["error"] == "MemberUnclaimed"
