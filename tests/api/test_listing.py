"""Lists of what happened: whole over all pages, in either order, by every filter, as tables."""

import csv
import io
from typing import Any

import pytest

from api.routes.listing import LISTS
from tests.api.asking import id_of
from tests.api.stack import JOINED, LATE, STEWARDS, UNCLAIMED, Gateway

NAMES = [listed.name for listed in LISTS]


def walked(gateway: Gateway, path: str) -> list[dict[str, Any]]:
    """All pages of a list, one item at a time."""
    address, found = f"{gateway.path}{path}", []
    while address:
        page = gateway.client.get(address)
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        address = page.links.get("next", {}).get("url", "")
    return found


class TestListings:
    @pytest.mark.parametrize("name", NAMES)
    def test_anonymous(self, gateway: Gateway, name: str) -> None:
        assert gateway.get(f"/{name}").status_code == 200

    @pytest.mark.parametrize("name", NAMES)
    def test_are_whole_over_all_pages_in_either_order(self, gateway: Gateway, name: str) -> None:
        newest = gateway.get(f"/{name}?limit=200").json()["items"]
        assert walked(gateway, f"/{name}?limit=1") == newest
        assert walked(gateway, f"/{name}?limit=2&order=oldest") == newest[::-1]

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("after", ["x", "", "W10", "WzFd", "WyJhIiwiYiJd", "é", "bnVsbA", "."])
    def test_refuse_a_cursor_that_is_none(self, gateway: Gateway, name: str, after: str) -> None:
        response = gateway.get(f"/{name}?after={after}")
        assert (response.status_code, response.json()["error"]) == (400, "CursorInvalid")

    @pytest.mark.parametrize("name", NAMES)
    def test_of_a_time_that_is_over_are_empty(self, gateway: Gateway, name: str) -> None:
        assert gateway.get(f"/{name}?before=1").json()["items"] == []
        assert gateway.get(f"/{name}?since={2**48 - 1}").json()["items"] == []

    @pytest.mark.parametrize("name", NAMES)
    def test_of_another_community_are_another(self, gateway: Gateway, name: str) -> None:
        mine = gateway.get(f"/{name}?limit=200").json()["items"]
        theirs = gateway.get(f"/v1/communities/1/{name}?limit=200").json()["items"]
        assert not [item for item in theirs if item in mine]

    @pytest.mark.parametrize("name", NAMES)
    def test_are_tables_where_that_is_asked_for(self, gateway: Gateway, name: str) -> None:
        items = gateway.get(f"/{name}").json()["items"]
        response = gateway.get(f"/{name}", Accept="text/csv")
        assert response.headers["content-type"] == "text/csv; header=present; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
        assert len(rows) == len(items)
        for row, item in zip(rows, items, strict=True):
            assert row["tx"] == item["tx"]
            assert row["block"] == str(item["block"])


class TestAdmissions:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = walked(gateway, "/admissions?order=oldest")
        joined = {one["member"] for one in found if one["joined"] is not None}
        assert joined == {*STEWARDS, *JOINED, LATE}
        assert {*UNCLAIMED} <= {one["member"] for one in found if one["joined"] is None}
        assert "name" not in str(found)


class TestSigners:
    def test_anonymous(self, gateway: Gateway) -> None:
        signer = "0x" + gateway.keys[4].signer.hex()
        (found,) = gateway.get(f"/signers?signer={signer.upper().replace('X', 'x')}").json()[
            "items"
        ]
        assert (found["member"], found["signer"], found["removed"]) == (4, signer, None)
        assert gateway.get("/signers?member=4").json()["items"] == [found]


class TestAttestations:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = walked(gateway, f"/attestations?contribution={id_of(gateway, 'mentored')}")
        assert {(one["member"], one["units"], one["basis"]) for one in found} == {
            (4, 300, "present"),
            (5, 300, "present"),
        }

    def test_of_one_member_are_theirs(self, gateway: Gateway) -> None:
        found = walked(gateway, "/attestations?member=4")
        assert found
        assert {one["member"] for one in found} == {4}


class TestCastings:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = walked(gateway, "/castings?vote=1")
        assert {one["member"] for one in found} == {1, 3, 4, 5}


