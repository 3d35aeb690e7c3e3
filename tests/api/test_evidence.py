"""Files that show what was done: brought, shown, destroyed."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from ledger_py import erasure
from ledger_py.evidence import LARGEST
from ledger_py.store.evidence import name_of
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.databases import Database

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture of the hall" * 20


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own."""
    with open_gateway(database, tmp_path_factory.mktemp("evidence")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


def member(gateway: Gateway, number: int) -> Visitor:
    """A member, signed in by their wallet."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[number])
    return found


def place(gateway: Gateway, file: str = "") -> str:
    """Where evidence is."""
    return f"/v1/communities/{gateway.place.community}/evidence" + (file and f"/{file}")


def bring(by: Visitor, content: bytes, media_type: str = "image/png") -> httpx.Response:
    """Bring a file."""
    headers = by.csrf | {"Content-Type": media_type}
    answer = by.client.post(place(by.gateway), content=content, headers=headers)
    return by.gateway._checked(answer)


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


class TestEvidence:
    """`/v1/communities/{c}/evidence`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        visitor = Visitor(gateway)
        assert error(bring(visitor, PICTURE)) == (401, "SignInRequired")
        assert error(visitor.client.get(place(gateway, "0" * 64))) == (404, "NotFound")

    def test_a_file_is_found_by_its_hash_and_nowhere_in_plain(self, gateway: Gateway) -> None:
        kept = bring(member(gateway, 3), PICTURE)
        assert kept.status_code == 201, kept.text
        file = kept.json()["file"]
        assert file == sha256(PICTURE).hexdigest()
        assert kept.json()["url"].endswith(place(gateway, file))
        shown = httpx.get(kept.json()["url"])
        assert (shown.content, shown.headers["content-type"]) == (PICTURE, "image/png")
        assert shown.headers["content-disposition"].startswith("attachment")
        assert shown.headers["x-content-type-options"] == "nosniff"
        for path in gateway.services.settings.data_dir.rglob("*"):
            if path.is_file():
                assert b"a picture of the hall" not in path.read_bytes(), path
        assert bring(member(gateway, 4), PICTURE).json()["file"] == file
        there = place(gateway, file).removeprefix("/v1")
        assert error(member(gateway, 4).send("DELETE", there)) == (404, "NotFound")

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (b"", "image/png"),
            (b"<script>", "text/html"),
            (b"<svg>", "image/svg+xml"),
            (b"x" * (LARGEST + 1), "image/png"),
        ],
        ids=range(4),
    )
    def test_what_is_no_evidence_is_refused(
        self, gateway: Gateway, content: bytes, media_type: str
    ) -> None:
        three = member(gateway, 3)
        with gateway.unchanged():
            assert error(bring(three, content, media_type)) == (422, "EvidenceUnfit")

    def test_its_member_destroys_it_and_an_erasure_does(self, gateway: Gateway) -> None:
        three, content = member(gateway, 3), PICTURE + b"!"
        file = bring(three, content).json()["file"]
        there = place(gateway, file).removeprefix("/v1")
        assert three.send("DELETE", there).status_code == 204
        assert error(three.send("GET", there)) == (404, "NotFound")
        five = member(gateway, 5)
        file = bring(five, PICTURE + b"?").json()["file"]
        services = gateway.services
        erasure.erase(services.store, gateway.place.community, 5, int(gateway.clock()))
        there = place(gateway, file).removeprefix("/v1")
        assert error(five.send("GET", there)) == (404, "NotFound")

    def test_a_start_takes_out_what_an_erasure_that_was_killed_has_left(
        self, gateway: Gateway
    ) -> None:
        file = bring(member(gateway, 3), PICTURE + b"3").json()["file"]
        store, community = gateway.services.store, gateway.place.community
        store.require_vault().destroy([name_of(community, file)], int(gateway.clock()))
        assert file in str(gateway.rows()["evidence"])
        store.migrate()
        assert file not in str(gateway.rows()["evidence"])

    def test_what_is_for_the_community_is_for_nobody_else(self, gateway: Gateway) -> None:
        six, other = member(gateway, 6), member(gateway, 3)
        file = bring(six, PICTURE + b"6").json()["file"]
        there = place(gateway, file).removeprefix("/v1")
        mine = f"/communities/{gateway.place.community}/members/6/visibility"
        assert six.send("PUT", mine, {"audience": "community"}).status_code == 200
        assert error(Visitor(gateway).send("GET", there)) == (404, "NotFound")
        assert other.send("GET", there).status_code == 200
