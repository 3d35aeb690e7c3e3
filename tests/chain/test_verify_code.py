"""The code on a chain is compared with the published sources, compiled here, byte by byte."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from ledger_py import cli
from ledger_py.cli import coding
from ledger_py.compiling import (
    CompilerMissing,
    ExportFailed,
    Json,
    compile_sources,
    find_compiler,
    pinned,
    read_sources,
)
from ledger_py.verify.code import blanked, check_code, code_at, first_difference
from ledger_py.verify.community import Factory
from ledger_py.verify.findings import Report
from tests.chain.world import World, open_world

ROOT = Path(__file__).resolve().parents[2]
Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    """How far the compiler was, and of how much, whenever it was told."""
    return []


@pytest.fixture(scope="module")
def compiled(steps: list[tuple[int, int]]) -> dict[str, Json]:
    """The sources of this repository, compiled by the pinned compiler: a minute or so."""
    told = compile_sources(ROOT, read_sources(ROOT), pinned(ROOT), lambda *step: steps.append(step))
    return dict(told[0])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as opened:
        yield opened


def checked(world: World, compiled: dict[str, Json]) -> tuple[list[str], Report]:
    report = Report()
    factory = Factory(world.factory, world.deployment.block)
    found = check_code(world.node, factory, compiled, report)
    return [one.name for one in found if one.differs_at is None], report


def changed(world: World, address: str, at: int) -> None:
    """Turn one bit of the code at an address."""
    code = bytearray(code_at(world.node, address))
    code[at] ^= 1
    world.rpc.call("anvil_setCode", address, "0x" + code.hex())


def test_code_of_every_contract__is_that_of_the_sources(
    world: World, compiled: dict[str, Json]
) -> None:
    names, report = checked(world, compiled)
    assert [str(one) for one in report.differences] == []
    parts = ["Community", "Membership", "Upkeep", "Charter", "Assembly", "Agenda"]
    assert names[:8] == ["CommunityFactory", *parts, "PasskeyVerifier"]
    assert [name.partition(" (")[0] for name in names[8:]] == ["Community 1", "Assembly 1"]
    assert f"Community: goes on at {world.deployment.membership_code}" in report.notes
    assert f"Community: its own address {world.deployment.community_code}" in report.notes


@pytest.mark.parametrize("part", ["membership", "charter", "agenda", "assembly"])
def test_a_byte_of_a_part_that_is_another__is_named(
    world: World, compiled: dict[str, Json], part: str
) -> None:
    address = getattr(world.deployment, f"{part}_code")
    at = len(code_at(world.node, address)) - 1
    changed(world, address, at)
    names, report = checked(world, compiled)
    (found,) = report.differences
    assert (found.record, found.field) == (f"{part.capitalize()} at {address}", f"byte {at}")
    assert part.capitalize() not in names


def test_a_clone_of_something_else__is_named(world: World, compiled: dict[str, Json]) -> None:
    code = bytearray(code_at(world.node, world.assembly))
    forwards = bytes.fromhex(world.deployment.assembly_code[2:])
    other = bytes(code).replace(forwards, b"\x11" * 20) + b"\0"
    world.rpc.call("anvil_setCode", world.assembly, "0x" + other.hex())
    _, report = checked(world, compiled)
    (found,) = report.differences
    assert found.record.startswith("Assembly 1 (clone of")
    assert found.field == "byte 10"


def test_a_value_written_into_the_code_that_does_not_belong__is_named(
    world: World, compiled: dict[str, Json]
) -> None:
    """The relay's own address: code that is otherwise equal could lead elsewhere by it."""
    address = world.deployment.community_code
    own = bytes.fromhex(address[2:]).rjust(32, b"\0")
    code = code_at(world.node, address)
    assert own in code
    other = code.replace(own, b"\x22" * 32)
    world.rpc.call("anvil_setCode", address, "0x" + other.hex())
    _, report = checked(world, compiled)
    assert ("immutable", b"\x22" * 32) in {(one.field, one.chain) for one in report.differences}


