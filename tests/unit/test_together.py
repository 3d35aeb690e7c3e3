"""What several threads ask for at the same time is done at once, and each has its own answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from ledger_py.together import Together


class Slow:
    """Work that waits at its first call until it is let go; 13 cannot be done."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.calls.append(list(items))
        if len(self.calls) == 1:
            self.begun.set()
            self.go.wait(10)
        if 13 in items:
            raise ValueError(f"13 of {len(items)}")
        return [10 * item for item in items]


def asked(slow: Slow, first: int, *others: int) -> list[Future[int]]:
    """What came of items, all but the first asked for while that one was worked on."""
    together = Together(slow)
    with ThreadPoolExecutor(1 + len(others)) as threads:
        found = [threads.submit(together, first)]
        assert slow.begun.wait(10)
        found += [threads.submit(together, other) for other in others]
        while len(together._waiting) < 1 + len(others):
            pass
        slow.go.set()
    return found


def test_first__goes_alone__and_who_comes_meanwhile_goes_together() -> None:
    slow = Slow()
    assert [one.result() for one in asked(slow, 1, 2, 3, 4)] == [10, 20, 30, 40]
    assert [sorted(call) for call in slow.calls] == [[1], [2, 3, 4]]


def test_one_that_fails__fails_alone() -> None:
    slow = Slow()
    found = asked(slow, 1, 2, 13, 4)
    with pytest.raises(ValueError, match="13 of 1"):
        found.pop(2).result()
    assert [one.result() for one in found] == [10, 20, 40]


def test_many__go_in_parts() -> None:
    slow = Slow()
    assert [one.result() for one in asked(slow, 1_000, *range(101, 251))][-1] == 2_500
    assert [len(call) for call in slow.calls] == [1, 100, 50]


def test_a_thread_that_is_stopped__loses_nobody_else_s() -> None:
    stopped: list[list[int]] = []

    def work(items: Sequence[int]) -> list[int]:
        stopped.append(list(items))
        if len(stopped) == 1:
            raise KeyboardInterrupt
        return list(items)

    together = Together(work)
    with pytest.raises(KeyboardInterrupt):
        together(1)
    assert together(2) == 2
    assert stopped == [[1], [1, 2]]
