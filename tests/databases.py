"""Databases of a test: SQLite files, or databases of a PostgreSQL server of our own.

def test_something(database: Database, tmp_path: Path) -> None:
    store = database.store(tmp_path)
"""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from ledger_py.store import Store
from ledger_py.store.vault import Vault

KINDS = ("sqlite", "postgresql")
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: then it runs as the first of these that there is."""
USER = "auzolan"
GUARDED = "guarded"
"""The one user who is asked for a password."""
OPTIONS = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")
"""Nothing of a test has to survive a loss of power, and nothing listens on a network."""


class Database(Protocol):
    """Where a test's stores are."""

    kind: str

    def address(self, folder: Path, name: str = "") -> str:
        """The address of a new database with no tables; a folder's end with the folder."""

    def store(self, folder: Path, name: str = "") -> Store:
        """A new, migrated, empty store."""

    def env(self, folder: Path) -> dict[str, str]:
        """What an operator sets so that the ledger in a data directory is on it."""

    def files(self, folder: Path) -> Path:
        """Where all files of a folder's databases are, everything written."""

    def drop(self, folder: Path) -> None:
        """Forget the databases of a folder."""


class SqliteFiles:
    """SQLite: a file of its own for each."""

    kind = "sqlite"

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def address(self, folder: Path, name: str = "") -> str:
        """The address of a file that is not there yet."""
        return f"sqlite:///{folder / (name or f'store-{next(self._numbers)}')}.sqlite"

    def store(self, folder: Path, name: str = "") -> Store:
        """A new store in a file of its own."""
        store = Store(self.address(folder, name))
        store.migrate()
        return store

    def env(self, folder: Path) -> dict[str, str]:
        """Nothing: it is on a file in the data directory by itself."""
        return {}

    def files(self, folder: Path) -> Path:
        """The folder itself."""
        return folder

    def drop(self, folder: Path) -> None:
        """Files go with their folder."""


class Postgresql:
    """A server's databases, copied from one that was migrated once."""

    kind = "postgresql"

    def __init__(self, server: "Server") -> None:
        self.server = server
        self._numbers = itertools.count(1)
        self._of: dict[Path, list[str]] = defaultdict(list)
        server.run(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'another'")
        server.run("CREATE DATABASE migrated")
        store = Store(server.address("migrated"))
        store.migrate()
        store.close()

    def address(self, folder: Path, name: str = "") -> str:
        """The address of a new database without tables."""
        return self._new(folder, "template0")

    def store(self, folder: Path, name: str = "") -> Store:
        """A new store in a database of its own."""
        return Store(self._new(folder, "migrated"), Vault.in_folder(folder))

    def env(self, folder: Path) -> dict[str, str]:
        """The address of a new database, as an installation is told it."""
        return {"AUZOLAN_DATABASE_URL": self.address(folder)}

    def files(self, folder: Path) -> Path:
        """Those of the server, its log of what was written among them."""
        self.server.run("CHECKPOINT")
        return self.server.data

    def drop(self, folder: Path) -> None:
        """Drop the databases of a folder, whoever is connected still."""
        for name in self._of.pop(folder, []):
            self.server.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _new(self, folder: Path, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # File by file: a test's server need not write what it copies into its log too.
        self.server.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._of[folder].append(name)
        return self.server.address(name)


class Server:
    """A PostgreSQL server on a socket in a folder of its own; user `auzolan`, no password.

    Its language orders words as English does, which is not by bytes: so a query that leaves the
    order to the server is found.
    """

    def __init__(self, socket: Path) -> None:
        self._socket, self.data = socket, socket / "data"

    def address(self, database: str, user: str = USER) -> str:
        """The address of a database, as an operator writes it."""
        return f"postgresql://{user}@/{database}?host={self._socket}"

    def run(self, statement: str) -> None:
        """Run a statement that is no part of a transaction."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def open_server() -> Iterator[Server]:
    """Start a server, and end it and remove all it had after."""
    binaries = _binaries()
    # Not in a folder of pytest: the server's user may not enter those, and its path is too long.
    folder = Path(tempfile.mkdtemp(prefix="auzolan-"))
    user = _user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        settings = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--no-sync"]
        language = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
        data = folder / "data"
        made = _start([binaries / "initdb", "-D", data, *settings, *language], folder, user)
        assert made.wait() == 0, (folder / "log").read_text()
        rules = data / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text()}")
        options = [part for option in OPTIONS for part in ("-c", option)]
        command = [binaries / "postgres", "-D", data, "-k", folder, *options]
        process = _start(command, folder, user)
        guard = _guard(process, folder)
        try:
            _wait(binaries, folder, process)
            yield Server(folder)
        finally:
            # The fast way, which does not wait for those who are connected.
            process.send_signal(signal.SIGINT)
            process.wait()
            guard.communicate(b"over\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    command: Sequence[object], folder: Path, user: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    ids = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (folder / "log").open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **ids,  # type: ignore[call-overload]
        )
    return process


def _guard(process: subprocess.Popen[bytes], folder: Path) -> subprocess.Popen[bytes]:
    """Start what ends the server when we end without a word, as a killed process does."""
    told_or_gone = 'read over; [ -n "$over" ] || { kill -INT $0; sleep 5; rm -rf "$1"; }'
    words = ["sh", "-c", told_or_gone, str(process.pid), str(folder)]
    null = subprocess.DEVNULL
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=null, stderr=null, start_new_session=True
    )


def _wait(binaries: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder), "-t", "1"]
    for _ in range(600):
        if process.poll() is not None:
            break
        if subprocess.run(ready).returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")


def _user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    there = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(there[name] for name in UNPRIVILEGED if name in there)


def _binaries() -> Path:
    """Debian keeps them off the path, one folder per version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
    on_path = shutil.which("postgres")
    if not found and not on_path:
        raise AssertionError("PostgreSQL is missing: `make test` installs it, or says what to do.")
    return (found[0] if found else Path(str(on_path))).parent
