"""Doing at once what several threads ask for at the same time, such as making something durable."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_MOST = 100
"""So many at once; more would keep those waiting who came first."""


class _Asked(Generic[Item, Result]):
    """What one thread asks for, and what came of it."""

    __slots__ = ("error", "item", "results")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.results: tuple[Result, ...] = ()
        self.error: Exception | None = None

    @property
    def done(self) -> bool:
        return bool(self.results or self.error)


class Together(Generic[Item, Result]):
    """Calls `work` with what all threads ask for that wait for their turn.

    Who comes first goes alone and at once; who comes meanwhile is done by the next of them. work:
    all of it or nothing, a result for each; when it fails, each is tried alone, so that nobody
    fails by what another has asked for.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._work = work
        self._waiting: list[_Asked[Item, Result]] = []
        self._guard, self._turn = threading.Lock(), threading.Lock()

    def __call__(self, item: Item) -> Result:
        """The result for an item; raises what the work on it alone raises."""
        mine: _Asked[Item, Result] = _Asked(item)
        with self._guard:
            self._waiting.append(mine)
        with self._turn:
            while not mine.done:
                self._go_on()
        if mine.error:
            raise mine.error
        return mine.results[0]

    def _go_on(self) -> None:
        with self._guard:
            some = self._waiting[:_MOST]
        self._do(some)
        # Only now: of a thread that was stopped in between nobody else's item is lost.
        with self._guard:
            del self._waiting[: len(some)]

    def _do(self, some: list[_Asked[Item, Result]]) -> None:
        try:
            for one, result in zip(some, self._work([one.item for one in some]), strict=True):
                one.results = (result,)
        except Exception as error:
            if len(some) == 1:
                some[0].error = error
                return
            for one in some:
                self._do([one])
