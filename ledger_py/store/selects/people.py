"""Members: how they are named, and the pages of those who have joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    ScalarSelect,
    Select,
    Table,
    distinct,
    func,
    select,
)

from ledger_py.store import schema
from ledger_py.store.rows import Content, Member, Who
from ledger_py.store.selects.shaping import Row, contents, make


def who(connection: Connection, c: str, members: Iterable[int]) -> dict[int, Who]:
    """How members are named, unclaimed ones included."""
    table = schema.members
    query = select(table).where(table.c.community == c, table.c.member.in_(sorted(set(members))))
    rows = connection.execute(query).mappings().all()
    persons = contents(connection, "person", (row["person"] for row in rows))
    return {row["member"]: _who(row, persons) for row in rows}


def joined(
    connection: Connection, c: str, after: int = 0, limit: int = 1, m: int | None = None
) -> tuple[Member, ...]:
    """Members who have joined, by id."""
    table = schema.members
    query: Select[Any] = (
        select(*table.c, *_counts(table))
        .where(table.c.community == c, table.c.joined.is_not(None), table.c.member > after)
        .order_by(table.c.member)
        .limit(limit)
    )
    if m is not None:
        query = query.where(table.c.member == m)
    rows = connection.execute(query).mappings().all()
    persons = contents(connection, "person", (row["person"] for row in rows))
    return tuple(make(Member, row, who=_who(row, persons)) for row in rows)


def _who(row: Row, persons: Mapping[str, Content]) -> Who:
    content = persons.get(row["person"])
    body = content.body if content else {}
    said = {name: body.get(name) for name in ("name", "login", "link")}
    return make(Who, row, **said, demo=body.get("demo") is True)


def _counts(table: Table) -> list[Label[int]]:
    recorded, attested, voted = schema.contributions, schema.attestations, schema.ballots

    def count(part: Table, column: str, what: ColumnElement[int]) -> ScalarSelect[int]:
        own = (part.c.community == table.c.community) & (part.c[column] == table.c.member)
        return select(what).select_from(part).where(own).scalar_subquery()

    return [
        count(recorded, "recorder", func.count()).label("recorded"),
        count(recorded, "contributor", func.count()).label("credited"),
        count(attested, "member", func.count()).label("attested"),
        count(voted, "member", func.count(distinct(voted.c.vote))).label("voted"),
    ]
