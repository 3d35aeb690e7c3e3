"""SQLite and PostgreSQL are one store to all above; what a server can do wrong has a name."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from ledger_py.master import MasterKeys
from ledger_py.parts import store_of
from ledger_py.settings import Settings, SettingsFault
from ledger_py.store import (
    DatabaseBusy,
    DatabaseRefused,
    DatabaseUnreachable,
    DatabaseUrlInvalid,
    Store,
    engines,
    schema,
)
from ledger_py.store.vault import MASTER_KEY, Vault
from tests.databases import GUARDED, Database, Postgresql, Server

ROW = {"number": 1, "hash": "0x", "time": 2}
PASSWORD = "s3cret"
ONE = "0x" + "11" * 32


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_store__by_each_name_of_postgresql__is_the_same(
    postgresql: Postgresql, scheme: str
) -> None:
    address = postgresql.server.address("migrated").replace("postgresql:", f"{scheme}:")
    store = Store(address)
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == []
    store.close()


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql:u:{PASSWORD}@localhost/ledger",
        f"postgresql://u:{PASSWORD}@localhost:port/ledger",
        f"postgresql://u:{PASSWORD}@{PASSWORD}@localhost/ledger",
        f"postgresql://u:{PASSWORD}@localhost",
        f"postgresql+asyncpg://u:{PASSWORD}@localhost/ledger",
        f"mysql://u:{PASSWORD}@localhost/ledger",
        "",
    ],
)
def test_store__address_that_cannot_be__says_how_to_write_it(address: str) -> None:
    with pytest.raises(DatabaseUrlInvalid, match="cannot be used") as raised:
        Store(address)
    assert "postgresql://USER:PASSWORD@HOST" in raised.value.hint
    assert PASSWORD not in str(raised.value)


def test_settings__never_show_the_password() -> None:
    settings = Settings.read(database_url=f"postgresql://u:{PASSWORD}@localhost/ledger")
    assert PASSWORD not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    ("user", "name", "said"),
    [
        ("auzolan", "nowhere", 'database "nowhere" does not exist'),
        ("nobody_here", "migrated", 'role "nobody_here" does not exist'),
        (GUARDED, "migrated", "password authentication failed"),
    ],
)
def test_store__that_lets_nobody_in__says_why_without_the_password(
    postgresql: Postgresql, user: str, name: str, said: str
) -> None:
    store = Store(postgresql.server.address(name, f"{user}:{PASSWORD}"))
    for using in (store.migrate, store.reading().__enter__, store.transaction().__enter__):
        with pytest.raises(DatabaseUnreachable, match=said) as raised:
            using()
        assert "createdb" in raised.value.hint
        assert f"{user}:***@" in str(raised.value)
        assert PASSWORD not in str(raised.value)
    store.close()


def test_store__without_a_server__says_so(tmp_path: Path) -> None:
    store = Store(f"postgresql://u:{PASSWORD}@/ledger?host={tmp_path}&password={PASSWORD}")
    with pytest.raises(DatabaseUnreachable, match="No such file") as raised:
        store.migrate()
    assert PASSWORD not in str(raised.value)


def test_vault__without_its_server__says_so_and_keeps_nothing(
    database: Database, tmp_path: Path
) -> None:
    address = f"postgresql://u:{PASSWORD}@/keys?host={tmp_path}"
    vault = Vault(address, tmp_path, MasterKeys(tmp_path / MASTER_KEY))
    store = Store(database.address(tmp_path), vault)
    with pytest.raises(DatabaseUnreachable, match="No such file") as raised:
        store.migrate()
    assert PASSWORD not in str(raised.value)
    with pytest.raises(DatabaseUnreachable):
        vault.encrypt({ONE: b"text"})
    store.close()


def test_vault__where_it_may_make_no_tables__says_what_to_grant(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    postgresql.server.run("CREATE ROLE keeper LOGIN")
    address = postgresql.address(tmp_path).replace("auzolan@", "keeper@")
    with pytest.raises(DatabaseRefused, match="permission denied for schema public"):
        Vault(address, tmp_path, MasterKeys(tmp_path / MASTER_KEY)).encrypt({ONE: b"text"})


def test_vault__after_its_connections_were_cut__makes_new_ones(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    vault = Vault(postgresql.address(tmp_path), tmp_path, MasterKeys(tmp_path / MASTER_KEY))
    sealed = vault.encrypt({ONE: b"text"})
    _cut_others(postgresql.server)
    assert vault.decrypt(sealed) == {ONE: b"text"}
    vault.close()


@pytest.mark.parametrize("more", ["", "?sslmode=require"])
def test_keys__in_the_database_itself__are_refused(tmp_path: Path, more: str) -> None:
    address = f"postgresql://u:{PASSWORD}@db.example.org/ledger"
    settings = Settings.read(data_dir=tmp_path, database_url=address, keys_url=address + more)
    with pytest.raises(SettingsFault, match="AUZOLAN_KEYS_URL names the database itself"):
        store_of(settings)
    other = Settings.read(data_dir=tmp_path, database_url=address, keys_url=address + "_keys")
    assert store_of(other).vault


def test_store__after_its_connections_were_cut__makes_new_ones(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    store = postgresql.store(tmp_path)
    with store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
    with pytest.raises(DatabaseUnreachable), store.transaction() as connection:
        connection.execute(schema.blocks.delete())
        _cut_others(postgresql.server)
        connection.execute(schema.blocks.delete())
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == [(1, "0x", 2)]
    _cut_others(postgresql.server)
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == [(1, "0x", 2)]
    store.close()


def _cut_others(server: Server) -> None:
    server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'auzolan'"
    )


def test_migrate__where_it_may_make_no_tables__says_what_to_grant(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    postgresql.server.run("CREATE ROLE guest LOGIN")
    address = postgresql.address(tmp_path).replace("auzolan@", "guest@")
    with pytest.raises(DatabaseRefused, match="permission denied for schema public") as raised:
        Store(address).migrate()
    assert "createdb --owner=USER" in raised.value.hint


def test_migrate__into_another_encoding__is_refused(postgresql: Postgresql) -> None:
    libc = "LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    postgresql.server.run(f"CREATE DATABASE latin ENCODING 'LATIN1' {libc}")
    store = Store(postgresql.server.address("latin"))
    with pytest.raises(DatabaseRefused, match="its encoding is LATIN1, not UTF8"):
        store.migrate()
    with store.reading() as connection:
        assert inspect(connection).get_table_names() == []
    store.close()


def test_postgresql__is_opened_to_keep_what_it_answered(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    store = postgresql.store(tmp_path)
    name = store.engine.url.database
    for setting in ("synchronous_commit = off", "default_transaction_isolation = serializable"):
        postgresql.server.run(f"ALTER DATABASE {name} SET {setting}")
    wanted = {"transaction": ("on", "read committed"), "reading": ("on", "repeatable read")}
    for kind, expected in wanted.items():
        with getattr(store, kind)() as connection:
            names = ("synchronous_commit", "transaction_isolation")
            found = [connection.exec_driver_sql(f"SHOW {setting}").scalar() for setting in names]
        assert tuple(found) == expected
    store.close()


def test_tables__on_postgresql__hold_and_order_what_sqlite_does(postgresql: Postgresql) -> None:
    query = (
        "SELECT data_type, collation_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
    )
    store = Store(postgresql.server.address("migrated"))
    with store.reading() as connection:
        found = {tuple(row) for row in connection.exec_driver_sql(query)}
    store.close()
    assert found == {
        ("character varying", "C"),
        ("text", "C"),
        ("boolean", None),
        ("bigint", None),
        ("bytea", None),
    }


def test_order__of_text__is_that_of_its_bytes(database: Database, tmp_path: Path) -> None:
    store, table = database.store(tmp_path), schema.documents
    names = ["é", "b", "B", "a", "_", "A", "10", "9"]
    with store.transaction() as connection:
        connection.execute(table.insert(), [{"document": name, "body": "{}"} for name in names])
    with store.reading() as connection:
        found = connection.execute(select(table.c.document).order_by(table.c.document)).scalars()
        assert list(found) == sorted(names, key=str.encode)
    store.close()


def test_transaction__while_another_writes__waits_and_reads_what_that_wrote(
    database: Database, tmp_path: Path
) -> None:
    store, seen = database.store(tmp_path), []

    def write() -> None:
        with store.transaction() as connection:
            seen.append(connection.execute(select(schema.blocks)).all())

    second = threading.Thread(target=write)
    with store.transaction() as connection:
        second.start()
        time.sleep(0.3)
        assert seen == [], "it waits"
        connection.execute(schema.blocks.insert(), ROW)
    second.join()
    assert seen == [[(1, "0x", 2)]]
    store.close()


def test_transaction__that_waits_too_long__says_so_and_reading_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_PATIENCE_MILLISECONDS", 200)
    store = database.store(tmp_path)
    with store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
        with pytest.raises(DatabaseBusy, match="held by another writer"), store.transaction():
            pass
        with store.reading() as reader:
            assert reader.execute(select(schema.blocks)).all() == []
    with store.transaction() as connection:
        assert connection.execute(select(schema.blocks)).all() == [(1, "0x", 2)]
    store.close()


def test_reading__writes_nothing_on_postgresql(postgresql: Postgresql, tmp_path: Path) -> None:
    store = postgresql.store(tmp_path)
    with pytest.raises(Exception, match="read-only transaction"), store.reading() as connection:
        connection.execute(schema.blocks.insert(), ROW)
    store.close()
