"""What is written agrees with what is there: links, commands, reference pages, worked examples."""

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from ledger_py import calls, cli, commitments, gap, models, scores
from ledger_py.calls import Place
from ledger_py.chain import codec
from ledger_py.explanations import EXPLANATIONS
from ledger_py.settings import PREFIX, Settings
from ledger_py.signers import LocalSigner
from ledger_py.store import schema
from ledger_py.typed_data import ACTS, contribution_id
from scripts import reference
from scripts.reference.errors import own_errors
from scripts.reference.natspec import read_abi
from scripts.reference.rest import openapi

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
IGNORED = ("http://", "https://", "mailto:")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def links(path: Path) -> Iterator[str]:
    """The relative links of a page; what stands in a code block is no link."""
    found = LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    return (link for link in found if not link.startswith(IGNORED))


@cache
def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    heads = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_link__leads_to_a_file_and_a_heading_that_exist(path: Path) -> None:
    for link in links(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{name_of(path)} links to {link}"
        assert target.is_relative_to(ROOT), f"{link} leads out of the repository"
        assert not anchor or anchor in anchors(target), f"{link} has no such heading"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_make_target__that_a_page_names__exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s*)make ([a-z][a-z-]*)", path.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_command__that_a_page_shows__exists(path: Path) -> None:
    root = typer.main.get_command(cli.app)
    for line in re.findall(r"(?:^\s*\$?\s*|`)auzolan ([^\n`|]+)", path.read_text("utf-8"), re.M):
        command = root
        for word in line.split():
            if not getattr(command, "commands", None):
                break
            if not word.startswith("-"):
                assert word in command.commands, f"{name_of(path)}: auzolan {line}"  # type: ignore[attr-defined]
                command = command.commands[word]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", reference.PAGES)
def test_reference_page__is_what_the_code_says(name: str) -> None:
    made = reference.page_of(name)
    assert text_of(name) == made, "run `make docs` and commit what it wrote"


def test_settings_page__lists_every_setting() -> None:
    for name in Settings.model_fields:
        assert f"`{PREFIX}{name.upper()}`" in text_of("settings.md")


def test_errors_page__explains_every_error() -> None:
    page = text_of("errors.md")
    declared = {
        entry["name"]
        for contract in ("CommunityFactory", "Community", "Assembly")
        for entry in read_abi(contract)
        if entry["type"] == "error"
    }
    assert declared <= EXPLANATIONS.keys()
    for name in [*EXPLANATIONS, *(error.__name__ for error in own_errors())]:
        assert f"| `{name}` |" in page


def test_contracts_page__says_something_of_every_act_view_and_event() -> None:
    page = text_of("contracts.md")
    for kind in ACTS.values():
        assert f"### `{kind.function}` on `{kind.contract}`" in page
    empty = re.findall(r"^\| `[^|]+` \|\s*\|$", page, re.MULTILINE)
    assert not empty, f"no comment says what this is: {empty}"


def test_rest_page__lists_every_route() -> None:
    page = text_of("rest-api.md")
    for path, item in openapi()["paths"].items():
        for method in item:
            assert f"## `{method.upper()} {path}`" in page


def test_tables_page__lists_every_table() -> None:
    page = text_of("tables.md")
    for table in schema.metadata.tables:
        assert f"### `{table}`" in page


def test_command_page__lists_every_command() -> None:
    page = text_of("command-line.md")

    def walk(command: object, names: list[str]) -> None:
        inner = getattr(command, "commands", {})
        if not inner:
            assert f"## `{' '.join(names)}`" in page
        for name, child in inner.items():
            walk(child, [*names, name])

    walk(typer.main.get_command(cli.app), ["auzolan"])


def test_decision__has_a_number_of_its_own_and_fits_a_page() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(file.name[:4])}. ")
        assert "**Context.**" in text
        assert "**Decision.**" in text
        assert len(text.splitlines()) <= 60


def test_changelog__begins_with_what_is_new() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## \[([^\]]+)\]", text, re.MULTILINE)
    assert first
    assert first[1] in ("Unreleased", "0.1.0")


@pytest.fixture
def recorded() -> dict[str, Any]:
    """A contribution as a gateway shows it, and the transaction that recorded it."""
    signer = LocalSigner(bytes(31) + b"\7")
    place = Place(7, "0x" + "c0" * 20, "0x" + "a5" * 20)
    body = {"kind": "contribution", "description": "Bat, ola ✓", "evidence": []}
    content = commitments.seal(body)
    said = models.Contribution(6, 6, 3, 22, 200, 0, content.commitment)
    act = models.Record(6, 2_000_000_000, (said,))
    call = calls.signed(act, place, signer.signer, signer.sign(place.digest(act)))
    batch = codec.encode_call("Community", "relay", [(300_000, call.data)])
    return {
        "community": {"community": place.community},
        "contribution": {
            "id": "0x" + contribution_id(said).hex(),
            "contributor": {"member": 6},
            "units": 200,
            "content": {
                "commitment": "0x" + content.commitment.hex(),
                "salt": "0x" + content.salt.hex(),
                "body": body,
            },
        },
        "recorder": {"signer": "0x" + signer.signer.hex()},
        "transaction": {
            "to": place.community,
            "chainId": hex(place.chain_id),
            "input": "0x" + batch.hex(),
        },
    }


