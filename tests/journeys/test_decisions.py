"""Demo accounts decide together: propose, vote, object, and see it closed and executed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.stage import Installation, Watch

MINUTES = 150_000
"""Milliseconds for a minute's vote, a minute's wait, and what the gateway does after each."""
POINTS = {"Care": "50", "Events and talks": "20", "Writing and teaching": "20", "Organising": "5"}
REST = "Code and upkeep"


@pytest.fixture
def plain(browser: Browser, installation: Installation) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    watch = Watch(installation.url)
    found = context.new_page()
    watch.follow(found)
    yield found
    context.close()
    assert watch.foreign == []


def propose_cap(page: Page, installation: Installation, title: str, cap: str) -> str:
    """Propose, as a steward and at once, to revise an activity type; the proposal's address."""
    page.goto(f"{installation.home}/decisions")
    page.get_by_role("link", name="Propose something").click()
    page.get_by_role("link", name="Revise an activity type").click()
    page.get_by_label("Sign as").select_option(label="demo steward 1")
    page.get_by_label("Activity type").select_option(label="Presentations (in sessions)")
    page.get_by_label("How many units count?").fill(cap)
    page.get_by_label("In one line").fill(title)
    page.get_by_label("Why?").fill("So that all can see what is decided.")
    page.get_by_label("At once").check()
    page.get_by_role("button", name="Sign and propose").click()
    page.wait_for_url(re.compile(r"/proposals/\d+\?act="))
    expect(page.locator("h1")).to_have_text(title)
    return page.url.split("?")[0]


def answer(page: Page, proposal: str, speaker: str, said: str, why: str = "") -> None:
    """Cast a ballot about a proposal."""
    page.goto(proposal)
    page.get_by_role("link", name="Vote", exact=True).click()
    page.get_by_label("Sign as").select_option(label=f"{speaker} (has not voted)")
    page.get_by_label(said, exact=True).check()
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Sign and cast").click()
    page.wait_for_url(re.compile(r"/proposals/\d+\?act="))
    expect(page.get_by_role("status")).to_contain_text("It is in the ledger")


def object_to(page: Page, proposal: str, speaker: str, why: str) -> None:
    """Object to a proposal that has passed."""
    page.goto(proposal)
    page.get_by_role("link", name="Object", exact=True).click()
    page.get_by_label("Sign as").select_option(label=speaker)
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Sign and object").click()
    page.wait_for_url(re.compile(r"/proposals/\d+\?act="))


def test_proposals_are_voted_on_closed_and_executed_or_stopped_by_objections(
    page: Page, installation: Installation
) -> None:
    kept = propose_cap(page, installation, "Ten presentations at most", "10")
    expect(page.locator(".calls")).to_contain_text("revises Presentations")
    stopped = propose_cap(page, installation, "One presentation at most", "1")
    for member in (1, 2, 3):
        answer(page, kept, f"demo member {member}", "For it", "It is enough.")
    for member in (1, 2):
        answer(page, stopped, f"demo member {member}", "For it")
    answer(page, stopped, "demo member 3", "I abstain: I take part, and leave it to the others")
    expect(page.locator(".answer", has_text="Abstains")).to_contain_text("1")

    # Nobody does anything: the gateway closes, and the page follows.
    for proposal in (kept, stopped):
        page.goto(proposal)
        tag = page.locator(".eyebrow .tag")
        expect(tag).to_have_text("passed, waits for objections", timeout=MINUTES)
    object_to(page, stopped, "demo member 4", "One is too few.")
    object_to(page, stopped, "demo member 5", "I slept.")
    expect(page.locator(".eyebrow .tag")).to_have_text("stopped by objections")
    expect(page.locator("main")).to_contain_text("“I slept.”")
    object_to(page, kept, "demo member 5", "Alone.")
    expect(page.locator("main")).to_contain_text("1 objection since then")

    page.goto(kept)
    expect(page.locator(".eyebrow .tag")).to_have_text("executed", timeout=MINUTES)
    expect(page.locator(".track li").last).to_contain_text("Executed")
    community = installation.get("/v1/communities")["items"][0]["community"]
    found = installation.get(f"/v1/communities/{community}/activities")["items"]
    revised = next(one for one in found if one["title"] == "Presentations")
    assert revised["cap"] == 1_000
    page.goto(f"{installation.home}/decisions")
    decided = page.locator("section", has=page.get_by_role("heading", name="Decided"))
    expect(decided).to_contain_text("Ten presentations at most")
    expect(decided).to_contain_text("One presentation at most")


