"""The worker: works while there is work, sleeps, survives faults, ends when told."""

import threading
import time
from collections.abc import Callable

from ledger_py.errors import AuzolanError
from ledger_py.worker import Worker


class Part:
    """Has some work to do, then none; may fail first."""

    def __init__(self, work: int = 0, faults: int = 0) -> None:
        self.work, self.faults, self.steps = work, faults, 0

    def step(self) -> int:
        self.steps += 1
        if self.faults:
            self.faults -= 1
            raise AuzolanError("The node is away.")
        self.work, did = max(0, self.work - 1), self.work
        return did


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.005)
    return holds()


def test_worker__with_work__steps_every_part_until_there_is_none() -> None:
    first, second = Part(work=3), Part(work=5)
    worker = Worker(first, second, idle_seconds=60)
    worker.start()
    assert soon(lambda: second.work == 0)
    worker.stop()
    assert not worker.alive
    assert first.steps == second.steps


def test_worker__with_a_part_at_fault__lets_the_others_work() -> None:
    broken, well = Part(faults=1_000), Part(work=3)
    worker = Worker(broken, well, idle_seconds=0.01)
    for _ in range(3):
        assert worker.round() is False
        assert worker.fault
    assert well.work == 0


def test_worker__woken__does_not_sleep_on() -> None:
    part = Part()
    worker = Worker(part, idle_seconds=60)
    worker.start()
    assert soon(lambda: part.steps == 1)
    part.work = 1
    began = time.monotonic()
    worker.wake()
    assert soon(lambda: part.work == 0)
    assert time.monotonic() - began < 30
    worker.stop()


def test_worker__after_a_fault__tells_of_it_and_tries_again() -> None:
    part = Part(work=1, faults=1)
    worker = Worker(part, idle_seconds=0.01)
    assert worker.round() is False
    assert isinstance(worker.fault, AuzolanError)
    assert worker.round() is True
    assert worker.fault is None


def test_worker__beat__comes_once_a_round() -> None:
    beats = threading.Semaphore(0)
    worker = Worker(Part(), beat=beats.release)
    for _ in range(3):
        worker.round()
    assert [beats.acquire(blocking=False) for _ in range(4)] == [True, True, True, False]
