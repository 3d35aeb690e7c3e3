"""What can be wrong with a database, each with what to do; no message holds a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from ledger_py.errors import AuzolanError

_BUSY = {"55P03", "SQLITE_BUSY"}
"""What PostgreSQL and SQLite call a wait for another writer that took too long."""
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_UNUSABLE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_PERM")


class DatabaseUrlInvalid(AuzolanError):
    """The database's address is no address of a database that the ledger runs on."""

    hint = (
        "Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE; in a user name or"
        " password write @ as %40, : as %3A, / as %2F and % as %25."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(f"The database's address cannot be used: {reason}.")


class DatabaseDamaged(AuzolanError):
    """The file is no database, or a damaged one; nothing was changed."""

    hint = (
        "Put back a copy of it. Without one, move it away: the next start reads the index from the"
        " chain again, but the texts that people wrote are lost."
    )

    def __init__(self, url: URL, reason: object) -> None:
        super().__init__(f"The database {shown(url)} cannot be used ({reason}).")


class DatabaseUnusable(AuzolanError):
    """The file of a database cannot be opened, read or written; nothing was changed."""

    hint = "See that the file and its folder are yours to read and write, and that there is room."

    def __init__(self, url: URL, reason: object) -> None:
        super().__init__(f"The database {shown(url)} cannot be used ({_line(reason)}).")


class DatabaseNew(AuzolanError):
    """The database has no tables yet, so there is nothing to read or to take out of it."""

    hint = "Start the ledger once, with the same AUZOLAN_DATABASE_URL."

    def __init__(self) -> None:
        super().__init__("The database has no tables yet.")


class DatabaseOlder(AuzolanError):
    """An older version of this package made the tables, and none has changed them since."""

    hint = "Stop the ledger and start it with this version, which brings its tables up to date."

    def __init__(self, url: URL, revision: str) -> None:
        super().__init__(f"The tables of the database {shown(url)} are of revision {revision}.")


class DatabaseNewer(AuzolanError):
    """A later version of this package made the tables; nothing was changed."""

    hint = "Use the version of this package that made them, or a later one."

    def __init__(self, url: URL, revision: str) -> None:
        super().__init__(
            f"The tables of the database {shown(url)} are of revision {revision[:40]!r}, which is"
            " not known here."
        )


class DatabaseUnreachable(AuzolanError):
    """No connection to the database's server, or it broke; what was not answered may be undone."""

    hint = (
        "See that the server runs and listens there, that the database exists (createdb makes one),"
        " and that user and password are right; then try again."
    )

    def __init__(self, url: URL, reason: object) -> None:
        super().__init__(f"The database {shown(url)} cannot be reached ({_line(reason)}).")


class DatabaseRefused(AuzolanError):
    """The server let us in, and not make the tables; nothing was changed."""

    hint = (
        "Give the ledger a database of its own that its user owns:"
        " createdb --owner=USER --encoding=UTF8 --template=template0 DATABASE."
    )

    def __init__(self, url: URL, reason: object) -> None:
        super().__init__(f"The database {shown(url)} cannot hold the tables ({_line(reason)}).")


class DatabaseBusy(AuzolanError):
    """Another writer held the database for longer than a writer waits; nothing was changed."""

    hint = "Try again; if it stays so, look for a process that hangs with a transaction open."

    def __init__(self, url: URL) -> None:
        super().__init__(f"The database {shown(url)} was held by another writer for too long.")


@contextmanager
def named(url: URL) -> Iterator[None]:
    """Name what can happen to any transaction, through no fault of its statements."""
    try:
        yield
    except DatabaseError as error:
        raise _named(url, error) from None


def _named(url: URL, error: DBAPIError) -> Exception:
    driver = error.orig
    codes = {str(getattr(driver, name, None)) for name in ("sqlstate", "sqlite_errorname")}
    if codes & _BUSY:
        return DatabaseBusy(url)
    for prefixes, fault in ((_DAMAGED, DatabaseDamaged), (_UNUSABLE, DatabaseUnusable)):
        if any(code.startswith(prefixes) for code in codes):
            return fault(url, driver)
    # Without a statement it was the connecting that failed.
    is_ours = isinstance(error, OperationalError) and url.get_backend_name() != "sqlite"
    if is_ours and (error.connection_invalidated or error.statement is None):
        return DatabaseUnreachable(url, driver)
    return error


def shown(url: URL) -> str:
    """Write an address without its password, wherever it stands in it."""
    host = url.query.get("host") if url.host is None else None
    kept = {"host": host} if host else {}
    return url.set(query=kept).render_as_string(hide_password=True)


def _line(reason: object) -> str:
    """What a driver says, in one line."""
    return "; ".join(part.strip() for part in str(reason).strip().splitlines() if part.strip())
