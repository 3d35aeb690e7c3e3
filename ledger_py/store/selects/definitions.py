"""Communities and what they define: groups, activity types, epochs, indicators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Label, Select, Table, func, select

from ledger_py.models import State
from ledger_py.store import schema
from ledger_py.store.rows import (
    Activity,
    Checkpoint,
    Community,
    Epoch,
    Group,
    Indicator,
)
from ledger_py.store.selects.shaping import body_of, levels_of, make


def checkpoint(connection: Connection) -> Checkpoint | None:
    """The last block the index holds."""
    row = connection.execute(select(schema.checkpoint)).mappings().first()
    return make(Checkpoint, row) if row else None


def communities(
    connection: Connection, address: str | None = None, number: int | None = None
) -> tuple[Community, ...]:
    """Founded communities by number, all or the one asked for."""
    table = schema.communities
    query = _with_document(table).add_columns(*_counts(table)).where(table.c.founded.is_not(None))
    if address is not None:
        query = query.where(table.c.community == address)
    if number is not None:
        query = query.where(table.c.number == number)
    rows = connection.execute(query.order_by(table.c.number)).mappings()
    return tuple(make(Community, row, body=body_of(row["body"])) for row in rows)


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
    rows = connection.execute(query).mappings()
    return tuple(make(Activity, row, body=body_of(row["body"])) for row in rows)


def epochs(connection: Connection, c: str) -> tuple[Epoch, ...]:
    """Epochs by id."""
    table = schema.epochs
    query = select(table).where(table.c.community == c).order_by(table.c.epoch)
    return tuple(make(Epoch, row) for row in connection.execute(query).mappings())


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
    rows = connection.execute(query).mappings()
    return tuple(
        make(Indicator, row, body=body_of(row["body"]), retention=levels_of(row["retention"]))
        for row in rows
    )


def _with_document(table: Table) -> Select[Any]:
    documents = schema.documents
    join = table.outerjoin(documents, documents.c.document == table.c.document)
    return select(*table.c, documents.c.body).select_from(join)


def _counts(table: Table) -> list[Label[int]]:
    members, contributions = schema.members, schema.contributions
    conditions = {
        "joined": (members, members.c.joined.is_not(None)),
        "unclaimed": (members, members.c.joined.is_(None)),
        "accepted": (contributions, contributions.c.state == State.ACCEPTED),
        "proposed": (contributions, contributions.c.state == State.PROPOSED),
    }
    return [
        select(func.count())
        .select_from(part)
        .where(part.c.community == table.c.community, condition)
        .scalar_subquery()
        .label(name)
        for name, (part, condition) in conditions.items()
    ]