@pytest.fixture
def check() -> Callable[..., str]:
    """The function that the how-to gives."""
    page = (DOCS / "how-to" / "check-a-contribution.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert block
    names: dict[str, Any] = {"__name__": "check"}
    exec(block[1], names)
    found: Callable[..., str] = names["check"]
    return found


def test_check_by_hand__of_a_true_contribution__names_who_signed(
    recorded: dict[str, Any], check: Callable[..., str]
) -> None:
    assert check(**recorded).startswith("member 6 signed this with 0x")


@pytest.mark.parametrize(
    ("part", "field", "value", "told"),
    [
        ("contribution", "units", 100, "of other units"),
        ("contribution", "contributor", {"member": 5}, "of another member"),
        ("contribution", "id", "0x" + "00" * 32, "does not record"),
        ("recorder", "signer", "0x" + "11" * 20, "somebody else signed"),
        ("transaction", "chainId", "0x8", "somebody else signed"),
        ("community", "community", "0x" + "c1" * 20, "another contract"),
    ],
)
def test_check_by_hand__of_a_false_claim__says_what_does_not_fit(
    recorded: dict[str, Any],
    check: Callable[..., str],
    part: str,
    field: str,
    value: object,
    told: str,
) -> None:
    recorded[part][field] = value
    with pytest.raises(AssertionError, match=told):
        check(**recorded)


def test_check_by_hand__of_another_text__says_so(
    recorded: dict[str, Any], check: Callable[..., str]
) -> None:
    recorded["contribution"]["content"]["body"]["description"] += "!"
    with pytest.raises(AssertionError, match="another text"):
        check(**recorded)


def test_example__of_the_visibility_gap__is_computed() -> None:
    rows = [gap.Row(1, 1, 9, 1), gap.Row(2, 2, 6, 4), gap.Row(3, 3, 5, 15)]
    page = (DOCS / "explanation" / "visibility-gap.md").read_text(encoding="utf-8")
    for line, name in zip(
        gap.visibility_gap(rows).activities, ("mentoring", "documentation", "code"), strict=True
    ):
        value, record, difference = (
            Fraction(part, 100) for part in (line.value, line.record, line.gap)
        )
        shown = f"{int(difference):+d}".replace("-", "−")
        assert re.search(
            rf"\| {name} \|.*\| {value} % \| {record} % \| {re.escape(shown)} \|", page
        )


def test_example__of_a_score__is_computed() -> None:
    units = {1: {2: 100}, 2: {1: 200}}
    score = scores.score(units, [scores.Version(1, (9, 8))], (5_000, 2_500), 2)
    page = (DOCS / "explanation" / "scores.md").read_text(encoding="utf-8")
    assert f"/ 10,000) = {score:,}" in page


def test_measurements__of_gas__are_those_that_were_written() -> None:
    page = (ROOT / "docs" / "reference" / "measurements.md").read_text()
    for row in json.loads((ROOT / "bench" / "results" / "gas-smoke.json").read_text()):
        shown = f"| {row['name']} | {row['unit']} | {row['ours']:,} | {row['limit']:,} |"
        assert shown in page, f"{row['name']} has changed; put {shown!r} into the page"


def test_measurements__of_the_relay__are_those_that_were_written() -> None:
    page = (ROOT / "docs" / "reference" / "measurements.md").read_text()
    for row in json.loads((ROOT / "bench" / "results" / "relay.json").read_text()):
        figures = (
            "" if row[key] is None else f"{row[key]:,g}" for key in ("ours", "peer", "limit")
        )
        shown = f"| {row['name']} | {' | '.join(figures)} |"
        assert shown in page, f"{row['name']} has changed; put {shown!r} into the page"
        if "aim" in row:
            verdict = "met" if row["times_peer"] >= row["aim"] else "missed"
            assert f"{shown} twice the transfers: {verdict}, {row['times_peer']} ×" in page


def test_measurements__under_faults__are_those_that_were_written() -> None:
    page = (ROOT / "docs" / "reference" / "measurements.md").read_text()
    run = json.loads((ROOT / "bench" / "results" / "soak-faults.json").read_text())
    shown = (
        f"{run['accepted']:,} acts accepted in {run['requests']:,} requests,"
        f" {run['refused']:,} others that must not land, {sum(run['kills'].values()):,} kills,"
        f" {sum(run['faults'].values()):,} faults, {run['transactions']:,} transactions:"
    )
    assert shown in page, f"put {shown!r} into the page"
    assert run["landed_elsewhere"] == 0
    assert f"`{run['command']}`" in page


def test_python_page__has_a_docstring_for_everything_that_it_names() -> None:
    text = text_of("python.md")
    parts = re.split(r"^#{2,4} ", text, flags=re.MULTILINE)[1:]
    told = {part.partition("\n")[0]: FENCED.sub("", part).partition("\n")[2] for part in parts}
    assert len(parts) > 200
    assert not [name for name, said in told.items() if not said.strip()]
