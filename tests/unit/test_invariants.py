"""The list of invariants, the heads of the contracts and the names of the tests agree."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.titles import titles_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "invariants.md"
CONTRACT_TESTS = ROOT / "tests" / "contracts"
NUMBERS = range(1, 11)
SECTION = re.compile(r"^## (\d+)\. .+?$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LISTED_TEST = re.compile(r'^  - \[[^\]]+\]\(([^)]+)\): "(.+)"$', re.MULTILINE)
HEAD = re.compile(r"((?:^///[^\n]*\n)+)(?:abstract )?contract (\w+)", re.MULTILINE)
CITED = re.compile(r"Invariants? (\d+[^.]*)\.")
NUMBERED = re.compile(r"(?:invariant )?(\d+(?:, \d+)*): ")


@dataclass(frozen=True)
class Entry:
    """What the page says of one invariant."""

    contracts: frozenset[str]
    tests: frozenset[tuple[Path, str]]


def read_page() -> dict[int, Entry]:
    entries = {}
    for number, text in SECTION.findall(PAGE.read_text(encoding="utf-8")):
        line = re.search(r"^- Contracts: (.+)$", text, re.MULTILINE)
        assert line and "- Holds now: " in text and "- Tests:" in text, f"invariant {number}"
        tests = {((PAGE.parent / p).resolve(), title) for p, title in LISTED_TEST.findall(text)}
        contracts = frozenset(re.findall(r"`(\w+)`", line[1]))
        entries[int(number)] = Entry(contracts, frozenset(tests))
    return entries


def heads() -> Iterator[tuple[str, set[int]]]:
    """Each contract with the numbers that its head cites; interfaces and libraries hold nothing."""
    for path in sorted((ROOT / "contracts").rglob("*.sol")):
        for comment, name in HEAD.findall(path.read_text(encoding="utf-8")):
            cited = CITED.search(comment.replace("\n/// ", " "))
            yield name, {int(n) for n in re.findall(r"\d+", cited[1])} if cited else set()


def numbered_tests() -> Iterator[tuple[int, Path, str]]:
    """Each test of the contracts whose title names an invariant."""
    for path in sorted(CONTRACT_TESTS.glob("*.test.js")):
        for title in titles_of(path):
            if match := NUMBERED.match(title):
                yield from ((int(number), path, title) for number in match[1].split(", "))


def test_page__has_every_invariant_in_its_order() -> None:
    assert list(read_page()) == list(NUMBERS)


def test_head__of_every_contract__cites_invariants() -> None:
    silent = [name for name, cited in heads() if not cited]
    assert not silent


def test_heads__cite_what_the_page_says_they_keep__no_more_no_less() -> None:
    cited = defaultdict(set)
    for name, numbers in heads():
        for number in numbers:
            cited[number].add(name)
    assert {n: set(entry.contracts) for n, entry in read_page().items()} == {
        number: cited[number] for number in NUMBERS
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_listed_test__is_there(number: int) -> None:
    entry = read_page()[number]
    for path, title in entry.tests:
        assert title in titles_of(path), f"{path.name} has no test {title!r}"
    assert bool(entry.tests) == bool(entry.contracts), "what is kept is tested, and only that"


def test_test__that_names_an_invariant__is_listed_there() -> None:
    entries = read_page()
    numbered = list(numbered_tests())
    missing = [(n, title) for n, path, title in numbered if (path, title) not in entries[n].tests]
    assert not missing
    assert {number for number, _, _ in numbered} == {n for n in NUMBERS if entries[n].tests}
