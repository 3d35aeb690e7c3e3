"""By which ways users want to be told of what; where they have chosen nothing, a default holds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from ledger_py.store import schema


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether notices of a kind go out by mail, and to browsers that are subscribed."""

    mail: bool
    push: bool


DEFAULT = Choice(mail=False, push=True)
"""Mail is chosen; a browser that is subscribed was chosen when it was."""


def choices(connection: Connection, user: str) -> dict[str, Choice]:
    """What a user has chosen, by kind."""
    table = schema.notice_settings
    rows = connection.execute(select(table).where(table.c.user == user))
    return {row.kind: Choice(row.mail, row.push) for row in rows}


def choose(connection: Connection, user: str, kind: str, choice: Choice) -> None:
    """Note what a user has chosen for a kind."""
    table = schema.notice_settings
    connection.execute(delete(table).where(table.c.user == user, table.c.kind == kind))
    values = {"user": user, "kind": kind, "mail": choice.mail, "push": choice.push}
    connection.execute(insert(table), values)
