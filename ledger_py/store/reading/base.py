"""What all reads share: a picture of the database, and errors for what is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from sqlalchemy import Connection

from ledger_py.errors import AuzolanError
from ledger_py.store import Store

T = TypeVar("T")
PER_WALK = 500


class NotFound(AuzolanError):
    """The index holds no such thing; `kind` is its word, `key` what was asked for."""

    hint = "Look it up in the list of its kind: ids and numbers are the community’s own."

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key} here.")
        self.kind, self.key = kind, key


class MemberUnclaimed(NotFound):
    """Nobody speaks for this member: there is no page and no score, by the rules of the ledger."""

    def __init__(self, member: int) -> None:
        super().__init__("page or score of member", member)
        self.args = (
            f"Member {member} is unclaimed: shown by name only on the contributions that credit "
            "them, with no page and no score.",
        )


class CursorInvalid(AuzolanError):
    """A cursor is taken from a list's `next` link, never made by hand."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no place in this list.")


class Reading:
    """A store to read from, or one picture of it."""

    def __init__(self, store: Store, connection: Connection | None = None) -> None:
        self._store, self._connection = store, connection

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        """Reads that all see the same block, and cost one transaction together; for one thread."""
        with self._reading() as connection:
            yield type(self)(self._store, connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._connection is not None:
            yield self._connection
            return
        with self._store.reading() as connection:
            yield connection


def only(found: tuple[T, ...], kind: str, key: object) -> T:
    """The one thing that was found; raises NotFound."""
    if not found:
        raise NotFound(kind, key)
    return found[0]
