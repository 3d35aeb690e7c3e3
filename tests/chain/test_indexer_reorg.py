"""When the chain leaves blocks that were read, the index is as if it had never read them."""

from pathlib import Path

from ledger_py.indexer import drop_index
from ledger_py.store import Store
from ledger_py.store.index import dump_index, read_checkpoint
from ledger_py.store.rewind import rewind
from ledger_py.store.rows import Checkpoint
from tests.chain.chain_answers import chain_says, index_says
from tests.chain.governing import Governing
from tests.chain.indexes import indexer_of, replayed
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_node, open_world
from tests.databases import Database


def test_step__after_a_reorganisation__has_the_rows_of_the_new_chain(
    database: Database, tmp_path: Path
) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        indexer, wanderer = indexer_of(world, store), Wanderer(world, seed=21)
        wanderer.walk(20)
        for depth in (1, 3, 10, 2):
            wanderer.walk(4)
            indexer.catch_up()
            before = dump_index(store)
            world.rpc.call("anvil_rollback", depth)
            wanderer.walk(depth + 3)
            indexer.catch_up()
            assert dump_index(store) == replayed(world, database, tmp_path)
            assert dump_index(store)["blocks"] != before["blocks"]
        says = index_says(world, store, wanderer.keys)
        for question, answer in chain_says(world, wanderer).items():
            assert says[question] == answer, question


def test_step__on_a_shorter_chain__goes_back_and_waits(database: Database, tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        indexer = indexer_of(world, store)
        Wanderer(world, seed=22).walk(15)
        indexer.catch_up()
        world.rpc.call("anvil_rollback", 9)
        indexer.catch_up()
        assert dump_index(store) == replayed(world, database, tmp_path)
        assert _reached(store).hash == world.node.head().hash


def test_step__when_the_closing_of_a_vote_is_undone__opens_it_again(
    database: Database, tmp_path: Path
) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        indexer, wanderer = indexer_of(world, store), Wanderer(world, seed=23)
        while not _versions(world):
            snapshot = world.rpc.call("evm_snapshot")
            wanderer.vote()
        indexer.catch_up()
        assert dump_index(store)["versions"]
        world.rpc.call("evm_revert", snapshot)
        indexer.catch_up()
        rows = dump_index(store)
        assert rows == replayed(world, database, tmp_path)
        assert not rows["versions"]
        assert rows["votes"], "the vote itself is still there"


def test_step__on_another_chain_altogether__starts_over(database: Database, tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        Wanderer(world, seed=24).walk(5)
        indexer_of(world, store).catch_up()
    with open_node(tmp_path) as rpc:
        other = World(rpc)
        indexer_of(other, store).catch_up()
        rows = dump_index(store)
        assert rows == replayed(other, database, tmp_path)
        assert [row[1] for row in rows["members"]] == [1, 2]
        drop_index(store)


def test_rewind__to_any_block__restores_every_row_as_it_was(
    database: Database, tmp_path: Path
) -> None:
    """Every column that events change, in every table, from every block back to every other."""
    with open_world(tmp_path) as world:
        Governing(world).everything()
        Wanderer(world, seed=18).everything()
        store = database.store(tmp_path)
        indexer, was = indexer_of(world, store, window=1), {}
        while indexer.step():
            was[_reached(store)] = dump_index(store)
        assert all(dump_index(store).values()), "every table holds something"
        for reached in sorted(was, key=_block, reverse=True):
            with store.transaction() as connection:
                rewind(connection, reached)
            assert dump_index(store) == was[reached], reached.block
        indexer_of(world, store).catch_up()
        first, last = min(was, key=_block), max(was, key=_block)
        assert dump_index(store) == was[last]
        with store.transaction() as connection:
            rewind(connection, first)
        assert dump_index(store) == was[first]


def _block(reached: Checkpoint) -> int:
    return reached.block


def _reached(store: Store) -> Checkpoint:
    with store.reading() as connection:
        reached = read_checkpoint(connection)
    assert reached is not None
    return reached


def _versions(world: World) -> int:
    return int(world.node.view(world.assembly, "Assembly", "indicator", 1)[3])
