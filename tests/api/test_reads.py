"""Anyone may read; unclaimed members have no page and no score; nobody is ranked."""

from dataclasses import asdict

import pytest

from ledger_py.commitments import commitment, document_hash
from ledger_py.typed_data import contribution_id
from tests.api.stack import (
    JOINED,
    LATE,
    MANAGED,
    OPEN_EPOCH,
    RULES,
    STEWARDS,
    UNCLAIMED,
    Gateway,
)

SPEAKING = (*STEWARDS, *JOINED, LATE)


def hex_id(gateway: Gateway, name: str) -> str:
    """The id of a contribution of the stack."""
    return "0x" + contribution_id(gateway.contributions[name]).hex()


class TestCommunities:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/v1/communities").json()["items"]
        assert [item["name"] for item in items] == ["elsewhere", "here"]


class TestCommunity:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("").json()
        assert found["rules"] == asdict(RULES)
        assert (found["joined"], found["unclaimed"]) == (len(SPEAKING), len(UNCLAIMED))

    def test_is_found_by_number_and_in_any_case(self, gateway: Gateway) -> None:
        by_number = gateway.get("/v1/communities/2").json()
        upper = "0x" + gateway.place.community[2:].upper()
        assert by_number == gateway.get("").json() == gateway.get(f"/v1/communities/{upper}").json()

    @pytest.mark.parametrize("key", ["3", "0x" + "00" * 20, "nobody", "%00", "٣", "9" * 40])
    def test_that_is_not_there_is_a_problem(self, gateway: Gateway, key: str) -> None:
        response = gateway.get(f"/v1/communities/{key}")
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")


class TestMembers:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/members").json()["items"]
        assert [item["who"]["member"] for item in items] == list(SPEAKING)

    def test_marks_managed_members_and_demo_accounts(self, gateway: Gateway) -> None:
        items = gateway.get("/members").json()["items"]
        marked = [i["who"]["member"] for i in items if i["who"]["managed"] and i["who"]["demo"]]
        assert marked == [MANAGED]

    def test_is_cut_into_pages_that_lead_on(self, gateway: Gateway) -> None:
        first = gateway.get("/members?limit=4")
        second = gateway.client.get(first.links["next"]["url"])
        assert first.json()["next"] == first.links["next"]["url"]
        ids = [item["who"]["member"] for page in (first, second) for item in page.json()["items"]]
        assert ids == list(SPEAKING)
        assert "next" not in second.links


class TestMember:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/members/3").json()
        assert found["who"]["name"] == "member 3"
        assert found["who"]["unclaimed"] is False

    @pytest.mark.parametrize("member", UNCLAIMED)
    def test_who_is_unclaimed_has_no_page(self, gateway: Gateway, member: int) -> None:
        response = gateway.get(f"/members/{member}")
        assert (response.status_code, response.json()["error"]) == (404, "MemberUnclaimed")
        assert "unclaimed" in response.json()["detail"]
        assert "name" not in response.json()

    def test_who_is_not_there_is_a_problem(self, gateway: Gateway) -> None:
        assert gateway.get("/members/98").json()["error"] == "NotFound"
        assert gateway.get(f"/members/{10**30}").status_code == 422


class TestGroups:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/groups").json()["items"]
        assert [(item["group"], item["title"]) for item in items] == [(1, "Care"), (2, "Code")]


class TestActivities:
    def test_anonymous(self, gateway: Gateway) -> None:
        first = gateway.get("/activities").json()["items"][0]
        assert (first["title"], first["unit"], first["cap"]) == ("Mentoring", "session", 5_000)
        assert (first["group"], first["orientation"]) == (1, "community")


class TestEpochs:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/epochs").json()["items"]
        assert [item["epoch"] for item in items] == [1, 2, 3, 4, 5, 6]
        assert items[0]["end"] == items[1]["start"]


