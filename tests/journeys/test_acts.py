"""A visitor acts as demo accounts: votes, records, attests, and is refused in words."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.stage import Installation

ENABLE = """options => options.forEach(option => {
  option.disabled = false;
  option.label = option.label.split(" (")[0];
})"""


def record(page: Page, installation: Installation, speaker: str, text: str, units: str) -> None:
    """Fill in and send the form that records the speaker's own work."""
    page.goto(f"{installation.home}/record")
    page.get_by_label("Sign as").select_option(speaker)
    page.get_by_label("What was done?").fill(text)
    page.get_by_label("Kind of work").select_option(label="Mentoring (in sessions)")
    page.get_by_label("How many units?").fill(units)
    page.get_by_role("button", name="Sign and record").click()


def attest(page: Page, speaker: str, units: str) -> None:
    """Attest to the contribution that the page shows."""
    page.get_by_role("link", name="Attest", exact=True).click()
    # The form offers only who may attest; the ledger refuses the others whatever a form offers.
    page.locator("#member option:disabled").evaluate_all(ENABLE)
    page.get_by_label("Sign as").select_option(speaker)
    page.get_by_label("I was there").check()
    page.get_by_label("How many units can you attest to?").fill(units)
    page.get_by_role("button", name="Sign and attest").click()


def rising(page: Page) -> tuple[Locator, int, int]:
    """A type whose level one more high ballot raises: its card, its level, the level then."""
    for card in page.locator(".type", has_text="one more ballot").all():
        level = int(card.locator(".level").inner_text().removeprefix("level").strip())
        found = re.search(r"one more ballot: \d+ to (\d+)", card.inner_text())
        if found and int(found.group(1)) > level:
            return card, level, int(found.group(1))
    pytest.fail("No median of the open vote is one ballot from rising.")


