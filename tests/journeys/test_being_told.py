"""Somebody chooses what to be told of, is told on their device, and joins a discussion."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger_py.accounts import Accounts
from tests.api.visitors import personal
from tests.journeys.stage import LAST_VOTE, Installation
from tests.journeys.test_pages import CONTRAST, FAULTS

SPEAKER = "demo member 5"
SERVICE = "https://push.example/sent/1"
POINT = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
"""The base point of P-256: a point that a browser's key could be."""
SUBSCRIBING = """
([endpoint, p256dh]) => {
  const made = {
    endpoint,
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth: "A".repeat(22) } }),
    unsubscribe: async () => { sessionStorage.held = ""; return true; },
  };
  PushManager.prototype.getSubscription = async () => (sessionStorage.held ? made : null);
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error("asked wrongly");
    sessionStorage.held = "yes";
    return made;
  };
}
"""
"""In place of the service of the browser's maker, which no test reaches."""
SHOWN = """
async () => {
  const registration = await navigator.serviceWorker.getRegistration("/static/pushed.js");
  return (await registration.getNotifications()).map(({ title, body }) => [title, body]);
}
"""


@pytest.fixture
def page(device: Page, named: str) -> Page:
    """A page of somebody new who has signed in by a passkey, and is on their own page."""
    device.goto(f"{named}/sign-in")
    device.get_by_role("button", name="I am new here").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("What is yours")
    return device


