"""Members: how they are named, the pages of those who have joined, and how many may vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    ScalarSelect,
    Select,
    Table,
    distinct,
    exists,
    func,
    select,
)

from ledger_py.models import Recognition, State
from ledger_py.store import schema
from ledger_py.store.rows import Content, Member, Recovery, Signer, Who, acting_epoch
from ledger_py.store.selects.shaping import Row, contents, make
from ledger_py.store.selects.times import suspended_until, time_of


def who(connection: Connection, c: str, members: Iterable[int]) -> dict[int, Who]:
    """How members are named, unclaimed ones included."""
    table = schema.members
    query = select(*_columns()).where(table.c.community == c)
    query = query.where(table.c.member.in_(sorted(set(members))))
    rows = connection.execute(query).mappings().all()
    persons = contents(connection, c, "person", (row["person"] for row in rows))
    return {row["member"]: _who(row, persons) for row in rows}


def joined(
    connection: Connection, c: str, after: int = 0, limit: int = 1, m: int | None = None
) -> tuple[Member, ...]:
    """Members who have joined, by id."""
    table = schema.members
    query: Select[Any] = (
        select(*_columns(), *_counts(table))
        .where(table.c.community == c, table.c.joined.is_not(None), table.c.member > after)
        .order_by(table.c.member)
        .limit(limit)
    )
    if m is not None:
        query = query.where(table.c.member == m)
    rows = connection.execute(query).mappings().all()
    return _complete(connection, c, rows)


def member_of(connection: Connection, c: str, signer: str) -> int | None:
    """The member for whom a signer speaks."""
    table = schema.signers
    query = select(table.c.member).where(table.c.community == c, table.c.signer == signer)
    found: int | None = connection.execute(query.where(table.c.removed.is_(None))).scalar()
    return found


def electorate(connection: Connection, c: str) -> int:
    """How many members could vote now and are not dormant, as `Members.electorate`."""
    table = schema.members
    query = select(func.count()).select_from(table).where(table.c.community == c, *active(table))
    rules = connection.execute(
        select(schema.communities).where(schema.communities.c.community == c)
    ).mappings()
    given = rules.one()
    if not given["managed_may_vote"]:
        query = query.where(~table.c.managed)
    query = query.where(table.c.last_epoch >= _awake_since(connection, c, given["dormant_after"]))
    if given["handed_over"] is not None:
        # Who joined in this epoch could not.
        query = query.where(table.c.joined < _begun(connection, c))
    return int(connection.execute(query).scalar_one())


def stewards(connection: Connection, c: str) -> int:
    """How many active members are stewards, as `Members.stewardCount`."""
    table = schema.members
    query = select(func.count()).select_from(table).where(table.c.community == c, *active(table))
    return int(connection.execute(query.where(table.c.steward)).scalar_one())


def active(table: Table) -> list[ColumnElement[bool]]:
    """Who is counted: a suspension whose time is over is lifted by the member's next act."""
    gone = (table.c.departed, table.c.suspended_until)
    return [table.c.joined.is_not(None), *(column.is_(None) for column in gone)]


def _awake_since(connection: Connection, c: str, dormant_after: int) -> int:
    """The first epoch whose acts keep a member from being dormant, 0 where nobody ever is."""
    if dormant_after == 0:
        return 0
    table = schema.epochs
    query = select(table.c.end).where(table.c.community == c).order_by(table.c.epoch)
    ends = connection.execute(query).scalars().all()
    return acting_epoch(ends, time_of(connection)) - dormant_after


def _begun(connection: Connection, c: str) -> int:
    """When the epoch it is began, or the one to come after the last; the first may lie ahead."""
    table = schema.epochs
    query = select(table.c.start, table.c.end).where(table.c.community == c)
    spans = connection.execute(query.order_by(table.c.epoch)).all()
    over = [span.end for span in spans if span.end <= time_of(connection)]
    return int(over[-1] if over else spans[0].start)


def _complete(connection: Connection, c: str, rows: Sequence[Row]) -> tuple[Member, ...]:
    persons = contents(connection, c, "person", (row["person"] for row in rows))
    ids = [row["member"] for row in rows]
    signers = _of_members(connection, schema.signers, c, ids)
    recoveries = _of_members(connection, schema.recoveries, c, ids)
    rules = schema.communities
    query = select(rules.c.dormant_after).where(rules.c.community == c)
    since = _awake_since(connection, c, connection.execute(query).scalar() or 0)
    return tuple(
        make(
            Member,
            row,
            who=_who(row, persons),
            dormant=row["last_epoch"] < since,
            signers=_signers(signers[row["member"]]),
            recovery=_recovery(recoveries[row["member"]]),
        )
        for row in rows
    )


def _of_members(
    connection: Connection, table: Table, c: str, ids: list[int]
) -> Mapping[int, list[Row]]:
    query = select(table).where(table.c.community == c, table.c.member.in_(ids))
    found: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(query.order_by(*table.primary_key)).mappings():
        found[row["member"]].append(row)
    return found


def _signers(rows: Sequence[Row]) -> tuple[Signer, ...]:
    made = (make(Signer, row) for row in rows)
    return tuple(sorted(made, key=lambda signer: (signer.added, signer.signer)))


def _recovery(rows: Sequence[Row]) -> Recovery | None:
    last = make(Recovery, rows[-1]) if rows else None
    return None if last is None or last.over else last


def _columns() -> list[ColumnElement[Any]]:
    columns = [column for column in schema.members.c if column.name != "suspended_until"]
    return [*columns, suspended_until()]


def _who(row: Row, persons: Mapping[str, Content]) -> Who:
    content = persons.get(row["person"])
    body = content.body if content else {}
    said = {name: body.get(name) for name in ("name", "login", "link")}
    recognition = Recognition(row["recognition"])
    return make(Who, row, **said, demo=body.get("demo") is True, recognition=recognition)


def _counts(table: Table) -> list[Label[int]]:
    recorded, attested, voted = schema.contributions, schema.attestations, schema.ballots
    shown = recorded.c.state != State.WITHDRAWN
    same = (recorded.c.community == attested.c.community) & (
        recorded.c.id == attested.c.contribution
    )
    holds = attested.c.retracted.is_(None) & exists().where(same, shown)

    def count(
        part: Table, column: str, what: ColumnElement[int], *only: ColumnElement[bool]
    ) -> ScalarSelect[int]:
        own = (part.c.community == table.c.community) & (part.c[column] == table.c.member)
        return select(what).select_from(part).where(own, *only).scalar_subquery()

    return [
        count(recorded, "recorder", func.count(), shown).label("recorded"),
        count(recorded, "contributor", func.count(), shown).label("credited"),
        count(attested, "member", func.count(), holds).label("attested"),
        count(voted, "member", func.count(distinct(voted.c.vote))).label("voted"),
    ]
