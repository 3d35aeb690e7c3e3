"""The pages over HTTP: who may see what, and where the demo's forms are not."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.pages import Site
from api.pages.csrf import COOKIE
from api.pages.members import accepted
from ledger_py.ledger import Statement
from ledger_py.models import Basis
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.typed_data import contribution_id
from tests.api.stack import LATE, MANAGED, OPEN_EPOCH, Gateway

HERE = ("127.0.0.1", 50_000)
FAR = ("203.0.113.9", 50_000)
FORMS = ("record", "votes/1/ballot", "acts/0x00")


def ask(
    app: FastAPI,
    method: str,
    path: str,
    client: tuple[str, int] = HERE,
    cookies: dict[str, str] | None = None,
    **given: object,
) -> httpx.Response:
    """One request to an application as if it came from `client`."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=client)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies=cookies
        ) as asker:
            return await asker.request(method, path, **given)

    # In a thread of its own: a browser's event loop may run in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(go())).result()


def id_of(gateway: Gateway, name: str) -> str:
    """The id of a contribution of the stack."""
    return "0x" + contribution_id(gateway.contributions[name]).hex()


def opened(app: FastAPI, path: str) -> tuple[str, dict[str, str]]:
    """A form's token, and the cookie that came with it."""
    page = ask(app, "GET", path)
    token = page.text.split('name="token" value="')[1].split('"')[0]
    return token, {COOKIE: page.cookies[COOKIE]}


@pytest.fixture
def community(gateway: Gateway) -> str:
    """The path of the community's pages."""
    found = gateway.services.reads.community(gateway.place.community)
    return f"/communities/{found.number}"


@pytest.fixture
def network(gateway: Gateway) -> FastAPI:
    """The same ledger served in the network profile."""
    folder = gateway.services.settings.data_dir
    settings = Settings.read(profile="network", data_dir=folder)
    return create_app(replace(gateway.services, settings=settings))


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
        "path", ["members/{}", "votes/{}", "indicators/{}", "contributions/{}"]
    )
    def test_know_no_id_that_the_chain_cannot_hold(
        self, gateway: Gateway, community: str, path: str
    ) -> None:
        for odd in (10**30, 2**32, "0", "x"):
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


class TestContributions:
    """`/communities/{c}/contributions`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        assert "waiting" in gateway.client.get(f"{community}/contributions?activity=1").text

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


class TestForms:
    """`/communities/{c}/record` and its like: the embedded profile's demo accounts only."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/record")
        assert answer.status_code == 200
        assert "managed" in answer.text

    def test_the_network_profile_has_none(self, network: FastAPI, community: str) -> None:
        assert f"{community}/record" not in ask(network, "GET", community).text
        for form in FORMS:
            assert ask(network, "GET", f"{community}/{form}").status_code == 404
            assert ask(network, "POST", f"{community}/{form}").status_code in (404, 405)

    def test_answer_no_other_machine(self, gateway: Gateway, community: str) -> None:
        assert ask(gateway.app, "GET", f"{community}/record", FAR).status_code == 403
        assert ask(gateway.app, "GET", community, FAR).status_code == 200

    def test_refuse_a_token_that_is_not_the_browsers(
        self, gateway: Gateway, community: str
    ) -> None:
        path = f"{community}/record"
        token, _ = opened(gateway.app, path)
        fields = {"token": token, "member": "1"}
        for cookies in ({}, {COOKIE: "another"}):
            answer = ask(gateway.app, "POST", path, data=fields, cookies=cookies)
            assert answer.status_code == 403

    def test_refuse_a_form_sent_from_another_site(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"data": {"token": token, "member": "1"}, "cookies": cookies}
        foreign = {"Origin": "https://elsewhere.example"}
        assert ask(gateway.app, "POST", path, headers=foreign, **sent).status_code == 403
        # The same form from its own page is read, and refused for what it lacks.
        own = {"Origin": "http://127.0.0.1"}
        assert ask(gateway.app, "POST", path, headers=own, **sent).status_code == 422

    def test_recognise_whom_a_contribution_credits(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        assert "credited person 7" not in gateway.client.get(path).text
        credits = id_of(gateway, "organised")
        page = gateway.client.get(f"{community}/contributions/{credits}").text
        assert f'href="{path}?of={credits}"' in page
        form = gateway.client.get(f"{path}?of={credits}").text
        assert '<option value="7" selected>credited person 7 (unclaimed)</option>' in form

    def test_recognise_anybody_by_number(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {
            "token": token,
            "once": "by number",
            "member": str(MANAGED),
            "contributor": "own",
            "number": "8",
            "description": "Found by number",
            "activity": "2",
            "epoch": str(OPEN_EPOCH),
            "units": "1",
            "basis": "present",
        }
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 303
        newest = gateway.get("/contributions?limit=1").json()["items"][0]
        assert (newest["contributor"]["member"], newest["recorder"]["member"]) == (8, MANAGED)

    def test_show_an_unknown_number_as_the_ledgers_refusal(
        self, gateway: Gateway, community: str
    ) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"token": token, "member": str(MANAGED), "number": "98", "description": "Nobody's"}
        sent |= {"activity": "2", "epoch": str(OPEN_EPOCH), "units": "1", "basis": "present"}
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 422
        assert "MemberUnknown" in answer.text
        assert 'value="98"' in answer.text

    def test_sign_for_nobody_whose_key_is_not_here(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"token": token, "member": "999"}
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 422
        assert "NotManagedHere" in answer.text
