"""Who sees what: members who show their name and texts to their community alone.

The chain's numbers are everybody's. Who reads is said once for a request, and holds for every read
in it; whoever says nothing is everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, tuple_

from ledger_py.store import schema

_READER: ContextVar[frozenset[str]] = ContextVar("reader", default=frozenset())
_HANDED: ContextVar[tuple[str, int, str] | None] = ContextVar("handed", default=None)
_ABOUT = (
    (schema.members, "person", "member"),
    (schema.contributions, "content", "contributor"),
    (schema.attestations, "note", "member"),
    (schema.contests, "reason", "contester"),
    (schema.contests, "resolution", "resolver"),
    (schema.ballots, "rationale", "member"),
)


class Audience(StrEnum):
    """Who sees a member's name and texts at a gateway."""

    EVERYBODY = "everybody"
    COMMUNITY = "community"


def read_as(communities: Collection[str]) -> None:
    """Read from here on, in this task or thread, as a member of these communities."""
    _READER.set(frozenset(communities))


def reader() -> frozenset[str]:
    """The communities as whose member whoever reads does so."""
    return _READER.get()


def reads_as(community: str) -> bool:
    """Whether whoever reads does so as a member of a community."""
    return community in _READER.get()


@contextmanager
def handed(community: str, member: int, commitment: str) -> Iterator[None]:
    """Read in this block, beside all else, one text that its member has handed to whoever reads.

    Another member's text under the same commitment stays theirs to show.
    """
    token = _HANDED.set((community, member, commitment))
    try:
        yield
    finally:
        _HANDED.reset(token)


def audience(connection: Connection, community: str, member: int) -> Audience:
    """Who sees a member's name and texts."""
    table = schema.audiences
    same = (table.c.community == community) & (table.c.member == member)
    found = connection.execute(select(table.c.audience).where(same)).scalar()
    return Audience(found) if found else Audience.EVERYBODY


def is_reserved(connection: Connection, community: str, member: int) -> bool:
    """Whether a member shows name and texts to their community alone."""
    return audience(connection, community, member) is Audience.COMMUNITY


def choose(
    connection: Connection, community: str, member: int, audience: Audience, now: int
) -> None:
    """Note who is to see a member's name and texts; now: Unix seconds."""
    table = schema.audiences
    same = (table.c.community == community) & (table.c.member == member)
    connection.execute(delete(table).where(same))
    if audience is not Audience.EVERYBODY:
        values = {"community": community, "member": member, "changed": now}
        connection.execute(insert(table), values | {"audience": audience.value})


def reserved(connection: Connection, commitments: Collection[str]) -> set[str]:
    """Those of some commitments whose texts are not for whoever reads."""
    table, found = schema.audiences, set[str]()
    query = select(table.c.community, table.c.member)
    members: dict[str, list[int]] = {}
    for row in connection.execute(query.where(table.c.community.not_in(_READER.get()))):
        members.setdefault(row.community, []).append(row.member)
    for community, whose in members.items():
        for about, column, who in _ABOUT:
            theirs = (about.c.community == community) & about.c[who].in_(whose)
            named = select(about.c[column]).where(theirs, about.c[column].in_(commitments))
            if shown := _HANDED.get():
                place = tuple_(about.c.community, about.c[who], about.c[column])
                named = named.where(place != tuple_(*shown))
            found |= set(connection.execute(named).scalars())
    return found


def reserved_members(connection: Connection, community: str) -> set[int]:
    """The members of a community whose texts are not for whoever reads."""
    if reads_as(community):
        return set()
    table = schema.audiences
    query = select(table.c.member).where(table.c.community == community)
    return set(connection.execute(query).scalars())