def test_demo_member_4_votes_and_sees_the_median_move(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/votes/4")
    expect(page.locator(".head .notice")).to_contain_text(
        "Demonstration vote of this installation’s demo accounts, not AsyncAPI’s"
    )
    ballots = int(page.locator(".facts dd").first.inner_text())
    card, level, then = rising(page)
    name = card.locator("h4").inner_text().split("\n")[0].removesuffix(f"level {level}").strip()

    page.get_by_role("link", name="Cast a ballot").click()
    page.get_by_label("Sign as").select_option(label="demo member 4 (has not voted)")
    page.locator(".levels label", has_text=name).first.click()
    page.keyboard.type("10")
    page.get_by_label("Why?").fill("This work holds the rest together.")
    page.get_by_role("button", name="Sign and cast").click()

    page.wait_for_url(re.compile(r"/votes/4\?act="))
    expect(page.get_by_role("status")).to_contain_text(f"{name} from {level} to {then}")
    moved = page.locator(".type", has=page.get_by_role("heading", name=name))
    expect(moved.locator(".level")).to_have_text(re.compile(rf"level\s+{then}$"))
    expect(page.locator(".facts dd").first).to_have_text(str(ballots + 1))
    expect(page.locator("main")).to_contain_text("This work holds the rest together.")

    # Voting again begins from that ballot, and is compared with it.
    page.get_by_role("link", name="Cast a ballot").click()
    expect(page.locator(".sheet .notice")).to_contain_text("replaces the old one whole")
    page.locator(".sheet .notice").get_by_role("link", name="demo member 4").click()
    field = page.get_by_label(name, exact=False).first
    expect(field).to_have_value("10")
    expect(page.get_by_label("Why?")).to_have_value("This work holds the rest together.")
    field.select_option("0")
    page.get_by_role("button", name="Sign and cast").click()
    page.wait_for_url(re.compile(r"/votes/4\?act="))
    status = page.get_by_role("status")
    expect(status).to_contain_text(f"{name} from {then} to")
    expect(status).to_contain_text("with the ballot that it replaced")


def test_demo_member_5_records_and_two_others_attest_until_it_is_accepted(
    page: Page, installation: Installation
) -> None:
    record(page, installation, "demo member 5", "Sat with a newcomer through a first review.", "2")
    page.wait_for_url(re.compile(r"/contributions/0x[0-9a-f]{64}\?act="))
    expect(page.get_by_role("status")).to_contain_text("It is in the ledger")
    expect(page.locator("h1")).to_have_text("Sat with a newcomer through a first review.")
    expect(page.locator(".tag.proposed")).to_be_visible()

    attest(page, "demo member 1", "2")
    expect(page.locator(".speech")).to_contain_text("demo member 1")
    expect(page.locator(".tag.proposed")).to_be_visible()

    attest(page, "demo member 2", "1.5")
    expect(page.locator(".tag.accepted")).to_be_visible()
    # With two attesters the lower median is the lower of the two.
    expect(page.locator("#says").locator("xpath=..")).to_contain_text("with 1.5 sessions")
    expect(page.locator(".head")).to_contain_text("1.5 of 2 sessions accepted, counted in")
    expect(page.locator("main")).to_contain_text("Up to five members may attest")

    page.goto(f"{installation.home}/members/7")
    expect(page.locator(".entry", has_text="first review").first).to_contain_text(
        "1.5 of 2 sessions accepted"
    )
    expect(page.locator("main")).to_contain_text("Sat with a newcomer through a first review.")


def test_zero_units_are_refused_by_the_ledgers_rule_and_the_form_keeps_what_was_written(
    page: Page, installation: Installation
) -> None:
    before = installation.get("/v1/communities")
    record(page, installation, "demo member 5", "Held the door open.", "0")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("nothing has changed")
    expect(fault).to_contain_text("UnitsMissing")
    expect(fault).to_contain_text("The units given are 0. ")
    expect(fault).to_contain_text("at least 0.01 units")
    expect(page.get_by_label("What was done?")).to_have_value("Held the door open.")
    expect(page.get_by_label("Sign as")).to_have_value("7")
    assert installation.get("/v1/communities") == before


def test_units_that_are_no_number_are_refused_at_their_field(
    page: Page, installation: Installation
) -> None:
    record(page, installation, "demo member 5", "Held the door open.", "a lot")
    expect(page.get_by_role("alert")).to_contain_text("“a lot” is no number of units.")
    field = page.get_by_label("How many units?")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("a lot")


def test_nobody_attests_to_their_own_contribution(page: Page, installation: Installation) -> None:
    record(page, installation, "demo member 5", "Answered a long question.", "1")
    page.wait_for_url(re.compile(r"/contributions/0x"))
    attest(page, "demo member 5", "1")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("AttesterIsContributor")
    expect(fault).to_contain_text("demo member 5 (member 7) cannot attest to their own")
    own = page.locator("#member option[value='7']")
    expect(own).to_be_disabled()
    expect(own).to_have_text("demo member 5 (it is their own work)")
    expect(page.get_by_label("I was there")).to_be_checked()


def test_a_second_attestation_by_the_same_member_is_refused(
    page: Page, installation: Installation
) -> None:
    record(page, installation, "demo member 5", "Welcomed two people in the chat.", "1")
    page.wait_for_url(re.compile(r"/contributions/0x"))
    attest(page, "demo member 1", "1")
    # The very same act within one second would be the first one again, and no second attestation.
    attest(page, "demo member 1", "0.5")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("AttestationExists")
    expect(fault).to_contain_text("demo member 1 (member 3) attested to this contribution before")
    again = page.locator("#member option[value='3']")
    expect(again).to_be_disabled()
    expect(again).to_have_text("demo member 1 (has attested already)")


def test_a_form_from_elsewhere_is_refused(page: Page, installation: Installation) -> None:
    before = installation.get("/v1/communities")
    fields = {"member": "7", "description": "forged", "activity": "1", "epoch": "1", "units": "1"}
    request = Request(
        f"{installation.home}/record",
        urlencode(fields).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=10)
    assert refused.value.code == 403
    assert "not opened here" in refused.value.read().decode()
    assert installation.get("/v1/communities") == before


def test_a_page_of_another_site_cannot_lead_a_browser_here_by_name(
    installation: Installation,
) -> None:
    request = Request(f"{installation.home}/record", headers={"Host": "evil.example"})
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=10)
    assert refused.value.code in (403, 421)
