"""Reads the demo's data (scripts/demo/asyncapi/README.md says what it is and by which rules)."""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ledger_py.importers.all_contributors import FORMAT, read
from ledger_py.models import ONE_CREDIT

FOLDER = Path(__file__).parent / "asyncapi"
UNDATED = " The source states no usable month: placed in the last quarter of the year."
MONTHS = {
    name: number
    for number, full in enumerate(calendar.month_name)
    for name in (full, full[:3])
    if full
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, 1 to 4, UTC: the demo's epoch."""

    year: int
    quarter: int

    @property
    def end(self) -> int:
        """The second in which the next quarter begins (Unix)."""
        year, month = (self.year + 1, 1) if self.quarter == 4 else (self.year, self.quarter * 3 + 1)
        return int(datetime(year, month, 1, tzinfo=UTC).timestamp())

    @property
    def next(self) -> Quarter:
        return (
            Quarter(self.year + 1, 1) if self.quarter == 4 else Quarter(self.year, self.quarter + 1)
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody credited: their login in lower case is who they are in both files."""

    login: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Credit:
    """One contribution to record: who, which activity type, when, and its off-chain content."""

    login: str
    activity: str
    quarter: Quarter
    units: int
    body: dict[str, Any]


class Source:
    """The three files of a community's public record, joined."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self.definitions: dict[str, Any] = json.loads(self._text("definitions.json"))

    @cached_property
    def people(self) -> list[Person]:
        """Everybody credited, in the order of the files."""
        source = self.definitions["source"]
        found: dict[str, Person] = {}
        for person in read(self._text("all-contributorsrc.json")).people:
            login = str(person.login)
            link = person.profile or f"https://github.com/{login}"
            found[login.lower()] = _person(login, person.name, link, source["contributors"])
        for row in self._rows("ambassadors.jsonl"):
            login = row["github"]
            link = f"https://github.com/{login}"
            found.setdefault(
                login.lower(), _person(login, row["name"], link, source["ambassadors"])
            )
        return list(found.values())

    @cached_property
    def credits(self) -> list[Credit]:
        """All contributions to record: credits in the order of recording, then dated ones."""
        return [*self._credited(), *self._dated()]

    def _credited(self) -> Iterator[Credit]:
        activity = {a["kind"]: a for a in self.definitions["activities"] if "kind" in a}
        held = {
            (str(p.login).lower(), kind)
            for p in read(self._text("all-contributorsrc.json")).people
            for kind in p.kinds
        }
        for row in self._rows("history.jsonl"):
            recorded = datetime.fromisoformat(row["date"]).astimezone(UTC)
            for kind in row["added"]:
                if (row["login"].lower(), kind) not in held:
                    continue
                definition = activity[kind]
                body = {
                    "kind": "contribution",
                    "description": f"Credited for “{kind}” in the contributors file.",
                    "evidence": [self._link(f"commit/{row['commit']}")],
                    "date": recorded.date().isoformat(),
                    "date_of": "recording",
                    "source": self._origin("contributors"),
                }
                quarter = Quarter(recorded.year, (recorded.month + 2) // 3)
                yield Credit(row["login"].lower(), definition["name"], quarter, ONE_CREDIT, body)

    def _dated(self) -> Iterator[Credit]:
        activity = {a["ambassador"]: a for a in self.definitions["activities"] if "ambassador" in a}
        for row in self._rows("ambassadors.jsonl"):
            year, month = row["date"]["year"], MONTHS.get(row["date"].get("month", ""))
            body = {
                "kind": "contribution",
                "description": row["title"] + ("" if month else UNDATED),
                "evidence": [row["link"]] if row["link"] else [],
                "date": f"{year}-{month:02d}" if month else str(year),
                "date_of": "work",
                "source": self._origin("ambassadors"),
            }
            quarter = Quarter(year, (month + 2) // 3 if month else 4)
            name = activity[row["type"]]["name"]
            yield Credit(row["github"].lower(), name, quarter, ONE_CREDIT, body)

    def _origin(self, file: str) -> dict[str, str]:
        source = self.definitions["source"]
        said = {key: source[key] for key in ("repository", "commit", "licence")}
        form = {"format": FORMAT} if file == "contributors" else {}
        return said | form | {"file": source[file]}

    def _link(self, path: str) -> str:
        return f"https://github.com/{self.definitions['source']['repository']}/{path}"

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._text(name).splitlines()]

    def _text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")


def _person(login: str, name: str, link: str, file: str) -> Person:
    body = {"kind": "person", "name": name, "login": login, "link": link, "file": file}
    return Person(login.lower(), body)