class TestContributions:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/contributions").json()["items"]
        assert {hex_id(gateway, name) for name in ("mentored", "organised", "waiting")} <= {
            item["id"] for item in items
        }

    def test_are_listed_newest_first_once_each_over_all_pages(self, gateway: Gateway) -> None:
        whole = [item["id"] for item in gateway.get("/contributions?limit=200").json()["items"]]
        address, seen = f"{gateway.path}/contributions?limit=1", []
        while address:
            page = gateway.client.get(address)
            seen += [item["id"] for item in page.json()["items"]]
            address = page.links.get("next", {}).get("url")
        assert seen == whole
        assert len(set(seen)) == len(seen) >= 3

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("contributor=3&epoch=1", {"mentored"}),
            ("attester=5", {"mentored"}),
            ("recorder=4&activity=2&attester=4", {"organised"}),
            ("group=1&state=accepted&epoch=1", {"mentored"}),
            ("group=2&state=accepted", set()),
        ],
    )
    def test_are_filtered(self, gateway: Gateway, query: str, names: set[str]) -> None:
        items = gateway.get(f"/contributions?{query}&limit=200").json()["items"]
        stack = {hex_id(gateway, name): name for name in ("mentored", "organised", "waiting")}
        assert {stack[item["id"]] for item in items if item["id"] in stack} == names

    def test_of_one_unclaimed_member_would_be_their_page(self, gateway: Gateway) -> None:
        response = gateway.get("/contributions?contributor=7")
        assert (response.status_code, response.json()["error"]) == (404, "MemberUnclaimed")

    @pytest.mark.parametrize("cursor", ["x", "1", "-1-2", "1-2-3", "9" * 19 + "-1", "1-٣"])
    def test_refuse_a_cursor_made_by_hand(self, gateway: Gateway, cursor: str) -> None:
        response = gateway.get(f"/contributions?after={cursor}")
        assert (response.status_code, response.json()["error"]) == (400, "CursorInvalid")


class TestContribution:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get(f"/contributions/{hex_id(gateway, 'mentored')}").json()
        assert (found["state"], found["accepted_units"]) == ("accepted", 300)
        assert [a["member"]["member"] for a in found["attestations"]] == [4, 5]
        assert found["attestations"][0]["note"]["body"]["text"] == "I was there"

    def test_credits_an_unclaimed_member_by_name(self, gateway: Gateway) -> None:
        found = gateway.get(f"/contributions/{hex_id(gateway, 'organised')}").json()
        assert found["contributor"]["name"] == "credited person 7"
        assert found["contributor"]["unclaimed"] is True
        assert [(a["member"]["member"], a["basis"]) for a in found["attestations"]] == [
            (4, "vouched")
        ]

    def test_carries_its_proof(self, gateway: Gateway) -> None:
        found = gateway.get(f"/contributions/{hex_id(gateway, 'mentored')}").json()
        content = found["content"]
        body = gateway.contents["mentored"].body
        sealed = commitment(bytes.fromhex(content["salt"][2:]), body)
        assert content["commitment"] == "0x" + sealed.hex()
        receipt = gateway.services.node.receipt(found["proof"]["tx"])
        assert receipt is not None
        assert receipt.block == found["proof"]["block"]

    def test_that_is_not_there_is_a_problem(self, gateway: Gateway) -> None:
        assert gateway.get("/contributions/0x" + "11" * 32).status_code == 404
        assert gateway.get("/contributions/12").status_code == 422


class TestIndicators:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/indicators").json()["items"]
        assert [(i["indicator"], i["versions"], i["pending"]) for i in items] == [
            (1, 1, 2),
            (2, 0, 3),
        ]


class TestIndicator:
    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/indicators/1").json()["retention"] == [5_000]
        assert gateway.get("/indicators/3").status_code == 404


class TestVersions:
    def test_anonymous(self, gateway: Gateway) -> None:
        (version,) = gateway.get("/indicators/1/versions").json()["items"]
        assert (version["from"], version["levels"]) == (1, [7, 5, 2, None])
        assert gateway.get("/indicators/3/versions").status_code == 404


class TestScore:
    def test_anonymous(self, gateway: Gateway) -> None:
        every = gateway.get("/indicators/1/scores?epoch=1").json()["members"]
        one = gateway.get("/indicators/1/scores/3?epoch=1").json()
        assert one in every

    def test_of_an_unclaimed_member_there_is_none(self, gateway: Gateway) -> None:
        refused = gateway.get(f"/indicators/1/scores/{UNCLAIMED[0]}?epoch=1")
        assert (refused.status_code, refused.json()["error"]) == (404, "MemberUnclaimed")


