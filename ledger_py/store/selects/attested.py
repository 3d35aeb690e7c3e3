"""Who attests to whose work: the attestations that stand, to contributions that count."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection, and_, select

from ledger_py.store import schema
from ledger_py.ties import Attested


def attested(connection: Connection, c: str) -> list[Attested]:
    """Each contribution that counts with its attesters, in no order that says anything."""
    done, given = schema.contributions, schema.attestations
    own = and_(
        given.c.community == done.c.community,
        given.c.contribution == done.c.id,
        given.c.retracted.is_(None),
    )
    query = (
        select(done.c.id, done.c.contributor, given.c.member)
        .select_from(done.join(given, own))
        .where(done.c.community == c, done.c.accepted_units > 0)
        .order_by(done.c.id)
    )
    return [
        Attested(contributor, tuple(member for *_, member in rows))
        for (_, contributor), rows in groupby(connection.execute(query), lambda row: row[:2])
    ]


def joined(connection: Connection, c: str) -> frozenset[int]:
    """Members who have joined."""
    table = schema.members
    query = select(table.c.member).where(table.c.community == c, table.c.joined.is_not(None))
    return frozenset(connection.execute(query).scalars())
