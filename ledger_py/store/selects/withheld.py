"""Which texts are shown no more, because what they are about was withdrawn.

Commitments are public, so whoever names that of a withdrawn text in an act of their own must not
bring it back; nor take another's text away by withdrawing what they named it in. A correction may
say the same as what it replaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from ledger_py.store import schema
from ledger_py.store.chunking import chunks
from ledger_py.store.selects.naming import Place, first
from ledger_py.store.selects.shaping import Row


def withheld(connection: Connection, commitments: Iterable[str]) -> dict[str, set[Place]]:
    """Commitments whose texts are shown no more, with the withdrawn contributions they are of.

    Those that named them first: whoever came after has no say in the text.
    """
    table = schema.withheld
    found: dict[str, set[Place]] = defaultdict(set)
    for some in chunks(commitments):
        query = select(table).where(table.c.commitment.in_(some))
        for row in connection.execute(query):
            found[row.commitment].add((row.community, row.contribution))
    firsts = first(connection, found)
    return {
        one: gone for one, places in found.items() if (gone := places & firsts.get(one, places))
    }


def descriptions(connection: Connection, c: str, rows: Sequence[Row]) -> set[str]:
    """The commitments to the descriptions of these contributions that may be shown."""
    gone = withheld(connection, (row["content"] for row in rows))
    shown = {row["content"] for row in rows} - gone.keys()
    for row in rows:
        if row["replaces"] and row["content"] in gone:
            line = {(c, id_) for id_ in _replaced(connection, c, row["replaces"])}
            if gone[row["content"]] <= line:
                shown.add(row["content"])
    return shown


def _replaced(connection: Connection, c: str, id: str | None) -> list[str]:
    """A contribution and all that were replaced before it, the last first."""
    table, found = schema.contributions, []
    while id is not None:
        found.append(id)
        query = select(table.c.replaces).where(table.c.community == c, table.c.id == id)
        id = connection.execute(query).scalar()
    return found
