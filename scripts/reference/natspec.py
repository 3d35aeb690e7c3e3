"""Reads what the contracts say of themselves: their NatSpec comments and their ABI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger_py.chain.codec import contract

ROOT = Path(__file__).resolve().parents[2]
_DECLARATION = re.compile(
    r"\s*(?:abstract )?(contract|interface|library|struct|event|error|function)\b\s*(\w*)"
)
_GETTER = re.compile(r"\s*\w+ public (?:immutable |constant )?(\w+)")
_TAG = re.compile(r"@(\w+)\s+(.*)")

Json = dict[str, Any]


@dataclass
class Told:
    """What the comment above a declaration says, tag by tag."""

    title: str = ""
    notice: str = ""
    dev: str = ""
    params: dict[str, str] = field(default_factory=dict)
    returns: str = ""


Comments = dict[tuple[str, str], Told]
"""Comments by what is declared: its kind (function, event, ...) and its name.

Also by the kind within a contract ("Assembly.function"), where two declare the same name.
"""


def read_comments(root: Path = ROOT) -> Comments:
    """Return the comment of every declaration in contracts/ that has one."""
    found: Comments = {}
    # Interfaces lie in lib/ and say less of a function than the contract that has it.
    for path in sorted((root / "contracts").rglob("*.sol"), key=lambda p: ("lib" in p.parts, p)):
        for key, told in _declarations(path.read_text(encoding="utf-8").splitlines()):
            # A function that inherits its comment has none of its own; its interface has.
            if told.notice:
                found.setdefault(key, told)
    return found


def read_abi(name: str) -> list[Json]:
    """Return the ABI of everything that answers at the address of a contract."""
    return list(contract(name).abi)


def signature(entry: Json) -> str:
    """Return an entry of the ABI as Solidity declares it, without the word that says its kind."""
    given = ", ".join(_parameter(item) for item in entry["inputs"])
    answered = ", ".join(_parameter(item) for item in entry.get("outputs", []))
    return f"{entry['name']}({given})" + (f" returns ({answered})" if answered else "")


def _parameter(item: Json) -> str:
    kind = str(item.get("internalType") or item["type"]).split(" ")[-1]
    indexed = " indexed" if item.get("indexed") else ""
    return f"{kind}{indexed} {item['name']}".strip()


def _declarations(lines: list[str]) -> Iterator[tuple[tuple[str, str], Told]]:
    comment: list[str] = []
    within = ""
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("///"):
            comment.append(stripped[3:].strip())
            continue
        if match := _DECLARATION.match(line):
            kind, name = match[1], match[2]
            within = name if kind in ("contract", "interface") else within
            yield (f"{within}.{kind}", name), _told(comment)
            yield (kind, name), _told(comment)
        elif match := _GETTER.match(line):
            yield ("function", match[1]), _told(comment)
        comment = []


def _told(comment: list[str]) -> Told:
    told, parts = Told(), []
    for line in comment:
        if match := _TAG.match(line):
            parts.append([match[1], match[2]])
        elif parts:
            parts[-1][1] += f" {line}"
        else:
            parts.append(["notice", line])
    for tag, text in parts:
        if tag == "param":
            name, _, meaning = text.partition(" ")
            told.params[name] = meaning
        elif tag == "return":
            told.returns = text
        elif tag in ("title", "notice", "dev"):
            setattr(told, tag, text)
    return told
