"""A contributor hands a link to somebody who was there, and its secret is in no address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from ledger_py.signers import LocalSigner
from tests.api.asking import id_of
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.visitors import Visitor, managed_member
from tests.databases import Database
from tests.journeys.stage import DEVICE, Watch


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose members' keys are at hand."""
    with open_gateway(database, tmp_path_factory.mktemp("links")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


def signed_in(gateway: Gateway, member: int) -> Visitor:
    """A member, signed in by their wallet."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[member])
    return found


@contextmanager
def browsing(
    browser: Browser,
    gateway: Gateway,
    visitor: Visitor | None = None,
    host: str = "127.0.0.1",
    **more: Any,
) -> Iterator[Page]:
    """A page at a phone of its own, on which a visitor is signed in; nothing goes elsewhere."""
    origin = str(gateway.client.base_url).rstrip("/").replace("127.0.0.1", host)
    context = browser.new_context(base_url=origin, viewport={"width": 390, "height": 844}, **more)
    if visitor:
        for name, value in visitor.client.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": origin}])
    watch, found = Watch(origin), context.new_page()
    watch.follow(found)
    found.set_default_timeout(15_000)
    yield found
    context.close()
    assert watch.foreign == []
    assert watch.complaints == []


def made(browser: Browser, gateway: Gateway) -> str:
    """A link, as the contributor makes it on the contribution's page."""
    with browsing(browser, gateway, signed_in(gateway, 3)) as page:
        page.goto(f"/communities/1/contributions/{id_of(gateway, 'waiting')}")
        page.get_by_role("button", name="Make a link").click()
        expect(page.get_by_label("Send this to one person")).not_to_be_empty()
        return page.get_by_label("Send this to one person").input_value()


def test_a_link_is_opened_once_and_its_secret_is_in_no_address(
    browser: Browser, gateway: Gateway
) -> None:
    url = made(browser, gateway)
    secret, asked = url.partition("#")[2], list[Request]()
    with browsing(browser, gateway) as page:
        page.on("request", lambda request: asked.append(request))
        page.goto(url)
        expect(page).to_have_url(url.partition("#")[0])
        page.get_by_role("button", name="Open it here").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Were you there?")
        expect(page.get_by_role("blockquote")).to_have_text("waiting")
        page.go_back()
        assert secret not in page.url
        for one in asked:
            assert secret not in one.url + str(one.all_headers()), one.url
        assert [one.method for one in asked if secret in (one.post_data or "")] == ["POST"]
    with browsing(browser, gateway) as page:
        page.goto(url)
        page.get_by_role("button", name="Open it here").click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody has opened this link already")


def test_who_signs_in_comes_back_to_what_they_opened(browser: Browser, gateway: Gateway) -> None:
    # Browsers keep passkeys for names only.
    url = made(browser, gateway).replace("127.0.0.1", "localhost")
    with browsing(browser, gateway, host="localhost") as page:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        page.goto(url)
        page.get_by_role("button", name="Open it here").click()
        page.get_by_role("link", name="Sign in to attest").click()
        page.get_by_role("button", name="I am new here").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Were you there?")
        expect(page.get_by_text("speak for no active member")).to_be_visible()
        page.get_by_role("link", name="I was invited").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Join")


def test_a_member_attests_and_the_link_is_used(browser: Browser, gateway: Gateway) -> None:
    visitor = Visitor(gateway)
    visitor.by_wallet(LocalSigner(b"\x77" * 32))
    managed_member(gateway, visitor)
    url = made(browser, gateway)
    with browsing(browser, gateway, visitor) as page:
        page.goto(url)
        page.get_by_role("button", name="Open it here").click()
        there = page.url
        page.get_by_role("link", name="Attest", exact=True).click()
        page.get_by_label("I was there").check()
        page.get_by_role("button", name="Sign and attest").click()
        expect(page.get_by_text("It is in the ledger")).to_be_visible()
        page.goto(there)
        expect(page).to_have_url(there.removesuffix("/link"))
    with browsing(browser, gateway, signed_in(gateway, 3)) as page:
        page.goto(there.removesuffix("/link"))
        expect(page.get_by_text("has led to an attestation")).to_have_count(1)


def test_without_script_it_is_pasted(browser: Browser, gateway: Gateway) -> None:
    url = made(browser, gateway)
    with browsing(browser, gateway, java_script_enabled=False) as page:
        page.goto(url)
        page.get_by_label("The link that you were given").fill(url)
        page.get_by_role("button", name="Open it here").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Were you there?")


def test_a_link_is_taken_back_where_it_was_made(browser: Browser, gateway: Gateway) -> None:
    made(browser, gateway)
    with browsing(browser, gateway, signed_in(gateway, 3)) as page:
        page.goto(f"/communities/1/contributions/{id_of(gateway, 'waiting')}")
        held = page.get_by_role("button", name="Take back").count()
        page.get_by_role("button", name="Take back").last.click()
        expect(page.get_by_role("button", name="Take back")).to_have_count(held - 1)


def test_a_link_is_copied_where_it_was_made(browser: Browser, gateway: Gateway) -> None:
    allowed = {"permissions": ["clipboard-read", "clipboard-write"]}
    with browsing(browser, gateway, signed_in(gateway, 3), **allowed) as page:
        page.goto(f"/communities/1/contributions/{id_of(gateway, 'waiting')}")
        page.get_by_role("button", name="Make a link").click()
        page.get_by_role("button", name="Copy it").click()
        expect(page.get_by_text("It is in your clipboard.")).to_be_visible()
        link = page.get_by_label("Send this to one person").input_value()
        assert page.evaluate("navigator.clipboard.readText()") == link
