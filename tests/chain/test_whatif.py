"""What-if from the index: what it keeps of a community is what is there, also after a rollback."""

import itertools
from pathlib import Path

import pytest

from ledger_py import figures
from ledger_py.errors import ContractError
from ledger_py.figures.whatif import ColumnsOf, what_if
from ledger_py.store import Store
from ledger_py.store.reads import Reads
from ledger_py.whatif import Weights
from tests.chain.indexes import indexer_of
from tests.chain.wandering import Wanderer
from tests.chain.world import OPEN_EPOCHS, World, open_world
from tests.databases import Database


def test_columns__kept_while_the_index_grows_and_goes_back__are_those_read_at_once(
    database: Database,
    tmp_path: Path,
) -> None:
    with open_world(tmp_path) as world:
        store, kept = database.store(tmp_path), ColumnsOf()
        indexer, wanderer = indexer_of(world, store), Wanderer(world, seed=31)
        assert _columns(world, store, kept) == ([], [])
        seen = []
        for depth in (0, 0, 3, 0, 7, 1):
            wanderer.work(5)
            indexer.catch_up()
            seen.append(_columns(world, store, kept))
            assert seen[-1] == _columns(world, store, ColumnsOf())
            if depth:
                world.rpc.call("anvil_rollback", depth)
                wanderer.work(depth)
        assert len({str(one) for one in seen}) > 3, "something was accepted meanwhile"


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_what_if__as_it_is__says_what_the_scores_say(
    database: Database, tmp_path: Path, seed: int
) -> None:
    with open_world(tmp_path) as world:
        store, kept, compared = database.store(tmp_path), ColumnsOf(), 0
        indexer, wanderer = indexer_of(world, store), Wanderer(world, seed)
        wanderer.work(10)
        wanderer.walk(40)
        indexer.catch_up()
        reads = Reads(store)
        indicators = [one.indicator for one in reads.indicators(world.community)]
        for indicator, epoch in itertools.product(indicators, OPEN_EPOCHS):
            place = (world.community, indicator, epoch)
            try:
                said = figures.scores(reads, *place)
            except ContractError as error:
                assert error.name == "IndicatorRetired"
                continue
            found = what_if(reads, kept, *place, Weights({1: 10}))
            assert found.total[0] == said.total
            assert found.unallocated[0] == said.unallocated
            assert {one.member: one.score[0] for one in found.members} == {
                one.member.member: one.score for one in said.members
            }
            assert [one.level for one in found.types if one.activity == 1] == [
                (one.level, 10) for one in said.types if one.activity == 1
            ]
            for one in said.members:
                told = figures.explanation(reads, *place, one.member.member)
                assert told.score == one.score
            compared += said.total > 0
        assert compared


def _columns(world: World, store: Store, kept: ColumnsOf) -> tuple[list[int], list[int]]:
    """Where something is accepted, and how much."""
    with Reads(store).snapshot() as seen:
        found = kept.read(seen, world.community, seen.activities(world.community))
    counts = found.raw > 0
    return found.places[counts].tolist(), found.raw[counts].tolist()
