"""Browsers that notices are pushed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from ledger_py.store import schema

_TABLE = schema.subscriptions


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser of a user's; sealed: its address and keys, encrypted under the key of that name."""

    subscription: str
    user: str
    created: int
    sealed: bytes
    name: str


def keep(connection: Connection, made: Subscription) -> str | None:
    """Keep a browser, whosever it was before; the name of the key that was for it then."""
    same = _TABLE.c.subscription == made.subscription
    before = connection.execute(select(_TABLE.c.name).where(same)).scalar()
    connection.execute(delete(_TABLE).where(same))
    values = {name: getattr(made, name) for name in Subscription.__slots__}
    connection.execute(insert(_TABLE), values)
    return before


def of_user(connection: Connection, user: str) -> list[Subscription]:
    """A user's browsers, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.user == user)
    rows = connection.execute(query.order_by(_TABLE.c.created, _TABLE.c.subscription)).mappings()
    return [Subscription(**row) for row in rows]


def names_of(connection: Connection, users: Sequence[str]) -> list[str]:
    """The names of the keys of some users' browsers."""
    query = select(_TABLE.c.name).where(_TABLE.c.user.in_(users))
    return list(connection.execute(query).scalars())


def forget(connection: Connection, users: Sequence[str]) -> None:
    """Push to no browser of some users any more."""
    connection.execute(delete(_TABLE).where(_TABLE.c.user.in_(users)))


def drop(connection: Connection, subscription: str) -> None:
    """Push to a browser no more."""
    connection.execute(delete(_TABLE).where(_TABLE.c.subscription == subscription))
