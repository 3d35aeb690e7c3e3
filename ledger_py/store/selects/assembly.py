"""Versions, votes and the ballots that are live in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Subquery, distinct, func, select

from ledger_py.models import OBJECTED, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.rows import LiveBallot, Version, Vote
from ledger_py.store.selects import people
from ledger_py.store.selects.shaping import Row, contents, levels_of, make, salt_of, text_of
from ledger_py.store.selects.states import vote_is

Lists = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list that goes by a number: so many rows at most, after a number."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class VotesAsked:
    """Which votes to list; None leaves a question open. state: at `time` in Unix seconds."""

    kind: VoteKind | None = None
    indicator: int | None = None
    state: str | None = None
    time: int = 0
    since: int | None = None
    before: int | None = None
    """Open in [since, before)."""


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
    asked = {"indicator": indicator, "vote": v, "kind": kind}
    columns = schema.votes.c
    given = [columns[name] == int(one) for name, one in asked.items() if one is not None]
    return _votes(connection, c, given)


def votes_part(connection: Connection, c: str, asked: VotesAsked, part: Part) -> tuple[Vote, ...]:
    """Votes by id, those that are asked for."""
    columns, given = schema.votes.c, list[ColumnElement[bool]]()
    for column, wanted in ((columns.kind, asked.kind), (columns.indicator, asked.indicator)):
        given += [] if wanted is None else [column == int(wanted)]
    given += [] if asked.state is None else [vote_is(asked.state, asked.time)]
    given += [] if asked.since is None else [columns.opens >= asked.since]
    given += [] if asked.before is None else [columns.opens < asked.before]
    return _votes(connection, c, given, part)


def votes_of(connection: Connection, c: str, numbers: Collection[int]) -> dict[int, Vote]:
    """Some votes by their numbers, in that order."""
    found = _votes(connection, c, [schema.votes.c.vote.in_(numbers)])
    return {vote.vote: vote for vote in found}


def _votes(
    connection: Connection, c: str, given: Iterable[ColumnElement[bool]], part: Part | None = None
) -> tuple[Vote, ...]:
    table, cast = schema.votes, schema.ballots
    own = (cast.c.community == table.c.community) & (cast.c.vote == table.c.vote)
    live = select(func.count(distinct(cast.c.member))).where(own).scalar_subquery()
    query = select(table, live.label("ballots")).where(table.c.community == c, *given)
    query = query.order_by(table.c.vote)
    if part:
        query = query.where(table.c.vote > part.after).limit(part.limit)
    rows = connection.execute(query).mappings()
    return tuple(make(Vote, row, from_=row["from"], kind=VoteKind(row["kind"])) for row in rows)


def live(
    connection: Connection,
    c: str,
    v: int | None = None,
    member: int | None = None,
    part: Part | None = None,
    objections: bool = False,
) -> Sequence[Row]:
    """Each member's last ballot as the index holds it, by vote and member.

    part: of one vote's, by member.
    """
    table, given = schema.ballots, list[ColumnElement[bool]]()
    for column, wanted in ((table.c.vote, v), (table.c.member, member)):
        given += [] if wanted is None else [column == wanted]
    last = _last(c, given, part, objections)
    query = select(table).select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c).order_by(table.c.vote, table.c.member)
    return connection.execute(query).mappings().all()


def choices(
    connection: Connection, c: str, votes: Collection[int] | None = None
) -> Iterable[tuple[int, int, int, int]]:
    """Per proposal and choice: live ballots, and how many of them are objections."""
    table = schema.ballots
    last = _last(c, [] if votes is None else [table.c.vote.in_(votes)])
    objections = func.count().filter(table.c.sequence == OBJECTED)
    query = select(table.c.vote, table.c.choice, func.count(), objections)
    query = query.select_from(table.join(last, _is_last(last)))
    query = query.where(table.c.community == c, table.c.choice.is_not(None))
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
    connection: Connection,
    c: str,
    v: int | None = None,
    member: int | None = None,
    *,
    part: Part | None = None,
    objections: bool = False,
) -> tuple[LiveBallot, ...]:
    """Each member's last ballot, by vote and member; or those of them that are objections."""
    rows = live(connection, c, v, member, part, objections)
    named = people.who(connection, c, (row["member"] for row in rows))
    held = contents(connection, c, "rationale", (row["rationale"] for row in rows))
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


def _last(
    c: str,
    given: Iterable[ColumnElement[bool]] = (),
    part: Part | None = None,
    objections: bool = False,
) -> Subquery:
    table = schema.ballots
    last = func.max(table.c.sequence)
    query = select(table.c.vote, table.c.member, last.label("last"))
    query = query.where(table.c.community == c, *given).group_by(table.c.vote, table.c.member)
    if objections:
        query = query.having(last == OBJECTED)
    if part:
        query = query.where(table.c.member > part.after)
        query = query.order_by(table.c.member).limit(part.limit)
    return query.subquery()


def _is_last(last: Subquery) -> ColumnElement[bool]:
    table = schema.ballots
    same = (table.c.vote == last.c.vote) & (table.c.member == last.c.member)
    return same & (table.c.sequence == last.c.last)
