"""What every table shares, and what makes its columns the same on every database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def holds(text: str) -> bool:
    """Whether a text can be in the database at all: PostgreSQL's has no NUL character."""
    return "\0" not in text


def table(name: str, *columns: Column[Any] | Index) -> Table:
    """Define a table of this database."""
    made = Table(name, metadata, *columns)
    alike(made)
    return made


def alike(made: Table) -> None:
    """Make a table on PostgreSQL what it is on SQLite.

    Whole numbers have 64 bits, and text is compared by its bytes, whatever the language of the
    server. Doing it again changes nothing.
    """
    for column in made.columns:
        if not column.type._variant_mapping:
            column.type = _alike(column.type)


def _alike(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, String):
        return kind.with_variant(type(kind)(kind.length, collation="C"), "postgresql")
    if isinstance(kind, Integer):
        return kind.with_variant(BigInteger(), "postgresql")
    return kind
