"""Links by which one person sees a contribution: of their secrets there are hashes, of texts none.

A link is opened once: by a user, or by a browser until somebody signs in there. All times are Unix
seconds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from ledger_py.store import schema
from ledger_py.store.users import hashed

_TABLE = schema.links


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a user made; `link` and `browser` are hashes."""

    link: str
    user: str
    community: str
    contribution: str
    created: int
    expires: int
    opened: int | None = None
    browser: str | None = None
    opener: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who opens links: a user, or else whoever is at a browser, known by what its cookie holds."""

    user: str | None
    browser: str | None


def add(
    connection: Connection, user: str, community: str, contribution: str, now: int, expires: int
) -> tuple[str, Link]:
    """A new link; return the secret that is handed over, and the link."""
    connection.execute(delete(_TABLE).where(_TABLE.c.expires <= now))
    secret = secrets.token_urlsafe(32)
    made = Link(hashed(secret), user, community, contribution, now, expires)
    connection.execute(insert(_TABLE), {name: getattr(made, name) for name in Link.__slots__})
    return secret, made


def find(connection: Connection, secret: str, now: int) -> Link | None:
    """The link of a secret, None when it is none or over."""
    query = select(_TABLE).where(_TABLE.c.link == hashed(secret), _TABLE.c.expires > now)
    found = connection.execute(query).first()
    return Link(**found._mapping) if found else None


def of_user(
    connection: Connection, user: str, community: str, contribution: str, now: int
) -> list[Link]:
    """A user's links to a contribution, the oldest first."""
    mine = (_TABLE.c.user == user) & (_TABLE.c.community == community)
    query = select(_TABLE).where(mine, _TABLE.c.contribution == contribution)
    query = query.where(_TABLE.c.expires > now).order_by(_TABLE.c.created, _TABLE.c.link)
    return [Link(**row._mapping) for row in connection.execute(query)]


def open_first(connection: Connection, link: str, holder: Holder, now: int) -> bool:
    """Open a link for a holder; whether it is theirs. Of several at once it is one's."""
    browser = hashed(holder.browser) if holder.browser and not holder.user else None
    values = {"opened": now, "opener": holder.user, "browser": browser}
    this = _TABLE.c.link == link
    statement = update(_TABLE).where(this, _TABLE.c.opened.is_(None)).values(values)
    if connection.execute(statement).rowcount:
        return True
    return connection.execute(select(_TABLE.c.link).where(this, _held(holder))).first() is not None


def give_to_user(connection: Connection, link: str, holder: Holder) -> None:
    """Make a link that was opened at a browser that of the user who has signed in there."""
    if holder.user:
        this = (_TABLE.c.link == link) & _TABLE.c.opener.is_(None) & _held(holder)
        values = {"opener": holder.user, "browser": None}
        connection.execute(update(_TABLE).where(this).values(values))


def opened_by(connection: Connection, holder: Holder, now: int) -> list[Link]:
    """What a holder has opened and is not over, the last first."""
    query = select(_TABLE).where(_held(holder), _TABLE.c.expires > now)
    query = query.order_by(_TABLE.c.opened.desc(), _TABLE.c.link)
    return [Link(**row._mapping) for row in connection.execute(query)]


def drop(connection: Connection, link: str) -> None:
    """Take a link back."""
    connection.execute(delete(_TABLE).where(_TABLE.c.link == link))


def forget_member(connection: Connection, community: str, member: int) -> None:
    """End every link to a member's contributions."""
    done = schema.contributions
    theirs = select(done.c.id).where(done.c.community == community, done.c.contributor == member)
    there = (_TABLE.c.community == community) & _TABLE.c.contribution.in_(theirs)
    connection.execute(delete(_TABLE).where(there))


def _held(holder: Holder) -> ColumnElement[bool]:
    """Whether a link was opened by a holder."""
    browser = hashed(holder.browser) if holder.browser else ""
    at_browser = _TABLE.c.opener.is_(None) & (_TABLE.c.browser == browser)
    return or_(_TABLE.c.opener == (holder.user or ""), at_browser)
