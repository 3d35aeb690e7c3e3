"""Files that show what was done: one row each, encrypted under a key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, delete, select

from ledger_py.store import schema
from ledger_py.store.chunking import chunks
from ledger_py.store.discussion import key_name
from ledger_py.store.inserting import keep_if_new
from ledger_py.store.rows import Body
from ledger_py.store.selects.shaping import contents


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


def owners(connection: Connection, community: str, files: Iterable[str]) -> dict[str, int]:
    """Whose some files are, of those that are kept here."""
    table, found = schema.evidence, dict[str, int]()
    for some in chunks(files):
        query = select(table.c.file, table.c.member)
        query = query.where(table.c.community == community, table.c.file.in_(some))
        found |= {row.file: row.member for row in connection.execute(query)}
    return found


def shown_by(
    connection: Connection, community: str, contributor: int | None, recorder: int | None = None
) -> list[tuple[int, int, Body]]:
    """(contributor, recorder, what is said) of the contributions of one, or that one recorded."""
    work = schema.contributions
    query = select(work.c.content, work.c.contributor, work.c.recorder)
    query = query.where(work.c.community == community)
    for column, member in ((work.c.contributor, contributor), (work.c.recorder, recorder)):
        query = query if member is None else query.where(column == member)
    rows = connection.execute(query).all()
    said = contents(
        connection, community, "contribution", [row.content for row in rows], hidden_too=True
    )
    return [
        (row.contributor, row.recorder, said[row.content].body)
        for row in rows
        if row.content in said
    ]


def held(connection: Connection, destroyed: Iterable[str]) -> list[tuple[str, str]]:
    """(community, file) of files whose keys are among those that are destroyed."""
    table, gone = schema.evidence, set(destroyed)
    if not gone:
        return []
    rows = connection.execute(select(table.c.community, table.c.file))
    return [(row.community, row.file) for row in rows if name_of(*row) in gone]


def drop(connection: Connection, community: str, files: Sequence[str]) -> None:
    """Take files out."""
    table = schema.evidence
    same = (table.c.community == community) & table.c.file.in_(files)
    connection.execute(delete(table).where(same))
