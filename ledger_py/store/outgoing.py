"""Notices that have still to go out, by mail or to browsers: each goes once by each way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, func, or_, select, update

from ledger_py.store import schema
from ledger_py.store.choices import DEFAULT
from ledger_py.store.notices import Notice, made

_TABLE, _CHOSEN = schema.notices, schema.notice_settings


@dataclass(frozen=True)
class Way:
    """A way by which notices go out: when one did, who chose it, whom it reaches at all."""

    sent: Column[Any]
    chosen: Column[Any]
    default: bool
    reached: Select[tuple[str]]


MAIL = Way(
    _TABLE.c.mailed,
    _CHOSEN.c.mail,
    DEFAULT.mail,
    select(schema.credentials.c.user).where(schema.credentials.c.way == "mail"),
)
PUSH = Way(
    _TABLE.c.pushed,
    _CHOSEN.c.push,
    DEFAULT.push,
    select(schema.subscriptions.c.user),
)


def pending(
    connection: Connection,
    way: Way,
    always: Collection[str],
    since: int,
    user: str | None = None,
) -> dict[str, list[Notice]]:
    """Notices that have still to go out, by user, the oldest first.

    always: kinds that go out whatever was chosen. since: what is older needs nobody's hurry.
    """
    joined = and_(_CHOSEN.c.user == _TABLE.c.user, _CHOSEN.c.kind == _TABLE.c.kind)
    wanted = func.coalesce(way.chosen, way.default).is_(True)
    query = (
        select(_TABLE)
        .outerjoin(_CHOSEN, joined)
        .where(
            way.sent.is_(None),
            _TABLE.c.seen.is_(None),
            _TABLE.c.taken_back.is_(None),
            _TABLE.c.time > since,
            _TABLE.c.user.in_(way.reached),
            or_(wanted, _TABLE.c.kind.in_(always)),
        )
    )
    query = query if user is None else query.where(_TABLE.c.user == user)
    found: dict[str, list[Notice]] = {}
    for row in connection.execute(query.order_by(_TABLE.c.number)).mappings():
        found.setdefault(row["user"], []).append(made(row))
    return found


def mark(
    connection: Connection, way: Way, user: str, notices: Collection[Notice], time: int | None
) -> None:
    """Note when notices went out; None: they have still to."""
    mine = (_TABLE.c.user == user) & _TABLE.c.number.in_([one.number for one in notices])
    connection.execute(update(_TABLE).where(mine).values({way.sent.name: time}))


def last(connection: Connection, way: Way, user: str) -> int:
    """When something last went to a user; 0 for never."""
    query = select(func.max(way.sent)).where(_TABLE.c.user == user)
    return int(connection.execute(query).scalar() or 0)
