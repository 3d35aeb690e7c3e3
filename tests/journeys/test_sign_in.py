"""Somebody without a wallet signs in by a passkey, lets a tool work for them, and comes back."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Installation


@pytest.fixture
def page(device: Page) -> Page:
    """A visitor whose device verifies them."""
    return device


def test_a_newcomer_makes_a_passkey_and_comes_back_with_it(page: Page, named: str) -> None:
    page.goto(f"{named}/you")
    expect(page).to_have_url(f"{named}/sign-in")
    page.get_by_role("button", name="I am new here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is yours")
    passkey = page.locator("ul.own li").first.inner_text()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{named}/sign-in")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("ul.own li").first).to_have_text(passkey.replace("\n", " "))


def test_a_tool_works_for_the_user_until_its_token_is_taken_back(page: Page, named: str) -> None:
    page.goto(f"{named}/sign-in")
    page.get_by_role("button", name="I am new here").click()
    page.get_by_label("A new one, for which tool?").fill("a dashboard")
    page.get_by_role("button", name="Make a token").click()
    secret = page.locator("form [role=status] code")
    expect(secret).not_to_be_empty()
    headers = {"Authorization": f"Bearer {secret.inner_text()}"}
    assert httpx.get(f"{named}/v1/session", headers=headers).json()["scopes"] == ["read"]
    page.reload()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("a dashboard")).to_have_count(0)
    assert httpx.get(f"{named}/v1/session", headers=headers).status_code == 401


def test_a_visitor_without_a_wallet_is_told_so_and_by_number_where_passkeys_are(
    page: Page, named: str, installation: Installation
) -> None:
    page.goto(f"{named}/sign-in")
    page.get_by_role("button", name="Sign in with a wallet").click()
    expect(page.get_by_role("alert")).to_contain_text("no wallet in this browser")
    with httpx.Client() as client:
        by_number = client.get(f"{installation.url}/sign-in").text
    assert f'href="{named}/sign-in"' in by_number
    assert "I am new here" not in by_number
