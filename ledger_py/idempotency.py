"""Idempotency keys: the same request under the same key of a signer has the same answer, for a day.

request -> begin, in the transaction that accepts its act -> answer, at once or after waiting.
Only what is accepted binds a key: by then the contract has checked the signature. Were refusals
kept as well, whoever learns of a key could put one before the request of its owner.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from eth_hash.auto import keccak

from ledger_py.errors import AuzolanError
from ledger_py.store import Store, answers
from ledger_py.store.acts import Connection
from ledger_py.store.answers import AnswerRow

KEPT_SECONDS = 24 * 60 * 60
"""So long after it was first used a key stands for its request; then it is free again."""
RUNNING_SECONDS = 60
"""Whoever has not answered for so long is taken for dead; nobody waits that long for the chain."""


class IdempotencyConflict(AuzolanError):
    """An idempotency key stands for one request, and this is another."""

    hint = "Use a new key for a new act."

    def __init__(self, key: str, act: str) -> None:
        super().__init__(f"The idempotency key {key!r} belongs to the act {act}.")
        self.key, self.act = key, act


class IdempotencyRunning(AuzolanError):
    """The request that first came under this key has no answer yet."""

    hint = "Ask again in a moment: its answer will be yours."

    def __init__(self, key: str, act: str) -> None:
        super().__init__(f"The request under the idempotency key {key!r}, act {act}, still runs.")
        self.key, self.act = key, act


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key; signer b"": of a call that nobody signs. `request`: all of it."""

    community: str
    signer: bytes
    key: str
    request: bytes

    @property
    def place(self) -> str:
        """Where its answer is kept: another signer's same key is another key."""
        parts = (self.community.encode(), self.signer, self.key.encode())
        return "0x" + keccak(b"".join(map(keccak, parts))).hex()

    @property
    def digest(self) -> str:
        """By what the same request is known again."""
        return "0x" + keccak(self.request).hex()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: an HTTP status and the body's JSON."""

    status: int
    body: str


class Answers:
    """The answers that this installation gave; threads and processes may share the store."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock

    def earlier(self, asked: Asked) -> Answer | None:
        """What was answered to this request, None for a new one.

        Raises IdempotencyConflict for another request under its key, and IdempotencyRunning.
        """
        with self._store.reading() as connection:
            return _earlier(connection, asked, int(self._clock()))

    def keep(self, asked: Asked, answer: Answer) -> Answer:
        """Keep an answer; return the one that counts, which is the first."""
        with self._store.transaction() as connection:
            answers.answer(connection, asked.place, answer.status, answer.body)
            return _earlier(connection, asked, int(self._clock())) or answer


def begin(
    connection: Connection, asked: Asked, act: str, now: int, answer: Answer | None
) -> Answer | None:
    """Note a request in the transaction that accepts its act, with its answer if there is one.

    Returns the answer that it had already. Raises IdempotencyConflict, IdempotencyRunning.
    """
    if before := _earlier(connection, asked, now):
        return before
    answers.forget(connection, now - KEPT_SECONDS)
    told = (answer.status, answer.body) if answer else (None, None)
    row = AnswerRow(asked.place, asked.digest, act, now, now + RUNNING_SECONDS, *told)
    answers.put(connection, row)
    return None


def _earlier(connection: Connection, asked: Asked, now: int) -> Answer | None:
    row = answers.find(connection, asked.place, now - KEPT_SECONDS)
    if row is None:
        return None
    if row.request != asked.digest:
        raise IdempotencyConflict(asked.key, row.act)
    if row.status is not None and row.body is not None:
        return Answer(row.status, row.body)
    if row.until > now:
        raise IdempotencyRunning(asked.key, row.act)
    return None
