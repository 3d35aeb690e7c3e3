"""What users have begun to write: a row each, name and body encrypted under a key of its own.

A draft is found by a keyed hash of its name: people choose names, and a server's log keeps them.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from ledger_py.store import schema
from ledger_py.store.vault import Vault

_TABLE = schema.drafts


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft; draft: the hash of its name (64 hex digits); name: that of its key."""

    user: str
    draft: str
    changed: int
    name: str
    sealed: bytes


def hashed(vault: Vault, user: str, draft: str) -> str:
    """By what a user's draft of this name is found."""
    key = vault.secret("names of drafts")
    return hmac.new(key, f"{user} {draft}".encode(), sha256).hexdigest()


def of_user(connection: Connection, user: str) -> list[DraftRow]:
    """A user's drafts, in no order that means anything."""
    query = select(_TABLE).where(_TABLE.c.user == user).order_by(_TABLE.c.draft)
    return [DraftRow(**row) for row in connection.execute(query).mappings()]


def keep(connection: Connection, made: DraftRow) -> None:
    """Keep a draft, in the place of what was there."""
    drop(connection, made.user, made.draft)
    values = {one.name: getattr(made, one.name) for one in fields(made)}
    connection.execute(insert(_TABLE), values)


def drop(connection: Connection, user: str, draft: str) -> None:
    """Take a draft out."""
    mine = (_TABLE.c.user == user) & (_TABLE.c.draft == draft)
    connection.execute(delete(_TABLE).where(mine))


# --- erasure


def names_of(connection: Connection, users: Sequence[str]) -> list[str]:
    """The names of the keys of all that some users have begun to write."""
    query = select(_TABLE.c.name).where(_TABLE.c.user.in_(users))
    return list(connection.execute(query).scalars())


def forget(connection: Connection, users: Sequence[str]) -> None:
    """Take out all that some users have begun to write."""
    connection.execute(delete(_TABLE).where(_TABLE.c.user.in_(users)))
