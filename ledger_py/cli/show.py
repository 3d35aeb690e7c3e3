"""How commands speak: tables for people, one JSON document for tools, errors with their way out."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal

from rich import markup
from rich.console import Console
from rich.table import Table

from ledger_py.cli.desk import ActRefused, ChoiceMissing
from ledger_py.contents import CONTROLS
from ledger_py.errors import AuzolanError
from ledger_py.models import MAX_UNITS

_PIPED_WIDTH = 400
_UNITS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)


class Show:
    """Standard output, for people or, with `as_json`, for tools."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        # What is piped is read by programs or copied: it has no edge to be cut at.
        width = None if sys.stdout.isatty() else _PIPED_WIDTH
        self.console = Console(highlight=False, width=width)

    def answer(self, value: Any) -> None:
        """Print the answer's JSON, when that is what was asked for."""
        if self.as_json:
            print(json.dumps(jsonable(value), ensure_ascii=False, indent=1))

    def title(self, text: str, more: str = "") -> None:
        """A heading, with something in a lower voice beside it."""
        if not self.as_json:
            aside = f"  [dim]{escape(more)}[/dim]" if more else ""
            self.console.print(f"\n[bold]{escape(text)}[/bold]{aside}")

    def say(self, text: str) -> None:
        """A sentence."""
        if not self.as_json:
            self.console.print(escape(text), soft_wrap=True)

    def done(self, text: str) -> None:
        """A sentence about something that was done."""
        if not self.as_json:
            self.console.print(f"[green]✓[/green] {escape(text)}", soft_wrap=True)

    def wrong(self, text: str) -> None:
        """A sentence about something that is not as it should be."""
        if not self.as_json:
            self.console.print(f"[red]✗[/red] {escape(text)}", soft_wrap=True)

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table; a column's `#` means numbers, its `=` words that are never broken."""
        if self.as_json:
            return
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
        for name in names:
            number, whole = name.startswith("#"), name.startswith(("#", "="))
            justify: Literal["left", "right"] = "right" if number else "left"
            table.add_column(name.lstrip("#="), justify=justify, no_wrap=whole, overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self.console.print(table)


def complain(error: AuzolanError, as_json: bool) -> None:
    """Say on standard error what went wrong and what to do."""
    name = error.rule if isinstance(error, ActRefused) else type(error).__name__
    if as_json:
        problem = {"error": name, "detail": str(error), "hint": error.hint}
        Console(stderr=True, highlight=False, soft_wrap=True).print_json(json.dumps(problem))
        return
    console = Console(stderr=True, highlight=False)
    console.print(f"[red]✗[/red] {escape(str(error))}  [dim]{escape(name)}[/dim]")
    if error.hint and error.hint not in str(error):
        console.print(f"  {escape(error.hint)}")


def jsonable(value: Any) -> Any:
    """Anything we answer with as JSON: rows as objects, bytes as hex."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name.rstrip("_"): getattr(value, f.name) for f in dataclasses.fields(value)}
        return jsonable(fields)
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(item) for item in value]
    return value


def escape(text: str) -> str:
    """A text as it may be printed: it moves no cursor, sets no title, turns no line round."""
    return markup.escape(CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))


def hundredths(text: str) -> int:
    """A number with at most two places as hundredths; 0.01 to 655.35."""
    found = _UNITS.fullmatch(text.strip())
    value = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if not 1 <= value <= MAX_UNITS:
        raise ChoiceMissing(f"{text!r} is no number of units.", "Give 0.01 to 655.35.")
    return value


def minute(seconds: int) -> str:
    """A minute in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
