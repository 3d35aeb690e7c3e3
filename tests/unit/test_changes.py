"""A database tells whether anything was written, by whichever process."""

import subprocess
import sys
from pathlib import Path

import pytest

from ledger_py.store import Store, schema
from ledger_py.store.changes import Changes
from tests.databases import Database

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


def test_mark__of_a_database_that_is_not_there__says_nothing() -> None:
    url = Store("postgresql://nobody@127.0.0.1:1/none").engine.url
    assert Changes(url).mark() is None


def test_a_database_in_memory_tells_nothing_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Changes(Store("sqlite://").engine.url).mark() is None
    assert [*tmp_path.iterdir()] == []
