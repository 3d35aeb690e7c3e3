"""The index asked the questions that the contracts' views answer (`chain_says`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger_py.store import Store
from ledger_py.store.reads import Reads
from ledger_py.verify.chain_says import Asked
from ledger_py.verify.index_record import definitions_say, people_say, record_says
from ledger_py.verify.index_tables import bytes_of, tables_of
from ledger_py.verify.index_will import assembly_says, decisions_say, scores_say


def everything(store: Store, community: str, epochs: Sequence[int]) -> Asked:
    """Return what the index knows of and the contracts do not list."""
    tables = tables_of(store, community)
    claims = [(row["member"], bytes_of(row["signer"])) for row in tables["claims"]]
    return Asked(
        signers=[bytes_of(row["signer"]) for row in tables["signers"]],
        claims=claims,
        contributions=[bytes_of(row["id"]) for row in tables["contributions"]],
        epochs=epochs,
    )


def index_says(store: Store, community: str, asked: Asked) -> dict[str, Any]:
    """Return what the index holds about a community, in the views' shapes.

    What depends on the time of the last block is asked of `Reads`, as pages and API do.
    """
    tables, reads = tables_of(store, community), Reads(store)
    return (
        people_say(tables, reads, community, asked)
        | definitions_say(tables, reads, community)
        | record_says(tables, reads, community)
        | assembly_says(tables)
        | decisions_say(reads, community)
        | scores_say(tables, reads, community, asked.epochs)
    )
