"""The pages over HTTP: who may see what, and what is told where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.pages import Site
from api.pages.glossary import WORDS
from api.pages.members import accepted
from ledger_py.ledger import Statement
from ledger_py.models import Basis
from ledger_py.store import Store
from tests.api.asking import ask, id_of
from tests.api.stack import LATE, MANAGED, OPEN_EPOCH, Gateway
from tests.databases import Database

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class TestPages:
    """`/` and `/communities/...`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        for path in ("/", community, f"{community}/contributions", f"{community}/members"):
            answer = gateway.client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].startswith("text/html")

    def test_are_found_by_the_communitys_address_too(self, gateway: Gateway) -> None:
        answer = gateway.client.get(f"/communities/{gateway.place.community}")
        assert answer.status_code == 200

    def test_tell_what_is_missing_as_a_page(self, gateway: Gateway, community: str) -> None:
        for path in ("/communities/99", f"{community}/members/x", f"{community}/no/where"):
            answer = gateway.client.get(path)
            assert answer.status_code == 404, path
            assert "<h1>" in answer.text

    @pytest.mark.parametrize(
        "path", ["members/{}", "votes/{}", "indicators/{}", "contributions/{}", "acts/{}"]
    )
    def test_know_no_id_that_the_chain_cannot_hold(
        self, gateway: Gateway, community: str, path: str
    ) -> None:
        for odd in (10**30, 2**32, "0", "x", "%00"):
            assert gateway.client.get(f"{community}/{path.format(odd)}").status_code == 404, odd

    def test_tell_what_failed_inside_as_a_page(self, gateway: Gateway, community: str) -> None:
        app = create_app(replace(gateway.services, store=Store("sqlite://")))
        answer = ask(app, "GET", f"{community}/votes/2")
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith("text/html")
        assert "Something failed inside the gateway" in answer.text
        assert "no such table" not in answer.text
        assert "form-action 'self'" in answer.headers["content-security-policy"]

    def test_escape_what_people_wrote(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/contributions?state=<script>alert(1)</script>")
        assert "<script>" not in answer.text

    def test_tell_a_browser_of_an_unknown_address_as_a_page(self, gateway: Gateway) -> None:
        for path in ("/nope", "/nope/deeper", "/healthy"):
            answer = gateway.client.get(path, headers=BROWSER)
            assert answer.status_code == 404, path
            assert "<h1>There is no such page</h1>" in answer.text
            assert gateway.client.get(path).json()["error"] == "RouteUnknown"
        for path in ("/v1/nope", "/health/nope"):
            answer = gateway.client.get(path, headers=BROWSER)
            assert answer.json()["error"] == "RouteUnknown", path

    def test_follow_what_is_being_loaded_and_never_reload_a_form(
        self, gateway: Gateway, community: str, database: Database, tmp_path: Path
    ) -> None:
        step = ["founding AsyncAPI"]
        app = create_app(replace(gateway.services, loading=lambda: step[0]))
        empty = database.store(tmp_path)
        begun = create_app(replace(gateway.services, store=empty, loading=lambda: step[0]))
        refresh, told = 'http-equiv="refresh"', "being loaded:</strong> founding AsyncAPI."
        for page in (ask(app, "GET", community).text, ask(begun, "GET", "/").text):
            assert told in page
            assert refresh in page
            assert "This page refreshes itself." in page
        for path in ("record", "votes/2/ballot", "contributions"):
            page = ask(app, "GET", f"{community}/{path}").text
            assert told in page
            assert refresh not in page
        step[0] = ""
        for page in (ask(app, "GET", community).text, ask(begun, "GET", "/").text):
            assert "being loaded" not in page
            assert refresh not in page
        empty.close()

    def test_explain_every_word_that_they_link_to(self, gateway: Gateway, community: str) -> None:
        known = {word.key for word in WORDS}
        words = gateway.client.get("/words").text
        linked = set()
        waiting = f"contributions/{id_of(gateway, 'waiting')}"
        decisions = ("/decisions", "/propose?what=handover", "/indicators/1")
        acts = ("/record", "/votes/2", "/votes/2/ballot", f"/{waiting}/attest")
        for path in ("", *acts, *decisions):
            page = gateway.client.get(community + path).text
            linked |= {part.split('"')[0] for part in page.split('href="/words#')[1:]}
            assert 'href="/words"' in page
        assert {
            "objection",
            "handover",
            "quorum",
            "lower-median",
            "gateway",
            "managed-key",
            "commitment",
            "epoch",
        } <= linked
        assert linked <= known
        assert all(f'id="{key}"' in words for key in known)


class TestContributions:
    """`/communities/{c}/contributions`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        assert "waiting" in gateway.client.get(f"{community}/contributions?activity=1").text

    def test_can_be_narrowed_to_epochs_with_something_in_them(
        self, gateway: Gateway, community: str
    ) -> None:
        page = gateway.client.get(f"{community}/contributions?epoch=2").text
        menu = page.split('id="f-epoch"')[1].split("</select>")[0]
        offered = [part.split('"')[0] for part in menu.split('<option value="')[2:]]
        # What is recorded, and what the address asks for; epochs 3, 5 and 6 are empty.
        assert offered == ["1", "2", "4"]

    def test_of_one_member_are_theirs_alone(self, gateway: Gateway, community: str) -> None:
        page = gateway.client.get(f"{community}/contributions?contributor=3&activity=1&epoch=1")
        assert "mentored" in page.text
        assert (
            "mentored"
            not in gateway.client.get(
                f"{community}/contributions?contributor=4&activity=1&epoch=1"
            ).text
        )

    def test_of_one_unclaimed_member_would_be_their_page(
        self, gateway: Gateway, community: str
    ) -> None:
        answer = gateway.client.get(f"{community}/contributions?contributor=7")
        assert answer.status_code == 404
        assert "credited person 7" not in answer.text


class TestContribution:
    """`/communities/{c}/contributions/{id}`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/contributions/{id_of(gateway, 'mentored')}")
        assert answer.status_code == 200
        assert "Source:" not in answer.text

    @pytest.mark.parametrize(
        ("source", "told", "vouched"),
        [
            (
                {"repository": "a/b", "file": "c.json", "commit": "c0ffee"},
                "Source: a/b, c.json at commit c0ffee<",
                "for it from the public file at its commit",
            ),
            (
                {"file": "a/b", "format": "all-contributors", "sha256": "ab12"},
                "Source: a/b, in the format all-contributors, SHA-256 ab12<",
                "for it from a source",
            ),
            ({"file": "minutes.pdf"}, "Source: minutes.pdf<", "for it from a source"),
        ],
    )
    def test_tells_its_source_and_a_commit_only_where_there_is_one(
        self, gateway: Gateway, community: str, source: object, told: str, vouched: str
    ) -> None:
        body = {"kind": "contribution", "description": "imported", "evidence": [], "source": source}
        statement = Statement(7, 2, OPEN_EPOCH, 100, body, Basis.VOUCHED)
        gateway.settle(gateway.ledger(MANAGED).record([statement]))
        newest = gateway.get("/contributions?limit=1").json()["items"][0]["id"]
        page = gateway.client.get(f"{community}/contributions/{newest}").text
        assert told in page
        assert vouched in page.replace("<em>vouched</em> ", "")


class TestMembers:
    """`/communities/{c}/members`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        assert "steward 1" in gateway.client.get(f"{community}/members").text

    def test_go_on_after_any_id(self, gateway: Gateway, community: str) -> None:
        for after in (LATE, 100_000, 2**32):
            page = gateway.client.get(f"{community}/members?after={after}").text
            assert "steward 1" not in page, after


class TestMember:
    """`/communities/{c}/members/{m}`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        assert gateway.client.get(f"{community}/members/3").status_code == 200

    def test_shows_a_score_with_every_contribution_it_stands_on(
        self, gateway: Gateway, community: str
    ) -> None:
        for epoch, said in ((1, "21 points, standing on 1 accepted"), (2, "10.5 points, standing")):
            card = gateway.client.get(f"{community}/members/3?epoch={epoch}").text
            card = card.split('id="scores"')[1]
            assert said in card
            assert id_of(gateway, "mentored") in card

    def test_reads_the_narrative_to_its_end(self, gateway: Gateway, community: str) -> None:
        site = Site(gateway.services.reads)
        frame = site.frame(gateway.place.community)
        whole = accepted(site, frame, 7, OPEN_EPOCH)
        assert id_of(gateway, "organised") in [one.id for one in whole]
        assert len(whole) > 1
        assert accepted(site, frame, 7, OPEN_EPOCH, at_once=1) == whole
