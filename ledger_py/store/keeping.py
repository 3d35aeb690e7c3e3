"""Off-chain content as it comes in: contents encrypted, public documents as they are."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection

from ledger_py.store import schema
from ledger_py.store.inserting import keep_if_new
from ledger_py.store.vault import vault_of


def keep_content(connection: Connection, commitment: bytes, salt: bytes, body: str) -> None:
    """Keep what a person wrote; the same commitment means the same body.

    What was erased is not kept again, whoever brings it. Raises VaultMissing.
    """
    named = _hex(commitment)
    plain = orjson.dumps({"salt": _hex(salt), "body": body})
    sealed = vault_of(connection).encrypt(named, plain)
    if sealed is not None:
        keep_if_new(connection, schema.contents, [{"commitment": named, "sealed": sealed}])


def keep_document(connection: Connection, document: bytes, body: str) -> None:
    """Keep a public definition document."""
    keep_if_new(connection, schema.documents, [{"document": _hex(document), "body": body}])


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
