"""What a user has begun to write, kept for them alone and gone when they or their member go."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ledger_py.errors import AuzolanError
from ledger_py.store import Store, drafts
from ledger_py.store.drafts import DraftRow

MOST, LARGEST = 100, 64 * 1024
"""Drafts of a user, and bytes of one."""


class DraftsFull(AuzolanError):
    """So many drafts are kept for a user, and so large."""

    hint = f"Keep {MOST} drafts at most, each of {LARGEST // 1024} kB."

    def __init__(self) -> None:
        super().__init__("There is no room for the draft.")


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that a user has begun to write; changed: Unix seconds."""

    draft: str
    changed: int
    body: Mapping[str, Any]


class Drafts:
    """The drafts of one user; times are Unix seconds."""

    def __init__(self, store: Store, user: str) -> None:
        self._store, self._user, self._vault = store, user, store.require_vault()

    def listed(self) -> list[Draft]:
        """The drafts, by name."""
        with self._store.reading() as connection:
            rows = drafts.of_user(connection, self._user)
        opened = self._vault.decrypt({row.name: bytes(row.sealed) for row in rows})
        said = [(row, orjson.loads(opened[row.name])) for row in rows if row.name in opened]
        found = [Draft(one["draft"], row.changed, one["body"]) for row, one in said]
        return sorted(found, key=lambda one: one.draft)

    def keep(self, draft: str, body: Mapping[str, Any], now: int) -> None:
        """Keep a draft in the place of the one of this name; raises DraftsFull."""
        held, place = self._held(), drafts.hashed(self._vault, self._user, draft)
        if len(orjson.dumps(body)) > LARGEST or (place not in held and len(held) >= MOST):
            raise DraftsFull
        name, plain = "0x" + secrets.token_hex(32), orjson.dumps({"draft": draft, "body": body})
        (sealed,) = self._vault.encrypt({name: plain}).values()
        with self._store.transaction() as connection:
            drafts.keep(connection, DraftRow(self._user, place, now, name, sealed))
        if place in held:
            self._vault.destroy([held[place]], now)

    def drop(self, draft: str, now: int) -> bool:
        """Destroy a draft; whether there was one."""
        held, place = self._held(), drafts.hashed(self._vault, self._user, draft)
        if place not in held:
            return False
        self._vault.destroy([held[place]], now)
        with self._store.transaction() as connection:
            drafts.drop(connection, self._user, place)
        return True

    def _held(self) -> dict[str, str]:
        """The names of the drafts' keys, by their hashes."""
        with self._store.reading() as connection:
            return {row.draft: row.name for row in drafts.of_user(connection, self._user)}
