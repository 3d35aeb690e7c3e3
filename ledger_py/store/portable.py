"""Outbox, off-chain content and users as lines of JSON, the same from and for every database.

A table is a line with its name and columns, then a line per row; bytes are `{"hex": ...}`. The
index is not among them: a replay of the chain makes it again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TextIO

import orjson
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, update
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError

from ledger_py.errors import AuzolanError
from ledger_py.store import DatabaseNew, Store, schema

_AT_ONCE = 500
_NO_ROW = (
    *(ValueError, TypeError, LookupError, OverflowError),
    *(DataError, IntegrityError, InterfaceError, ProgrammingError),
)
"""What reading a line raises that was not written by `dump`, or a database that is given it."""
_KEPT = (
    *(*schema.CONTENT_TABLES, *schema.OUTBOX_TABLES),
    *(*schema.USER_TABLES, *schema.DISCUSSION_TABLES, *schema.TELLING_TABLES),
)
_NAMES = frozenset(table.name for table in _KEPT)


class DatabaseNotEmpty(AuzolanError):
    """There is something in the database that something is to be put into."""

    hint = "Name an empty database; nothing was changed."

    def __init__(self, table: str) -> None:
        super().__init__(f"The table {table} of the database is not empty.")


class TablesUnknown(AuzolanError):
    """The lines are of a version of the tables that this package does not have."""

    hint = "Use the version of this package that wrote them, or a later one."

    def __init__(self, revision: str) -> None:
        super().__init__(f"The tables of revision {revision} are not known here.")


class TablesDamaged(AuzolanError):
    """A line is no row of its table."""

    hint = "Take another backup; nothing was put in."

    def __init__(self) -> None:
        super().__init__("The tables of the backup are not in the form in which they are written.")


def dump(store: Store, file: TextIO) -> str:
    """Write the tables as one moment has them; return their revision.

    Raises DatabaseNew, and DatabaseNewer, as a later version may have tables that are not here.
    """
    if (found := store.revision()) is None:
        raise DatabaseNew
    with store.reading() as connection:
        for table in _tables(connection):
            _write(file, {"table": table.name, "columns": [c.name for c in table.columns]})
            query = select(table).order_by(*table.primary_key.columns)
            for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
                _write(file, [_told(value) for value in row])
    return found


def load(store: Store, file: TextIO, revision: str, erased: Collection[str] = ()) -> None:
    """Put what `dump` wrote into an empty database, and bring that to this version.

    revision: what `dump` returned. erased: commitments in hex whose contents stay out. Raises
    DatabaseNotEmpty, TablesUnknown, TablesDamaged; then nothing was put in.
    """
    # Imported here, as in Store: no other command needs it.
    from alembic.util import CommandError

    try:
        store.migrate(revision)
    except CommandError:
        raise TablesUnknown(revision) from None
    with store.transaction() as connection:
        tables = {table.name: table for table in _tables(connection)}
        for table in tables.values():
            if connection.execute(select(table).limit(1)).first():
                raise DatabaseNotEmpty(table.name)
        try:
            _fill(connection, _rows(file, tables, revision, erased))
        except _NO_ROW:
            raise TablesDamaged from None
        # Who held a relayer's key when this was written does not hold it here.
        if (held := tables.get(schema.relayers.name)) is not None:
            connection.execute(update(held).values(until=0))
    store.migrate()


def _fill(connection: Connection, rows: Iterable[tuple[Table, dict[str, Any]]]) -> None:
    for table, some in groupby(rows, lambda row: row[0]):
        while part := [row for _, row in islice(some, _AT_ONCE)]:
            connection.execute(insert(table), part)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file as one moment has it, without what was deleted, while others write it."""
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _tables(connection: Connection) -> list[Table]:
    """The tables as this database has them, whatever its revision; referred ones first."""
    there = _NAMES.intersection(inspect(connection).get_table_names())
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(there))
    return [table for table in metadata.sorted_tables if table.name in there]


def _rows(
    file: TextIO, tables: dict[str, Table], revision: str, erased: Collection[str]
) -> Iterator[tuple[Table, dict[str, Any]]]:
    table, columns = None, []
    for line in map(orjson.loads, file):
        if isinstance(line, dict):
            table, columns = tables.get(line["table"]), line["columns"]
            if table is None or set(columns) != set(table.columns.keys()):
                raise TablesUnknown(revision)
        elif table is not None:
            row = dict(zip(columns, map(_meant, line), strict=True))
            if table.name != schema.contents.name or row["commitment"] not in erased:
                yield table, row


def _write(file: TextIO, line: Any) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _told(value: Any) -> Any:
    return {"hex": bytes(value).hex()} if isinstance(value, bytes | memoryview) else value


def _meant(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
