"""The database: its engine, its migrations, and transactions that either write or read.

Only this package knows SQL. It runs on SQLite in a file (in WAL mode, so that reading never waits
for writing) and on PostgreSQL, with the same tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from ledger_py.store import erasing, evidence
from ledger_py.store.changes import Changes
from ledger_py.store.engines import clean, is_sqlite, open_engine, readers_of
from ledger_py.store.faults import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNew,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseRefused,
    DatabaseUnreachable,
    DatabaseUnusable,
    DatabaseUrlInvalid,
    named,
)
from ledger_py.store.vault import Vault, VaultMissing, with_vault

__all__ = [
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseNew",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseRefused",
    "DatabaseUnreachable",
    "DatabaseUnusable",
    "DatabaseUrlInvalid",
    "Store",
]

_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
REVISIONS = tuple(sorted(path.name[1:5] for path in _MIGRATIONS.glob("m[0-9]*.py")))
"""All that the tables were, and at last what they are in this version of the package."""


class Store:
    """A database by its address, `sqlite:///auzolan.sqlite` or `postgresql://user@host/database`.

    Threads and processes may share it. Raises DatabaseUrlInvalid; nothing is connected to before
    the first transaction. Every transaction may raise DatabaseUnreachable or DatabaseBusy, and on
    a file DatabaseDamaged or DatabaseUnusable.

    vault: with what contents are encrypted; without one, that in the folder of a SQLite file.
    """

    def __init__(self, url: str, vault: Vault | None = None) -> None:
        self.engine: Engine = open_engine(url)
        self.vault = vault or _beside(self.engine.url)
        with_vault(self.engine, self.vault)
        self._readers = readers_of(self.engine)
        self._is_file = is_sqlite(self.engine.url)
        self.changes = Changes(self.engine.url)

    def require_vault(self) -> Vault:
        """The vault; raises VaultMissing for a store that was opened without one."""
        if self.vault is None:
            raise VaultMissing
        return self.vault

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to this version of the package; a database that is there stays.

        Of several processes that do it at once, one does and the others find it done. revision:
        the last migration to run, for tests. Raises DatabaseDamaged, DatabaseRefused,
        DatabaseNewer.
        """
        self.revision()
        try:
            self._migrate(revision)
        except DatabaseError as error:
            fault = DatabaseDamaged if self._is_file else DatabaseRefused
            raise fault(self.engine.url, error.orig) from None
        if self.vault:
            destroyed = self.vault.resume()
            if revision == "head":  # an earlier one may not have the tables
                self._sweep(destroyed)
        if self._is_file:
            self.forget_deleted()

    def revision(self) -> str | None:
        """The revision of the tables, None where there are none yet; raises DatabaseNewer."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found not in (None, *REVISIONS):
            raise DatabaseNewer(self.engine.url, str(found))
        return found

    def require_current(self) -> None:
        """Refuse tables that are not this version's: DatabaseNew, DatabaseOlder, DatabaseNewer."""
        found = self.revision()
        if found is None:
            raise DatabaseNew
        if found != REVISIONS[-1]:
            raise DatabaseOlder(self.engine.url, found)

    def _sweep(self, destroyed: Sequence[str]) -> None:
        """Take out what an erasure that was killed has left: rows that nobody can read."""
        with self.reading() as connection:
            left = erasing.held(connection, destroyed)
            files = evidence.held(connection, destroyed)
        if left or files:
            with self.transaction() as connection:
                erasing.drop_contents(connection, left)
                for community, file in files:
                    evidence.drop(connection, community, [file])
            self.forget_deleted()

    def _migrate(self, revision: str) -> None:
        # Imported here: starting the migrations' machinery costs more than most commands take.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "ledger_py.store:migrations")
        with self.transaction() as connection:
            self._require_unicode(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def _require_unicode(self, connection: Connection) -> None:
        if self._is_file:
            return
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise DatabaseRefused(self.engine.url, f"its encoding is {encoding}, not UTF8")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is durable at the end of the block, or none.

        One writes at a time, and reads what all before it have written.
        """
        with named(self.engine.url), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one unchanging picture, and never a wait for a writer."""
        with named(self.engine.url), self._readers.connect() as connection:
            yield connection

    def forget_deleted(self) -> None:
        """Leave nothing of deleted rows in the database's files, as far as they are ours."""
        with named(self.engine.url):
            clean(self.engine, *erasing.TABLES)

    def close(self) -> None:
        """Give back every connection that is not in use."""
        self.engine.dispose()
        self.changes.close()
        if self.vault:
            self.vault.close()


def _beside(url: URL) -> Vault | None:
    in_file = is_sqlite(url) and url.database
    return Vault.in_folder(Path(str(url.database)).parent) if in_file else None
