"""The index's rows as one window of blocks changes them: read once, changed here, written together.

Also what holds for the index as a whole: its checkpoint, dropping it, comparing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, select

from ledger_py.errors import AuzolanError
from ledger_py.store import Store, schema
from ledger_py.store.bulk import Row as Row
from ledger_py.store.bulk import insert_rows, taking, update_rows
from ledger_py.store.rows import Checkpoint

Key = tuple[Any, ...]

_AT_ONCE = 500
# Asked of the schema once: asking it for every row takes longer than all the rest.
_KEYS = {table.name: tuple(table.primary_key.columns.keys()) for table in schema.INDEX_TABLES}
_KEY_OF = {name: taking(keys) for name, keys in _KEYS.items()}
_EMPTY = {table.name: dict.fromkeys(table.columns.keys()) for table in schema.INDEX_TABLES}


class RowMissing(AuzolanError):
    """An event speaks of something the index has not seen, so a log before it is missing."""

    hint = "Drop the index and let it read the chain again."

    def __init__(self, table: str, key: Key) -> None:
        super().__init__(f"The index has no row {key} in {table}.")


class Rows:
    """The rows of the index that a window touches; nothing is written before `write`.

    What a block changes in rows from before it is kept as it was, so that `rewind` needs to know
    nothing of any table.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._block = 0
        self._earlier: dict[int, dict[tuple[str, Key], Row]] = {}
        self._known: dict[tuple[str, Key], Row | None] = {}
        self._groups: dict[tuple[str, Key], list[Row]] = {}
        # By table: how much of a key `load` asked for, and of which of these all rows are known.
        self._whole: dict[str, tuple[int, set[Key]]] = {}
        # By identity, as a row is one object here: taking its key apart again costs more.
        self._added: dict[str, dict[int, Row]] = {}
        self._changed: dict[str, dict[int, tuple[Row, set[str]]]] = {}

    def at(self, block: int) -> None:
        """Say in which block the changes happen that come now."""
        self._block = block

    def get(self, table: Table, *key: Any) -> Row | None:
        """Return a row by its primary key, None when there is none."""
        place = (table.name, key)
        if place not in self._known:
            length, whole = self._whole.get(table.name, (0, ()))
            found = None if key[:length] in whole else self._select(table, key)
            self._known[place] = found[0] if found else None
        return self._known[place]

    def require(self, table: Table, *key: Any) -> Row:
        """Return a row that must be there; raise RowMissing."""
        found = self.get(table, *key)
        if found is None:
            raise RowMissing(table.name, key)
        return found

    def add(self, table: Table, **values: Any) -> Row:
        """Add a row; columns not given are null."""
        name = table.name
        row = _EMPTY[name] | values
        assert len(row) == len(_EMPTY[name]), f"{name} has other columns than {values}"
        self._known[name, _KEY_OF[name](row)] = row
        self._added.setdefault(name, {})[id(row)] = row
        return row

    def change(self, table: Table, row: Row, **values: Any) -> None:
        """Change a row that `get`, `add` or `listed` gave."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        if not changed:
            return
        if row["block"] != self._block:
            place = (table.name, _KEY_OF[table.name](row))
            before = self._earlier.setdefault(self._block, {}).setdefault(place, {})
            for name in changed.keys() - before.keys():
                before[name] = row[name]
        row.update(changed)
        if id(row) not in self._added.get(table.name, ()):
            _, names = self._changed.setdefault(table.name, {}).setdefault(id(row), (row, set()))
            names.update(changed)

    def listed(self, table: Table, *start: Any) -> list[Row]:
        """Return the rows whose primary key starts so, in its order; append what is added."""
        place = (table.name, start)
        if place not in self._groups:
            self._groups[place] = self._select(table, start)
        return self._groups[place]

    def listed_none(self, table: Table, *start: Any) -> None:
        """Say that no row's primary key starts so, which saves looking for them."""
        self._groups[table.name, start] = []

    def load(self, table: Table, start: Key, wanted: Sequence[Any]) -> None:
        """Read all rows at once whose primary key goes on from `start` with a wanted value."""
        columns = list(table.primary_key)
        of = columns[len(start)]
        for first in range(0, len(wanted), _AT_ONCE):
            part = wanted[first : first + _AT_ONCE]
            groups: dict[Key, list[Row]] = {(*start, value): [] for value in part}
            for row in self._select(table, start, of.in_(part)):
                key = _KEY_OF[table.name](row)
                groups[key[: len(start) + 1]].append(row)
                self._known[table.name, key] = row
            self._whole.setdefault(table.name, (len(start) + 1, set()))[1].update(groups)
            for key, rows in groups.items():
                if len(key) < len(columns):
                    self._groups[table.name, key] = rows

    def select(self, query: Select[Any]) -> list[Any]:
        """Return the rows of a statement over all that is known so far."""
        self.write()
        return list(self._connection.execute(query))

    def write(self) -> None:
        """Write what was added and changed since the last time."""
        for table in schema.INDEX_TABLES:
            if added := self._added.pop(table.name, None):
                insert_rows(self._connection, table, list(added.values()))
            alike: dict[frozenset[str], list[Row]] = {}
            for row, names in self._changed.pop(table.name, {}).values():
                alike.setdefault(frozenset(names), []).append(row)
            for columns, rows in alike.items():
                update_rows(self._connection, table, columns, rows)

    def write_earlier(self) -> None:
        """Write what rows from before a block held; once, at the end of a window."""
        images = [
            {"block": block, "position": position, "table": name, "row": _image(name, key, before)}
            for block, changed in self._earlier.items()
            # Sorted: in which order rows changed depends on how the window was read.
            for position, ((name, key), before) in enumerate(sorted(changed.items()))
        ]
        if images:
            insert_rows(self._connection, schema.earlier, images)

    def _select(self, table: Table, start: Key, *more: ColumnElement[bool]) -> list[Row]:
        columns = list(table.primary_key)
        matches = [column == value for column, value in zip(columns, start, strict=False)]
        matches += more
        found = self._connection.execute(select(table).where(*matches).order_by(*columns))
        return [dict(row) for row in found.mappings()]


