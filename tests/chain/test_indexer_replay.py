"""The index is disposable: however and how often it is read, its rows are the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger_py.chain.client import Header, Node
from ledger_py.indexer import Indexer, drop_index
from ledger_py.store import Store
from ledger_py.store.index import dump_index, read_checkpoint
from ledger_py.store.reads import Reads
from tests.chain.governing import Governing
from tests.chain.indexes import indexer_of, replayed
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_world
from tests.databases import Database, Postgresql, SqliteFiles

ROOT = Path(__file__).resolve().parents[2]
SLOW_INDEXER = """
import sys, time
from ledger_py.chain.client import Node
from ledger_py.chain.rpc import Rpc
from ledger_py.indexer import Indexer
from ledger_py.store import Store
url, store, factory, block = sys.argv[1:]
indexer = Indexer(Node(Rpc(url)), Store(store), factory, int(block), window=1)
while indexer.step():
    print("a block further", flush=True)
    time.sleep(0.002)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which something of every kind has happened."""
    with open_world(tmp_path_factory.mktemp("world")) as world:
        Governing(world).everything()
        Wanderer(world, seed=18).everything()
        world.found("another one")
        yield world


@pytest.mark.parametrize("window", [1, 2, 7])
def test_replay__in_windows_of_any_size__gives_the_same_rows(
    world: World, database: Database, tmp_path: Path, window: int
) -> None:
    rows = replayed(world, database, tmp_path, window)
    assert rows == replayed(world, database, tmp_path)
    assert all(rows.values()), "every table holds something"


def test_replay__on_either_database__gives_the_same_bytes_and_answers(
    world: World, postgresql: Postgresql, tmp_path: Path
) -> None:
    said = []
    for database in (SqliteFiles(), postgresql):
        store = database.store(tmp_path)
        indexer_of(world, store).catch_up()
        reads, c = Reads(store), world.community
        asked = (reads.members, reads.claims, reads.contributions, reads.recorded, reads.totals)
        defined = (reads.groups, reads.activities, reads.epochs, reads.indicators)
        decided = (reads.votes, reads.live_ballots, reads.proposals, reads.elections)
        answers = [ask(c) for ask in (*asked, *defined, *decided)]
        # As text, in which a number is told from a decimal and a flag from a number.
        said.append(repr((dump_index(store), answers, reads.joined_units(c, 1, 9))).encode())
        store.close()
    postgresql.drop(tmp_path)
    assert said[0] == said[1]


def test_drop_index__and_replay__gives_the_same_rows(
    world: World, database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    indexer = indexer_of(world, store)
    indexer.catch_up()
    rows = dump_index(store)
    drop_index(store)
    assert not any(dump_index(store).values())
    indexer.catch_up()
    assert dump_index(store) == rows


def test_step__while_acts_flow__gives_the_rows_of_a_replay(
    database: Database, tmp_path: Path
) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        indexer, wanderer = indexer_of(world, store), Wanderer(world, seed=12)
        for _ in range(15):
            wanderer.walk(1)
            assert indexer.step() > 0
            assert indexer.step() == 0
        assert dump_index(store) == replayed(world, database, tmp_path)


def test_step__killed_again_and_again__loses_and_repeats_nothing(
    world: World, database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    arguments = [world.rpc.url, str(store.engine.url), world.factory, str(world.deployment.block)]
    reached = []
    for delay in (0.02, 0.05, 0.03, 0.08):
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW_INDEXER, *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it was killed before it was done"
        process.stdout.close()
        with store.reading() as connection:
            checkpoint = read_checkpoint(connection)
        reached.append(checkpoint.block if checkpoint else 0)
    assert 0 < reached[-1] < world.node.head().number
    indexer_of(world, store).catch_up()
    assert dump_index(store) == replayed(world, database, tmp_path)


class _Overtaken(Node):
    """Lets another indexer read the window while this one has read its headers."""

    def __init__(self, world: World, other: Indexer) -> None:
        super().__init__(world.rpc)
        self._other = other

    def blocks(self, first: int, last: int) -> list[Header]:
        found = super().blocks(first, last)
        self._other.step()
        return found


def test_step__when_another_process_reads_the_same_window__writes_it_once(
    world: World, database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    node = _Overtaken(world, indexer_of(world, Store(str(store.engine.url)), window=9))
    indexer_of(world, store, window=9, node=node).catch_up()
    assert dump_index(store) == replayed(world, database, tmp_path)


def test_step__with_confirmations__stays_that_many_blocks_behind(
    world: World, database: Database, tmp_path: Path
) -> None:
    store, deployment = database.store(tmp_path), world.deployment
    Indexer(world.node, store, deployment.factory, deployment.block, confirmations=3).catch_up()
    with store.reading() as connection:
        checkpoint = read_checkpoint(connection)
    assert checkpoint is not None
    assert checkpoint.block == world.node.head().number - 3
