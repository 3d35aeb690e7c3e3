"""Off-chain content as it comes in: contents encrypted, public documents as they are."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection

from ledger_py.commitments import Content
from ledger_py.store import schema
from ledger_py.store.inserting import keep_if_new
from ledger_py.store.vault import vault_of


def keep_contents(connection: Connection, contents: Iterable[Content]) -> None:
    """Keep what people wrote; the same commitment means the same body.

    Their keys are durable, all at once, before this transaction can be. What was erased is not kept
    again, whoever brings it. Raises VaultMissing.
    """
    plain = {
        _hex(one.commitment): orjson.dumps({"salt": _hex(one.salt), "body": one.body.decode()})
        for one in contents
    }
    if not plain:
        return
    sealed = vault_of(connection).encrypt(plain)
    rows = [{"commitment": one, "sealed": text} for one, text in sealed.items()]
    if rows:
        keep_if_new(connection, schema.contents, rows)


def keep_document(connection: Connection, document: bytes, body: str) -> None:
    """Keep a public definition document."""
    keep_if_new(connection, schema.documents, [{"document": _hex(document), "body": body}])


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
