"""The index says what the contracts' views say, after any acts."""

from pathlib import Path

import pytest

from ledger_py.indexer import Indexer
from ledger_py.store import Store
from tests.chain.index_answers import index_says
from tests.chain.wandering import Wanderer, chain_says
from tests.chain.world import open_world


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_random_acts_the_index_answers_as_the_contracts_do(tmp_path: Path, seed: int) -> None:
    with open_world(tmp_path) as world:
        store = Store(f"sqlite:///{tmp_path}/index.sqlite")
        store.migrate()
        deployment = world.deployment
        indexer = Indexer(world.node, store, deployment.factory, deployment.block, window=7)
        wanderer = Wanderer(world, seed)
        for _ in range(4):
            wanderer.walk(10)
            indexer.catch_up()
            says = index_says(world, store)
            for question, answer in chain_says(world, wanderer.contributions).items():
                assert says[question] == answer, question
        accepted = [state for state, *_ in says["contributions"].values() if state == 2]
        assert len(accepted) > 5
        assert says["versions"]
