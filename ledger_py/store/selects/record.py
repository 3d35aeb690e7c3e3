"""Which contributions there are, and the units they add up to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, cast, func, select, tuple_

from ledger_py.models import State
from ledger_py.store import schema
from ledger_py.store.rows import Contribution, Recorded, Total, Units
from ledger_py.store.selects.shaping import contents, make
from ledger_py.store.selects.telling import complete
from ledger_py.store.selects.times import state_now, with_state_now
from ledger_py.store.tables.base import holds

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which contributions to list; None leaves a question open."""

    contributor: int | None = None
    recorder: int | None = None
    attester: int | None = None
    activity: int | None = None
    group: int | None = None
    epoch: int | None = None
    state: State | None = None
    shown: bool = False
    """Whether withdrawn ones are left out, of which nothing is shown but that there was one."""
    counting: bool = False
    """Whether only those are listed whose units count, contested and kept ones among them."""
    since: int | None = None
    before: int | None = None
    """Recorded in [since, before), in Unix seconds."""


def place(cursor: str) -> tuple[int, int] | None:
    """The block and log that a cursor names, None when it names none."""
    found = _CURSOR.fullmatch(cursor)
    return (int(found[1]), int(found[2])) if found else None


def contributions(
    connection: Connection,
    c: str,
    filters: Filters,
    after: tuple[int, int] | None,
    limit: int,
    oldest_first: bool = False,
) -> tuple[Contribution, ...]:
    """Contributions, newest first unless asked otherwise."""
    table = schema.contributions
    query = select(*with_state_now()).where(table.c.community == c, *_conditions(c, filters))
    here = (table.c.block, table.c.log)
    if after is not None:
        place, there = tuple_(*here), tuple_(*after)
        query = query.where(place > there if oldest_first else place < there)
    order = here if oldest_first else [column.desc() for column in here]
    query = query.order_by(*order).limit(limit)
    return complete(connection, c, connection.execute(query).mappings().all())


def contribution(connection: Connection, c: str, id: str) -> Contribution | None:
    """A contribution by id."""
    if not holds(id):
        return None
    table = schema.contributions
    query = select(*with_state_now()).where(table.c.community == c, table.c.id == id)
    found = complete(connection, c, connection.execute(query).mappings().all())
    return found[0] if found else None


def sources(connection: Connection, c: str) -> tuple[tuple[int, int, object], ...]:
    """Contributor, activity type and source of contributions that have one."""
    table = schema.contributions
    query = select(table.c.contributor, table.c.activity, table.c.content)
    rows = connection.execute(query.where(table.c.community == c)).all()
    held = contents(connection, c, "contribution", (row.content for row in rows))
    told = ((row, held[row.content].body.get("source")) for row in rows if row.content in held)
    return tuple((row.contributor, row.activity, source) for row, source in told if source)


def epochs(connection: Connection, c: str, contributor: int | None = None) -> tuple[int, ...]:
    """Epochs in which something is recorded, by id."""
    table = schema.contributions
    query = select(table.c.epoch).where(*_conditions(c, Filters(contributor=contributor)))
    rows = connection.execute(query.distinct().order_by(table.c.epoch))
    return tuple(row[0] for row in rows)


def totals(connection: Connection, c: str, first: int, last: int) -> tuple[Total, ...]:
    """Units of all members that count, in epochs first to last."""
    table = schema.totals
    query = select(table).where(table.c.community == c, table.c.epoch.between(first, last))
    query = query.where(table.c.total > 0)
    rows = connection.execute(query.order_by(table.c.epoch, table.c.activity)).mappings()
    return tuple(make(Total, row) for row in rows)


def ids(connection: Connection, c: str, prefix: str, most: int) -> tuple[str, ...]:
    """Ids that begin with `prefix` (lower-case hex), in their order."""
    table = schema.contributions
    query = select(table.c.id).where(
        table.c.community == c, table.c.id.between(prefix, prefix + "g")
    )
    return tuple(connection.execute(query.order_by(table.c.id).limit(most)).scalars())


def units(
    connection: Connection,
    c: str,
    first: int,
    last: int,
    member: int | None = None,
    skipped: int = 0,
    limit: int | None = None,
) -> tuple[Units, ...]:
    """Accepted units before the cap of members who have joined, in epochs first to last."""
    table, members = schema.units, schema.members
    own = and_(members.c.community == table.c.community, members.c.member == table.c.member)
    query = (
        select(table)
        .select_from(table.join(members, own))
        .where(table.c.community == c, table.c.epoch.between(first, last))
        .where(members.c.joined.is_not(None), table.c.raw > 0)
        .order_by(table.c.member, table.c.epoch, table.c.activity)
        .offset(skipped)
        .limit(limit)
    )
    if member is not None:
        query = query.where(table.c.member == member)
    return tuple(make(Units, row) for row in connection.execute(query).mappings())


def recorded(connection: Connection, c: str) -> tuple[Recorded, ...]:
    """How much of each activity type is recorded; what counts is accepted, contested or not."""
    types, done = schema.activities, schema.contributions
    own = and_(done.c.community == types.c.community, done.c.activity == types.c.activity)
    state = state_now()
    query = (
        select(
            types.c.activity,
            func.count().filter(done.c.accepted_units > 0).label("accepted"),
            func.count().filter(state == State.PROPOSED).label("proposed"),
            func.count().filter(state == State.CONTESTED).label("contested"),
            # A sum of 64-bit numbers is none of them on PostgreSQL, but a decimal.
            cast(func.coalesce(func.sum(done.c.accepted_units), 0), BigInteger).label(
                "accepted_units"
            ),
        )
        .select_from(types.outerjoin(done, own))
        .where(types.c.community == c)
        .group_by(types.c.activity)
        .order_by(types.c.activity)
    )
    return tuple(make(Recorded, row) for row in connection.execute(query).mappings())


def _conditions(c: str, filters: Filters) -> list[ColumnElement[bool]]:
    table, given = schema.contributions, schema.attestations
    plain = ("contributor", "recorder", "activity", "epoch")
    conditions = [
        table.c[name] == getattr(filters, name)
        for name in plain
        if getattr(filters, name) is not None
    ]
    if filters.since is not None:
        conditions.append(table.c.time >= filters.since)
    if filters.before is not None:
        conditions.append(table.c.time < filters.before)
    if filters.shown:
        conditions.append(table.c.state != State.WITHDRAWN)
    if filters.counting:
        conditions.append(table.c.accepted_units > 0)
    if filters.state is not None:
        conditions.append(state_now() == filters.state)
    if filters.attester is not None:
        attested = select(given.c.contribution).where(
            given.c.community == c,
            given.c.member == filters.attester,
            given.c.retracted.is_(None),
        )
        conditions.append(table.c.id.in_(attested))
    if filters.group is not None:
        types = schema.activities
        inside = select(types.c.activity).where(
            types.c.community == c, types.c.group == filters.group
        )
        conditions.append(table.c.activity.in_(inside))
    return conditions