class TestContributions:
    def test_anonymous(self, gateway: Gateway) -> None:
        newest = walked(gateway, "/contributions?limit=3")
        assert walked(gateway, "/contributions?limit=3&order=oldest") == newest[::-1]

    def test_of_a_time(self, gateway: Gateway) -> None:
        every = walked(gateway, "/contributions")
        middle = sorted(one["proof"]["time"] for one in every)[len(every) // 2]
        late = walked(gateway, f"/contributions?since={middle}")
        early = walked(gateway, f"/contributions?before={middle}")
        assert late + early == every
        assert all(one["proof"]["time"] >= middle for one in late)


class TestParts:
    @pytest.mark.parametrize(
        ("one", "many", "key", "id"),
        [
            ("/groups/1", "/groups", "group", 1),
            ("/activities/2", "/activities", "activity", 2),
            ("/epochs/4", "/epochs", "epoch", 4),
            ("/indicators/1/versions/1", "/indicators/1/versions", "version", 1),
            ("/proposals/9", "", "", 9),
        ],
    )
    def test_anonymous(self, gateway: Gateway, one: str, many: str, key: str, id: int) -> None:
        response = gateway.get(one)
        if not many:
            assert response.json()["error"] == "NotFound"
            return
        items = gateway.get(many).json()["items"]
        assert [response.json()] == [item for item in items if item[key] == id]
        assert gateway.get(one.rpartition("/")[0] + "/99").json()["error"] == "NotFound"

    def test_of_definitions_are_lists_of_their_own(self, gateway: Gateway) -> None:
        activity = gateway.get("/activities/1").json()
        assert gateway.get("/activities/1/terms").json()["items"] == activity["terms"]
        indicator = gateway.get("/indicators/1").json()
        assert gateway.get("/indicators/1/revisions").json()["items"] == indicator["revisions"]
        assert gateway.get("/rules").json() == gateway.get("").json()["rules"]

    def test_of_votes(self, gateway: Gateway) -> None:
        result = gateway.get("/votes/1").json()["result"]
        outcome = gateway.get("/votes/1/outcome").json()
        assert (outcome["result"], outcome["vote"]) == (result, 1)
        ballots = gateway.get("/votes/1/ballots").json()["items"]
        assert gateway.get("/votes/1/ballots/3").json() in ballots
        assert gateway.get("/votes/1/ballots/2").json()["error"] == "NotFound"
        assert walked(gateway, "/votes/1/ballots?limit=1") == ballots

    def test_of_votes_are_found_by_time_and_indicator(self, gateway: Gateway) -> None:
        every = gateway.get("/votes").json()["items"]
        opens = every[1]["opens"]
        assert gateway.get(f"/votes?since={opens}&before={opens + 1}").json()["items"] == [every[1]]
        found = gateway.get("/votes?indicator=2").json()["items"]
        assert [one["vote"] for one in found] == [
            one["vote"] for one in every if one["indicator"] == 2
        ]
        assert walked(gateway, "/votes?limit=1") == every

    @pytest.mark.parametrize(
        "path",
        ["/votes", "/votes/1/ballots", "/proposals", "/elections", "/proposals/1/objections"],
    )
    def test_of_votes_go_on_from_ids_alone(self, gateway: Gateway, path: str) -> None:
        for after in ("x", "-1", "1.5", str(2**32), "%00", "9" * 40):
            response = gateway.get(f"{path}?after={after}")
            assert (response.status_code, response.json()["error"]) == (422, "FieldInvalid"), after
        if "objections" not in path:
            assert gateway.get(f"{path}?after={2**32 - 1}").json()["items"] == []


class TestUnits:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = walked(gateway, "/units?limit=1&epoch=1")
        assert {"member": 3, "epoch": 1, "activity": 1, "raw": 300} in found
        assert not {one["member"] for one in walked(gateway, "/units")} & {*UNCLAIMED}

    def test_of_an_unclaimed_member_would_be_their_page(self, gateway: Gateway) -> None:
        response = gateway.get("/units?member=7")
        assert (response.status_code, response.json()["error"]) == (404, "MemberUnclaimed")

    def test_of_everybody_are_totals(self, gateway: Gateway) -> None:
        totals = gateway.get("/totals?epoch=1").json()["items"]
        assert {"epoch": 1, "activity": 1, "total": 300} in totals
        recorded = gateway.get("/recorded").json()["items"]
        assert [one["activity"] for one in recorded] == [1, 2, 3, 4]


class TestChain:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/v1/deployment").json()
        assert found["factory"] == gateway.services.deployment.factory
        assert found["chain_id"] == gateway.services.deployment.chain_id
        seen = gateway.services.reads.checkpoint()
        assert seen is not None
        assert gateway.get("/v1/checkpoint").json()["block"] >= seen.block


class TestRetries:
    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/retries").json()["items"] == []
