"""Answers as they were built, for as long as nothing was written: most readers ask for the same.

What was kept goes as a whole with the first question after a write, so that nothing outlives an
erasure here.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from fastapi import Response

from ledger_py.store.changes import Changes

MOST_BYTES = 32 * 1024 * 1024
_EACH = 1_000
"""Bytes that an entry takes besides what it holds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's body and headers. route: the template that it came by."""

    body: bytes
    headers: Mapping[str, str]
    media_type: str | None = None
    route: str = ""

    def response(self) -> Response:
        """The answer to one request."""
        return Response(self.body, 200, dict(self.headers), self.media_type)


class Built:
    """Keeps answers; threads may share it."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._mark: str | None = None
        self._kept: dict[Hashable, Answer] = {}
        self._size = 0
        self._guard = threading.Lock()

    def mark(self) -> str | None:
        """What to keep an answer under, asked before it is built; forgets what no longer holds."""
        mark = self._changes.mark()
        with self._guard:
            if mark is None or mark != self._mark:
                self._mark = mark
                self._forget()
        return mark

    def find(self, key: Hashable) -> Answer | None:
        """The answer that was kept and holds at this mark."""
        return self._kept.get(key)

    def keep(self, mark: str | None, key: Hashable, answer: Answer) -> None:
        """Keep an answer that was built from what held at a mark, if that still is the newest."""
        with self._guard:
            if mark is None or mark != self._mark:
                return
            size = _size_of(key, answer)
            if self._size + size > MOST_BYTES:
                self._forget()
            if key not in self._kept:
                self._kept[key] = answer
                self._size += size

    def _forget(self) -> None:
        self._kept.clear()
        self._size = 0


def _size_of(key: Hashable, answer: Answer) -> int:
    """Bytes of an entry: an address and its links may be longer than what is answered there."""
    heads = sum(len(name) + len(value) for name, value in answer.headers.items())
    return _EACH + len(repr(key)) + heads + len(answer.body)
