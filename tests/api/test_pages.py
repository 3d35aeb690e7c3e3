"""The pages over HTTP: who may see what, and where the demo's forms are not."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.pages.csrf import COOKIE
from ledger_py.settings import Settings
from tests.api.stack import Gateway

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

    def test_escape_what_people_wrote(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/contributions?state=<script>alert(1)</script>")
        assert "<script>" not in answer.text


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

    def test_sign_for_nobody_whose_key_is_not_here(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"token": token, "member": "999"}
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 422
        assert "NotManagedHere" in answer.text