def has_block(connection: Connection, number: int, hash_: str) -> bool:
    """Whether a block with rows of ours is among those read."""
    blocks = schema.blocks
    query = select(blocks.c.number).where(blocks.c.number == number, blocks.c.hash == hash_)
    return connection.execute(query).first() is not None


def read_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the last block the index has read, None when it has read none."""
    row = connection.execute(select(schema.checkpoint)).one_or_none()
    return Checkpoint(row.block, row.hash, row.time) if row else None


def write_checkpoint(connection: Connection, reached: Checkpoint | None) -> None:
    """Say which block is the last one read."""
    connection.execute(delete(schema.checkpoint))
    if reached:
        values = {"id": 1, "block": reached.block, "hash": reached.hash, "time": reached.time}
        connection.execute(insert(schema.checkpoint), values)


def read_places(connection: Connection) -> dict[str, str]:
    """Return the contracts of all communities: community and assembly -> its community."""
    table = schema.communities
    found = connection.execute(select(table.c.community, table.c.assembly)).all()
    return {place: row.community for row in found for place in (row.community, row.assembly)}


def drop_index(store: Store) -> None:
    """Empty every table of the index; the outbox and the off-chain content stay."""
    with store.transaction() as connection:
        empty_index(connection)


def empty_index(connection: Connection) -> None:
    """Empty every table of the index within a transaction."""
    for table in schema.INDEX_TABLES:
        connection.execute(delete(table))


def dump_index(store: Store) -> dict[str, list[Key]]:
    """Return every row of the index by table, in the order of the primary keys."""
    with store.reading() as connection:
        return {table.name: _dump(connection, table) for table in schema.INDEX_TABLES}


def _dump(connection: Connection, table: Table) -> list[Key]:
    found = connection.execute(select(table).order_by(*table.primary_key))
    return [tuple(row) for row in found]


def _image(table: str, key: Key, before: Row) -> str:
    # Sorted: in which order columns changed is nobody's business, and must not tell replays apart.
    names = zip(_KEYS[table], key, strict=True)
    image = {str(name): value for name, value in [*names, *before.items()]}
    return orjson.dumps(image, option=orjson.OPT_SORT_KEYS).decode()
