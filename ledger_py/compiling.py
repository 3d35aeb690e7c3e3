"""The published sources compiled, by the compiler and the settings that are pinned with them.

`scripts/export_abi.py` makes what `ledger_py` ships; `auzolan verify --code` compares.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from ledger_py.errors import AuzolanError

SELECTED = [
    "abi",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
]
IMPORT = re.compile(r"""^\s*import\b[^;'"]*["']([^"']+)["']""", re.MULTILINE)

Json = dict[str, Any]
Progress = Callable[[int, int], None]


class ExportFailed(AuzolanError):
    """The contracts cannot be compiled; the message is one sentence for a person."""

    hint = "Give the repository's folder, with `contracts/` and `node_modules/` in it."


class CompilerMissing(ExportFailed):
    """There is no compiler of the pinned version."""

    def __init__(self, version: str) -> None:
        super().__init__(f"There is no Solidity compiler {version}.")
        self.hint = f"Install it: `npm ci` in the repository, or `solc` {version} on the PATH."


def pinned(root: Path) -> Json:
    """Return the compiler's version and settings; raises ExportFailed where there are none."""
    path = root / "contracts" / "compiler.json"
    try:
        return dict(orjson.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        raise ExportFailed(f"There are no published sources in {root}.") from None


def read_sources(root: Path) -> dict[str, str]:
    """Return every contract and all it imports, as {name the compiler sees: text}."""
    own = sorted(path for path in (root / "contracts").rglob("*.sol") if ".t." not in path.name)
    found: dict[str, str] = {}
    waiting = [path.relative_to(root).as_posix() for path in own]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _read(root, name)
            waiting += _imports(name, found[name])
    return dict(sorted(found.items()))


def _read(root: Path, name: str) -> str:
    path = root / name if name.startswith("contracts/") else root / "node_modules" / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ExportFailed(f"{name} is imported but is not there.") from None


def _imports(name: str, text: str) -> Iterator[str]:
    for imported in IMPORT.findall(text):
        relative = imported.startswith(".")
        folder = os.path.dirname(name)
        yield os.path.normpath(os.path.join(folder, imported)) if relative else imported


def standard_inputs(sources: dict[str, str], compiler: Json) -> Iterator[Json]:
    """Yield the compiler's standard JSON input for each number of runs that files are optimized
    for; code is asked for our own contracts only."""
    settings = compiler["settings"]
    usual = settings["optimizer"]["runs"]
    runs = {
        name: compiler["runs"].get(name, usual) for name in sources if name.startswith("contracts/")
    }
    for number in sorted(set(runs.values())):
        selection = {name: {"*": SELECTED} for name in runs if runs[name] == number}
        optimizer = {**settings["optimizer"], "runs": number}
        yield {
            "language": "Solidity",
            "sources": {name: {"content": text} for name, text in sources.items()},
            "settings": {**settings, "optimizer": optimizer, "outputSelection": selection},
        }


def find_compiler(root: Path, version: str) -> Path:
    """Return a native `solc` of exactly this version, else the command over npm's build.

    Raises CompilerMissing.
    """
    for found in (shutil.which("solc"), str(root / "scripts" / "solc.mjs")):
        if found and f"Version: {version}+" in _version_text(found):
            return Path(found)
    raise CompilerMissing(version)


def _version_text(command: str) -> str:
    try:
        return subprocess.run([command, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return ""


def compile_sources(
    root: Path, sources: dict[str, str], compiler: Json, progress: Progress = lambda *_: None
) -> tuple[Json, str]:
    """Return the contracts by name, and the full version of the compiler that made them.

    progress: called with how many of the compiler's runs are done, and how many there are.
    """
    # Imported here, so that finding everything unchanged costs no more than reading the files.
    import solcx
    from solcx.exceptions import SolcError

    binary = find_compiler(root, compiler["version"])
    contracts: dict[str, Json] = {}
    runs = list(standard_inputs(sources, compiler))
    for number, given in enumerate(runs):
        progress(number, len(runs))
        try:
            output = solcx.compile_standard(given, solc_binary=binary)
        except SolcError as error:
            raise ExportFailed(error.message) from None
        for file in output["contracts"].values():
            contracts |= {name: c for name, c in file.items() if "evm" in c}
    progress(len(runs), len(runs))
    full_version = re.search(r"Version: (\S+?\+commit\.\w+)", _version_text(str(binary)))
    assert full_version, "the compiler that has just worked tells its version"
    return contracts, full_version.group(1)