def ask(page: Page, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the gateway answers to a tool that has this browser's session."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    origin = page.evaluate("window.location.origin")
    answer = page.request.post(f"{origin}{path}", data=body, headers={"X-CSRF-Token": token})
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def speak(page: Page, installation: Installation, label: str) -> None:
    """Let who is signed in speak for a demo account, by its key."""
    key = Accounts(installation.data / "accounts.json").signer(label)
    asked = ask(page, "/v1/statements", {"signer": "0x" + key.signer.hex()})
    signature = "0x" + key.sign(personal(asked["message"])).hex()
    ask(page, "/v1/signers", {"sign_in": asked["sign_in"], "signature": signature})


def speak_as(page: Page, installation: Installation, named: str, label: str) -> None:
    """Speak for one demo account alone."""
    page.goto(f"{named}/you")
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    held = page.request.get(f"{named}/v1/session").json()["memberships"]
    for one in held:
        gone = page.request.delete(
            f"{named}/v1/signers/{one['signer']}", headers={"X-CSRF-Token": token}
        )
        assert gone.ok
    speak(page, installation, label)


def look(page: Page) -> None:
    """Fail when a page is wider than the phone, or cannot be read or followed."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(FAULTS) == []
    assert page.evaluate(CONTRAST) == []


def test_what_somebody_chooses_to_be_told_is_still_chosen_when_they_come_back(page: Page) -> None:
    box = page.get_by_label("On devices: Something is put to the vote")
    safety = page.get_by_label("On devices: Somebody proposes that another signer")
    expect(box).to_be_checked()
    expect(safety).to_be_checked()
    expect(safety).to_be_disabled()
    look(page)
    box.uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(box).not_to_be_checked()
    expect(page.get_by_label("On devices: A contribution of yours is accepted")).to_be_checked()


def test_a_browser_that_refuses_notices_is_told_so(page: Page) -> None:
    page.add_init_script('Object.defineProperty(Notification, "permission", { value: "denied" })')
    page.reload()
    expect(page.get_by_text("This browser refuses notices from this page.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_hidden()


def test_a_device_is_told_of_what_is_new_until_it_is_told_no_more(page: Page, named: str) -> None:
    context = page.context
    context.grant_permissions(["notifications"], origin=named)
    context.add_init_script(f"({SUBSCRIBING})({json.dumps([SERVICE, POINT])})")
    page.reload()
    expect(page.get_by_text("This browser is not told.")).to_be_visible()
    session = context.new_cdp_session(page)
    registered: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.append(told))
    session.send("ServiceWorker.enable")
    page.get_by_role("button", name="Tell me on this device").click()
    expect(page.get_by_text("This browser is told.")).to_be_visible()
    expect(page.get_by_text("(this one)")).to_be_visible()

    (worker,) = [one for told in registered for one in told["registrations"]][:1]
    assert worker["scopeURL"] == f"{named}/static/", "no page is in its scope"
    data = json.dumps({"text": "Something is put to the vote.", "notices": [7]})
    pushed = {"origin": named, "registrationId": worker["registrationId"], "data": data}
    session.send("ServiceWorker.deliverPushMessage", pushed)
    until = time.monotonic() + 10
    while not (shown := page.evaluate(SHOWN)) and time.monotonic() < until:
        time.sleep(0.1)
    assert shown == [["Auzolan", "Something is put to the vote."]]

    page.get_by_role("button", name="No more on this device").click()
    expect(page.get_by_text("This browser is not told.")).to_be_visible()
    expect(page.get_by_text("(this one)")).to_have_count(0)


def test_a_member_says_something_and_everybody_reads_it(
    page: Page, browser: Browser, installation: Installation, named: str
) -> None:
    speak(page, installation, SPEAKER)
    place = installation.home.replace(installation.url, named)
    page.goto(f"{place}/votes/{LAST_VOTE}")
    text = "<b>Twenty</b> sessions are few.\nAre they?"
    page.get_by_label(f"Say something, as {SPEAKER}").fill(text)
    page.get_by_role("button", name="Say it").click()
    said = page.locator(".remark", has_text="sessions are few.")
    expect(said.locator(".said")).to_have_text("<b>Twenty</b> sessions are few. Are they?")
    expect(said).to_be_in_viewport()
    look(page)

    said.get_by_role("button", name="Answer").click()
    expect(page.get_by_text(f"An answer to {SPEAKER}")).to_be_visible()
    page.get_by_label("Say something").fill("They are.")
    page.get_by_role("button", name="Say it").click()
    answered = page.locator(".remark", has_text="They are.")
    expect(answered.get_by_text(f"answers {SPEAKER}")).to_be_visible()

    visitor = browser.new_page()
    visitor.goto(f"{installation.home}/votes/{LAST_VOTE}")
    expect(visitor.get_by_text("They are.")).to_be_visible()
    expect(visitor.get_by_role("textbox")).to_have_count(0)

    page.on("dialog", lambda dialog: dialog.accept())
    answered.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("They are.")).to_have_count(0)
    expect(page.get_by_text("Taken back by its author, or erased.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("They are.")).to_have_count(0)
    visitor.close()


def test_a_reported_comment_is_hidden_by_a_steward_and_its_author_appeals(
    page: Page, installation: Installation, named: str
) -> None:
    place = installation.home.replace(installation.url, named)
    vote = f"{place}/votes/{LAST_VOTE}"
    speak(page, installation, SPEAKER)
    page.goto(vote)
    page.get_by_label("Say something").fill("Somebody’s child was ill.")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".said", has_text="child was ill")).to_be_visible()

    speak_as(page, installation, named, "demo member 4")
    page.goto(vote)
    remark = page.locator(".remark", has_text="child was ill")
    remark.get_by_text("Report", exact=True).click()
    remark.get_by_label("Why should it not be shown?").fill("It is about a child.")
    remark.get_by_role("button", name="Report it to the stewards").click()
    expect(page.get_by_role("link", name="The report on it")).to_be_visible()

    speak_as(page, installation, named, "demo steward 1")
    page.goto(f"{place}/reports")
    expect(page.get_by_text("It is about a child.")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Hide it").click()
    expect(page.get_by_text("It is hidden.")).to_be_visible()
    page.goto(vote)
    expect(page.get_by_text("Hidden here by a steward")).to_be_visible()

    speak_as(page, installation, named, SPEAKER)
    page.goto(vote)
    page.get_by_role("link", name="The report on it").click()
    page.get_by_label("Why should it be shown after all?").fill("It was my own.")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_text("Waits for another steward")).to_be_visible()