@pytest.fixture
def verify(
    world: World, compiled: dict[str, Json], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Verify:
    """Run `auzolan verify --code` with sources that are compiled already: exit code and answer."""
    world.deployment.save(tmp_path / "deployment.json")

    def at_once(*given: Any) -> tuple[dict[str, Json], str]:
        for done in range(3):
            given[-1](done, 2)
        return compiled, "0.8.37+commit.x"

    monkeypatch.setattr(coding, "compile_sources", at_once)

    def run(*more: str, watched: io.StringIO | None = None) -> tuple[int, str]:
        options = ["--rpc", world.rpc.url, "--deployment", str(tmp_path / "deployment.json")]
        out = io.StringIO()
        error = watched or out
        with redirect_stdout(out), redirect_stderr(error), pytest.raises(SystemExit) as end:
            cli.app(["verify", "--code", *options, *more])
        return int(end.value.code or 0), out.getvalue()

    return run


def test_command__of_the_published_code__says_so_of_every_contract(verify: Verify) -> None:
    code, said = verify()
    assert code == 0
    assert "solc 0.8.37+commit.x" in said
    assert len([line for line in said.splitlines() if line.rstrip().endswith(" equal")]) == 10
    assert "The code on the chain is that of the published sources." in said
    code, told = verify("--json")
    answer = json.loads(told)
    assert (code, answer["equal"], answer["differences"]) == (0, True, [])
    assert {one["differs_at"] for one in answer["contracts"]} == {None}
    assert answer["contracts"][0]["name"] == "CommunityFactory"


def test_command__of_other_code__ends_with_4_and_names_the_byte(
    world: World, verify: Verify
) -> None:
    changed(world, world.deployment.charter_code, 40)
    code, said = verify()
    assert code == 4
    assert "differs from byte 40 on" in said
    assert f"Charter at {world.deployment.charter_code}" in said
    assert "is that of the published sources" not in said
    code, told = verify("--json")
    (difference,) = json.loads(told)["differences"]
    assert (code, difference["field"]) == (4, "byte 40")


def test_command__without_sources__ends_with_1_and_says_where_they_go(
    verify: Verify, tmp_path: Path
) -> None:
    code, said = verify("--sources", str(tmp_path))
    assert code == 1
    assert "There are no published sources" in said


class Terminal(io.StringIO):
    """Standard error that a person watches."""

    def isatty(self) -> bool:
        """So it is."""
        return True


def test_compiling__tells_how_far_it_is(
    compiled: dict[str, Json], steps: list[tuple[int, int]]
) -> None:
    assert compiled
    assert steps == [(done, len(steps) - 1) for done in range(len(steps))]
    assert len(steps) >= 2


def test_command__shows_a_person_how_far_it_is__and_no_tool(verify: Verify) -> None:
    for options, shown in (((), True), (("--json",), False)):
        watched = Terminal()
        code, said = verify(*options, watched=watched)
        assert code == 0
        assert ("Compiling" in watched.getvalue()) == shown
        assert "2/2" not in said
        assert bool(watched.getvalue()) == shown


def test_differences__are_where_the_bytes_part() -> None:
    assert first_difference(b"abc", b"abc") is None
    assert first_difference(b"abc", b"abd") == 2
    assert first_difference(b"ab", b"abc") == 2
    assert blanked(b"\1\2\3\4", [{"start": 1, "length": 2}]) == b"\1\0\0\4"


def test_without_compiler_or_sources__it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CompilerMissing) as missing:
        find_compiler(tmp_path, "0.8.1")
    assert "npm ci" in missing.value.hint
    with pytest.raises(ExportFailed, match="no published sources"):
        pinned(tmp_path)
    (tmp_path / "contracts").mkdir()
    for text in ("[" * 100_000 + "]" * 100_000, "5", "{"):
        (tmp_path / "contracts" / "compiler.json").write_text(text)
        with pytest.raises(ExportFailed, match="no published sources"):
            pinned(tmp_path)
