"""Taking the index back to an earlier block, when the chain has left the blocks after it.

What the left blocks added goes; what they changed becomes what it was, by the images that `Rows`
kept of it. No table needs a rule of its own.
"""

from __future__ import annotations

import orjson
from sqlalchemy import Connection, Table, and_, delete, select, update

from ledger_py.store import schema
from ledger_py.store.index import empty_index, write_checkpoint
from ledger_py.store.rows import Checkpoint

_OF_A_BLOCK = tuple(
    table
    for table in schema.INDEX_TABLES
    if "block" in table.columns and table is not schema.checkpoint
)


def blocks_read(connection: Connection) -> list[Checkpoint]:
    """Return every block that the index holds rows of, oldest first."""
    table = schema.blocks
    found = connection.execute(select(table).order_by(table.c.number))
    return [Checkpoint(row.number, row.hash, row.time) for row in found]


def rewind(connection: Connection, to: Checkpoint | None) -> None:
    """Make the index what it was after block `to`, None: before all; within one transaction."""
    if to is None:
        empty_index(connection)
        return
    _restore(connection, to.block)
    for table in _OF_A_BLOCK:
        connection.execute(delete(table).where(table.c.block > to.block))
    connection.execute(delete(schema.blocks).where(schema.blocks.c.number > to.block))
    write_checkpoint(connection, to)


def _restore(connection: Connection, block: int) -> None:
    """Put back what rows held before the blocks after this one, the newest block first."""
    images = schema.earlier
    query = select(images.c.table, images.c.row).where(images.c.block > block)
    for name, row in connection.execute(query.order_by(images.c.block.desc())).all():
        _put_back(connection, schema.metadata.tables[name], orjson.loads(row))


def _put_back(connection: Connection, table: Table, image: dict[str, object]) -> None:
    keys = table.primary_key.columns.keys()
    same = and_(*(table.c[name] == image[name] for name in keys))
    before = {name: value for name, value in image.items() if name not in keys}
    connection.execute(update(table).where(same).values(before))
