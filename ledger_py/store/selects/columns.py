"""What columns are made of: all units of a community, or those that changed after a block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson
from sqlalchemy import Connection, select, tuple_

from ledger_py.models import Recognition
from ledger_py.store import schema
from ledger_py.store.chunking import chunks
from ledger_py.store.rows import Checkpoint

_AT_ONCE = 50_000
Row = Sequence[int]
"""Epoch, member, activity type, units before the cap (hundredths)."""


def newest_block(connection: Connection) -> Checkpoint | None:
    """The last block that the index holds rows of, None before the first."""
    table = schema.blocks
    row = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
    return Checkpoint(row.number, row.hash, row.time) if row else None


def holds_block(connection: Connection, block: Checkpoint) -> bool:
    """Whether the index holds rows of this very block; after a reorganisation it may not."""
    table = schema.blocks
    query = select(table.c.hash).where(table.c.number == block.block)
    return connection.execute(query).scalar_one_or_none() == block.hash


def unit_rows(connection: Connection, c: str) -> Iterator[list[Row]]:
    """All units, many rows at a time, so that no list of all of them is ever made."""
    table = schema.units
    columns = (table.c.epoch, table.c.member, table.c.activity, table.c.raw)
    query = select(*columns).where(table.c.community == c)
    with connection.execution_options(yield_per=_AT_ONCE).execute(query) as found:
        for part in found.partitions():
            yield list(part)


def unit_rows_since(connection: Connection, c: str, block: int) -> list[Row]:
    """Units that were added or changed after a block, as they are now."""
    table = schema.units
    columns = (table.c.epoch, table.c.member, table.c.activity, table.c.raw)
    added = select(*columns).where(table.c.community == c, table.c.block > block)
    rows: list[Row] = list(connection.execute(added))
    place = tuple_(table.c.member, table.c.epoch, table.c.activity)
    for some in chunks(_changed(connection, c, block)):
        query = select(*columns).where(table.c.community == c, place.in_(some))
        rows += connection.execute(query)
    return rows


def scored(connection: Connection, c: str) -> tuple[int, ...]:
    """Members who have joined and have not chosen otherwise, in the order of admission."""
    table = schema.members
    query = select(table.c.member).where(
        table.c.community == c,
        table.c.joined.is_not(None),
        table.c.recognition == Recognition.SCORED,
    )
    return tuple(connection.execute(query.order_by(table.c.member)).scalars())


def _changed(connection: Connection, c: str, block: int) -> Iterable[tuple[int, int, int]]:
    """Member, epoch and activity type of rows from before a block that changed after it."""
    images = schema.earlier
    query = select(images.c.row).where(images.c.block > block, images.c.table == schema.units.name)
    for text in connection.execute(query).scalars():
        image = orjson.loads(text)
        if image["community"] == c:
            yield image["member"], image["epoch"], image["activity"]
