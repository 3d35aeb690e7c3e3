"""Off-chain content as it comes in."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from ledger_py.store import schema


def keep_content(connection: Connection, commitment: bytes, salt: bytes, body: str) -> None:
    """Keep what a person wrote; the same commitment means the same body."""
    _keep(connection, schema.contents, commitment=_hex(commitment), salt=_hex(salt), body=body)


def keep_document(connection: Connection, document: bytes, body: str) -> None:
    """Keep a public definition document."""
    _keep(connection, schema.documents, document=_hex(document), body=body)


def _keep(connection: Connection, table: Table, **values: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(values)
    connection.execute(statement.on_conflict_do_nothing())


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
