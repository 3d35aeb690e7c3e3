"""A SQLite file is copied whole while others write it, and without what was deleted."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger_py.store import Store
from ledger_py.store.portable import DatabaseNew, copy_sqlite, dump


def test_copy_sqlite__while_somebody_writes__has_what_was_written_and_nothing_deleted(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "keys.sqlite", tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(source, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA secure_delete = OFF")
        writer.execute("CREATE TABLE said (word)")
        writer.execute("CREATE TABLE other (word)")
        writer.executemany("INSERT INTO said VALUES (?)", [("a needle",), ("kept",)])
        writer.execute("DELETE FROM said WHERE word = 'a needle'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO other VALUES ('not yet')")
        copy_sqlite(source, target)
        writer.execute("COMMIT")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"a needle" in source.read_bytes(), "what is deleted stays in the file it was in"
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT word FROM said").fetchall() == [("kept",)]
        assert copy.execute("SELECT word FROM other").fetchall() == []
    assert b"a needle" not in target.read_bytes()


def test_dump__of_a_database_without_tables__says_so(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with (tmp_path / "out").open("w") as file, pytest.raises(DatabaseNew):
        dump(store, file)
    store.close()
