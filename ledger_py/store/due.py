"""What is to be done by itself, by the index: votes to close, proposals to execute, elections.

And, beside the outbox, how often it was refused and when it is tried again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from ledger_py.models import EXECUTION_SECONDS, Call, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.selects import assembly, decisions, people
from ledger_py.tally import MINIMUM_QUORUM
from ledger_py.voting import CLOSE_VOTE, EXECUTE, OPEN_ELECTION

_AFTER_FAILURE = 7 * 86_400
"""After elections that nobody won the next one waits so many seconds for each of them in a row."""


@dataclass(frozen=True, slots=True)
class Due:
    """A function of an assembly that anyone may call now; vote: of an election the one before."""

    name: str
    community: str
    assembly: str
    vote: int
    calls: tuple[Call, ...] = ()


def due(connection: Connection, now: int, limit: int) -> list[Due]:
    """What is due at a time in Unix seconds: at most `limit` of each kind, the oldest first.

    What was refused and waits to be tried again is left out.
    """
    return [
        *_closings(connection, now, limit),
        *_executions(connection, now, limit),
        *_elections(connection, now, limit),
    ]


def _closings(connection: Connection, now: int, limit: int) -> Iterable[Due]:
    votes = schema.votes
    query = _of(votes, CLOSE_VOTE, now).where(votes.c.closed.is_(None), votes.c.closes <= now)
    for row in connection.execute(query.order_by(votes.c.closes, votes.c.vote).limit(limit)):
        yield Due(CLOSE_VOTE, row.community, row.assembly, row.vote)


def _executions(connection: Connection, now: int, limit: int) -> Iterable[Due]:
    table = schema.proposals
    query = _of(table, EXECUTE, now, table.c.calls).where(
        table.c.executed.is_(None), table.c.ready <= now, table.c.ready > now - EXECUTION_SECONDS
    )
    # What was proposed before handover could be executed until then.
    handed_over = schema.communities.c.handed_over
    query = query.where(or_(handed_over.is_(None), ~table.c.founding))
    found = 0
    for row in connection.execute(query.order_by(table.c.ready, table.c.vote)).all():
        # One that is stopped stays so, and is left out at each look until it lapses.
        if found == limit or _is_stopped(connection, row.community, row.vote):
            continue
        found += 1
        calls = decisions.calls_of(row.calls)
        yield Due(EXECUTE, row.community, row.assembly, row.vote, calls)


def _is_stopped(connection: Connection, c: str, v: int) -> bool:
    said = {choice: ballots for _, choice, ballots, _ in assembly.choices(connection, c, [v])}
    return said.get(Choice.IN_FAVOUR, 0) <= said.get(Choice.AGAINST, 0)


def _elections(connection: Connection, now: int, limit: int) -> Iterable[Due]:
    """Where no steward is active, and enough are there to elect some."""
    table, members, votes = schema.communities, schema.members, schema.votes
    of = members.c.community == table.c.community
    steward = exists().where(of, members.c.steward, *people.active(members))
    pending = exists().where(
        votes.c.community == table.c.community,
        votes.c.kind == int(VoteKind.ELECTION),
        votes.c.closed.is_(None),
    )
    query = select(table.c.community, table.c.assembly).where(table.c.founded.is_not(None))
    query = query.where(~steward, ~pending).order_by(table.c.number)
    found = 0
    for row in connection.execute(query).all():
        after = None if found == limit else _election_after(connection, row.community, now)
        if after is not None:
            found += 1
            yield Due(OPEN_ELECTION, row.community, row.assembly, after)


def _election_after(connection: Connection, c: str, now: int) -> int | None:
    """The election that the next one comes after, 0 for none; None while none is due."""
    if people.electorate(connection, c) < MINIMUM_QUORUM:
        return None
    held = decisions.elections(connection, c)
    lost = 0
    for election in reversed(held):
        if election.elected:
            break
        lost += 1
    last = held[-1].vote if held else None
    if last and last.closed is not None and now < last.closed + lost * _AFTER_FAILURE:
        return None
    after = last.vote if last else 0
    return None if _waits(connection, (c, OPEN_ELECTION, after), now) else after


def _of(table: Table, name: str, now: int, *more: ColumnElement[Any]) -> Select[Any]:
    """The rows of a table about votes, but for those whose next try is later."""
    places, tries = schema.communities, schema.retries
    here = table.join(places, places.c.community == table.c.community).outerjoin(
        tries,
        and_(
            tries.c.community == table.c.community,
            tries.c.name == name,
            tries.c.vote == table.c.vote,
        ),
    )
    query = select(table.c.community, table.c.vote, places.c.assembly, *more).select_from(here)
    return query.where(or_(tries.c.again.is_(None), tries.c.again <= now))


# --- what was refused


Key = tuple[str, str, int]
"""Community, function, vote."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How often something was refused in a row; again: when it is tried again, None: under way."""

    refused: int
    again: int | None


def tried(connection: Connection, key: Key) -> Tried | None:
    """What became of earlier tries, None before the first refusal."""
    table = schema.retries
    row = connection.execute(select(table).where(_same(key))).first()
    return Tried(row.refused, row.again) if row else None


def note_refusal(connection: Connection, key: Key, act: str, error: str, again: int) -> None:
    """Note another refusal, its error data in hex, and when it is tried again."""
    before = tried(connection, key)
    values = {"act": act, "error": error, "again": again}
    if before:
        more = {"refused": before.refused + 1}
        connection.execute(update(schema.retries).where(_same(key)).values(**values, **more))
    else:
        place = dict(zip(("community", "name", "vote"), key, strict=True))
        connection.execute(insert(schema.retries).values(**place, **values, refused=1))


def note_try(connection: Connection, key: Key) -> None:
    """Note that it is on its way again."""
    connection.execute(update(schema.retries).where(_same(key)).values(again=None))


def forget_done(connection: Connection) -> None:
    """Forget the refusals of what has happened since."""
    connection.execute(delete(schema.retries).where(_done()))


def has_done(connection: Connection) -> bool:
    """Whether there are refusals of what has happened since."""
    return (
        connection.execute(select(schema.retries.c.vote).where(_done()).limit(1)).first()
        is not None
    )


def _done() -> ColumnElement[bool]:
    table, votes, proposals = schema.retries, schema.votes, schema.proposals
    over = {
        CLOSE_VOTE: exists().where(_about(votes), votes.c.closed.is_not(None)),
        EXECUTE: exists().where(_about(proposals), proposals.c.executed.is_not(None)),
        OPEN_ELECTION: exists().where(
            votes.c.community == table.c.community,
            votes.c.kind == int(VoteKind.ELECTION),
            votes.c.vote > table.c.vote,
        ),
    }
    return or_(*((table.c.name == name) & gone for name, gone in over.items()))


def _about(table: Table) -> ColumnElement[bool]:
    tries = schema.retries
    return (table.c.community == tries.c.community) & (table.c.vote == tries.c.vote)


def _same(key: Key) -> ColumnElement[bool]:
    table = schema.retries
    community, name, vote = key
    return (table.c.community == community) & (table.c.name == name) & (table.c.vote == vote)


def _waits(connection: Connection, key: Key, now: int) -> bool:
    found = tried(connection, key)
    return found is not None and found.again is not None and found.again > now
