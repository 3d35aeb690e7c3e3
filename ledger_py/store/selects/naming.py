"""What the ledger names by a commitment: which kind of content it stands for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from ledger_py.store import schema
from ledger_py.store.chunking import chunks

_NAMED = (
    (schema.members, "person", "person"),
    (schema.contributions, "content", "contribution"),
    (schema.attestations, "note", "note"),
    (schema.contests, "reason", "reason"),
    (schema.contests, "resolution", "reason"),
    (schema.ballots, "rationale", "rationale"),
)


def named(connection: Connection, c: str, commitments: Iterable[str]) -> dict[str, str]:
    """The kinds of those of some commitments that a community's acts name."""
    found: dict[str, str] = {}
    for some in chunks(commitments):
        for table, column, kind in _NAMED:
            where = table.c.community == c, table.c[column].in_(some)
            for commitment in connection.execute(select(table.c[column]).where(*where)).scalars():
                found.setdefault(commitment, kind)
    return found
