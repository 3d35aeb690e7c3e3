"""From database rows to the frozen rows of `ledger_py.store.rows`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Connection, select
from sqlalchemy.engine import RowMapping

from ledger_py.store import schema
from ledger_py.store.audiences import reserved
from ledger_py.store.chunking import chunks
from ledger_py.store.discussion import hidden_in
from ledger_py.store.rows import Body, Content
from ledger_py.store.selects.naming import first
from ledger_py.store.vault import vault_of

T = TypeVar("T")
Row = RowMapping


def make(kind: type[T], row: Row, /, **more: Any) -> T:
    """A frozen row of `kind` from the columns named like its fields; `more` adds or replaces."""
    values = {
        name: row[name] for name in _names(cast(Hashable, kind)) if name not in more and name in row
    }
    return kind(**values, **more)


def body_of(text: str | None) -> Body:
    """The parsed body of a definition document, empty where none is held here."""
    body: Body = orjson.loads(text) if text else {}
    return body


def levels_of(text: str) -> tuple[int, ...]:
    """A stored list of numbers."""
    return tuple(orjson.loads(text))


def documents(connection: Connection, hashes: Iterable[str]) -> dict[str, Body]:
    """Public definition documents, by hash."""
    table = schema.documents
    found: dict[str, Body] = {}
    for some in chunks(hashes):
        query = select(table).where(table.c.document.in_(some))
        for row in connection.execute(query).mappings():
            found[row["document"]] = body_of(row["body"])
    return found


def contents(
    connection: Connection,
    c: str,
    kind: str,
    commitments: Iterable[str],
    *,
    hidden_too: bool = False,
) -> dict[str, Content]:
    """Off-chain contents of one kind that a community's acts name, by commitment.

    Commitments are public, so an act can name one that stands for something else, such as a
    person; then nothing is shown, the salt least of all. Nor is what a steward has hidden, there
    or where it was named first, or what is not for whoever reads (`ledger_py.store.audiences`),
    unless it is asked for.
    """
    table = schema.contents
    found: dict[str, Content] = {}
    for some in chunks(commitments):
        query = select(table).where(table.c.commitment.in_(some))
        sealed = {row.commitment: bytes(row.sealed) for row in connection.execute(query)}
        for commitment in () if hidden_too else _not_shown(connection, c, list(sealed)):
            del sealed[commitment]
        opened = vault_of(connection).decrypt(sealed) if sealed else {}
        for commitment, plain in opened.items():
            content = orjson.loads(plain)
            body = body_of(content["body"])
            if body.get("kind") == kind:
                found[commitment] = Content(content["salt"], body)
    return found


def _not_shown(connection: Connection, c: str, commitments: Sequence[str]) -> set[str]:
    told = hidden_in(connection, [f"content {one}" for one in commitments])
    hidden = {text.partition(" ")[2]: where for text, where in told.items()}
    firsts = first(connection, hidden)
    gone = {
        one
        for one, where in hidden.items()
        if where & {c, *(community for community, _ in firsts.get(one, ()))}
    }
    return gone | reserved(connection, commitments)


def text_of(content: Content | None) -> str | None:
    """The words of a note or rationale, None where none are held here."""
    return str(content.body.get("text", "")) if content else None


def salt_of(content: Content | None) -> str | None:
    """The salt of a content, None where it is not held here."""
    return content.salt if content else None


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))
