"""Whether anything was written since a moment ago, by whichever process: asked in microseconds.

SQLite tells a connection that another one has committed (PRAGMA data_version); PostgreSQL tells
which transactions are over, as whoever reads sees it.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import URL

from ledger_py.store.engines import is_sqlite

_CONNECT_SECONDS = 10


class Changes:
    """Tells a mark that is another whenever something was written; of one database.

    Threads may share it. Nothing is opened before it is asked.
    """

    def __init__(self, url: URL) -> None:
        self._url, self._guard = url, threading.Lock()
        self._connection: Any = None
        self._file = is_sqlite(url)
        self._query = "PRAGMA data_version" if self._file else "SELECT pg_current_snapshot()"

    def mark(self) -> str | None:
        """The mark as of now; None when the database does not tell, as one in memory never does."""
        if self._file and not self._url.database:
            return None
        with self._guard:
            try:
                if self._connection is None:
                    self._connection = self._open()
                # Of another connection the same number says something else.
                told = self._connection.execute(self._query).fetchone()[0]
                return f"{id(self._connection)} {told}"
            except (sqlite3.Error, psycopg.Error):
                self._close()
                return None

    def close(self) -> None:
        """Close the connection; asked again, it opens another."""
        with self._guard:
            self._close()

    def _open(self) -> Any:
        if self._file:
            path = self._url.database or ""
            return sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True, connect_timeout=_CONNECT_SECONDS)

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error, psycopg.Error):
                self._connection.close()
        self._connection = None
