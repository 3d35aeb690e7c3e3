"""The page of tables, from the schema and the comments beside its columns."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from sqlalchemy import Table

from ledger_py.store import schema
from scripts.reference.markdown import page, sentence, table

FAMILIES = {
    "The index": (
        "A replay of the chain makes it again, to the same rows.",
        schema.INDEX_TABLES,
    ),
    "The outbox": ("Acts that were accepted here, until the chain has them.", schema.OUTBOX_TABLES),
    "Off-chain content": (
        "Public documents, and what belongs to people. No replay brings these back: they are what "
        "a backup is for.",
        schema.CONTENT_TABLES,
    ),
    "Users of this gateway": (
        "Who signs in here, by what, and by which signers they speak for members. Backups have it "
        "but for sessions and sign-ins that were begun.",
        schema.USER_TABLES + schema.PASSING_TABLES,
    ),
    "What is said here": (
        "Comments and drafts, signed by nobody, and which texts are hidden after whose report.",
        schema.DISCUSSION_TABLES,
    ),
    "Who is told": (
        "Notices with what was seen of them, and what members asked each other for.",
        schema.TELLING_TABLES,
    ),
}
_NAMED = re.compile(r'\s*(?:Column\()?"(\w+)"')
_ASIDE = re.compile(r"#\s(.+)$")


def tables_page() -> str:
    """Every table with its columns, keys and indexes, family by family."""
    comments = _comments()
    parts: list[str] = []
    for title, (told, tables) in FAMILIES.items():
        parts += [f"## {title}", told]
        for each in tables:
            parts += _table(each, comments)
    return page("Tables", " ".join((schema.__doc__ or "").split()), *parts)


def _table(one: Table, comments: dict[tuple[str, str], str]) -> Iterator[str]:
    yield f"### `{one.name}`"
    if told := comments.get((one.name, "")):
        yield sentence(told[:1].upper() + told[1:])
    rows = [
        (
            f"`{column.name}`",
            str(column.type).lower(),
            "key" if column.primary_key else _rule(bool(column.unique), bool(column.nullable)),
            comments.get((one.name, column.name), ""),
        )
        for column in one.columns
    ]
    yield table(("column", "type", "rule", "note"), rows)
    names = sorted(
        f"`{index.name}` ({', '.join(column.name for column in index.columns)})"
        for index in one.indexes
    )
    if names:
        yield f"Indexes: {', '.join(names)}."


def _rule(unique: bool, nullable: bool) -> str:
    return ", ".join(["unique"] * unique + ["may be null"] * nullable)


def _comments() -> dict[tuple[str, str], str]:
    """The comments of the schema by table and column; column "" is the table itself."""
    found: dict[tuple[str, str], str] = {}
    one, above = "", ""
    for line in "".join(inspect.getsource(part) for part in schema.PARTS).splitlines():
        aside = _ASIDE.search(line)
        if line.strip().startswith("#"):
            above = aside[1] if aside else ""
            continue
        if named := _NAMED.match(line):
            column = named[1] if "Column(" in line else ""
            one = one if column else named[1]
            if told := aside[1] if aside else above:
                found[one, column] = told
        above = ""
    return found
