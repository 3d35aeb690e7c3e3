"""Files that show what was done: one row each, encrypted under a key of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, delete, select

from ledger_py.store import schema
from ledger_py.store.discussion import key_name
from ledger_py.store.inserting import keep_if_new


@dataclass(frozen=True, slots=True)
class File:
    """A file of a member's; `file` is the SHA-256 of its bytes (64 hex digits)."""

    community: str
    file: str
    member: int
    media_type: str
    size: int
    created: int
    sealed: bytes


def name_of(community: str, file: str) -> str:
    """Under which name the vault has a file's key."""
    return key_name("evidence", f"{community} {file}")


def add(connection: Connection, made: File) -> None:
    """Keep a file; it stays whose it was first."""
    values = {one.name: getattr(made, one.name) for one in fields(made)}
    keep_if_new(connection, schema.evidence, [values])


def find(connection: Connection, community: str, file: str) -> File | None:
    """A file of a community."""
    table = schema.evidence
    query = select(table).where(table.c.community == community, table.c.file == file)
    found = connection.execute(query).first()
    return File(**found._mapping) if found else None


def of_member(connection: Connection, community: str, member: int) -> Sequence[tuple[str, int]]:
    """A member's files, each with its size in bytes."""
    table = schema.evidence
    query = select(table.c.file, table.c.size)
    query = query.where(table.c.community == community, table.c.member == member)
    return [(row.file, row.size) for row in connection.execute(query)]


def drop(connection: Connection, community: str, files: Sequence[str]) -> None:
    """Take files out."""
    table = schema.evidence
    same = (table.c.community == community) & table.c.file.in_(files)
    connection.execute(delete(table).where(same))
