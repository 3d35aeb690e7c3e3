"""What the ledger names by a commitment: which kind of content it stands for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, literal, select

from ledger_py.models import NO_COMMITMENT
from ledger_py.store import schema
from ledger_py.store.chunking import chunks

_NOTHING = "0x" + NO_COMMITMENT.hex()
_NAMED = (
    (schema.members, "person", "person", "member"),
    (schema.contributions, "content", "contribution", "recorder"),
    (schema.attestations, "note", "note", "member"),
    (schema.contests, "reason", "reason", "contester"),
    (schema.contests, "resolution", "reason", "resolver"),
    (schema.ballots, "rationale", "rationale", "member"),
)
"""Where commitments are named: the column, the kind of content, and the column of its author."""
Place = tuple[str, str]
"""A community and a contribution of it, empty for what is about none."""


def named(connection: Connection, c: str, commitments: Iterable[str]) -> dict[str, str]:
    """The kinds of those of some commitments that a community's acts name."""
    found: dict[str, str] = {}
    for some in chunks(commitments):
        for table, column, kind, _ in _NAMED:
            where = table.c.community == c, table.c[column].in_(some)
            for commitment in connection.execute(select(table.c[column]).where(*where)).scalars():
                found.setdefault(commitment, kind)
    return found


def author(connection: Connection, c: str, commitment: str) -> int | None:
    """The member who wrote a text that a community's acts name, the first to name it."""
    if commitment == _NOTHING:
        return None
    found: list[tuple[int, int]] = []
    for table, column, _, who in _NAMED:
        query = select(table.c.block, table.c[who]).where(
            table.c.community == c, table.c[column] == commitment
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return min(found)[1] if found else None


def first(connection: Connection, commitments: Iterable[str]) -> dict[str, set[Place]]:
    """Where some commitments were named first; in one block, wherever they were.

    Commitments are public: whoever names that of somebody else's text has no say in the text.
    """
    blocks: dict[str, int] = {}
    found: dict[str, set[Place]] = {}
    for some in chunks(commitments):
        for table, column, *_ in _NAMED:
            about = table.c.get("contribution", literal(""))
            about = table.c.id if table is schema.contributions else about
            query = select(table.c[column], table.c.block, table.c.community, about)
            rows = connection.execute(query.where(table.c[column].in_(some)))
            for commitment, block, community, contribution in rows:
                if block < blocks.setdefault(commitment, block + 1):
                    blocks[commitment], found[commitment] = block, set()
                if block == blocks[commitment]:
                    found[commitment].add((community, contribution))
    return found
