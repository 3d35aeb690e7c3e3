"""A visitor reads: the community, one contribution with its proof, and who has a page at all."""

from __future__ import annotations

import re

from eth_utils import keccak
from playwright.sync_api import Page, expect

from tests.journeys.stage import Installation

CELLS = "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText))"


def test_the_visitor_is_led_to_the_only_community_and_told_that_it_is_a_demonstration(
    page: Page, installation: Installation
) -> None:
    page.goto(installation.url)
    expect(page).to_have_url(installation.home)
    expect(page.get_by_role("heading", level=1)).to_have_text("AsyncAPI")
    expect(page.locator(".notice").first).to_contain_text("demonstration")


def test_the_visitor_sees_value_against_record_for_every_group_and_type(
    page: Page, installation: Installation
) -> None:
    page.goto(installation.home)
    rows = page.locator(".gap-table tbody tr").evaluate_all(CELLS)
    shares = [(float(value.rstrip("%")), float(record.rstrip("%"))) for value, record, *_ in rows]
    types = page.locator("dt", has_text="kinds of work").locator("xpath=../dd").inner_text()
    assert len(shares) == int(types)
    # Each figure is rounded to a tenth of a percent.
    assert abs(sum(value for value, _ in shares) - 100) < 0.05 * len(shares)
    assert abs(sum(record for _, record in shares) - 100) < 0.05 * len(shares)


def test_the_visitor_opens_a_contribution_and_checks_its_commitment(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/contributions?activity=1")
    page.locator(".entry-title a").last.click()
    expect(page.locator("h1")).not_to_be_empty()
    steward = page.locator(".speech li").first
    expect(steward).to_contain_text("demo steward 1")
    expect(steward).to_contain_text("demo account, managed")
    expect(steward).to_contain_text("vouched for it from the public file at its commit")

    def proof(name: str) -> str:
        return page.locator(".proof div", has_text=name).locator("dd").inner_text()

    page.get_by_text("Check it yourself").click()
    text = page.locator("pre").inner_text()
    sealed = keccak(bytes.fromhex(proof("Salt")[2:]) + text.encode())
    assert proof("Commitment to the text") == "0x" + sealed.hex()
    assert re.fullmatch(r"0x[0-9a-f]{64}", proof("Recorded in transaction"))


def test_an_unclaimed_member_has_no_page_and_is_in_no_list(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/contributions?activity=1")
    entry = page.locator(".entry", has_text="unclaimed").first
    name = entry.locator(".entry-meta span").first.inner_text().removesuffix("unclaimed").strip()
    assert entry.locator("a[href*='/members/']").count() == 0

    page.goto(f"{installation.home}/members")
    expect(page.get_by_role("heading", name="44 unclaimed members")).to_be_visible()
    assert name not in page.content()

    answer = page.goto(f"{installation.home}/members/8")
    assert answer is not None and answer.status == 404
    expect(page.locator("h1")).to_have_text("This member has no page")
    expect(page.locator("main")).to_contain_text("not joined")


def test_members_are_listed_in_the_order_of_admission_and_marked(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/members")
    names = [link.inner_text() for link in page.locator(".entry-title a").all()]
    assert names == [
        "demo steward 1",
        "demo steward 2",
        *(f"demo member {number}" for number in range(1, 6)),
    ]
    assert page.locator(".entry", has_text="demo account, managed").count() == 7


def test_a_member_who_joined_has_a_page_with_the_narrative_before_the_score(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/members")
    page.get_by_role("link", name="demo member 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("demo member 3")
    page.wait_for_load_state()
    headings = [heading.inner_text() for heading in page.locator("h2").all()]
    assert headings[0] == "What they did"
    assert headings[-1] == "What the indicators say"
    card = page.locator("#scores").locator("xpath=ancestor::section")
    assert card.locator("ul a[href*='/contributions/']").count() > 0
    rated, divided = card.locator(".card").all()
    points = [float(cell.inner_text()) for cell in rated.locator("tbody tr td:last-child").all()]
    expect(rated.locator("p", has_text="points, standing on")).to_contain_text(
        f"{sum(points):g} points"
    )
    parts = [cell.inner_text() for cell in divided.locator("tbody tr td:last-child").all()]
    assert parts
    expect(divided.locator("p", has_text="of what the community recognises")).to_contain_text(
        f"{sum(float(part.rstrip('%')) for part in parts):.1f}%"
    )


def test_the_indicator_shows_what_the_closed_vote_came_to(
    page: Page, installation: Installation
) -> None:
    page.goto(f"{installation.home}/indicators/1")
    expect(page.locator(".notice").first).to_contain_text(
        "Demonstration vote of this installation’s demo accounts, not AsyncAPI’s"
    )
    rows = page.locator(".tally tbody tr").evaluate_all(CELLS)
    assert len(rows) == len(page.locator(".type").all())
    for cells in rows:
        level, opinions, *counted = cells
        counts = [0 if cell == "·" else int(cell) for cell in counted]
        votes = [level for level, count in enumerate(counts) for _ in range(count)]
        assert int(opinions) == len(votes)
        assert int(level) == votes[(len(votes) - 1) // 2]
