"""Compile `contracts/` into the ABI and bytecode files that `ledger_py` ships.

Settings come from `contracts/compiler.json`, which Hardhat reads too; `make run` and `make test`
call this, and it does nothing when neither a source nor a setting has changed.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from ledger_py.compiling import SELECTED as SELECTED
from ledger_py.compiling import ExportFailed as ExportFailed
from ledger_py.compiling import Json as Json
from ledger_py.compiling import compile_sources as compile_sources
from ledger_py.compiling import find_compiler as find_compiler
from ledger_py.compiling import pinned
from ledger_py.compiling import read_sources as read_sources

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


def source_hash(sources: dict[str, str], compiler: Json) -> str:
    """Return the SHA-256, in hex, of all sources, the compiler's version and its settings."""
    whole = json.dumps([compiler, SELECTED, sources], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


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
    compiler = pinned(root)
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
        print(error, error.hint, file=sys.stderr)
        return 1
    print("compiled" if written else "unchanged")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
