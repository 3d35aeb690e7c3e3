"""The index says what the contracts' views say, after any acts (invariant 10)."""

from pathlib import Path

import pytest

from ledger_py.models import Attest, Attestation, Contest, Contribution, Record, Suspend
from tests.chain.chain_answers import chain_says, index_says
from tests.chain.indexes import indexer_of
from tests.chain.wandering import Wanderer
from tests.chain.world import DAY, open_world, word
from tests.databases import Database


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_after_random_acts_the_index_answers_as_the_contracts_do(
    database: Database, tmp_path: Path, seed: int
) -> None:
    with open_world(tmp_path) as world:
        store = database.store(tmp_path)
        indexer, wanderer = indexer_of(world, store, window=7), Wanderer(world, seed)
        wanderer.work(10)
        for _ in range(4):
            wanderer.walk(12)
            indexer.catch_up()
            says = index_says(world, store, wanderer.keys)
            for question, answer in chain_says(world, wanderer).items():
                assert says[question] == answer, question
        accepted = [state for state, *_ in says["contributions"].values() if state == 2]
        assert len(accepted) > 5
        assert says["contests"]


def test_what_time_alone_changes_is_read_from_the_last_block(
    database: Database, tmp_path: Path
) -> None:
    """Contests lapse, epochs become final, members dormant, suspensions end: by no event."""
    with open_world(tmp_path) as world:
        store, wanderer = database.store(tmp_path), Wanderer(world, seed=6)
        indexer, until = indexer_of(world, store), world.deadline()
        accepted, proposed = wanderer.contributions = _contributions()
        world.carry(
            Record(3, until, (accepted, proposed)),
            Attest(4, until, (Attestation(accepted, 100, 1), Attestation(proposed, 100, 1))),
            Attest(5, until, (Attestation(accepted, 100, 1),)),
            *[Contest(6, until, one) for one in (accepted, proposed)],
            *[Suspend(steward, until, 5, world.now() + 6 * DAY) for steward in (1, 2)],
        )
        seen: dict[str, list[object]] = {}
        for days in (1, 1, 4, 20, 22, 3, 45, 45, 91, 91):
            indexer.catch_up()
            says, answers = index_says(world, store, wanderer.keys), chain_says(world, wanderer)
            assert says == answers
            for question in ("contributions", "epoch states", "members", "electorate"):
                seen.setdefault(question, []).append(answers[question])
            world.wait(days * DAY)
        states = [[state for state, *_ in found.values()] for found in seen["contributions"]]
        assert [sorted(found) for found in (states[0], states[-1])] == [[3, 3], [1, 2]]
        assert seen["electorate"][0] > seen["electorate"][-1] == 0
        assert {found[1] for found in seen["epoch states"]} == {1, 2, 3}
        assert [found[5][4] for found in seen["members"]][:4] == [False, False, False, True]


def _contributions() -> list[Contribution]:
    return [Contribution(3, 3, 1, epoch, 100, 0, word(f"timed {epoch}")) for epoch in (1, 2)]
