"""Somebody who has never held a wallet is invited, joins and acts, by the passkey of a phone.

Last of the journeys: others count who is in the demonstration.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.stage import Installation
from tests.journeys.test_pages import CONTRAST, FAULTS


def invited(page: Page, installation: Installation, named: str) -> str:
    """A steward's invitation: the link that is handed over, under the installation's name."""
    page.goto(f"{named}{installation.home.removeprefix(installation.url)}/invite")
    page.get_by_label("Sign as").select_option(label="demo steward 1")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand over this link")
    look(page)
    return page.locator("#link").inner_text().replace("127.0.0.1", "localhost")


def sign_up(page: Page) -> None:
    """Sign in for the first time, from wherever one was asked to."""
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_role("button", name="I am new here").click()


def look(page: Page) -> None:
    """See that a page fits, stands out from its ground, and can be followed without seeing it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(FAULTS) == []


def sign(page: Page, says: str) -> None:
    """Read what is signed, and sign it."""
    expect(page.locator(".summary")).to_contain_text(says)
    look(page)
    page.get_by_role("button", name="Sign with my passkey").click()


def joined(page: Page, link: str, name: str, way: str) -> None:
    """Open an invitation, sign in and join."""
    page.goto(link)
    expect(page).to_have_url(re.compile("/sign-in[^#]*$"))
    page.reload()
    sign_up(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Join ")
    expect(page.get_by_text("Your invitation came with the link.")).to_be_visible()
    assert "#" not in page.url
    look(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label(re.compile(way)).check()
    page.get_by_role("button", name="Go on").click()


def recorded(page: Page, home: str, text: str) -> None:
    """Fill in the form of one's own work and send it; the only speaker is chosen already."""
    page.goto(f"{home}/record")
    page.get_by_label("What was done?").fill(text)
    page.get_by_label("Kind of work").select_option(label="Mentoring (in sessions)")
    page.get_by_label("How many units?").fill("1.5")
    page.get_by_role("button", name="Sign and record").click()


def as_me(page: Page, name: str) -> None:
    """Choose oneself in a form that offers demo accounts too."""
    expect(page.get_by_label("Sign as").locator("option:checked")).to_contain_text(f"{name}, you")


def test_a_passkey_joins_records_attests_and_votes(
    device: Page, installation: Installation, named: str
) -> None:
    home = named + installation.home.removeprefix(installation.url)
    joined(device, invited(device, installation, named), "Ane", "a new passkey")
    sign(device, "joins by an invitation of demo steward 1, with the passkey")
    expect(device.get_by_role("status")).to_contain_text("What Ane signed was included")
    expect(device.get_by_role("heading", level=1)).to_have_text("Ane")
    member = device.url.split("/members/")[1].split("?")[0]

    recorded(device, home, "Showed two newcomers around")
    expect(device.locator("blockquote")).to_have_text("Showed two newcomers around")
    sign(device, "Ane records that Ane did 1.50 of Mentoring")
    expect(device).to_have_url(re.compile(r"/contributions/0x[0-9a-f]{64}\?act="))
    expect(device.locator("main")).to_contain_text("Showed two newcomers around")

    waiting = installation.get("/v1/communities/1/contributions?state=proposed&limit=50")
    one = next(w for w in waiting["items"] if str(w["contributor"]["member"]) != member)
    device.goto(f"{home}/contributions/{one['id']}/attest")
    as_me(device, "Ane")
    device.get_by_label("I was there").check()
    device.get_by_role("button", name="Sign and attest").click()
    sign(device, "attests")
    expect(device.locator(".speech")).to_contain_text("Ane")

    device.goto(f"{named}/you")
    expect(device.locator(".card", has_text="Ane")).to_contain_text("by")
    assert "managed" not in device.locator(".card", has_text="Ane").inner_text()


def test_an_invitation_that_came_with_a_number_goes_along_to_the_name(
    device: Page, installation: Installation, named: str
) -> None:
    link = invited(device, installation, named)
    device.goto(link.replace("localhost", "127.0.0.1"))
    device.get_by_role("link", name="open this page as localhost").click()
    sign_up(device)
    expect(device.get_by_text("Your invitation came with the link.")).to_be_visible()


def test_what_the_ledger_refuses_is_told_where_it_was_signed(
    device: Page, installation: Installation, named: str
) -> None:
    link = invited(device, installation, named)
    joined(device, link, "Beñat", "a new passkey")
    sign(device, "joins by an invitation")
    expect(device.get_by_role("heading", level=1)).to_have_text("Beñat")
    home = named + installation.home.removeprefix(installation.url)
    device.goto(f"{home}/join#{link.split('#')[1]}")
    device.get_by_label("Your name").fill("Another")
    device.get_by_role("button", name="Go on").click()
    sign(device, "joins by an invitation")
    expect(device.get_by_role("alert")).to_contain_text("was carried out before")
    expect(device.get_by_role("button", name="Sign with my passkey")).to_be_enabled()


def test_who_is_managed_moves_to_a_key_of_their_own(
    device: Page, installation: Installation, named: str
) -> None:
    home = named + installation.home.removeprefix(installation.url)
    joined(device, invited(device, installation, named), "Itxaso", "keep a key for me")
    expect(device.get_by_role("heading", level=1)).to_have_text("Itxaso")
    expect(device.locator(".head")).to_contain_text("Managed")
    member = device.url.split("/members/")[1].split("?")[0]

    # The gateway signs at once for whom it keeps a key.
    recorded(device, home, "Watered the plants")
    expect(device).to_have_url(re.compile(r"/contributions/0x[0-9a-f]{64}\?act="))

    device.goto(f"{home}/members/{member}/signers")
    look(device)
    device.get_by_label("A new passkey on this device").check()
    device.get_by_role("button", name="Go on").click()
    sign(device, "speak for them too")
    expect(device).to_have_url(re.compile(rf"/members/{member}\?act="))

    device.goto(f"{home}/members/{member}/signers")
    kept = device.locator("ul.own li", has_text="kept by a gateway")
    kept.get_by_role("button", name="Remove").click()
    sign(device, "speak for them no longer")
    expect(device).to_have_url(re.compile(rf"/members/{member}\?act="))
    expect(device.locator(".head")).not_to_contain_text("Managed")

    device.goto(f"{named}/you/signers")
    look(device)
    device.goto(f"{home}/membership/depart")
    as_me(device, "Itxaso")
    device.get_by_role("button", name="Sign and leave").click()
    sign(device, "leaves")
    expect(device.locator(".head")).to_contain_text("Has left")
