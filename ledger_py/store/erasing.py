"""Which contents are about a person, and taking contents out of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, literal, or_, select

from ledger_py.models import NO_COMMITMENT
from ledger_py.store import schema
from ledger_py.store.chunking import chunks

TABLES = tuple(
    table.name
    for table in (
        *(schema.contents, schema.idempotency_keys, schema.answers),
        *(*schema.DISCUSSION_TABLES, *schema.TELLING_TABLES, *schema.USER_TABLES),
        *schema.PASSING_TABLES,
    )
)
"""What rows are taken out of."""
_NOTHING = "0x" + NO_COMMITMENT.hex()


def about_member(connection: Connection, c: str, member: int) -> set[str]:
    """The commitments of all that tells of a member: what others said of their work, and what they
    wrote.

    Commitments are public, so whoever names somebody else's text in an act of their own would have
    it erased with their own: a text is about those alone who were first named with it.
    """
    named = _named(connection, c, _of_member(c, member))
    first: dict[str, tuple[int, set[int]]] = {}
    for commitment, block, who in _everywhere(connection, c, named):
        known = first.get(commitment)
        if known is None or block < known[0]:
            first[commitment] = (block, {who})
        elif block == known[0]:
            known[1].add(who)
    return {one for one in named if member in first[one][1]}


def held(connection: Connection, commitments: Iterable[str]) -> list[str]:
    """Those of some commitments whose contents are kept here."""
    column = schema.contents.c.commitment
    found: list[str] = []
    for some in chunks(commitments):
        found += connection.execute(select(column).where(column.in_(some))).scalars()
    return found


def drop_contents(connection: Connection, commitments: Iterable[str]) -> None:
    """Take contents out."""
    table = schema.contents
    for some in chunks(commitments):
        connection.execute(delete(table).where(table.c.commitment.in_(some)))


def drop_idempotency_keys(connection: Connection, c: str, member: int) -> None:
    """Forget under which keys a member's acts came: a hash of what they chose can be guessed at."""
    keys, told, acts = schema.idempotency_keys, schema.answers, schema.acts
    mine = (keys.c.community == c) & (keys.c.member == member)
    connection.execute(delete(keys).where(mine))
    theirs = select(acts.c.act).where(acts.c.community == c, acts.c.member == member)
    connection.execute(delete(told).where(told.c.act.in_(theirs)))


def signers_of(connection: Connection, c: str, member: int) -> list[str]:
    """Every signer that speaks or ever spoke for a member, in hex."""
    table = schema.signers
    query = select(table.c.signer).where(table.c.community == c, table.c.member == member)
    return list(connection.execute(query).scalars())


def _of_member(c: str, member: int) -> tuple[Select[Any], ...]:
    """(commitment, block, whom it is about) of every row that is about a member."""
    work = schema.contributions
    own = select(work.c.id).where(work.c.community == c, work.c.contributor == member)
    given, doubted = schema.attestations, schema.contests
    theirs, contested = given.c.contribution.in_(own), doubted.c.contribution.in_(own)
    here = literal(member)
    return (
        _rows(schema.members, "person", c, schema.members.c.member == member, here),
        _rows(work, "content", c, work.c.contributor == member, here),
        _rows(given, "note", c, or_(given.c.member == member, theirs), here),
        _rows(doubted, "reason", c, or_(doubted.c.contester == member, contested), here),
        _rows(doubted, "resolution", c, or_(doubted.c.resolver == member, contested), here),
        _rows(schema.ballots, "rationale", c, schema.ballots.c.member == member, here),
    )


def _everywhere(
    connection: Connection, c: str, commitments: Iterable[str]
) -> Iterator[Sequence[Any]]:
    """(commitment, block, whom it is about) of every row that names one of these."""
    work, given, doubted = schema.contributions, schema.attestations, schema.contests
    for some in chunks(commitments):
        for table, name, who in (
            (schema.members, "person", schema.members.c.member),
            (work, "content", work.c.contributor),
            (given, "note", given.c.member),
            (doubted, "reason", doubted.c.contester),
            (doubted, "resolution", doubted.c.resolver),
            (schema.ballots, "rationale", schema.ballots.c.member),
        ):
            query = _rows(table, name, c, table.c[name].in_(some), who)
            yield from connection.execute(query)
        for table, name in ((given, "note"), (doubted, "reason"), (doubted, "resolution")):
            there = (table.c.contribution == work.c.id) & (table.c.community == work.c.community)
            query = select(table.c[name], table.c.block, work.c.contributor).where(
                there, table.c.community == c, table.c[name].in_(some)
            )
            yield from connection.execute(query)


def _rows(
    table: Table, name: str, c: str, which: ColumnElement[bool], who: ColumnElement[Any]
) -> Select[Any]:
    query: Select[Any] = select(table.c[name], table.c.block, who)
    return query.where(table.c.community == c, which)


def _named(connection: Connection, c: str, queries: Sequence[Select[Any]]) -> set[str]:
    found = {row[0] for query in queries for row in connection.execute(query)}
    return found - {None, _NOTHING}
