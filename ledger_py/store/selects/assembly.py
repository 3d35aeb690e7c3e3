"""Versions, votes and the ballots that are live in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, Subquery, distinct, func, select

from ledger_py.models import OBJECTED, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.rows import LiveBallot, Version, Vote
from ledger_py.store.selects import people
from ledger_py.store.selects.shaping import Row, contents, levels_of, make, salt_of, text_of

Lists = tuple[tuple[int, ...], ...]


def versions(connection: Connection, c: str, i: int) -> tuple[Version, ...]:
    """Versions of an indicator, first to last."""
    table = schema.versions
    query = select(table).where(table.c.community == c, table.c.indicator == i)
    rows = connection.execute(query.order_by(table.c.version)).mappings()
    return tuple(
        make(
            Version,
            row,
            from_=row["from"],
            levels=levels_of(row["levels"]),
            shares=levels_of(row["shares"]),
        )
        for row in rows
    )


def votes(
    connection: Connection,
    c: str,
    indicator: int | None = None,
    v: int | None = None,
    kind: VoteKind | None = None,
) -> tuple[Vote, ...]:
    """Votes by id."""
    table, cast = schema.votes, schema.ballots
    own = (cast.c.community == table.c.community) & (cast.c.vote == table.c.vote)
    live = select(func.count(distinct(cast.c.member))).where(own).scalar_subquery()
    query = select(table, live.label("ballots")).where(table.c.community == c)
    asked = {"indicator": indicator, "vote": v, "kind": kind}
    for name, wanted in asked.items():
        if wanted is not None:
            query = query.where(table.c[name] == int(wanted))
    rows = connection.execute(query.order_by(table.c.vote)).mappings()
    return tuple(make(Vote, row, from_=row["from"], kind=VoteKind(row["kind"])) for row in rows)


def live(
    connection: Connection, c: str, v: int | None = None, member: int | None = None
) -> Sequence[Row]:
    """Each member's last ballot as the index holds it, by vote and member."""
    table, last = schema.ballots, _last(c)
    query = select(table).select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c).order_by(table.c.vote, table.c.member)
    if v is not None:
        query = query.where(table.c.vote == v)
    if member is not None:
        query = query.where(table.c.member == member)
    return connection.execute(query).mappings().all()


def choices(
    connection: Connection, c: str, v: int | None = None
) -> Iterable[tuple[int, int, int, int]]:
    """Per proposal and choice: live ballots, and how many of them are objections."""
    table, last = schema.ballots, _last(c)
    objections = func.count().filter(table.c.sequence == OBJECTED)
    query = select(table.c.vote, table.c.choice, func.count(), objections)
    query = query.select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c, table.c.choice.is_not(None))
    if v is not None:
        query = query.where(table.c.vote == v)
    for row in connection.execute(query.group_by(table.c.vote, table.c.choice)):
        yield row[0], row[1], row[2], row[3]


def live_weights(connection: Connection, c: str, v: int) -> tuple[Lists, Lists]:
    """The levels of each live ballot of a weight vote, and their points."""
    rows = live(connection, c, v)
    levels = tuple(levels_of(row["levels"]) for row in rows)
    return levels, tuple(_list(row["points"]) for row in rows)


def weights_cast(
    connection: Connection, c: str, v: int, member: int, sequence: int
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Levels and points of one ballot of a member, None if it was never cast."""
    table = schema.ballots
    query = select(table.c.levels, table.c.points).where(table.c.community == c, table.c.vote == v)
    query = query.where(table.c.member == member, table.c.sequence == sequence)
    row = connection.execute(query).first()
    return (_list(row[0]), _list(row[1])) if row else None


def live_ballots(
    connection: Connection, c: str, v: int | None = None, member: int | None = None
) -> tuple[LiveBallot, ...]:
    """Each member's last ballot, by vote and member."""
    rows = live(connection, c, v, member)
    named = people.who(connection, c, (row["member"] for row in rows))
    held = contents(connection, "rationale", (row["rationale"] for row in rows))
    found = []
    for row in rows:
        said, choice = held.get(row["rationale"]), row["choice"]
        lists = {name: _list(row[name]) for name in ("levels", "points", "approved")}
        found.append(
            make(
                LiveBallot,
                row,
                member=named[row["member"]],
                choice=Choice(choice) if choice else None,
                text=text_of(said),
                salt=salt_of(said),
                **lists,
            )
        )
    return tuple(found)


def _list(text: str | None) -> tuple[int, ...]:
    return levels_of(text) if text else ()


def _last(c: str) -> Subquery:
    table = schema.ballots
    last = func.max(table.c.sequence).label("last")
    query = select(table.c.vote, table.c.member, last).where(table.c.community == c)
    return query.group_by(table.c.vote, table.c.member).subquery()


def _is_last(last: Subquery) -> ColumnElement[bool]:
    table = schema.ballots
    same = (table.c.vote == last.c.vote) & (table.c.member == last.c.member)
    return same & (table.c.sequence == last.c.last)
