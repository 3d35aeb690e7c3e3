"""What an operator watches of the database: what waits to be sent, and what was settled."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select
from sqlalchemy.exc import SQLAlchemyError

from ledger_py.errors import AuzolanError
from ledger_py.store import Store, schema
from ledger_py.store.index import read_checkpoint
from ledger_py.store.rows import Checkpoint

_ACTS, _BATCHES, _SENT = schema.acts, schema.batches, schema.transactions


@dataclass(frozen=True, slots=True)
class Watched:
    """How far the index is, how many acts wait, when the oldest was accepted (Unix seconds)."""

    reached: Checkpoint | None
    waiting: int
    oldest: int | None


def watched(store: Store) -> Watched | None:
    """What the database tells now; None while it tells nothing."""
    acts = select(func.count(), func.min(_ACTS.c.accepted))
    acts = acts.where(_ACTS.c.batch.is_(None), _ACTS.c.error.is_(None))
    try:
        with store.reading() as connection:
            row = connection.execute(acts).one()
            return Watched(read_checkpoint(connection), row[0], row[1])
    except (AuzolanError, SQLAlchemyError):
        return None


def settled(connection: Connection, relayer: str) -> int:
    """The last batch of a relayer up to which all is done with."""
    rows = schema.relayers
    query = select(rows.c.settled).where(rows.c.relayer == relayer)
    return int(connection.execute(query).scalar() or 0)


def outcomes(connection: Connection, relayer: str, after: int, last: int) -> tuple[int, int]:
    """How many acts of a relayer's batches `after` + 1 to `last` were done, and were refused."""
    o = schema.outcomes
    done = func.coalesce(func.sum(case((o.c.reason == "0x", 1), else_=0)), 0)
    query = select(done, func.count()).select_from(_ACTS)
    query = query.join(_BATCHES, _BATCHES.c.batch == _ACTS.c.batch)
    query = query.join(_SENT, _SENT.c.batch == _ACTS.c.batch)
    query = query.join(o, and_(o.c.tx == _SENT.c.tx, o.c.position == _ACTS.c.position))
    query = query.where(_BATCHES.c.relayer == relayer)
    query = query.where(_ACTS.c.batch > after, _ACTS.c.batch <= last)
    row = connection.execute(query).one()
    return int(row[0]), int(row[1]) - int(row[0])
