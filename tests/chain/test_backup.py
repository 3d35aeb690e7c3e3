"""Backups of a ledger that runs: destroyed, brought back, gone on with."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ledger_py.accounts import RELAYER, Accounts
from ledger_py.backup import (
    BackupDamaged,
    BackupUnknown,
    FolderTaken,
    FolderUnusable,
    RegisterMissing,
    back_up,
    restore,
)
from ledger_py.backup.folder import seal
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.indexer import Indexer
from ledger_py.ledger import Statement
from ledger_py.master import MasterKeyFault, MasterKeys
from ledger_py.outbox import ActStatus, Outbox
from ledger_py.parts import store_of
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.store import Store, schema
from ledger_py.store.portable import DatabaseNotEmpty, TablesDamaged, TablesUnknown
from ledger_py.worker import Worker
from tests.chain.test_cli import run_ledger
from tests.databases import SqliteFiles

NOW = 1_800_000_000
TEXT, LATER = "Helped somebody to begin", "Helped again"


def settings_of(folder: Path, **more: str) -> Settings:
    return Settings.read(data_dir=folder, **more)


def statement(text: str) -> Statement:
    return Statement(3, 3, 2, 100, {"kind": "contribution", "description": text, "evidence": []})


def rows(folder: Path, names: list[str]) -> dict[str, list[tuple]]:
    """The rows of some tables, in an order that does not depend on how they came in."""
    store = Store(settings_of(folder).database)
    with store.reading() as connection:
        found = {
            name: sorted(map(repr, connection.execute(select(schema.metadata.tables[name])).all()))
            for name in names
        }
    store.close()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ledger` and `keys`, backed up with acts on the chain and ten that wait."""
    folder = tmp_path_factory.mktemp("saved")
    with run_ledger(folder / "data", SqliteFiles()) as running:
        pen = running.pen("member 3")
        running.wait(pen.record([statement(TEXT)]))
        running.auzolan("backup", folder / "while-it-runs", "--keys", folder / "keys-of-that")
        running.wait(pen.record([statement(LATER)]))
        running.worker.stop()
        index = [table.name for table in schema.INDEX_TABLES]
        (folder / "index.json").write_text(json.dumps(rows(folder / "data", index)))
        acts = [pen.record([statement(f"{TEXT} {number}")]).act for number in range(10)]
        (folder / "acts.json").write_text(json.dumps(acts))
        said = running.json("backup", folder / "ledger", "--keys", folder / "keys")
        assert [made["kind"] for made in said["backups"]] == ["ledger", "keys"]
        shutil.copyfile(folder / "data" / "master.key", folder / "master.key")
        (folder / "master.key").chmod(0o600)
    shutil.rmtree(folder / "data")
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def go_on(stack: ExitStack, folder: Path) -> tuple[Outbox, Worker]:
    """Start what `make run` starts on a data directory, the gateway left out."""
    settings = settings_of(folder)
    relayer = Accounts(settings.accounts_file).account(RELAYER)
    chain = stack.enter_context(EmbeddedChain(settings.chain_dir, funded=[relayer.address]))
    node, store = Node(chain.rpc), Store(settings.database)
    stack.callback(store.close)
    store.migrate()
    deployment = Deployment.load(settings.deployment)
    indexer = Indexer(node, store, deployment.factory, deployment.block)
    while indexer.step():
        pass
    worker = Worker(Relay(node, store, relayer, chain.produce), indexer)
    stack.callback(worker.stop)
    return Outbox(store, wake=worker.wake), worker


def test_restore__of_a_destroyed_ledger__lands_what_waited_exactly_once(
    saved: Path, tmp_path: Path
) -> None:
    data = tmp_path / "anew"
    restore(settings_of(data), saved / "ledger", saved / "keys", master=saved / "master.key")
    acts = json.loads((saved / "acts.json").read_text())
    with ExitStack() as stack:
        outbox, worker = go_on(stack, data)
        index = json.loads((saved / "index.json").read_text())
        assert rows(data, list(index)) == index, "the replay made another index"
        assert {outbox.state(act).status for act in acts} == {ActStatus.QUEUED}
        worker.start()
        for act in acts:
            assert outbox.wait(act, seconds=30).status is ActStatus.FINALISED
    store = Store(settings_of(data).database)
    with store.reading() as connection:
        count = select(func.count()).select_from(schema.contributions)
        assert connection.execute(count).scalar() == 12
    store.close()


def test_restore__of_a_backup_made_while_it_ran__goes_on(saved: Path, tmp_path: Path) -> None:
    data = tmp_path / "anew"
    ran, keys = saved / "while-it-runs", saved / "keys-of-that"
    restore(settings_of(data), ran, keys, master=saved / "master.key")
    with ExitStack() as stack:
        go_on(stack, data)
        assert len(rows(data, ["contributions"])["contributions"]) == 1
    assert described(data) <= set(commitments(data))


def test_restore__of_tables_that_are_ahead_of_the_journal__sends_again_and_lands_once(
    copy: Path, tmp_path: Path
) -> None:
    # As when blocks are mined between the copy of the journal and that of the database.
    ahead, data = copy / "ledger", tmp_path / "anew"
    shutil.copyfile(copy / "while-it-runs" / "journal", ahead / "journal")
    reseal(ahead)
    restore(settings_of(data), ahead, copy / "keys", master=copy / "master.key")
    with ExitStack() as stack:
        outbox, worker = go_on(stack, data)
        assert len(described(data)) == 1
        everything = [row.act for row in accepted(data)]
        worker.start()
        for act in everything:
            assert outbox.wait(act, seconds=30).status is ActStatus.FINALISED
    assert len(described(data)) == 12
    assert described(data) <= set(commitments(data))


def accepted(folder: Path) -> list:
    store = Store(settings_of(folder).database)
    with store.reading() as connection:
        found = list(connection.execute(select(schema.acts)).all())
    store.close()
    return found


def described(folder: Path) -> set[str]:
    """The commitments of the contributions that the index has."""
    store = Store(settings_of(folder).database)
    with store.reading() as connection:
        found = set(connection.execute(select(schema.contributions.c.content)).scalars())
    store.close()
    return found


def reseal(folder: Path, revision: str = "") -> None:
    """Write the manifest of a changed backup anew."""
    manifest = said_in(folder)
    (folder / "manifest.json").unlink()
    seal(folder, "ledger", manifest["made"], revision or manifest["revision"])


def said_in(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text().rpartition("}")[0] + "}")


def say_in(folder: Path, manifest: object) -> None:
    """Write a manifest, whatever it says, with the digest that belongs to it."""
    said = json.dumps(manifest)
    line = hashlib.sha256(said.encode()).hexdigest()
    (folder / "manifest.json").write_text(f"{said}\n{line}\n")


def test_backup__has_neither_keys_nor_texts_that_can_be_read(saved: Path) -> None:
    keys = json.loads((saved / "keys" / "accounts.json").read_text())
    assert RELAYER in keys
    assert all(set(key) == {"master", "sealed"} for key in keys.values())
    assert "keys.sqlite" not in files(saved / "ledger")
    for content in [*files(saved / "keys").values(), *files(saved / "ledger").values()]:
        assert TEXT.encode() not in content
        assert (saved / "master.key").read_bytes().split()[1] not in content


def test_texts__come_back_with_their_keys__and_are_nothing_without(
    saved: Path, tmp_path: Path
) -> None:
    with_keys, without = settings_of(tmp_path / "with"), settings_of(tmp_path / "without")
    restore(with_keys, saved / "ledger", saved / "keys", master=saved / "master.key")
    restore(without, saved / "ledger", master=saved / "master.key")
    assert sum(TEXT in text for text in texts(with_keys)) == 11
    assert texts(without) == []


def test_what_was_erased_after_the_keys_were_copied__stays_erased(
    saved: Path, tmp_path: Path
) -> None:
    restore(settings_of(tmp_path / "one"), saved / "ledger", saved / "keys")
    erased = commitments(tmp_path / "one")[0]
    register = tmp_path / "erasures.log"
    register.write_text(f"{NOW} {erased}\n")
    anew, master = settings_of(tmp_path / "anew"), saved / "master.key"
    restore(anew, saved / "ledger", saved / "keys", register, master)
    store = store_of(anew)
    assert store.vault is not None
    assert store.vault.encrypt({erased: b"again"}) == {}, "its key is destroyed for good"
    store.close()


def texts(settings: Settings) -> list[str]:
    """All texts that can be read."""
    store = store_of(settings)
    assert store.vault is not None
    with store.reading() as connection:
        rows = connection.execute(select(schema.contents)).all()
        found = store.vault.decrypt({row.commitment: bytes(row.sealed) for row in rows})
    store.close()
    return [text.decode() for text in found.values()]


def test_restore__files__are_for_their_owner_alone(saved: Path, tmp_path: Path) -> None:
    data = tmp_path / "anew"
    restore(settings_of(data), saved / "ledger", saved / "keys")
    for path in [data, *data.rglob("*")]:
        assert not path.stat().st_mode & 0o077, path


@pytest.mark.parametrize("part", ["tables.jsonl", "journal", "deployment.json", "manifest.json"])
@pytest.mark.parametrize("harm", ["a byte", "cut short"])
def test_restore__of_a_damaged_part__names_it_and_makes_nothing(
    copy: Path, tmp_path: Path, part: str, harm: str
) -> None:
    path = copy / "ledger" / part
    content = bytearray(path.read_bytes())
    if harm == "a byte":
        content[len(content) // 2] ^= 1
    path.write_bytes(content if harm == "a byte" else content[:-2])
    with pytest.raises(BackupDamaged) as found:
        restore(settings_of(tmp_path / "anew"), copy / "ledger")
    assert found.value.part == path
    assert list(tmp_path.iterdir()) == [copy]


def test_restore__of_a_missing_part__names_it(copy: Path, tmp_path: Path) -> None:
    (copy / "keys" / "accounts.json").unlink()
    with pytest.raises(BackupDamaged, match=r"accounts\.json is damaged \(it is missing\)"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger", copy / "keys")


@pytest.mark.parametrize(
    "change",
    [
        {"parts": 5},
        {"parts": {"journal": 5}},
        {"made": "yesterday"},
        {"revision": 4},
        {"kind": None},
        {"more": 1},
    ],
)
def test_restore__of_a_manifest_of_another_form__says_so(
    copy: Path, tmp_path: Path, change: dict
) -> None:
    say_in(copy / "ledger", said_in(copy / "ledger") | change)
    with pytest.raises(BackupUnknown, match="of another form"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger")
    say_in(copy / "ledger", [change])
    with pytest.raises(BackupUnknown, match="of another form"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger")
    assert list(tmp_path.iterdir()) == [copy]


def test_restore__of_parts_that_lead_out_of_the_folder__is_refused(
    copy: Path, tmp_path: Path
) -> None:
    ledger, other = copy / "ledger", tmp_path / "other"
    (ledger / "deployment.json").rename(other)
    (ledger / "deployment.json").symlink_to(other)
    with pytest.raises(BackupDamaged, match=r"deployment\.json .* no file of the folder"):
        restore(settings_of(tmp_path / "anew"), ledger)
    said = said_in(ledger)
    outside = said | {"parts": said["parts"] | {"../../other": said["parts"]["deployment.json"]}}
    (ledger / "deployment.json").unlink()
    other.rename(ledger / "deployment.json")
    other.symlink_to(ledger / "deployment.json")
    say_in(ledger, outside)
    with pytest.raises(BackupDamaged, match="no file of the folder"):
        restore(settings_of(tmp_path / "anew"), ledger)
    assert not (tmp_path / "anew").exists()


def test_restore__of_a_manifest_that_leaves_out_the_tables__names_them(
    copy: Path, tmp_path: Path
) -> None:
    said = said_in(copy / "ledger")
    del said["parts"]["tables.jsonl"]
    say_in(copy / "ledger", said)
    with pytest.raises(BackupDamaged, match=r"tables\.jsonl is damaged \(the manifest does not"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger")


@pytest.mark.parametrize(
    "line", ["5", "[5", '["0x00", {}]', '{"table": "contents"}', "[" * 100_000], ids=len
)
def test_restore__of_tables_with_a_line_that_is_no_row__makes_nothing(
    copy: Path, tmp_path: Path, line: str
) -> None:
    tables = copy / "ledger" / "tables.jsonl"
    lines = tables.read_text(encoding="utf-8").splitlines(keepends=True)
    tables.write_text("".join([*lines[:3], line + "\n", *lines[3:]]), encoding="utf-8")
    reseal(copy / "ledger")
    with pytest.raises(TablesDamaged):
        restore(settings_of(tmp_path / "anew"), copy / "ledger")
    assert list(tmp_path.iterdir()) == [copy]


@pytest.mark.parametrize("other", ["of another ledger", "no master key", "cut short"])
def test_restore__with_another_master_key_than_the_keys_have__makes_nothing(
    saved: Path, tmp_path: Path, other: str
) -> None:
    master = tmp_path / "master.key"
    if other == "of another ledger":
        MasterKeys(master).newest()
    else:
        content = (saved / "master.key").read_bytes()
        master.write_bytes(bytes(range(256)) if other == "no master key" else content[:-9])
    with pytest.raises(MasterKeyFault):
        restore(settings_of(tmp_path / "anew"), saved / "ledger", saved / "keys", master=master)
    assert not list(tmp_path.glob("*anew*"))


def test_restore__with_a_master_key_that_opens_only_the_managed_keys__makes_nothing(
    copy: Path, tmp_path: Path
) -> None:
    (copy / "master.key").rename(copy / "other.key")
    (copy / "keys" / "accounts.json").unlink()
    made, master = said_in(copy / "keys"), tmp_path / "master.key"
    Accounts(tmp_path / "accounts.json").create("relayer")
    (tmp_path / "accounts.json").rename(copy / "keys" / "accounts.json")
    (copy / "keys" / "manifest.json").unlink()
    seal(copy / "keys", "keys", made["made"])
    with pytest.raises(MasterKeyFault, match="is no master key of this"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger", copy / "keys", master=master)
    assert not (tmp_path / "anew").exists()


def test_restore__with_a_register_that_is_none__erases_nothing(saved: Path, tmp_path: Path) -> None:
    register = tmp_path / "erasures.log"
    register.write_bytes(bytes(range(256)) + b"\nnever 0x" + b"0" * 64 + b"\n")
    done = restore(settings_of(tmp_path / "anew"), saved / "ledger", erasures=register)
    assert done.erased == 0


def test_restore__of_what_is_no_such_backup__says_so(saved: Path, tmp_path: Path) -> None:
    anew = settings_of(tmp_path / "anew")
    with pytest.raises(BackupUnknown, match="kind 'keys', not 'ledger'"):
        restore(anew, saved / "keys")
    with pytest.raises(BackupUnknown, match="no manifest"):
        restore(anew, tmp_path)
    with pytest.raises(RegisterMissing):
        restore(anew, saved / "ledger", erasures=tmp_path / "none")
    assert not list(tmp_path.iterdir())


def test_restore__into_a_directory_with_something_in_it__changes_nothing(
    saved: Path, tmp_path: Path
) -> None:
    data = tmp_path / "mine"
    data.mkdir()
    (data / "note").write_text("mine")
    with pytest.raises(FolderTaken):
        restore(settings_of(data), saved / "ledger")
    assert files(tmp_path) == {"mine/note": b"mine"}


def test_restore__into_a_database_with_something_in_it__changes_nothing(
    saved: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    restore(settings_of(tmp_path / "one", database_url=url), saved / "ledger")
    with pytest.raises(DatabaseNotEmpty):
        restore(settings_of(tmp_path / "two", database_url=url), saved / "ledger")
    assert not (tmp_path / "two").exists()


def test_restore__of_tables_of_a_later_version__says_so(copy: Path, tmp_path: Path) -> None:
    reseal(copy / "ledger", "9999")
    with pytest.raises(TablesUnknown, match="9999"):
        restore(settings_of(tmp_path / "anew"), copy / "ledger")
    assert list(tmp_path.iterdir()) == [copy]


def test_restore__of_contents_in_a_register__leaves_them_out(copy: Path, tmp_path: Path) -> None:
    restore(settings_of(tmp_path / "whole"), copy / "ledger")
    every = commitments(tmp_path / "whole")
    register = tmp_path / "erasures.log"
    register.write_text(f"{NOW} {every[0]}\n{NOW} {every[1]}\n{NOW} {every[2][:20]}")
    done = restore(settings_of(tmp_path / "anew"), copy / "ledger", erasures=register)
    assert done.erased == 2
    assert commitments(tmp_path / "anew") == every[2:]
    again = back_up(settings_of(tmp_path / "anew"), tmp_path / "later", NOW)
    assert "erasures.log" in again[0].parts
    assert restore(settings_of(tmp_path / "third"), tmp_path / "later").erased == 2


def commitments(folder: Path) -> list[str]:
    store = Store(settings_of(folder).database)
    with store.reading() as connection:
        column = schema.contents.c.commitment
        found = list(connection.execute(select(column).order_by(column)).scalars())
    store.close()
    return found


def test_backup__where_something_is__is_refused_and_writes_neither(
    saved: Path, tmp_path: Path
) -> None:
    data = settings_of(tmp_path / "data")
    restore(data, saved / "ledger", saved / "keys")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FolderTaken):
        back_up(data, data.data_dir, NOW)
    with pytest.raises(FolderTaken):
        back_up(data, tmp_path / "one", NOW, keys=tmp_path / "one")
    with pytest.raises(FolderTaken):
        back_up(data, tmp_path / "one", NOW, keys=data.data_dir)
    with pytest.raises(FolderUnusable):
        back_up(data, tmp_path / "none" / "one", NOW, keys=tmp_path / "two")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_restore__killed_at_any_moment__leaves_all_or_nothing(
    saved: Path, tmp_path: Path, wait: float
) -> None:
    data = tmp_path / "anew"
    code = (
        "import sys; from pathlib import Path; from ledger_py.backup import restore;"
        "from ledger_py.settings import Settings; print('go', flush=True);"
        "restore(Settings.read(data_dir=Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]))"
    )
    command = [sys.executable, "-c", code, data, saved / "ledger", saved / "keys"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
    if not data.exists():
        restore(settings_of(data), saved / "ledger", saved / "keys")
    assert {path.name for path in tmp_path.iterdir()} == {"anew"}
    assert {"accounts.json", "auzolan.sqlite", "chain", "deployment.json"} <= {
        path.name for path in data.iterdir()
    }
    assert len(rows(data, ["acts"])["acts"]) > 10
