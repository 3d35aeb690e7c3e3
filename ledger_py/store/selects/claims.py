"""Claims of unclaimed memberships."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from ledger_py.store import schema
from ledger_py.store.rows import Claim
from ledger_py.store.selects.shaping import make


def claims(connection: Connection, c: str) -> tuple[Claim, ...]:
    """Claims of members who have not joined yet, by member and signer."""
    table, members = schema.claims, schema.members
    same = (members.c.community == table.c.community) & (members.c.member == table.c.member)
    query = select(table, members.c.claims_contested_by).select_from(table.join(members, same))
    query = query.where(table.c.community == c, members.c.joined.is_(None))
    rows = connection.execute(query.order_by(*table.primary_key)).mappings().all()
    several = Counter(row["member"] for row in rows)
    return tuple(
        make(
            Claim,
            row,
            contested=row["claims_contested_by"] is not None or several[row["member"]] > 1,
        )
        for row in rows
    )
