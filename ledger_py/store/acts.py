"""The outbox's tables: acts in the order of their acceptance, batches, every signed transaction.

Functions over an open connection: whoever calls says what belongs into one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from eth_hash.auto import keccak
from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import Connection as Connection
from sqlalchemy.engine import Row
from sqlalchemy.sql import Select

from ledger_py.store import schema
from ledger_py.store.tables.base import holds

_ACTS, _BATCHES, _SENT = schema.acts, schema.batches, schema.transactions
_KEYS, _RETURNED = schema.idempotency_keys, schema.returned


@dataclass(frozen=True, slots=True)
class ActRow:
    """An accepted act; addresses and ids in hex, `error` the error's data in hex."""

    act: str
    sequence: int
    name: str
    contract: str
    community: str
    member: int
    data: bytes
    accepted: int
    batch: int | None
    position: int | None
    error: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class SentRow:
    """A signed transaction; `created` in Unix seconds."""

    tx: str
    raw: bytes
    created: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """Acts under one nonce of the relayer, and all transactions that were signed for them."""

    batch: int
    nonce: int
    contract: str
    transactions: tuple[SentRow, ...]
    """The newest last."""


_ROW = [_ACTS.c[field.name] for field in fields(ActRow)]


def find(connection: Connection, act: str) -> ActRow | None:
    """The act of this id."""
    if not holds(act):
        return None
    return _act(connection.execute(select(*_ROW).where(_ACTS.c.act == act)).first())


def of_community(connection: Connection, community: str) -> list[ActRow]:
    """All acts of a community, in the order of their acceptance."""
    query = select(*_ROW).where(_ACTS.c.community == community).order_by(_ACTS.c.sequence)
    return _acts(connection, query)


def find_by_key(connection: Connection, community: str, member: int, key: str) -> ActRow | None:
    """The act that was accepted under a member's idempotency key."""
    query = select(*_ROW).join(_KEYS, _KEYS.c.act == _ACTS.c.act)
    query = query.where(_KEYS.c.community == community, _KEYS.c.member == member)
    return _act(connection.execute(query.where(_KEYS.c.key == _kept(key))).first())


def add_key(connection: Connection, community: str, member: int, key: str, act: str) -> None:
    """Let an idempotency key of a member stand for an act, beside any that it has."""
    values = {"community": community, "member": member, "key": _kept(key), "act": act}
    connection.execute(insert(_KEYS).values(values))


def add(connection: Connection, act: Mapping[str, Any]) -> None:
    """Put an act at the end of the queue."""
    values = dict(act, sequence=_next(connection, _ACTS.c.sequence), attempts=0)
    connection.execute(insert(_ACTS).values(values))


def queue_again(connection: Connection, act: str) -> None:
    """Put a failed act at the end of the queue, as if it were new."""
    _note_return(connection, _ACTS.c.act == act)
    values: dict[str, Any] = {"sequence": _next(connection, _ACTS.c.sequence), "attempts": 0}
    values |= {"batch": None, "position": None, "error": None}
    connection.execute(update(_ACTS).where(_ACTS.c.act == act).values(values))


def waiting(connection: Connection, limit: int, relayer: str | None = None) -> list[ActRow]:
    """The first acts that wait, in the order of their acceptance.

    relayer: only those that may go by this one, since no other has acts of their community in hand.
    """
    query = select(*_ROW).where(_ACTS.c.batch.is_(None), _ACTS.c.error.is_(None))
    if relayer is not None:
        ways = schema.ways
        taken = exists().where(ways.c.community == _ACTS.c.community, ways.c.relayer != relayer)
        query = query.where(~taken)
    return _acts(connection, query.order_by(_ACTS.c.sequence).limit(limit))


def ahead(connection: Connection, contract: str, limit: int) -> list[ActRow]:
    """The newest acts for a contract that wait or are sent and not in the index, in their order."""
    o, relayers = schema.outcomes, schema.relayers
    seen = exists().where(
        _SENT.c.batch == _ACTS.c.batch, o.c.tx == _SENT.c.tx, o.c.position == _ACTS.c.position
    )
    sent = select(_BATCHES.c.batch).join(relayers, relayers.c.relayer == _BATCHES.c.relayer)
    unsettled = _ACTS.c.batch.in_(sent.where(_BATCHES.c.batch > relayers.c.settled))
    open_ = or_(_ACTS.c.batch.is_(None), and_(unsettled, ~seen))
    query = select(*_ROW).where(_ACTS.c.contract == contract, _ACTS.c.error.is_(None), open_)
    return _acts(connection, query.order_by(_ACTS.c.sequence.desc()).limit(limit))[::-1]


def are_waiting(connection: Connection, chosen: Collection[str]) -> bool:
    """Whether all of these acts still wait; within the transaction that fixes them."""
    query = select(func.count()).select_from(_ACTS).where(_ACTS.c.act.in_(list(chosen)))
    query = query.where(_ACTS.c.batch.is_(None), _ACTS.c.error.is_(None))
    return connection.execute(query).scalar() == len(chosen)


def of_batch(connection: Connection, batch: int) -> list[ActRow]:
    """The acts of a batch, by position."""
    query = select(*_ROW).where(_ACTS.c.batch == batch)
    return _acts(connection, query.order_by(_ACTS.c.position))


