"""What members asked each other for."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from ledger_py.store import schema


@dataclass(frozen=True)
class Request:
    """A member (asker) asked another one to attest to a contribution."""

    community: str
    contribution: str
    member: int
    asker: int
    time: int


def requests(connection: Connection, c: str, contribution: str) -> list[Request]:
    """Who was asked about a contribution, by member."""
    table = schema.requests
    query = select(table).where(table.c.community == c, table.c.contribution == contribution)
    return [Request(**row._mapping) for row in connection.execute(query.order_by(table.c.member))]


def keep(connection: Connection, made: Request) -> None:
    """Keep a request, in the place of an earlier one to the same member."""
    table = schema.requests
    there = (table.c.community == made.community) & (table.c.contribution == made.contribution)
    connection.execute(delete(table).where(there, table.c.member == made.member))
    connection.execute(insert(table), asdict(made))


def is_active(connection: Connection, c: str, member: int, now: int) -> bool | None:
    """Whether a member can act, None where there is no such member."""
    table = schema.members
    query = select(table).where(table.c.community == c, table.c.member == member)
    found = connection.execute(query).first()
    if found is None:
        return None
    suspended = (found.suspended_until or 0) > now
    return found.joined is not None and found.departed is None and not suspended
