"""The rows of one community, as the checks read them: no query of pages or API in between."""

from __future__ import annotations

from typing import Any

from ledger_py.store import Store, schema
from ledger_py.store.index import dump_index

Tables = dict[str, list[dict[str, Any]]]


def tables_of(store: Store, community: str) -> Tables:
    """Return a community's rows of every table of the index, by column."""
    tables = {name: _rows(name, rows) for name, rows in dump_index(store).items()}
    return {
        name: [row for row in rows if row.get("community", community) == community]
        for name, rows in tables.items()
    }


def document_hashes(store: Store, community: str) -> list[str]:
    """Return the hashes of all definition documents that the chain names, sorted."""
    tables = tables_of(store, community)
    return sorted(
        {row["document"] for rows in tables.values() for row in rows if row.get("document")}
    )


def bytes_of(text: str) -> bytes:
    """Return what the index holds as 0x hex."""
    return bytes.fromhex(text[2:])


def _rows(table: str, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = schema.metadata.tables[table].columns.keys()
    return [dict(zip(names, row, strict=True)) for row in rows]
