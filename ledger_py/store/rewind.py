"""Taking the index back to an earlier block, when the chain has left the blocks after it."""

from __future__ import annotations

from sqlalchemy import Connection, case, delete, func, insert, select, update

from ledger_py import tally
from ledger_py.models import State
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
    touched = _attested_after(connection, to.block)
    for table in _OF_A_BLOCK:
        connection.execute(delete(table).where(table.c.block > to.block))
    connection.execute(delete(schema.blocks).where(schema.blocks.c.number > to.block))
    _reopen_votes(connection, to.block)
    for community, contribution in touched:
        _reassess(connection, community, contribution)
    _add_up(connection)
    write_checkpoint(connection, to)


def _attested_after(connection: Connection, block: int) -> list[tuple[str, str]]:
    table = schema.attestations
    asked = select(table.c.community, table.c.contribution).where(table.c.block > block).distinct()
    return [(row.community, row.contribution) for row in connection.execute(asked)]


def _reopen_votes(connection: Connection, block: int) -> None:
    table = schema.votes
    connection.execute(
        update(table)
        .where(table.c.closed_block > block)
        .values(closed=None, closed_block=None, version=None)
    )


def _reassess(connection: Connection, community: str, contribution: str) -> None:
    """Derive a contribution's state from the attestations that are left; it may be gone itself."""
    given, kinds, of = schema.attestations.c, schema.activities.c, schema.contributions.c
    asked = select(given.units).where(
        given.community == community, given.contribution == contribution
    )
    attested = [row.units for row in connection.execute(asked)]
    same = (of.community == community) & (of.id == contribution)
    kind = (kinds.community == of.community) & (kinds.activity == of.activity)
    required = connection.execute(select(kinds.required).where(same, kind)).scalar()
    if required is None:
        return
    state = State.ACCEPTED if len(attested) >= required else State.PROPOSED
    units = tally.accepted_units(attested, required)
    changed = update(schema.contributions).where(same)
    connection.execute(changed.values(state=int(state), accepted_units=units))


def _add_up(connection: Connection) -> None:
    """Make units and totals anew; rare enough for a sum over everything."""
    connection.execute(delete(schema.totals))
    connection.execute(delete(schema.units))
    of, units, kinds = schema.contributions.c, schema.units.c, schema.activities.c
    place = (of.community, of.contributor, of.epoch, of.activity)
    raw = select(*place, func.sum(of.accepted_units)).where(of.accepted_units > 0).group_by(*place)
    connection.execute(
        insert(schema.units).from_select(["community", "member", "epoch", "activity", "raw"], raw)
    )
    capped = case((units.raw < kinds.cap, units.raw), else_=kinds.cap)
    where = (units.community == kinds.community) & (units.activity == kinds.activity)
    sums = (
        select(units.community, units.epoch, units.activity, func.sum(capped))
        .where(where)
        .group_by(units.community, units.epoch, units.activity)
    )
    connection.execute(
        insert(schema.totals).from_select(["community", "epoch", "activity", "total"], sums)
    )
