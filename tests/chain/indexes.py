"""Indexes in a test: an indexer of a world's factory."""

from pathlib import Path

from ledger_py.chain.client import Node
from ledger_py.indexer import Indexer
from ledger_py.store import Store
from ledger_py.store.index import dump_index
from tests.chain.world import World
from tests.databases import Database

Rows = dict[str, list[tuple[object, ...]]]


def indexer_of(
    world: World, store: Store, window: int = 1_000, node: Node | None = None
) -> Indexer:
    """Return an indexer of the world's factory into a store."""
    deployment = world.deployment
    return Indexer(node or world.node, store, deployment.factory, deployment.block, window=window)


def replayed(
    world: World, database: Database, folder: Path, window: int = 1_000
) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a new index that read the whole chain."""
    store = database.store(folder)
    indexer_of(world, store, window).catch_up()
    return dump_index(store)
