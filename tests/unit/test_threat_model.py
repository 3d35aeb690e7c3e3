"""What the threat model claims is shown by tests that exist, or is called a limit."""

import re
from pathlib import Path

import pytest

from tests.unit.titles import titles_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"
TESTS = ROOT / "tests"
SHOWN_BY = re.compile(r'\[[^\]]+\]\(([^)]+)\): "([^"]+)"')


def rows() -> list[tuple[str, str, str]]:
    """Attack, what stands against it, and what shows it: of every row but the tables' heads."""
    lines = re.findall(r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    cells = [tuple(line.split(" | ")) for line in lines]
    odd = [row for row in cells if len(row) != 3]
    assert not odd, "a row has three cells"
    return [(row[0], row[1], row[2]) for row in cells if row[0] != "attack"]


ROWS = rows()


def test_page__has_rows_in_every_section() -> None:
    sections = re.split(r"^## .+$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert sections
    assert all("\n|---|---|---|\n| " in section for section in sections)


@pytest.mark.parametrize("row", ROWS, ids=[attack for attack, _, _ in ROWS])
def test_row__is_shown_by_tests_that_exist__or_is_a_limit(row: tuple[str, str, str]) -> None:
    attack, against, shown = row
    links = SHOWN_BY.findall(shown)
    assert links or "**Limit.**" in against, f"nothing shows this: {attack}"
    assert links or shown == "*not tested*"
    for link, title in links:
        path = (PAGE.parent / link).resolve()
        assert path.is_relative_to(TESTS)
        assert title in titles_of(path), f"{path.name} has no test {title!r}"


def test_link__to_a_test__names_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((\.\./\.\./tests/[^)]+)\)", text)
    assert linked == [link for link, _ in SHOWN_BY.findall(text)]
    assert not re.search(r"\{[a-z]+\}", text.replace("${", "$")), "a placeholder was left"
