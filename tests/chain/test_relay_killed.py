"""kill -9 at the relay's worst moments: every accepted act lands, and lands once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger_py.ledger import Ledger
from ledger_py.outbox import AcceptedAct, ActStatus, Outbox
from ledger_py.parts import store_of
from ledger_py.store.reads import Reads
from tests.chain.road import statement
from tests.chain.test_cli import LABELS, Running, run_ledger
from tests.databases import Database

BATCHES = 3
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def stopped(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Running:
    """A ledger that was set up and stopped; every test adds to it."""
    with run_ledger(tmp_path_factory.mktemp("data"), database) as running:
        pass
    return running


def accept(running: Running, acts: int, each: int) -> list[AcceptedAct]:
    """Accept acts while nothing runs: as many contributions in each as fill several batches."""
    outbox = Outbox(store_of(running.settings))
    own = [statement(contributor=3, activity=3, epoch=2, units=100) for _ in range(each)]
    signer = running.accounts.signer(LABELS[2])
    return [Ledger(running.place, 3, signer, outbox).record(own) for _ in range(acts)]


def child(running: Running, fault: str, count: int = 0) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.chain.relay_child", fault, str(count)]
    env = os.environ | running.env
    return subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def finish(running: Running) -> int:
    """Carry the rest undisturbed; return how many transactions the relayer has sent in all."""
    process = child(running, "never")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return int(said.split()[-1])


def check(running: Running, accepted: list[AcceptedAct], before: int, each: int) -> None:
    """Everything accepted is there, once."""
    store = store_of(running.settings)
    outbox = Outbox(store)
    states = [outbox.state(a.act).status for a in accepted]
    assert states == [ActStatus.FINALISED] * len(accepted), "none needed to be carried twice"
    community = Reads(store).community(running.place.community)
    assert community.proposed == before + each * len(accepted)


def proposed(running: Running) -> int:
    reads = Reads(store_of(running.settings))
    return reads.community(running.place.community).proposed


@pytest.mark.parametrize("fault", ["before", "after"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_kill_around_sending_loses_and_repeats_nothing(
    stopped: Running, fault: str, count: int
) -> None:
    sent, before = finish(stopped), proposed(stopped)
    accepted = accept(stopped, acts=2 * BATCHES, each=100)
    process = child(stopped, fault, count)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    now = finish(stopped)
    check(stopped, accepted, before, each=100)
    assert now - sent >= 2, "there were several batches"
    assert now - sent <= 2 * BATCHES, "and none was sent in two transactions"


def test_kills_at_any_moment_lose_and_repeat_nothing(stopped: Running) -> None:
    finish(stopped)
    before = proposed(stopped)
    accepted = accept(stopped, acts=40, each=20)
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2):
        process = child(stopped, "never")
        assert process.stdout
        process.stdout.readline()
        time.sleep(pause)
        process.kill()
        process.communicate(timeout=120)
    finish(stopped)
    check(stopped, accepted, before, each=20)
