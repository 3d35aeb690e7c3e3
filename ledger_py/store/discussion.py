"""Comments, and what becomes of texts that somebody reports. All times are Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, or_, select, tuple_, update

from ledger_py.store import schema
from ledger_py.store.chunking import chunks
from ledger_py.store.rows import Who


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that a member said here; sealed: None once it was taken back."""

    comment: str
    community: str
    about: str
    member: int
    reply_to: str | None
    created: int
    taken_back: int | None
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Report:
    """That a text should not be shown, and what stewards said to it."""

    report: str
    community: str
    text: str
    author: int
    reporter: int
    created: int
    reason: bytes | None
    steward: int | None = None
    decided: int | None = None
    appealed: int | None = None
    appeal: bytes | None = None
    second: int | None = None
    settled: int | None = None

    @property
    def comment(self) -> str:
        """The id of the comment that it is about; of another text, the text's name."""
        return self.text.removeprefix("comment ")

    @property
    def appeals(self) -> bool:
        """Whether an appeal waits for another steward."""
        return self.appealed is not None and self.settled is None

    @property
    def waits(self) -> bool:
        """Whether it waits for a decision, the first or that on an appeal."""
        return self.decided is None or self.appeals

    def is_party(self, member: int) -> bool:
        """Whether a member wrote the text, reported it, or has decided on it."""
        return member in (self.author, self.reporter, self.steward)

    def may_be_read(self, who: Who) -> bool:
        """Whether a member may read it: stewards each one, others their own."""
        return who.steward or who.member in (self.author, self.reporter)


def key_name(kind: str, id_: str) -> str:
    """Under which name the vault has the key of a text of these tables: as long as the others."""
    return "0x" + sha256(f"{kind} {id_}".encode()).hexdigest()


def add_comment(connection: Connection, made: Comment) -> None:
    """Keep a comment."""
    connection.execute(insert(schema.comments), _values(made))


def comment(connection: Connection, community: str, id_: str) -> Comment | None:
    """A comment of a community by its id."""
    table = schema.comments
    query = select(table).where(table.c.community == community, table.c.comment == id_)
    found = connection.execute(query).first()
    return Comment(**found._mapping) if found else None


def comments_named(connection: Connection, community: str, ids: Iterable[str]) -> list[Comment]:
    """Those of some comments that are of a community, in no order."""
    table, found = schema.comments, list[Comment]()
    for some in chunks(ids):
        query = select(table).where(table.c.community == community, table.c.comment.in_(some))
        found += [Comment(**row._mapping) for row in connection.execute(query)]
    return found


def comments(
    connection: Connection, community: str, about: str, after: tuple[int, str] | None, limit: int
) -> list[Comment]:
    """Comments about one thing, the oldest first; after: time and id of the last one seen."""
    table = schema.comments
    query = select(table).where(table.c.community == community, table.c.about == about)
    if after:
        query = query.where(tuple_(table.c.created, table.c.comment) > after)
    query = query.order_by(table.c.created, table.c.comment).limit(limit)
    return [Comment(**row._mapping) for row in connection.execute(query)]


def latest(
    connection: Connection, community: str, about: str, before: tuple[int, str] | None, limit: int
) -> list[Comment]:
    """The last comments about one thing, the oldest first; before: time and id of a later one."""
    table = schema.comments
    query = select(table).where(table.c.community == community, table.c.about == about)
    if before:
        query = query.where(tuple_(table.c.created, table.c.comment) < before)
    query = query.order_by(table.c.created.desc(), table.c.comment.desc()).limit(limit)
    return [Comment(**row._mapping) for row in connection.execute(query)][::-1]


def take_back(connection: Connection, id_: str, now: int) -> None:
    """Let a comment stand without its text."""
    table = schema.comments
    statement = update(table).where(table.c.comment == id_)
    connection.execute(statement.values(taken_back=now, sealed=None))


def add_report(connection: Connection, made: Report) -> None:
    """Keep a report."""
    connection.execute(insert(schema.reports), _values(made))


