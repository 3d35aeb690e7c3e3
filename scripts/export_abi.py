"""Compile `contracts/` into the ABI and bytecode files that `ledger_py` ships.

Settings come from `contracts/compiler.json`, which Hardhat reads too; `make run` and `make test`
call this, and it does nothing when neither a source nor a setting has changed.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = (
    "CommunityFactory",
    "Community",
    "Membership",
    "Upkeep",
    "Charter",
    "Assembly",
    "Agenda",
    "PasskeyVerifier",
)
SELECTED = [
    "abi",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
]
IMPORT = re.compile(r"""^\s*import\b[^;'"]*["']([^"']+)["']""", re.MULTILINE)

Json = dict[str, Any]


class ExportFailed(Exception):
    """The contracts cannot be exported; the message is one sentence for a person."""


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
        raise ExportFailed(
            f"{name} is imported but is not there; run `make clean` first."
        ) from None


def _imports(name: str, text: str) -> Iterator[str]:
    for imported in IMPORT.findall(text):
        relative = imported.startswith(".")
        folder = os.path.dirname(name)
        yield os.path.normpath(os.path.join(folder, imported)) if relative else imported


def source_hash(sources: dict[str, str], compiler: Json) -> str:
    """Return the SHA-256, in hex, of all sources, the compiler's version and its settings."""
    whole = json.dumps([compiler, SELECTED, sources], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


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
    """Return a native `solc` of exactly this version, else the command over npm's build."""
    native = shutil.which("solc")
    if native and f"Version: {version}+" in _version_text(native):
        return Path(native)
    return root / "scripts" / "solc.mjs"


def _version_text(command: str) -> str:
    return subprocess.run([command, "--version"], capture_output=True, text=True).stdout


def compile_sources(root: Path, sources: dict[str, str], compiler: Json) -> tuple[Json, str]:
    """Return the contracts by name, and the full version of the compiler that made them."""
    # Imported here, so that finding everything unchanged costs no more than reading the files.
    import solcx
    from solcx.exceptions import SolcError

    binary = find_compiler(root, compiler["version"])
    contracts: dict[str, Json] = {}
    for given in standard_inputs(sources, compiler):
        try:
            output = solcx.compile_standard(given, solc_binary=binary)
        except SolcError as error:
            raise ExportFailed(error.message) from None
        for file in output["contracts"].values():
            contracts |= {name: c for name, c in file.items() if "evm" in c}
    full_version = re.search(r"Version: (\S+?\+commit\.\w+)", _version_text(str(binary)))
    assert full_version, "the compiler that has just worked tells its version"
    return contracts, full_version.group(1)


def describe(name: str, contract: Json, version: str, digest: str) -> Json:
    """Return what is shipped of one contract; byte strings are 0x-prefixed hex."""
    code, deployed = contract["evm"]["bytecode"], contract["evm"]["deployedBytecode"]
    if code["linkReferences"]:
        raise ExportFailed(f"{name} calls a library that would have to be deployed and linked.")
    return {
        "contractName": name,
        "compiler": version,
        "sourceHash": digest,
        "abi": contract["abi"],
        "bytecode": "0x" + code["object"],
        "deployedBytecode": "0x" + deployed["object"],
        "immutableReferences": deployed["immutableReferences"],
    }


def export(root: Path, target: Path) -> bool:
    """Write `target`/<contract>.json for each published contract; False if nothing changed."""
    compiler = json.loads((root / "contracts" / "compiler.json").read_text())
    sources = read_sources(root)
    digest = source_hash(sources, compiler)
    if all(_hash_of(target / f"{name}.json") == digest for name in PUBLISHED):
        return False
    contracts, version = compile_sources(root, sources, compiler)
    missing = [name for name in PUBLISHED if name not in contracts]
    if missing:
        raise ExportFailed(f"contracts/ holds no contract named {' or '.join(missing)}.")
    target.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        _write(target / f"{name}.json", describe(name, contracts[name], version, digest))
    return True


def _hash_of(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_text())["sourceHash"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _write(path: Path, content: Json) -> None:
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(content, indent=1) + "\n")
    aside.replace(path)


def main() -> int:
    """Export from the command line; 1 with a sentence on standard error if that cannot be done."""
    parser = argparse.ArgumentParser(description="Compile contracts/ into ledger_py/abi/.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository")
    parser.add_argument("--target", type=Path, help="folder to write to (default: ledger_py/abi)")
    given = parser.parse_args()
    target = given.target or given.root / "ledger_py" / "abi"
    try:
        written = export(given.root, target)
    except ExportFailed as error:
        print(error, file=sys.stderr)
        return 1
    print("compiled" if written else "unchanged")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
