"""What those who try the contracts hard share: a copy to work in, its tests, the syntax trees."""

import json
import shutil
from pathlib import Path

from scripts.export_abi import Json, find_compiler

NEEDED = (
    *("contracts", "tests/contracts", "tests/vectors", "bench/gas"),
    *("hardhat.config.js", "package.json"),
)
SHIPPED_ONLY = frozenset({"sizes.test.js", "Markets.t.sol"})
"""Tests of the very code that is shipped, its size and its gas: they fail on any other."""


def make_copy(root: Path, folder: Path) -> Path:
    """Copy into a folder that does not exist yet; return it. Node's packages are shared."""
    for name in NEEDED:
        source, target = root / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (folder / "node_modules").symlink_to(root / "node_modules")
    return folder


def test_files(root: Path) -> list[str]:
    """Return the contracts' tests that hold for any code that does the same as ours."""
    found = [*(root / "tests" / "contracts").glob("*.test.js")]
    found += (root / "tests" / "contracts").rglob("*.t.sol")
    kept = sorted(path for path in found if path.name not in SHIPPED_ONLY)
    return [path.relative_to(root).as_posix() for path in kept]


def syntax_input(root: Path, sources: dict[str, str]) -> Json:
    """Return the compiler's standard JSON input that asks for syntax trees and makes no code."""
    compiler = json.loads((root / "contracts" / "compiler.json").read_text())
    return {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sources.items()},
        "settings": {
            "evmVersion": compiler["settings"]["evmVersion"],
            "outputSelection": {"*": {"": ["ast"]}},
        },
    }


def compiler_of(root: Path) -> str:
    """Return the compiler's command."""
    compiler = json.loads((root / "contracts" / "compiler.json").read_text())
    return str(find_compiler(root, compiler["version"]))
