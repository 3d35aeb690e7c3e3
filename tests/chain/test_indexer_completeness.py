"""What a node gives is checked: no log from elsewhere, none twice, none left out unnoticed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ledger_py.chain.client import Node
from ledger_py.chain.codec import Log
from ledger_py.chain.errors import RpcError
from ledger_py.errors import AuzolanError
from ledger_py.indexer import ChainMoved, LogsIncomplete
from ledger_py.store.index import dump_index
from tests.chain.indexes import indexer_of, replayed
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_world
from tests.databases import Database

Fault = Callable[[list[Log]], list[Log]]


class _Faulty(Node):
    """A node that does something to the logs it gives."""

    def __init__(self, world: World, fault: Fault) -> None:
        super().__init__(world.rpc)
        self._fault = fault

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> list[Log]:
        return self._fault(super().logs(first, last, addresses))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as world:
        Wanderer(world, seed=31).walk(12)
        yield world


def _without_the_last_block(logs: list[Log]) -> list[Log]:
    return [log for log in logs if log.block != logs[-1].block]


def _without_the_first_log(logs: list[Log]) -> list[Log]:
    return logs[1:]


def _with_one_twice(logs: list[Log]) -> list[Log]:
    return [*logs, logs[-1]]


def _with_a_foreign_one(logs: list[Log]) -> list[Log]:
    return [*logs, replace(logs[-1], address="0x" + "11" * 20, position=999)]


def _with_one_from_outside(logs: list[Log]) -> list[Log]:
    return [*logs, replace(logs[-1], block=logs[-1].block + 1)]


def _of_another_chain(logs: list[Log]) -> list[Log]:
    return [replace(log, block_hash="0x" + "00" * 32) for log in logs]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (_without_the_last_block, LogsIncomplete),
        (_without_the_first_log, LogsIncomplete),
        (_with_one_twice, LogsIncomplete),
        (_with_a_foreign_one, LogsIncomplete),
        (_with_one_from_outside, ChainMoved),
        (_of_another_chain, ChainMoved),
    ],
)
def test_step__with_logs_that_are_not_all_and_only_ours__writes_nothing(
    world: World, database: Database, tmp_path: Path, fault: Fault, error: type[AuzolanError]
) -> None:
    store = database.store(tmp_path)
    indexer_of(world, store, window=3).step()
    before = dump_index(store)
    with pytest.raises(error):
        indexer_of(world, store, node=_Faulty(world, fault)).step()
    assert dump_index(store) == before
    indexer_of(world, store).catch_up()
    assert dump_index(store) == replayed(world, database, tmp_path)


class _Limited(Node):
    """A node that gives logs of a few blocks at a time."""

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> list[Log]:
        if last - first >= 3:
            raise RpcError(-32005, "query returned more than 10000 results")
        return super().logs(first, last, addresses)


def test_step__when_the_node_limits_its_answers__reads_smaller_windows(
    world: World, database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    indexer_of(world, store, node=_Limited(world.rpc)).catch_up()
    assert dump_index(store) == replayed(world, database, tmp_path)


class _Refusing(Node):
    """A node that gives no logs at all."""

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> list[Log]:
        raise RpcError(-32601, "method not found")


def test_step__when_the_node_refuses_one_block_too__says_so(
    world: World, database: Database, tmp_path: Path
) -> None:
    with pytest.raises(RpcError, match="method not found"):
        indexer_of(world, database.store(tmp_path), node=_Refusing(world.rpc)).step()
