"""What the ledger names by a commitment: which kind of content it stands for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from ledger_py.models import NO_COMMITMENT
from ledger_py.store import schema
from ledger_py.store.chunking import chunks

_NOTHING = "0x" + NO_COMMITMENT.hex()
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


def author(connection: Connection, c: str, commitment: str) -> int | None:
    """The member who wrote a text that a community's acts name, the first to name it."""
    if commitment == _NOTHING:
        return None
    wrote = (
        (schema.members, "person", "member"),
        (schema.contributions, "content", "recorder"),
        (schema.attestations, "note", "member"),
        (schema.contests, "reason", "contester"),
        (schema.contests, "resolution", "resolver"),
        (schema.ballots, "rationale", "member"),
    )
    found: list[tuple[int, int]] = []
    for table, column, who in wrote:
        query = select(table.c.block, table.c[who]).where(
            table.c.community == c, table.c[column] == commitment
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return min(found)[1] if found else None
