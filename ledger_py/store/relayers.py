"""The relayers' tables: who holds a key, whose way a community's acts go, what is done with.

Functions over an open connection. A hold is checked again in the transaction that fixes a nonce, so
what protects a key is that transaction; the time at which a hold ends only decides who waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from ledger_py.store import schema
from ledger_py.store.outcomes import OutcomeRow

_RELAYERS, _WAYS = schema.relayers, schema.ways


@dataclass(frozen=True, slots=True)
class RelayerRow:
    """A relayer: the process that holds its key until a time, and how far its batches are done."""

    relayer: str
    holder: str
    until: int
    settled: int
    block: int | None
    hash: str | None


def find(connection: Connection, relayer: str) -> RelayerRow | None:
    """The row of a relayer."""
    row = connection.execute(select(_RELAYERS).where(_RELAYERS.c.relayer == relayer)).first()
    return RelayerRow(*row) if row else None


def lock(connection: Connection) -> None:
    """Let one relayer at a time fix batches; SQLite lets only one write anyway."""
    query = select(_RELAYERS.c.relayer).order_by(_RELAYERS.c.relayer).with_for_update()
    connection.execute(query).all()


def hold(
    connection: Connection,
    relayer: str,
    holder: str,
    *,
    now: int,
    until: int,
    is_gone: Callable[[str], bool],
) -> RelayerRow | None:
    """Take or keep a key until a time; None when done, the row of the other holder otherwise."""
    lock(connection)
    row = find(connection, relayer)
    if row is None:
        values = {"relayer": relayer, "holder": holder, "until": until, "settled": 0}
        connection.execute(insert(_RELAYERS).values(values))
        return None
    if row.holder != holder and row.until > now and not is_gone(row.holder):
        return row
    values = {"holder": holder, "until": until}
    connection.execute(update(_RELAYERS).where(_RELAYERS.c.relayer == relayer).values(values))
    return None


def let_go(connection: Connection, relayer: str, holder: str) -> None:
    """End a hold, so that another process need not wait."""
    mine = (_RELAYERS.c.relayer == relayer) & (_RELAYERS.c.holder == holder)
    connection.execute(update(_RELAYERS).where(mine).values(until=0))


def settle(connection: Connection, relayer: str, batch: int, last: OutcomeRow) -> None:
    """Note up to which batch all is done with, and the block of its outcome that says so."""
    blocks = schema.blocks
    hash_ = select(blocks.c.hash).where(blocks.c.number == last.block).scalar_subquery()
    values = {"settled": batch, "block": last.block, "hash": hash_}
    connection.execute(update(_RELAYERS).where(_RELAYERS.c.relayer == relayer).values(values))
    clear_ways(connection, relayer)


def unsettle(connection: Connection, relayer: str) -> None:
    """Look through all batches again: the chain has left the block that was noted."""
    values = {"settled": 0, "block": None, "hash": None}
    connection.execute(update(_RELAYERS).where(_RELAYERS.c.relayer == relayer).values(values))


def left_behind(
    connection: Connection, but: str, now: int, is_gone: Callable[[str], bool]
) -> list[str]:
    """The other relayers that still have acts in hand, and whose process is gone."""
    query = select(_RELAYERS.c.relayer, _RELAYERS.c.until, _RELAYERS.c.holder)
    query = query.where(_RELAYERS.c.relayer != but)
    busy = _RELAYERS.c.relayer.in_(select(_WAYS.c.relayer))
    rows = connection.execute(query.where(busy).order_by(_RELAYERS.c.relayer)).all()
    return [row.relayer for row in rows if row.until <= now or is_gone(row.holder)]


def way_is_free(connection: Connection, community: str, relayer: str) -> bool:
    """Whether a community's acts may go by this relayer, as they go by no other."""
    query = select(_WAYS.c.relayer).where(_WAYS.c.community == community)
    return connection.execute(query).scalar() in (None, relayer)


def take_way(connection: Connection, community: str, relayer: str) -> None:
    """Let the acts of a community whose way is free go by this relayer."""
    mine = {"community": community, "relayer": relayer}
    query = select(_WAYS.c.relayer).where(_WAYS.c.community == community)
    if connection.execute(query).scalar() is None:
        connection.execute(insert(_WAYS).values(mine))


def clear_ways(connection: Connection, relayer: str) -> None:
    """Let go of the communities none of whose acts is on its way by this relayer any more."""
    acts, batches = schema.acts, schema.batches
    settled = select(_RELAYERS.c.settled).where(_RELAYERS.c.relayer == relayer).scalar_subquery()
    busy = select(acts.c.community).join(batches, batches.c.batch == acts.c.batch)
    busy = busy.where(batches.c.relayer == relayer, batches.c.batch > settled)
    mine = _WAYS.c.relayer == relayer
    connection.execute(delete(_WAYS).where(mine, _WAYS.c.community.not_in(busy)))