class TestScores:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/1/scores?epoch=1").json()
        points = [(group["group"], group["points"]) for group in found["groups"]]
        assert (found["kind"], points) == ("rates", [(1, 2_100), (2, 0)])
        assert found["types"][3]["level"] is None

    def test_are_of_the_current_epoch_when_none_is_named(self, gateway: Gateway) -> None:
        assert gateway.get("/indicators/1/scores").json()["epoch"] == OPEN_EPOCH

    def test_are_ordered_by_member_and_leave_unclaimed_members_out(self, gateway: Gateway) -> None:
        for epoch in (1, OPEN_EPOCH):
            members = gateway.get(f"/indicators/1/scores?epoch={epoch}").json()["members"]
            assert [one["member"]["member"] for one in members] == list(SPEAKING)

    def test_lead_to_the_narrative_they_stand_on(self, gateway: Gateway) -> None:
        members = gateway.get("/indicators/1/scores?epoch=1").json()["members"]
        mine = next(one for one in members if one["member"]["member"] == 3)
        narrative = gateway.client.get(mine["contributions"]).json()["items"]
        assert mine["score"] == 2_100
        assert hex_id(gateway, "mentored") in [one["id"] for one in narrative]

    @pytest.mark.parametrize("epoch", [1, 2, 3, OPEN_EPOCH])
    def test_are_the_contracts(self, gateway: Gateway, epoch: int) -> None:
        found = gateway.get(f"/indicators/1/scores?epoch={epoch}").json()
        view, assembly = gateway.services.node.view, gateway.place.assembly
        for one in found["members"]:
            chain = view(assembly, "Assembly", "scoreOf", one["member"]["member"], 1, epoch)
            assert one["score"] == chain
        assert found["total"] == view(assembly, "Assembly", "totalOf", 1, epoch)

    def test_of_an_epoch_that_is_not_listed_are_a_problem(self, gateway: Gateway) -> None:
        assert gateway.get("/indicators/1/scores?epoch=7").json()["error"] == "NotFound"
        assert gateway.get("/indicators/1/scores?epoch=0").status_code == 422


class TestVisibilityGap:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/1/visibility-gap").json()
        assert sum(row["value"] for row in found["types"]) == 10_000
        assert [row["id"] for row in found["unvalued"]] == [4]
        for row in (*found["types"], *found["groups"]):
            assert row["gap"] == row["value"] - row["record"]

    def test_says_of_how_many_contributions_the_records_are_shares(self, gateway: Gateway) -> None:
        found = gateway.get("/indicators/1/visibility-gap").json()
        assert found["accepted"] == gateway.get("").json()["accepted"]
        for row in (*found["types"], *found["unvalued"]):
            assert abs(row["record"] - 10_000 * row["accepted"] / found["accepted"]) < 1


class TestVotes:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/votes").json()["items"]
        assert [item["state"] for item in items] == ["closed", "open", "announced"]


class TestVote:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/votes/1").json()
        assert found["provisional"] is False
        assert [result["level"] for result in found["result"]["types"]] == [7, 5, 2, None]
        assert found["result"]["types"][0]["histogram"] == [0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0]

    def test_has_the_contracts_histograms(self, gateway: Gateway) -> None:
        for result in gateway.get("/votes/2").json()["result"]["types"]:
            arguments = ("Assembly", "histogram", 2, result["activity"])
            chain = gateway.services.node.view(gateway.place.assembly, *arguments)
            assert result["histogram"] == list(chain)

    def test_keeps_the_level_before_while_opinions_miss_the_quorum(self, gateway: Gateway) -> None:
        found = gateway.get("/votes/3").json()
        assert found["provisional"] is True
        assert not any(result["decided"] for result in found["result"]["types"])


class TestBallots:
    def test_anonymous(self, gateway: Gateway) -> None:
        items = gateway.get("/votes/1/ballots").json()["items"]
        assert [item["member"]["member"] for item in items] == [1, 3, 4, 5]
        assert items[0]["levels"] == [8, 5, 2, None]


class TestDocuments:
    def test_anonymous(self, gateway: Gateway) -> None:
        name = gateway.get("").json()["document"]
        response = gateway.get(f"/v1/documents/{name}")
        assert "0x" + document_hash(response.content).hex() == name
        assert gateway.get("/v1/documents/0x" + "11" * 32).status_code == 404
