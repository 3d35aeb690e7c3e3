"""Versions, votes and the ballots that are live in them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Subquery, distinct, func, select

from ledger_py.store import schema
from ledger_py.store.rows import LiveBallot, Version, Vote
from ledger_py.store.selects import people
from ledger_py.store.selects.shaping import contents, levels_of, make, salt_of, text_of


def versions(connection: Connection, c: str, i: int) -> tuple[Version, ...]:
    """Versions of an indicator, first to last."""
    table = schema.versions
    query = select(table).where(table.c.community == c, table.c.indicator == i)
    rows = connection.execute(query.order_by(table.c.version)).mappings()
    return tuple(
        make(Version, row, from_=row["from"], levels=levels_of(row["levels"])) for row in rows
    )


def votes(
    connection: Connection, c: str, indicator: int | None = None, v: int | None = None
) -> tuple[Vote, ...]:
    """Votes by id."""
    table, cast = schema.votes, schema.ballots
    own = (cast.c.community == table.c.community) & (cast.c.vote == table.c.vote)
    live = select(func.count(distinct(cast.c.member))).where(own).scalar_subquery()
    query = select(table, live.label("ballots")).where(table.c.community == c)
    if indicator is not None:
        query = query.where(table.c.indicator == indicator)
    if v is not None:
        query = query.where(table.c.vote == v)
    rows = connection.execute(query.order_by(table.c.vote)).mappings()
    return tuple(make(Vote, row, from_=row["from"]) for row in rows)


def live_levels(connection: Connection, c: str, v: int) -> tuple[tuple[int, ...], ...]:
    """The levels of each live ballot of a vote."""
    table, last = schema.ballots, _last(c)
    query = select(table.c.levels).select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c, table.c.vote == v)
    return tuple(levels_of(row[0]) for row in connection.execute(query))


def levels_cast(
    connection: Connection, c: str, v: int, member: int, sequence: int
) -> tuple[int, ...] | None:
    """The levels of one ballot of a member, None if it was never cast."""
    table = schema.ballots
    query = select(table.c.levels).where(table.c.community == c, table.c.vote == v)
    query = query.where(table.c.member == member, table.c.sequence == sequence)
    row = connection.execute(query).first()
    return levels_of(row[0]) if row else None


def live_ballots(
    connection: Connection, c: str, v: int | None = None, member: int | None = None
) -> tuple[LiveBallot, ...]:
    """Each member's last ballot, by vote and member."""
    table, last = schema.ballots, _last(c)
    query = select(table).select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c).order_by(table.c.vote, table.c.member)
    if v is not None:
        query = query.where(table.c.vote == v)
    if member is not None:
        query = query.where(table.c.member == member)
    rows = connection.execute(query).mappings().all()
    named = people.who(connection, c, (row["member"] for row in rows))
    held = contents(connection, "rationale", (row["rationale"] for row in rows))
    found = []
    for row in rows:
        said = held.get(row["rationale"])
        more = {"text": text_of(said), "salt": salt_of(said), "levels": levels_of(row["levels"])}
        found.append(make(LiveBallot, row, member=named[row["member"]], **more))
    return tuple(found)


def _last(c: str) -> Subquery:
    table = schema.ballots
    last = func.max(table.c.sequence).label("last")
    query = select(table.c.vote, table.c.member, last).where(table.c.community == c)
    return query.group_by(table.c.vote, table.c.member).subquery()


def _is_last(last: Subquery) -> ColumnElement[bool]:
    table = schema.ballots
    same = (table.c.vote == last.c.vote) & (table.c.member == last.c.member)
    return same & (table.c.sequence == last.c.last)
