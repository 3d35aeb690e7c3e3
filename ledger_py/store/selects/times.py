"""What follows from the time of the last block: no wall clock decides what the ledger says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, ScalarSelect, case, select

from ledger_py.models import State
from ledger_py.store import schema


def time_of(connection: Connection) -> int:
    """The time of the last block, 0 before the first."""
    return connection.execute(select(schema.checkpoint.c.time)).scalar() or 0


def state_now() -> ColumnElement[int]:
    """The state of a contribution: a contest that has lapsed is over, and it stands."""
    table = schema.contributions.c
    over = (table.state == State.CONTESTED) & (table.lapses <= _now())
    stands = case((table.accepted_units > 0, int(State.ACCEPTED)), else_=int(State.PROPOSED))
    return case((over, stands), else_=table.state)


def with_state_now() -> list[ColumnElement[Any]]:
    """The columns of contributions with the state that holds now."""
    columns = [column for column in schema.contributions.c if column.name != "state"]
    return [*columns, state_now().label("state")]


def suspended_until() -> Label[int | None]:
    """Until when a member is suspended, null where no suspension holds now."""
    until = schema.members.c.suspended_until
    return case((until > _now(), until), else_=None).label("suspended_until")


def _now() -> ScalarSelect[int]:
    return select(schema.checkpoint.c.time).scalar_subquery()
