"""What can be wrong with a database, each with what to do; no message holds a password."""

from __future__ import annotations

from sqlalchemy import URL

from ledger_py.errors import AuzolanError


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


def shown(url: URL) -> str:
    """Write an address without its password, wherever it stands in it."""
    host = url.query.get("host") if url.host is None else None
    kept = {"host": host} if host else {}
    return url.set(query=kept).render_as_string(hide_password=True)


def _line(reason: object) -> str:
    """What a driver says, in one line."""
    return "; ".join(part.strip() for part in str(reason).strip().splitlines() if part.strip())
