"""Every page, on a phone and on a desk, by day and by night: readable, labelled, whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.stage import Installation, Watch

PATHS = {
    "community": "",
    "contributions": "/contributions",
    "nothing found": "/contributions?activity=1&epoch=1&state=waiting",
    "members": "/members",
    "member": "/members/1",
    "unclaimed member": "/members/8",
    "indicator": "/indicators/1",
    "ties": "/ties",
    "what if": "/indicators/1?level-1=10&level-3=0",
    "what cannot be": "/indicators/2?share-1=90",
    "decisions": "/decisions",
    "open vote": "/votes/4",
    "closed vote": "/votes/1",
    "open division": "/votes/5",
    "indicator of shares": "/indicators/2",
    "open proposal": "/proposals/6",
    "amendment": "/proposals/7",
    "executed proposal": "/proposals/3",
    "what to propose": "/propose",
    "proposal form": "/propose?what=terms",
    "amendment form": "/propose?amends=6",
    "indicator proposal form": "/propose?what=indicator",
    "answer form": "/proposals/6/ballot",
    "objection form": "/proposals/6/object",
    "division form": "/votes/5/ballot",
    "record form": "/record",
    "invitation form": "/invite",
    "choice form": "/membership/choose",
    "ballot form": "/votes/4/ballot?member=3",
    "nowhere": "/nowhere",
}

CONTRAST = """
() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (let n = node; n; n = n.parentElement) {
      const colour = parse(getComputedStyle(n).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
    const style = getComputedStyle(node);
    if (!own || style.visibility === "hidden" || node.closest(".hidden, .skip, option")) continue;
    const ink = parse(node instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground(node.closest("svg")?.parentElement || node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${node.textContent.trim()}`);
  }
  return faint;
}
"""
FAULTS = """
() => {
  const faults = [];
  const visible = node => node.checkVisibility();
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(h => +h.tagName[1]);
  if (levels.filter(level => level === 1).length !== 1) faults.push("not exactly one h1");
  levels.forEach((level, i) => {
    if (i && level > levels[i - 1] + 1) faults.push(`h${level} after h${levels[i - 1]}`);
  });
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!field.labels.length) faults.push(`no label: ${field.name}`);
  for (const picture of document.querySelectorAll("svg"))
    if (!picture.closest("[aria-hidden=true]") && !picture.getAttribute("aria-label"))
      faults.push("a picture without words");
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(image.outerHTML);
  for (const link of document.querySelectorAll("a, button"))
    if (visible(link) && !link.innerText.trim()) faults.push(`empty: ${link.outerHTML}`);
  for (const table of document.querySelectorAll("table"))
    if (!table.caption) faults.push("a table without caption");
  const ids = [...document.querySelectorAll("[id]")].map(node => node.id);
  ids.forEach((id, i) => { if (ids.indexOf(id) !== i) faults.push(`id twice: ${id}`); });
  for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const kind of ["aria-labelledby", "aria-describedby"])
      for (const id of (node.getAttribute(kind) || "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) faults.push(`${kind} leads nowhere: ${id}`);
  for (const part of ["main", "header", "footer", "html[lang]", "title"])
    if (!document.querySelector(part)) faults.push(`no ${part}`);
  for (const node of document.querySelectorAll("[style], script:not([src^='/static/'])"))
    faults.push(node.outerHTML);
  return faults;
}
"""
SCREENS = {
    "phone by day": ({"width": 390, "height": 844}, "light"),
    "phone by night": ({"width": 390, "height": 844}, "dark"),
    "desk by day": ({"width": 1440, "height": 900}, "light"),
    "desk by night": ({"width": 1440, "height": 900}, "dark"),
}


@pytest.fixture(params=SCREENS)
def screen(
    request: pytest.FixtureRequest, browser: Browser, installation: Installation
) -> Iterator[Page]:
    """A page on one of the screens; nothing may come from elsewhere."""
    size, scheme = SCREENS[request.param]
    context = browser.new_context(viewport=size, color_scheme=scheme)
    found = context.new_page()
    watch = Watch(installation.url)
    watch.follow(found)
    yield found
    context.close()
    assert watch.foreign == []
    assert watch.complaints == []


def paths(installation: Installation) -> dict[str, str]:
    """Every kind of page with its address, a contribution and its attest form included."""
    community = installation.get("/v1/communities")["items"][0]["community"]
    found = installation.get(f"/v1/communities/{community}/contributions")
    contribution = f"/contributions/{found['items'][-1]['id']}"
    inside = {**PATHS, "contribution": contribution, "attest form": f"{contribution}/attest"}
    inside["contest form"] = f"{contribution}/contest"
    addresses = {name: installation.home + path for name, path in inside.items()}
    return {**addresses, "words": f"{installation.url}/words", "no page": f"{installation.url}/no"}


def test_every_page_fits_its_screen_and_every_text_stands_out_from_its_ground(
    screen: Page, installation: Installation
) -> None:
    for name, address in paths(installation).items():
        screen.goto(address)
        width = screen.evaluate("document.documentElement.scrollWidth")
        assert width <= screen.viewport_size["width"], f"{name} is {width} pixels wide"
        assert screen.evaluate(CONTRAST) == [], name


def test_every_page_can_be_followed_without_seeing_it(
    page: Page, installation: Installation
) -> None:
    for name, address in paths(installation).items():
        page.goto(address)
        assert page.evaluate(FAULTS) == [], name


def test_the_first_tab_stop_skips_to_the_content(page: Page, installation: Installation) -> None:
    page.goto(installation.home)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_pages_let_nothing_in_from_elsewhere(page: Page, installation: Installation) -> None:
    answer = page.goto(installation.home)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
