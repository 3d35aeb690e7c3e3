"""SQLite and PostgreSQL made alike: writers take turns, a reader has one unchanging picture.

On SQLite that is BEGIN IMMEDIATE and the WAL. On PostgreSQL every writer first takes one lock of
the transaction, and reads as READ COMMITTED what the one before it left; readers take a snapshot
and no lock (docs/decisions/0017-postgresql.md).
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from ledger_py.store.faults import DatabaseUrlInvalid

_PATIENCE_MILLISECONDS = 15_000
_LOOK_SECONDS = 0.01
_CONNECT_SECONDS = 10
_READING = "auzolan_reading"
_WRITERS = int.from_bytes(b"auzolan")
"""The number of the writers' lock; PostgreSQL counts these per database."""
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def open_engine(address: str) -> Engine:
    """Return an engine for an address; connects to nothing. Raises DatabaseUrlInvalid."""
    url = url_of(address)
    if is_sqlite(url):
        engine = create_engine(url)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # Pinged: a server that was restarted has closed connections that look open from here.
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "auzolan"},
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def readers_of(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read."""
    options: dict[str, Any] = {_READING: True}
    if not is_sqlite(engine.url):
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


def clean(engine: Engine, *tables: str, anew: bool = False) -> None:
    """Leave nothing of the tables' deleted rows: SQLite's log is emptied, PostgreSQL vacuumed.

    anew: there the tables are written anew, since their pages keep what was vacuumed; they are
    locked meanwhile. A server's log keeps it for a while in any case.
    """
    if not is_sqlite(engine.url):
        # Outside of any transaction, and so without the writers' lock.
        alone = engine.execution_options(isolation_level="AUTOCOMMIT", **{_READING: True})
        with alone.connect() as connection:
            how = "VACUUM FULL" if anew else "VACUUM"
            connection.exec_driver_sql(f"{how} {', '.join(tables)}")
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    finally:
        raw.close()


def is_sqlite(url: URL) -> bool:
    """Tell a file from a server."""
    return url.get_backend_name() == "sqlite"


def is_same(one: URL, other: URL) -> bool:
    """Tell whether two addresses are visibly of one database, whoever opens it."""
    places = [(url.host, url.port, url.database, url.query.get("host")) for url in (one, other)]
    return places[0] == places[1]


def url_of(address: str) -> URL:
    """Return an address in its parts; raises DatabaseUrlInvalid."""
    # What the parser says may quote the address, and so its password: none of it is passed on.
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseUrlInvalid("it is not of the form name://...") from None
    if url.drivername not in _DRIVERS:
        raise DatabaseUrlInvalid(f"{url.drivername[:40]} is not a database that is known here")
    if "@" in (url.host or ""):
        raise DatabaseUrlInvalid("it has an @ too many")
    if url.drivername.startswith("postgres") and not url.database:
        raise DatabaseUrlInvalid("it names no database")
    return url.set(drivername=_DRIVERS[url.drivername])


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own idea of when a transaction begins would let reads slip out of it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
    _use_wal(cursor)
    # What was answered as accepted survives a loss of power, not only the end of the process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Erased text leaves the file, not only the table.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Two that change the mode of a new file at once refuse each other: one waits for the other."""
    deadline = time.monotonic() + _PATIENCE_MILLISECONDS / 1_000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place in line at once; one that began by reading could not wait for it.
    connection.exec_driver_sql("BEGIN" if _reads(connection) else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _: object) -> None:
    # A server or a role may say that a commit need not reach the disk: ours must.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.execute(f"SET lock_timeout = {_PATIENCE_MILLISECONDS}")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    # Taken before anything is read, so that all a writer reads is what the last one left.
    if not _reads(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _reads(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_READING, False))