def report(connection: Connection, community: str, id_: str) -> Report | None:
    """A report of a community by its id."""
    table = schema.reports
    query = select(table).where(table.c.community == community, table.c.report == id_)
    found = connection.execute(query).first()
    return Report(**found._mapping) if found else None


def reports(connection: Connection, community: str) -> list[Report]:
    """The reports of a community, the oldest first."""
    table = schema.reports
    query = select(table).where(table.c.community == community)
    found = connection.execute(query.order_by(table.c.created, table.c.report))
    return [Report(**row._mapping) for row in found]


def change_report(connection: Connection, id_: str, **values: Any) -> None:
    """Note what a steward or the author said to a report."""
    table = schema.reports
    connection.execute(update(table).where(table.c.report == id_).values(values))


def hide(connection: Connection, community: str, text: str, report: str, now: int) -> None:
    """Show a text to nobody."""
    show(connection, community, text)
    values = {"community": community, "text": text, "report": report, "since": now}
    connection.execute(insert(schema.hidden), values)


def show(connection: Connection, community: str, text: str) -> None:
    """Show a text again."""
    table = schema.hidden
    same = (table.c.community == community) & (table.c.text == text)
    connection.execute(delete(table).where(same))


def hidden(connection: Connection, texts: Iterable[str]) -> set[str]:
    """Those of some texts that are shown to nobody."""
    return {*hidden_in(connection, texts)}


def hidden_in(connection: Connection, texts: Iterable[str]) -> dict[str, set[str]]:
    """Those of some texts that are shown to nobody, with the communities whose stewards said so."""
    table, found = schema.hidden, dict[str, set[str]]()
    for some in chunks(texts):
        query = select(table.c.text, table.c.community).where(table.c.text.in_(some))
        for text, community in connection.execute(query):
            found.setdefault(text, set()).add(community)
    return found


# --- erasure


def about_member(connection: Connection, c: str, member: int) -> list[str]:
    """The names of the keys of all that a member said here, and of what others said of theirs:
    comments under their contributions, and reasons of reports.
    """
    said = _comments_about(connection, c, member)
    found = [key_name("comment", one) for one in said]
    for kind, reports in _reports_about(connection, c, member, said).items():
        found += [key_name(kind, one) for one in reports]
    return found


def forget_member(connection: Connection, c: str, member: int, now: int) -> None:
    """Take the texts out that `about_member` is of; that there were any stays."""
    said = _comments_about(connection, c, member)
    reports = _reports_about(connection, c, member, said)
    table, told = schema.comments, schema.reports
    for some in chunks(said):
        gone = update(table).where(table.c.comment.in_(some), table.c.sealed.is_not(None))
        connection.execute(gone.values(taken_back=now, sealed=None))
    for column, kind in (("reason", "report"), ("appeal", "appeal")):
        for some in chunks(reports[kind]):
            connection.execute(update(told).where(told.c.report.in_(some)).values({column: None}))


def _comments_about(connection: Connection, c: str, member: int) -> list[str]:
    said, work = schema.comments, schema.contributions
    own = select(work.c.id).where(work.c.community == c, work.c.contributor == member)
    theirs = select(literal("contribution ") + own.subquery().c.id)
    about = or_(said.c.member == member, said.c.about.in_(theirs))
    query = select(said.c.comment).where(said.c.community == c, about)
    return list(connection.execute(query).scalars())


def _reports_about(
    connection: Connection, c: str, member: int, comments: Sequence[str]
) -> dict[str, list[str]]:
    """Of which reports the reason goes (`report`), and of which the author's appeal."""
    told, texts = schema.reports, {f"comment {one}" for one in comments}
    query = select(told.c.report, told.c.text, told.c.reporter, told.c.author)
    rows = connection.execute(query.where(told.c.community == c)).all()
    about = [row for row in rows if row.author == member or row.text in texts]
    mine = [row for row in rows if row.reporter == member]
    return {
        "report": [row.report for row in (*about, *mine)],
        "appeal": [row.report for row in about],
    }


def _values(made: Comment | Report) -> dict[str, Any]:
    return {one.name: getattr(made, one.name) for one in fields(made)}
