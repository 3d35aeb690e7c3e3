"""Answers under idempotency keys: whose they are, how long they stay, who is given up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger_py.idempotency import (
    KEPT_SECONDS,
    RUNNING_SECONDS,
    Answer,
    Answers,
    Asked,
    IdempotencyConflict,
    IdempotencyRunning,
    begin,
)
from ledger_py.store import Store
from tests.databases import Database

ACT, HERE = "0x" + "ab" * 32, "0x" + "11" * 20
ASKED = Asked(HERE, b"\1" * 20, "key", b"a request")
DONE = Answer(202, "{}")
NOW = 1_000_000


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Iterator[Store]:
    opened = database.store(tmp_path)
    yield opened
    opened.close()


def ask(store: Store, asked: Asked = ASKED, now: int = NOW, answer: Answer | None = DONE) -> None:
    with store.transaction() as connection:
        begin(connection, asked, ACT, now, answer)


def at(store: Store, now: int) -> Answers:
    return Answers(store, lambda: now)


def test_earlier__of_the_same_request__is_its_answer(store: Store) -> None:
    assert at(store, NOW).earlier(ASKED) is None
    ask(store)
    assert at(store, NOW + 10).earlier(ASKED) == DONE


def test_earlier__of_another_request__is_a_conflict(store: Store) -> None:
    ask(store)
    other = Asked(HERE, ASKED.signer, ASKED.key, b"another request")
    with pytest.raises(IdempotencyConflict, match=ACT):
        at(store, NOW).earlier(other)


@pytest.mark.parametrize(
    "other",
    [
        Asked(HERE, b"\2" * 20, "key", b"another"),
        Asked("0x" + "22" * 20, ASKED.signer, "key", b"another"),
        Asked(HERE, ASKED.signer, "other", b"another"),
        Asked(HERE, ASKED.signer + b"k", "ey", b"another"),
    ],
)
def test_earlier__of_another_signer_place_or_key__is_nothing(store: Store, other: Asked) -> None:
    ask(store)
    assert at(store, NOW).earlier(other) is None


def test_key__after_a_day__is_free_and_forgotten(store: Store) -> None:
    ask(store)
    other = Asked(HERE, ASKED.signer, ASKED.key, b"another request")
    assert at(store, NOW + KEPT_SECONDS).earlier(ASKED) == DONE
    assert at(store, NOW + KEPT_SECONDS + 1).earlier(other) is None
    ask(store, other, NOW + KEPT_SECONDS + 1)
    with pytest.raises(IdempotencyConflict):
        at(store, NOW + KEPT_SECONDS + 1).earlier(ASKED)


def test_request__without_an_answer__runs_until_it_is_given_up(store: Store) -> None:
    ask(store, answer=None)
    with pytest.raises(IdempotencyRunning):
        at(store, NOW + RUNNING_SECONDS - 1).earlier(ASKED)
    with pytest.raises(IdempotencyRunning):
        ask(store, answer=None)
    assert at(store, NOW + RUNNING_SECONDS).earlier(ASKED) is None
    ask(store, now=NOW + RUNNING_SECONDS, answer=None)
    with pytest.raises(IdempotencyRunning):
        at(store, NOW + RUNNING_SECONDS).earlier(ASKED)


def test_keep__of_two_answers__keeps_the_first(store: Store) -> None:
    ask(store, answer=None)
    assert at(store, NOW).keep(ASKED, DONE) == DONE
    assert at(store, NOW).keep(ASKED, Answer(200, "later")) == DONE
