"""Indexes in a test: a fresh store and an indexer of a world's factory."""

import itertools
from pathlib import Path

from ledger_py.chain.client import Node
from ledger_py.indexer import Indexer
from ledger_py.store import Store
from ledger_py.store.index import dump_index
from tests.chain.world import World

Rows = dict[str, list[tuple[object, ...]]]
_numbers = itertools.count(1)


def fresh_store(folder: Path) -> Store:
    """Return a migrated, empty store in a file of its own."""
    store = Store(f"sqlite:///{folder}/index-{next(_numbers)}.sqlite")
    store.migrate()
    return store


def indexer_of(
    world: World, store: Store, window: int = 1_000, node: Node | None = None
) -> Indexer:
    """Return an indexer of the world's factory into a store."""
    deployment = world.deployment
    return Indexer(node or world.node, store, deployment.factory, deployment.block, window=window)


def replayed(
    world: World, folder: Path, window: int = 1_000
) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a new index that read the whole chain."""
    store = fresh_store(folder)
    indexer_of(world, store, window).catch_up()
    return dump_index(store)
