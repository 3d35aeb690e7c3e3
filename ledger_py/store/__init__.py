"""The database: one engine, its migrations, and transactions that either write or read.

Only this package knows SQL. What is tried is SQLite in a file (in WAL mode, so that reading never
waits for writing); another database's URL is accepted and not yet run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from ledger_py.errors import AuzolanError

_BUSY_MILLISECONDS = 15_000
_READING = {"auzolan_reading": True}


class DatabaseDamaged(AuzolanError):
    """The file is no database, or a damaged one; nothing was changed."""

    hint = (
        "Put back a copy of it. Without one, move it away: the next start reads the index from the"
        " chain again, but the texts that people wrote are lost."
    )

    def __init__(self, url: URL, reason: object) -> None:
        name = url.render_as_string(hide_password=True)
        super().__init__(f"The database {name} cannot be used ({reason}).")


class Store:
    """A database by its SQLAlchemy URL, `sqlite:///auzolan.sqlite`; threads may share it."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url)
        if make_url(url).get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to this version of the package; a database that is there stays.

        revision: the last migration to run, for tests. Raises DatabaseDamaged.
        """
        try:
            self._migrate(revision)
        except DatabaseError as error:
            raise DatabaseDamaged(self.engine.url, error.orig) from None

    def _migrate(self, revision: str) -> None:
        # Imported here: starting the migrations' machinery costs more than most commands take.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "ledger_py.store:migrations")
        with self.transaction() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is durable at the end of the block, or none."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one unchanging picture, and never a wait for a writer."""
        with self.engine.connect() as connection:
            yield connection.execution_options(**_READING)

    def close(self) -> None:
        """Give back every connection that is not in use."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own idea of when a transaction begins would let reads slip out of it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # What was answered as accepted survives a loss of power, not only the end of the process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Erased text leaves the file, not only the table.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place in line at once; one that began by reading could not wait for it.
    reading = connection.get_execution_options().get("auzolan_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
