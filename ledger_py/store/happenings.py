"""What happened, read on from a place in the ledger.

A place is `block-log`, with the first digits of the block's hash behind it: a chain that has left
the block since is noticed, and told again from before where they may have parted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select, tuple_

from ledger_py.store import schema
from ledger_py.store.index import read_checkpoint

_PLACE = re.compile(r"(\d{1,18})-(\d{1,9})(?:-([0-9a-f]{8}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ledger: after this event of this block; hash: of the block, its first digits.

    Without a hash nothing says which chain it is of.
    """

    block: int
    log: int
    hash: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, (str(self.block), str(self.log), self.hash)))


BEGINNING = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a community; about: ids, numbers and times by name; block_hash: all of it."""

    community: str
    name: str
    about: Mapping[str, Any]
    block: int
    log: int
    block_hash: str
    tx: str
    time: int

    @property
    def place(self) -> Place:
        """Where it is in the ledger."""
        return Place(self.block, self.log, self.block_hash[2:10])


def place(text: str) -> Place | None:
    """The place that a text names, None when it names none."""
    found = _PLACE.fullmatch(text)
    return Place(int(found[1]), int(found[2]), found[3] or "") if found else None


def newest(connection: Connection) -> Place:
    """The place of the newest event; a beginning where there is none.

    Where nothing happened yet it is a place in the last block, so that what comes is new.
    """
    query = _query(None).order_by(*(column.desc() for column in _order())).limit(1)
    found = connection.execute(query).first()
    if found:
        return _made(found._mapping).place
    reached = read_checkpoint(connection)
    return Place(reached.block, 0) if reached else BEGINNING


def following(
    connection: Connection, after: Place, limit: int, c: str | None = None, until: int | None = None
) -> list[Happening]:
    """The events after a place, the oldest first; until: the last block that is told of."""
    query = _query(c).where(tuple_(*_order()) > tuple_(after.block, after.log))
    if until is not None:
        query = query.where(schema.happenings.c.block <= until)
    rows = connection.execute(query.order_by(*_order()).limit(limit))
    return [_made(row._mapping) for row in rows]


def is_left(connection: Connection, at: Place) -> bool:
    """Whether the chain has left the block of a place that was told of.

    An index that has not read so far again does not know, and says no.
    """
    if not at.hash:
        return False
    reached = read_checkpoint(connection)
    if reached is None or reached.block < at.block:
        return False
    blocks = schema.blocks
    found = connection.execute(select(blocks.c.hash).where(blocks.c.number == at.block)).scalar()
    return found is None or found[2:10] != at.hash


def before(at: Place, depth: int) -> Place:
    """A place that is on every chain, where chains part by so many blocks at most."""
    return Place(max(0, at.block - depth), 0)


def _query(c: str | None) -> Select[Any]:
    told, blocks = schema.happenings, schema.blocks
    query = select(told, blocks.c.hash.label("block_hash"))
    query = query.join(blocks, blocks.c.number == told.c.block)
    return query if c is None else query.where(told.c.community == c)


def _order() -> Sequence[Any]:
    return (schema.happenings.c.block, schema.happenings.c.log)


def _made(row: Any) -> Happening:
    names = Happening.__slots__
    return Happening(**{name: row[name] for name in names} | {"about": orjson.loads(row["about"])})
