"""Webhooks: how far each is, who delivers it now, and what was delivered."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, tuple_, update

from ledger_py.store import schema
from ledger_py.store.happenings import Place

_TABLE, _LOG = schema.webhooks, schema.deliveries
KEPT = 1_000
"""So many deliveries of a webhook are remembered."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; sealed: address and secret, encrypted under the key of that name."""

    webhook: str
    community: str
    user: str
    member: int
    created: int
    sealed: bytes
    name: str
    block: int
    log: int
    hash: str
    refused: int = 0
    due: int = 0
    disabled: int | None = None

    @property
    def place(self) -> Place:
        """Up to where all is delivered."""
        return Place(self.block, self.log, self.hash)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An attempt to deliver a message; status None: no answer, for the reason in `fault`."""

    number: int
    message: str
    block: int
    log: int
    time: int
    status: int | None
    fault: str | None


def add(connection: Connection, made: Webhook) -> None:
    """Keep a new webhook."""
    values = {name: getattr(made, name) for name in Webhook.__slots__}
    connection.execute(insert(_TABLE), values | {"held_until": 0})


def of_user(connection: Connection, user: str, c: str | None = None) -> list[Webhook]:
    """A user's webhooks, of one community or of all, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.user == user)
    query = query if c is None else query.where(_TABLE.c.community == c)
    rows = connection.execute(query.order_by(_TABLE.c.created, _TABLE.c.webhook))
    return [_made(row._mapping) for row in rows]


def names_of_member(connection: Connection, c: str, member: int) -> list[str]:
    """The names of the keys of the webhooks that were made for a member."""
    mine = (_TABLE.c.community == c) & (_TABLE.c.member == member)
    return list(connection.execute(select(_TABLE.c.name).where(mine)).scalars())


def drop(connection: Connection, webhooks: Sequence[str]) -> None:
    """Take webhooks out, with what was delivered."""
    for table in (_LOG, _TABLE):
        connection.execute(delete(table).where(table.c.webhook.in_(webhooks)))


def forget_member(connection: Connection, c: str, member: int) -> None:
    """Take out the webhooks that were made for a member."""
    mine = (_TABLE.c.community == c) & (_TABLE.c.member == member)
    drop(connection, list(connection.execute(select(_TABLE.c.webhook).where(mine)).scalars()))


def go_back(connection: Connection, webhook: str, at: Place) -> None:
    """Deliver again from a place on, also where it had been disabled."""
    values = {"block": at.block, "log": at.log, "hash": at.hash}
    values |= {"refused": 0, "due": 0, "disabled": None}
    connection.execute(update(_TABLE).where(_TABLE.c.webhook == webhook).values(**values))


def disable(connection: Connection, webhook: str, now: int) -> None:
    """Deliver nothing more to a webhook."""
    connection.execute(update(_TABLE).where(_TABLE.c.webhook == webhook).values(disabled=now))


# --- delivering


def ready(connection: Connection, final: int, now: int, limit: int) -> list[str]:
    """Webhooks for which there is something that nobody delivers; final: the last such block."""
    told = schema.happenings
    new = exists().where(
        told.c.community == _TABLE.c.community,
        told.c.block <= final,
        tuple_(told.c.block, told.c.log) > tuple_(_TABLE.c.block, _TABLE.c.log),
    )
    query = select(_TABLE.c.webhook).where(
        _TABLE.c.disabled.is_(None), _TABLE.c.due <= now, _TABLE.c.held_until <= now, new
    )
    return list(connection.execute(query.order_by(_TABLE.c.due).limit(limit)).scalars())


def hold(connection: Connection, webhook: str, now: int, until: int) -> tuple[Webhook, str] | None:
    """Take a webhook to deliver, with a new holder's name; None where another has it."""
    holder = secrets.token_hex(16)
    free = (_TABLE.c.webhook == webhook) & (_TABLE.c.held_until <= now)
    statement = update(_TABLE).where(free, _TABLE.c.disabled.is_(None))
    if not connection.execute(statement.values(holder=holder, held_until=until)).rowcount:
        return None
    found = connection.execute(select(_TABLE).where(_TABLE.c.webhook == webhook)).one()
    return _made(found._mapping), holder


def let_go(connection: Connection, webhook: str, holder: str) -> None:
    """Let another deliver it."""
    mine = (_TABLE.c.webhook == webhook) & (_TABLE.c.holder == holder)
    connection.execute(update(_TABLE).where(mine).values(holder=None, held_until=0))


def note(
    connection: Connection, held: Webhook, holder: str, made: Delivery, **changes: Any
) -> bool:
    """Note a delivery, and what it changes of the webhook; whether it is the holder's still.

    Who replayed meanwhile has set another place, which stays.
    """
    mine = (_TABLE.c.webhook == held.webhook) & (_TABLE.c.holder == holder)
    same = (_TABLE.c.block == held.block) & (_TABLE.c.log == held.log)
    if not connection.execute(update(_TABLE).where(mine, same).values(**changes)).rowcount:
        return False
    highest = select(func.max(_LOG.c.number)).where(_LOG.c.webhook == held.webhook)
    number = (connection.execute(highest).scalar() or 0) + 1
    values = {name: getattr(made, name) for name in Delivery.__slots__} | {"number": number}
    connection.execute(insert(_LOG), values | {"webhook": held.webhook, "user": held.user})
    old = (_LOG.c.webhook == held.webhook) & (_LOG.c.number <= number - KEPT)
    connection.execute(delete(_LOG).where(old))
    return True


def deliveries(
    connection: Connection, webhook: str, limit: int, before: int | None = None
) -> list[Delivery]:
    """What was delivered, the newest first, before a number."""
    query = select(_LOG).where(_LOG.c.webhook == webhook)
    query = query if before is None else query.where(_LOG.c.number < before)
    rows = connection.execute(query.order_by(_LOG.c.number.desc()).limit(limit)).mappings()
    return [Delivery(**{name: row[name] for name in Delivery.__slots__}) for row in rows]


def _made(row: Any) -> Webhook:
    return Webhook(**{name: row[name] for name in Webhook.__slots__})