def fail(connection: Connection, errors: Mapping[str, str], batch: int | None = None) -> None:
    """Note why acts (by id) of a batch, None: that wait, were refused: the error's data in hex.

    One that somebody else has taken further meanwhile stays as it is.
    """
    values: dict[str, Any] = {"batch": None, "position": None}
    _note_return(connection, and_(_ACTS.c.act.in_(list(errors)), _in(batch)))
    for act, error in errors.items():
        there = and_(_ACTS.c.act == act, _in(batch))
        connection.execute(update(_ACTS).where(there).values(values | {"error": error}))


def put_back(
    connection: Connection, chosen: Iterable[str], batch: int, *, more_gas: bool = False
) -> None:
    """Let acts of a batch wait again in their place, for another attempt, or one with more gas."""
    attempts = _ACTS.c.attempts + int(more_gas)
    values = {"batch": None, "position": None, "attempts": attempts}
    there = and_(_ACTS.c.act.in_(list(chosen)), _in(batch))
    _note_return(connection, there)
    connection.execute(update(_ACTS).where(there).values(values))


def fix(
    connection: Connection, batch: Mapping[str, Any], acts: Sequence[str], tx: str, raw: bytes
) -> BatchRow:
    """Write down a batch with its nonce, its acts and its signed bytes."""
    number = _next(connection, _SENT.c.batch)  # of forgotten batches too
    connection.execute(insert(_BATCHES).values(dict(batch, batch=number)))
    placed = [{"id": act, "at": position} for position, act in enumerate(acts)]
    there = update(_ACTS).where(_ACTS.c.act == bindparam("id"))
    connection.execute(there.values(batch=number, position=bindparam("at")), placed)
    created = int(batch["created"])
    add_transaction(connection, number, tx, raw, created)
    sent = SentRow(tx, raw, created)
    return BatchRow(number, batch["nonce"], batch["contract"], (sent,))


def add_transaction(connection: Connection, batch: int, tx: str, raw: bytes, now: int) -> None:
    """Write down a further signed transaction of a batch."""
    connection.execute(insert(_SENT).values(tx=tx, batch=batch, raw=raw, created=now))


def forget(connection: Connection, batch: int) -> None:
    """Forget a batch whose only transaction the node refused: its nonce is free.

    The transaction is kept: should it have reached a node after all, it is known as ours.
    """
    connection.execute(delete(_BATCHES).where(_BATCHES.c.batch == batch))


def batches(connection: Connection, relayer: str, after: int) -> list[BatchRow]:
    """The batches of a relayer from number `after` + 1 on, in the order of their nonces."""
    mine = and_(_BATCHES.c.relayer == relayer, _BATCHES.c.batch > after)
    rows = connection.execute(select(_BATCHES).where(mine).order_by(_BATCHES.c.nonce)).all()
    of_mine = select(_SENT).join(_BATCHES, _BATCHES.c.batch == _SENT.c.batch).where(mine)
    sent = connection.execute(of_mine.order_by(_SENT.c.created, _SENT.c.tx)).all()
    return [
        BatchRow(
            row.batch,
            row.nonce,
            row.contract,
            tuple(SentRow(s.tx, bytes(s.raw), s.created) for s in sent if s.batch == row.batch),
        )
        for row in rows
    ]


def last_nonce(connection: Connection, relayer: str) -> int | None:
    """The highest nonce given to a batch of this relayer."""
    query = select(func.max(_BATCHES.c.nonce)).where(_BATCHES.c.relayer == relayer)
    nonce: int | None = connection.execute(query).scalar()
    return nonce


def last_transaction(connection: Connection, batch: int) -> str | None:
    """The hash of the newest transaction signed for a batch."""
    query = select(_SENT.c.tx).where(_SENT.c.batch == batch).order_by(_SENT.c.created.desc())
    tx: str | None = connection.execute(query.limit(1)).scalar()
    return tx


def count_waiting(connection: Connection) -> int:
    """How many acts wait to be sent."""
    query = select(func.count()).select_from(_ACTS)
    query = query.where(_ACTS.c.batch.is_(None), _ACTS.c.error.is_(None))
    return int(connection.execute(query).scalar() or 0)


def _kept(key: str) -> str:
    """What is kept of a key: people choose them and may write anything, which logs would keep."""
    return "0x" + keccak(key.encode()).hex()


def _next(connection: Connection, column: Any) -> int:
    return int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar() or 0) + 1


def _note_return(connection: Connection, there: ColumnElement[bool]) -> None:
    were = select(_ACTS.c.act, _ACTS.c.batch, _ACTS.c.position)
    were = were.where(there, _ACTS.c.batch.is_not(None))
    connection.execute(insert(_RETURNED).from_select(["act", "batch", "position"], were))


def _in(batch: int | None) -> ColumnElement[bool]:
    if batch is not None:
        return _ACTS.c.batch == batch
    return and_(_ACTS.c.batch.is_(None), _ACTS.c.error.is_(None))


def _act(row: Row[Any] | None) -> ActRow | None:
    if row is None:
        return None
    return ActRow(*tuple(row))


def _acts(connection: Connection, query: Select[Any]) -> list[ActRow]:
    rows = (_act(row) for row in connection.execute(query))
    return [row for row in rows if row is not None]
