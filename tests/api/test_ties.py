"""Ties are of a community as a whole: anyone may read them, and they name nobody."""

import re

from tests.api.stack import Gateway


class TestTies:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/ties").json()
        items = gateway.get("/contributions?limit=200").json()["items"]
        counts = [one for one in items if one["accepted_units"]]
        standing = [a for one in counts for a in one["attestations"] if a["retracted"] is None]
        assert found["contributions"] == len(counts)
        assert found["attestations"] == len(standing)
        assert found["attesters"] == len({a["member"]["member"] for a in standing})
        assert found["links"] > 0

    def test_name_nobody(self, gateway: Gateway, community: str) -> None:
        page = gateway.client.get(f"{community}/ties").text
        main = page[page.index("<main") :]
        assert "concentrated" in main
        assert not re.search(r"\bno (have|has|by|was|were)\b", main)
        assert "/members/" not in main

    def test_of_no_community_are_a_problem(self, gateway: Gateway) -> None:
        assert gateway.client.get("/v1/communities/99/ties").status_code == 404
