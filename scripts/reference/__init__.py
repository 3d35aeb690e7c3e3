"""Writes docs/reference/ from the code that it describes, so that the two cannot disagree.

`make docs` writes the pages; a test holds them equal to what this makes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scripts.reference.commands import command_page
from scripts.reference.contracts import contracts_page
from scripts.reference.engines import engines_page
from scripts.reference.errors import errors_page
from scripts.reference.python import python_page
from scripts.reference.rest import rest_page
from scripts.reference.settings import settings_page
from scripts.reference.tables import tables_page

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference"
MADE = "<!-- Written from the code by `make docs`; edit the code, not this page. -->"
PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "command-line.md": command_page,
    "engines.md": engines_page,
    "errors.md": errors_page,
    "contracts.md": contracts_page,
    "python.md": python_page,
    "rest-api.md": rest_page,
    "tables.md": tables_page,
}


def page_of(name: str) -> str:
    """Return a page that is made from code, by its file name."""
    return f"{MADE}\n\n{PAGES[name]()}"


def write(target: Path = TARGET) -> list[str]:
    """Write the pages; return the names of those that changed."""
    target.mkdir(parents=True, exist_ok=True)
    changed = []
    for name in PAGES:
        path, text = target / name, page_of(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed
