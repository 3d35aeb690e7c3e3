"""The database is what its tables say, keeps what it was given, and never makes a reader wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from ledger_py import commitments
from ledger_py.drafts import Drafts
from ledger_py.store import (
    REVISIONS,
    DatabaseDamaged,
    DatabaseNew,
    DatabaseNewer,
    DatabaseOlder,
    Store,
    acts,
    migrations,
    schema,
    users,
)
from ledger_py.store.bulk import NumberTooLarge, insert_rows
from ledger_py.store.keeping import keep_contents
from ledger_py.store.selects.shaping import contents
from ledger_py.store.vault import Vault
from tests.databases import Database, SqliteFiles

ROW = {"number": 1, "hash": "0x", "time": 2}
VERSIONS = Path(migrations.__file__).parent / "versions"
EARLIER = sorted(path.stem[1:5] for path in VERSIONS.glob("m*.py"))[:-1]
TEXT = "Words that nobody writes by chance"


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Iterator[Store]:
    store = database.store(tmp_path)
    yield store
    store.close()


def test_migrate__on_an_empty_database__makes_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*schema.metadata.tables, "alembic_version"}


def test_migrate__again__keeps_what_is_there(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
    store.migrate()
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == [(1, "0x", 2)]


@pytest.mark.parametrize("version", EARLIER)
def test_migrate__from_every_earlier_version__makes_the_tables_of_the_schema(
    database: Database, tmp_path: Path, version: str
) -> None:
    store = Store(database.address(tmp_path), Vault.in_folder(tmp_path))
    store.migrate(version)
    store.migrate()
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    store.close()


def test_migrate__hashes_the_idempotency_keys_that_are_there(
    database: Database, tmp_path: Path
) -> None:
    store = Store(database.address(tmp_path), Vault.in_folder(tmp_path))
    store.migrate("0014")
    act = dict.fromkeys(("name", "contract"), "0x") | {"act": "0x1", "community": "0xc"}
    with store.transaction() as connection:
        acts.add(connection, {**act, "member": 1, "data": b"", "accepted": 1})
        plain = {"community": "0xc", "member": 1, "key": TEXT, "act": "0x1"}
        connection.execute(schema.idempotency_keys.insert(), plain)
    store.migrate()
    with store.reading() as connection:
        found = acts.find_by_key(connection, "0xc", 1, TEXT)
        kept = connection.execute(select(schema.idempotency_keys.c.key)).scalars().all()
    store.close()
    assert found and found.act == "0x1"
    assert TEXT not in kept


def test_migrate__encrypts_the_names_of_drafts_and_tokens_that_are_there(
    database: Database, tmp_path: Path
) -> None:
    vault = Vault.in_folder(tmp_path)
    store = Store(database.address(tmp_path), vault)
    store.migrate("0021")
    name, gone = "0x" + "a1" * 32, "0x" + "a2" * 32
    sealed = vault.encrypt(dict.fromkeys((name, gone), b'{"description":"begun"}'))
    vault.destroy([gone], 1)
    token = {"token": "ab" * 32, "user": "u", "number": 1, "name": TEXT, "scopes": "read write"}
    with store.transaction() as connection:
        for draft, key in (("maddalen", name), ("destroyed", gone)):
            row = {"user": "u", "draft": draft, "changed": 5, "name": key, "sealed": sealed[key]}
            statement = "INSERT INTO drafts VALUES (:user, :draft, :changed, :name, :sealed)"
            connection.execute(text(statement), row)
        plain = token | {"created": 1, "used": None, "expires": 9}
        columns = ", ".join(f'"{one}"' for one in plain)
        values = ", ".join(f":{one}" for one in plain)
        connection.execute(text(f"INSERT INTO tokens ({columns}) VALUES ({values})"), plain)
    store.migrate()
    with store.reading() as connection:
        (made,) = users.tokens(connection, "u")
        rows = [str(connection.execute(select(t)).all()) for t in (schema.drafts, schema.tokens)]
    (draft,) = Drafts(store, "u").listed()
    store.close()
    assert (made.name, made.scopes, made.number) == (TEXT, ("read", "write"), 1)
    assert (draft.draft, draft.changed, draft.body) == ("maddalen", 5, {"description": "begun"})
    assert "maddalen" not in rows[0]
    assert TEXT not in rows[1]


@pytest.mark.parametrize("version", ["0002", "0004"])
def test_migrate__from_an_earlier_version__begins_the_index_anew_and_keeps_the_rest(
    database: Database, tmp_path: Path, version: str
) -> None:
    store = Store(database.address(tmp_path), Vault.in_folder(tmp_path))
    store.migrate(version)
    note = commitments.seal({"kind": "note", "text": TEXT})
    act = dict.fromkeys(("act", "name", "contract", "community"), "0x")
    with store.transaction() as connection:
        for table in ("blocks", "checkpoint"):
            more = {"id": 1, "block": 1} if table == "checkpoint" else {"number": 1}
            values = {"hash": "0x", "time": 2} | more
            connection.execute(schema.metadata.tables[table].insert(), values)
        acts.add(connection, {**act, "member": 1, "data": b"", "accepted": 1})
        # As versions before the vault kept it.
        plain = {"commitment": "0x" + note.commitment.hex(), "salt": "0x" + note.salt.hex()}
        statement = text("INSERT INTO contents VALUES (:commitment, :salt, :body)")
        connection.execute(statement, plain | {"body": note.body.decode()})
    store.migrate()
    with store.reading() as connection:
        left = {table.name for table in schema.metadata.sorted_tables if _count(connection, table)}
        found = contents(connection, "0x", "note", [plain["commitment"]])[plain["commitment"]]
    store.close()
    assert left == {"acts", "contents"}
    assert (found.salt, found.body["text"]) == (plain["salt"], TEXT)
    for path in tmp_path.iterdir():
        assert TEXT.encode() not in path.read_bytes(), path.name


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_tables__are_of_one_family_each() -> None:
    families = (
        schema.INDEX_TABLES,
        schema.OUTBOX_TABLES,
        schema.CONTENT_TABLES,
        schema.USER_TABLES,
        schema.DISCUSSION_TABLES,
        schema.TELLING_TABLES,
        schema.PASSING_TABLES,
    )
    named = [table.name for family in families for table in family]
    assert sorted(named) == sorted(schema.metadata.tables)


def test_transaction__that_fails__leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError), store.transaction() as connection:
        connection.execute(schema.blocks.insert(), ROW)
        connection.execute(schema.blocks.insert(), ROW)
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == []


def test_reading__while_another_writes__sees_what_was_and_does_not_wait(store: Store) -> None:
    with store.transaction() as writer:
        writer.execute(schema.blocks.insert(), ROW)
        with store.reading() as reader:
            assert reader.execute(select(schema.blocks)).all() == []
    with store.reading() as reader:
        assert len(reader.execute(select(schema.blocks)).all()) == 1


def test_reading__twice_in_one_block__sees_one_picture(store: Store) -> None:
    with store.reading() as reader:
        assert reader.execute(select(schema.blocks)).all() == []
        with store.transaction() as writer:
            writer.execute(schema.blocks.insert(), ROW)
        assert reader.execute(select(schema.blocks)).all() == []


def test_sqlite__is_opened_to_keep_what_it_answered(tmp_path: Path) -> None:
    store = SqliteFiles().store(tmp_path)
    with store.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_contents__asked_for_as_another_kind__are_not_shown(store: Store) -> None:
    person = commitments.seal({"kind": "person", "name": "Somebody"})
    named = "0x" + person.commitment.hex()
    with store.transaction() as connection:
        keep_contents(connection, [person])
        assert contents(connection, "0x", "contribution", [named]) == {}
        assert contents(connection, "0x", "note", [named]) == {}
        assert contents(connection, "0x", "person", [named])[named].body["name"] == "Somebody"


@pytest.mark.parametrize("from_its_head", [False, True])
def test_migrate__damaged_file__says_what_to_do_and_changes_nothing(
    tmp_path: Path, from_its_head: bool
) -> None:
    path = tmp_path / "auzolan.sqlite"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    damaged = bytearray(path.read_bytes())
    damaged[0 if from_its_head else 100 : 4_000] = b"x" * (4_000 - (0 if from_its_head else 100))
    path.write_bytes(damaged)
    with pytest.raises(DatabaseDamaged, match=r"auzolan\.sqlite cannot be used") as raised:
        Store(f"sqlite:///{path}").migrate()
    assert "Put back a copy" in raised.value.hint
    assert path.read_bytes() == damaged


def test_revisions__are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "ledger_py.store:migrations")
    known = ScriptDirectory.from_config(config)
    assert [one.revision for one in known.walk_revisions()] == list(reversed(REVISIONS))


def test_migrate__of_tables_of_a_later_version__says_so_and_changes_nothing(store: Store) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNewer, match="revision '9999', which is not known here"):
        store.migrate()
    with pytest.raises(DatabaseNewer):
        store.require_current()


def test_require_current__where_the_tables_are_older_or_none__says_what_to_do(
    tmp_path: Path,
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'auzolan.sqlite'}")
    with pytest.raises(DatabaseNew):
        store.require_current()
    store.migrate(REVISIONS[-2])
    with pytest.raises(DatabaseOlder, match=f"revision {REVISIONS[-2]}"):
        store.require_current()
    store.migrate()
    store.require_current()
    store.close()


def test_insert_rows__with_a_number_of_no_contract__names_the_table(store: Store) -> None:
    row = {"number": 2**70, "hash": "0x", "time": 2}
    with pytest.raises(NumberTooLarge, match="blocks"), store.transaction() as connection:
        insert_rows(connection, schema.blocks, [row])
    with store.reading() as connection:
        assert connection.execute(select(schema.blocks)).all() == []