def test_an_amendment_begins_from_what_it_amends_and_both_pages_name_each_other(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/proposals/6")
    page.get_by_role("link", name="Propose an amendment").click()
    expect(page.get_by_label("How many units count?")).to_have_value("20")
    page.get_by_label("Sign as").select_option(label="demo steward 2")
    page.get_by_label("How many units count?").fill("30")
    page.get_by_label("In one line").fill("Thirty rather than twenty")
    page.get_by_label("Why?").fill("Between the two.")
    # By the rules: announced, and not open for three days.
    page.get_by_role("button", name="Sign and propose").click()
    page.wait_for_url(re.compile(r"/proposals/\d+\?act="))
    expect(page.locator(".eyebrow")).to_contain_text("Amendment")
    expect(page.locator(".eyebrow .tag")).to_have_text("announced")
    page.locator(".lineage a").first.click()
    expect(page).to_have_url(f"{installation.home}/proposals/6")
    expect(page.locator(".lineage")).to_contain_text("Thirty rather than twenty")


def test_a_member_who_is_no_steward_is_told_what_the_rules_ask(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/propose?what=words")
    page.get_by_label("Sign as").select_option(label="demo member 1")
    page.get_by_label("In one line").fill("Now")
    page.get_by_label("Why?").fill("It cannot wait.")
    page.get_by_label("At once").check()
    page.get_by_role("button", name="Sign and propose").click()
    expect(page.get_by_role("alert")).to_contain_text("DelayOutOfRange")
    expect(page.get_by_label("Why?")).to_have_value("It cannot wait.")


def test_a_division_of_100_points_tells_what_is_left_and_moves_the_shares(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/votes/5")
    page.get_by_role("link", name="Cast a ballot").click()
    page.get_by_label("Sign as").select_option(label="demo member 4 (has not voted)")
    division, left = page.locator(".division"), page.locator("#left")
    expect(left).to_have_text("100 points to give.")
    for group, points in POINTS.items():
        division.get_by_label(group).fill(points)
    expect(left).to_have_text("5 points left to give.")
    division.get_by_label(REST).fill("6")
    expect(left).to_have_text("1 point too many.")
    division.get_by_label(REST).fill("5")
    expect(left).to_have_text("All 100 points are given.")
    page.get_by_role("button", name="Sign and cast").click()
    page.wait_for_url(re.compile(r"/votes/5\?act="))
    expect(page.get_by_role("status")).to_contain_text("share")
    expect(page.locator("main")).to_contain_text("50 Care, 20 Events and talks")


def test_a_division_without_scripts_is_counted_by_the_gateway(
    plain: Page, installation: Installation
) -> None:
    plain.goto(f"{installation.home}/votes/5/ballot")
    plain.get_by_label("Sign as").select_option(label="demo member 5 (has not voted)")
    for group, points in POINTS.items():
        plain.locator(".division").get_by_label(group).fill(points)
    plain.get_by_role("button", name="Sign and cast").click()
    expect(plain.get_by_role("alert")).to_contain_text("The points come to 95, not to 100.")
    expect(plain.get_by_role("alert")).to_contain_text("Give out 5 more.")
    expect(plain.locator("#left")).to_have_text("5 points left to give.")
    plain.locator(".division").get_by_label(REST).fill("5")
    plain.get_by_role("button", name="Sign and cast").click()
    plain.wait_for_url(re.compile(r"/votes/5\?act="))
