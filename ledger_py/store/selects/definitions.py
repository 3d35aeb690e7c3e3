"""Communities and what they define: groups, activity types, epochs, indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Connection, Label, Select, Table, func, select

from ledger_py.models import Rules, State
from ledger_py.store import schema
from ledger_py.store.rows import (
    Activity,
    Checkpoint,
    Community,
    Epoch,
    Group,
    Indicator,
    Located,
    Revision,
    Terms,
)
from ledger_py.store.selects import people
from ledger_py.store.selects.shaping import body_of, levels_of, make
from ledger_py.store.selects.times import state_now, time_of
from ledger_py.store.tables.base import holds


def checkpoint(connection: Connection) -> Checkpoint | None:
    """The last block the index holds."""
    row = connection.execute(select(schema.checkpoint)).mappings().first()
    return make(Checkpoint, row) if row else None


def located(
    connection: Connection, address: str | None = None, number: int | None = None
) -> tuple[Located, ...]:
    """Where the founded community is that is asked for by one of the two."""
    if address is not None and not holds(address):
        return ()
    table = schema.communities
    query = select(table.c.number, table.c.community, table.c.assembly)
    named = table.c.community == address if number is None else table.c.number == number
    rows = connection.execute(query.where(table.c.founded.is_not(None), named)).mappings()
    return tuple(Located(**row) for row in rows)


def communities(
    connection: Connection, address: str | None = None, number: int | None = None
) -> tuple[Community, ...]:
    """Founded communities by number, all or the one asked for."""
    if address is not None and not holds(address):
        return ()
    table = schema.communities
    query = _with_document(table).add_columns(*_counts(table)).where(table.c.founded.is_not(None))
    if address is not None:
        query = query.where(table.c.community == address)
    if number is not None:
        query = query.where(table.c.number == number)
    rows = connection.execute(query.order_by(table.c.number)).mappings().all()
    return tuple(
        make(
            Community,
            row,
            body=body_of(row["body"]),
            rules=Rules(**{field.name: row[field.name] for field in fields(Rules)}),
            electorate=people.electorate(connection, row["community"]),
            stewards=people.stewards(connection, row["community"]),
        )
        for row in rows
    )


def groups(connection: Connection, c: str) -> tuple[Group, ...]:
    """Groups by id."""
    table = schema.groups
    query = _with_document(table).where(table.c.community == c).order_by(table.c.group)
    rows = connection.execute(query).mappings()
    return tuple(make(Group, row, body=body_of(row["body"])) for row in rows)


def activities(connection: Connection, c: str) -> tuple[Activity, ...]:
    """Activity types by id."""
    table = schema.activities
    query = _with_document(table).where(table.c.community == c).order_by(table.c.activity)
    rows, terms = connection.execute(query).mappings().all(), _terms(connection, c)
    return tuple(
        make(Activity, row, body=body_of(row["body"]), terms=tuple(terms[row["activity"]]))
        for row in rows
    )


def epochs(connection: Connection, c: str) -> tuple[Epoch, ...]:
    """Epochs by id, each with the state in which it is at the time of the last block."""
    table, now, disputed = schema.epochs, time_of(connection), _disputes(connection, c)
    query = select(table).where(table.c.community == c).order_by(table.c.epoch)
    found = []
    for row in connection.execute(query).mappings():
        open_, last = disputed.get(row["epoch"], (0, 0))
        until = row["closes"] + row["contest_window"]
        epoch = make(Epoch, row, contestable=until, contests=open_, last_lapse=last)
        found.append(replace(epoch, state=epoch.state_at(now)))
    return tuple(found)


def indicators(connection: Connection, c: str, i: int | None = None) -> tuple[Indicator, ...]:
    """Indicators by id, all or the one asked for."""
    table, versions, votes = schema.indicators, schema.versions, schema.votes
    own = [
        (part.c.community == table.c.community) & (part.c.indicator == table.c.indicator)
        for part in (versions, votes)
    ]
    count = select(func.count()).select_from(versions).where(own[0]).scalar_subquery()
    pending = select(func.max(votes.c.vote)).where(own[1], votes.c.closed.is_(None))
    query = _with_document(table).where(table.c.community == c).order_by(table.c.indicator)
    query = query.add_columns(count.label("versions"), pending.scalar_subquery().label("pending"))
    if i is not None:
        query = query.where(table.c.indicator == i)
    rows, revisions = connection.execute(query).mappings().all(), _revisions(connection, c)
    return tuple(
        make(
            Indicator,
            row,
            body=body_of(row["body"]),
            retention=levels_of(row["retention"]),
            revisions=tuple(revisions[row["indicator"]]),
        )
        for row in rows
    )


def _terms(connection: Connection, c: str) -> Mapping[int, list[Terms]]:
    """What each activity type requires and caps, by the epoch from which it does."""
    table, found = schema.terms, defaultdict(list)
    query = select(table).where(table.c.community == c).order_by(*table.primary_key)
    for row in connection.execute(query).mappings():
        found[row["activity"]].append(make(Terms, row, from_=row["from"]))
    return found


def _revisions(connection: Connection, c: str) -> Mapping[int, list[Revision]]:
    """How each indicator is defined, by the epoch from which it is."""
    table, found = schema.revisions, defaultdict(list)
    query = select(table).where(table.c.community == c).order_by(*table.primary_key)
    for row in connection.execute(query).mappings():
        retention = levels_of(row["retention"])
        found[row["indicator"]].append(make(Revision, row, from_=row["from"], retention=retention))
    return found


def _disputes(connection: Connection, c: str) -> dict[int, tuple[int, int]]:
    """Per epoch: contests that nobody resolved, and when the last of all its contests lapses."""
    table = schema.contests
    unresolved = func.count().filter(table.c.ended.is_(None))
    query = select(table.c.epoch, unresolved, func.max(table.c.lapses))
    query = query.where(table.c.community == c).group_by(table.c.epoch)
    return {epoch: (open_, last) for epoch, open_, last in connection.execute(query)}


def _with_document(table: Table) -> Select[Any]:
    documents = schema.documents
    join = table.outerjoin(documents, documents.c.document == table.c.document)
    return select(*table.c, documents.c.body).select_from(join)


def _counts(table: Table) -> list[Label[int]]:
    members, contributions = schema.members, schema.contributions
    conditions = {
        "joined": (members, members.c.joined.is_not(None)),
        "unclaimed": (members, members.c.joined.is_(None)),
        "accepted": (contributions, contributions.c.accepted_units > 0),
        "proposed": (contributions, state_now() == State.PROPOSED),
        "contested": (contributions, state_now() == State.CONTESTED),
    }
    return [
        select(func.count())
        .select_from(part)
        .where(part.c.community == table.c.community, condition)
        .scalar_subquery()
        .label(name)
        for name, (part, condition) in conditions.items()
    ]
