"""A database tells whether anything was written, by whichever process."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger_py.store import Store, schema
from ledger_py.store.changes import Changes
from tests.databases import Database, Postgresql

LOOKS = 20
ROW = {"number": 1, "hash": "0x", "time": 2}
WRITE = """
import sys
from ledger_py.store import Store, schema
with Store(sys.argv[1]).transaction() as connection:
    connection.execute(schema.blocks.delete())
"""


def test_mark__is_the_same_until_something_is_committed(database: Database, tmp_path: Path) -> None:
    store = database.store(tmp_path)
    if database.kind == "postgresql":
        before = store.changes.mark()
        assert before is not None
    else:
        before = store.changes.mark()
        with store.reading() as connection:
            connection.execute(schema.blocks.select()).all()
        assert store.changes.mark() == before is not None
    with store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
    assert store.changes.mark() != before
    store.close()


def test_mark__is_another_when_another_process_has_written(
    database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    with store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
    before = store.changes.mark()
    address = store.engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", WRITE, address], check=True)
    assert store.changes.mark() != before
    store.close()


def test_mark__of_what_nobody_sees_yet__is_not_that_of_what_everybody_does(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    """A server writes down that something is committed, and shows it some time after."""
    store = postgresql.store(tmp_path)

    def write() -> None:
        with store.transaction() as connection:
            connection.execute(schema.blocks.insert(), ROW)

    seen: list[tuple[str | None, bool]] = []
    with ThreadPoolExecutor(1) as pool:
        with nobody_follows(postgresql):
            written = pool.submit(write)
            for _ in range(LOOKS):
                seen.append((store.changes.mark(), is_written(store)))
                time.sleep(0.01)
            assert not written.done()
        written.result(30)
    assert is_written(store)
    assert (store.changes.mark(), False) not in seen
    store.close()


@contextmanager
def nobody_follows(postgresql: Postgresql) -> Iterator[None]:
    """In this block a commit waits for a server that is not there."""
    server, name = postgresql.server, "synchronous_standby_names"
    server.run(f"ALTER SYSTEM SET {name} = 'nobody'")
    server.run("SELECT pg_reload_conf()")
    time.sleep(0.2)
    try:
        yield
    finally:
        server.run(f"ALTER SYSTEM RESET {name}")
        server.run("SELECT pg_reload_conf()")


def is_written(store: Store) -> bool:
    """Whether the row is there."""
    with store.reading() as connection:
        return connection.execute(schema.blocks.select()).first() is not None


def test_mark__of_a_database_that_is_not_there__says_nothing() -> None:
    url = Store("postgresql://nobody@127.0.0.1:1/none").engine.url
    assert Changes(url).mark() is None


def test_a_database_in_memory_tells_nothing_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Changes(Store("sqlite://").engine.url).mark() is None
    assert [*tmp_path.iterdir()] == []
