"""How commands speak: tables for people, one JSON document for tools, errors with their way out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ledger_py.cli.desk import ActRefused, ChoiceMissing
from ledger_py.errors import AuzolanError
from ledger_py.models import MAX_UNITS


class Show:
    """Standard output, for people or, with `as_json`, for tools."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.console = Console(highlight=False)

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
            self.console.print(escape(text))

    def done(self, text: str) -> None:
        """A sentence about something that was done."""
        if not self.as_json:
            self.console.print(f"[green]✓[/green] {escape(text)}")

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table; columns whose name begins with `#` hold numbers."""
        if self.as_json:
            return
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
        for name in names:
            number = name.startswith("#")
            table.add_column(name.lstrip("#"), justify="right" if number else "left")
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


def units(hundredths: int) -> str:
    """Hundredths as a number with two places."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def hundredths(text: str) -> int:
    """A number with at most two places as hundredths; 0.01 to 655.35."""
    try:
        value = Decimal(text) * 100
    except InvalidOperation:
        value = Decimal(0)
    if value != value.to_integral_value() or not 1 <= value <= MAX_UNITS:
        raise ChoiceMissing(f"{text!r} is no number of units.", "Give 0.01 to 655.35.")
    return int(value)


def minute(seconds: int) -> str:
    """A minute in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
