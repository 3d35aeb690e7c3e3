"""Many rows of one table in one statement, past what SQLAlchemy does for each row.

The statement is SQLAlchemy's, compiled once per table and kind of database; the values go to the
driver as they are, since no column of the index holds anything but whole numbers, text and truth.
That takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError

from ledger_py.errors import AuzolanError

Row = dict[str, Any]
Taking = Callable[[Row], tuple[Any, ...]]
_KEY = "key_"
_DIALECTS = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": postgresql.psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}


class NumberTooLarge(AuzolanError):
    """An event holds a number that none of our contracts can hold."""

    hint = "Ask another node: this one tells what no contract of ours has said."

    def __init__(self, table: str) -> None:
        super().__init__(f"A number is too large for the table {table}.")


def taking(names: Sequence[str]) -> Taking:
    """What takes these columns out of a row, in this order."""
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that have every column of the table; raises NumberTooLarge."""
    _run(connection, table, _insert(connection.dialect.name, table), rows)


def update_rows(
    connection: Connection, table: Table, names: Iterable[str], rows: Sequence[Row]
) -> None:
    """Write these columns of rows that are there, none of the key; raises NumberTooLarge."""
    _run(connection, table, _update(connection.dialect.name, table, tuple(sorted(names))), rows)


def _run(
    connection: Connection, table: Table, made: tuple[str, Taking], rows: Sequence[Row]
) -> None:
    statement, take = made
    try:
        connection.exec_driver_sql(statement, list(map(take, rows)))
    except (OverflowError, DataError):
        raise NumberTooLarge(table.name) from None


@cache
def _insert(kind: str, table: Table) -> tuple[str, Taking]:
    return _compiled(kind, insert(table), table.columns.keys())


@cache
def _update(kind: str, table: Table, names: tuple[str, ...]) -> tuple[str, Taking]:
    same = and_(*(column == bindparam(_KEY + column.name) for column in table.primary_key))
    return _compiled(kind, update(table).where(same), names)


def _compiled(kind: str, statement: Any, names: Sequence[str]) -> tuple[str, Taking]:
    """A statement with its parameters by position, as both drivers take them from a tuple."""
    made = statement.compile(dialect=_DIALECTS[kind], column_keys=list(names))
    return str(made), taking([name.removeprefix(_KEY) for name in made.positiontup])
