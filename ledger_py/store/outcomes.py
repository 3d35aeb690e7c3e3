"""What the index says became of acts that were sent; functions over an open connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, select

from ledger_py.store import schema
from ledger_py.store.acts import ActRow

_OUTCOMES, _SENT, _RETURNED = schema.outcomes, schema.transactions, schema.returned


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What the index says became of an act: where, when, and its error's data in hex or "0x"."""

    tx: str
    reason: str
    block: int
    time: int


def of_act(connection: Connection, act: ActRow) -> OutcomeRow | None:
    """What the index says of a sent act: from its relay, or from its founding."""
    o = _OUTCOMES.c
    query = select(o.tx, o.reason, o.block, o.time).join(_SENT, _SENT.c.tx == o.tx)
    query = query.where(_SENT.c.batch == act.batch, o.position == act.position)
    row = connection.execute(query).first()
    return OutcomeRow(*row) if row else _founding(connection, act.batch)


def of_batch(connection: Connection, batch: int, rows: Sequence[ActRow]) -> list[OutcomeRow | None]:
    """The same of each act of a batch, in two questions however many there are."""
    o = _OUTCOMES.c
    query = select(o.position, o.tx, o.reason, o.block, o.time)
    query = query.join(_SENT, and_(_SENT.c.tx == o.tx, _SENT.c.batch == batch))
    found = {row[0]: OutcomeRow(*row[1:]) for row in connection.execute(query)}
    founding = None if found else _founding(connection, batch)
    return [found.get(row.position or 0, founding) for row in rows]


def landed(connection: Connection, act: ActRow) -> OutcomeRow | None:
    """How an act has landed by a batch that it went back from, if it has."""
    query = select(_RETURNED.c.batch, _RETURNED.c.position).where(_RETURNED.c.act == act.act)
    were = [replace(act, batch=batch, position=at) for batch, at in connection.execute(query)]
    found = (of_act(connection, one) for one in were)
    return next((one for one in found if one and one.reason == "0x"), None)


def indexed_block(connection: Connection) -> int:
    """The last block that the index holds, -1 before the first."""
    block: int | None = connection.execute(select(schema.checkpoint.c.block)).scalar()
    return -1 if block is None else block


def _founding(connection: Connection, batch: int | None) -> OutcomeRow | None:
    c = schema.communities.c
    query = select(c.tx, c.block, c.founded).join(_SENT, _SENT.c.tx == c.tx)
    row = connection.execute(query.where(_SENT.c.batch == batch)).first()
    return OutcomeRow(row.tx, "0x", row.block, row.founded) if row else None
