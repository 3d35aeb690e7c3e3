"""The table of answers: what was answered to a request under an idempotency key.

Functions over an open connection: whoever calls says what belongs into one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, delete, insert, select, update

from ledger_py.store import schema

_ANSWERS = schema.answers


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A request and its answer; times in Unix seconds, `status` None: there is none yet."""

    key: str
    request: str
    act: str
    asked: int
    until: int
    status: int | None
    body: str | None


def find(connection: Connection, key: str, since: int) -> AnswerRow | None:
    """What was asked under a key at this time or later."""
    query = select(_ANSWERS).where(_ANSWERS.c.key == key, _ANSWERS.c.asked >= since)
    row = connection.execute(query).first()
    if row is None:
        return None
    return AnswerRow(**{one.name: row._mapping[one.name] for one in fields(AnswerRow)})


def put(connection: Connection, row: AnswerRow) -> None:
    """Note what is asked under a key, in the place of what was."""
    connection.execute(delete(_ANSWERS).where(_ANSWERS.c.key == row.key))
    values = {one.name: getattr(row, one.name) for one in fields(AnswerRow)}
    connection.execute(insert(_ANSWERS).values(values))


def answer(connection: Connection, key: str, status: int, body: str) -> None:
    """Note the answer to what was asked; the first one stays."""
    waiting = (_ANSWERS.c.key == key) & _ANSWERS.c.status.is_(None)
    connection.execute(update(_ANSWERS).where(waiting).values(status=status, body=body))


def forget(connection: Connection, before: int) -> None:
    """Forget what was asked before this time."""
    connection.execute(delete(_ANSWERS).where(_ANSWERS.c.asked < before))
