"""What the `auzolan` command says when something is in the way: what to do, and nothing changed."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger_py.master import MasterKeys
from ledger_py.store import REVISIONS
from tests.chain.test_cli import Running, run_ledger
from tests.databases import SqliteFiles

INVITE = ("member", "invite")
STEWARD = ("--as", "steward 1")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_ledger(tmp_path_factory.mktemp("data"), SqliteFiles()) as running:
        yield running


@pytest.fixture
def resting(ledger: Running, tmp_path: Path) -> Path:
    """A copy of the data directory, which nobody runs."""
    folder = tmp_path / "resting"
    ignored = shutil.ignore_patterns("snapshots", "node.*", "*-wal", "*-shm")
    shutil.copytree(ledger.data_dir, folder, ignore=ignored)
    for name in ("auzolan.sqlite", "keys.sqlite"):
        (folder / name).unlink(missing_ok=True)
        with sqlite3.connect(ledger.data_dir / name) as source:
            source.execute("VACUUM INTO ?", (str(folder / name),))
        with sqlite3.connect(folder / name) as copy:
            copy.execute("PRAGMA journal_mode = WAL")
    return folder


def refused(ledger: Running, *words: object, data_dir: Path | None = None) -> dict:
    """What the command complains of; it always says what to do."""
    more = () if data_dir is None else ("--data-dir", data_dir)
    problem = ledger.json(*words, *more, code=1)
    assert problem["detail"]
    assert problem["hint"]
    assert "Traceback" not in ledger.auzolan(*words, *more, code=1).stderr
    return problem


def labels(ledger: Running) -> list[str]:
    return [key["label"] for key in ledger.json("key", "list")["keys"]]


# --- places


def test_place_that_cannot_be_written__is_named_and_nothing_is_left(
    ledger: Running, tmp_path: Path
) -> None:
    none, folder = tmp_path / "none" / "file", tmp_path / "folder"
    folder.mkdir()
    words = [(*INVITE, none, *STEWARD), ("key", "master", "/proc/master.key")]
    for command in words:
        problem = refused(ledger, *command)
        assert problem["error"] == "PlaceUnusable"
        assert "No such file or directory" in problem["detail"]
    assert refused(ledger, *INVITE, folder, *STEWARD)["error"] == "ChoiceMissing"
    chain = (ledger.data_dir / "chain" / "node.url").read_text().strip()
    deployment = ledger.data_dir / "deployment.json"
    bundle = ("bundle", folder, "--rpc", chain, "--deployment", deployment)
    assert "There is a folder" in refused(ledger, *bundle)["detail"]
    assert list(tmp_path.rglob("*")) == [folder]


@pytest.mark.parametrize("place", ["deployment.json", "."])
def test_deployment_that_is_none__is_said(ledger: Running, tmp_path: Path, place: str) -> None:
    (tmp_path / "deployment.json").write_text("[" * 100_000)
    options = ("--deployment", tmp_path / place, "--rpc", "http://127.0.0.1:1")
    assert refused(ledger, "verify", *options)["error"] == "DeploymentDamaged"


def test_argument_that_is_no_text__is_said(ledger: Running) -> None:
    for words in (("community", "show", "\udcff"), ("key", "new", "\udcff"), ("act", "\udcff")):
        assert refused(ledger, *words)["error"] == "ArgumentUnreadable"


# --- invitations


def test_invite__into_a_file_that_is_there__leaves_it(ledger: Running, tmp_path: Path) -> None:
    file = tmp_path / "invitation.json"
    file.write_text("mine")
    assert refused(ledger, *INVITE, file, *STEWARD)["error"] == "ChoiceMissing"
    assert file.read_text() == "mine"


def test_invite__by_somebody_else_than_a_steward__is_refused_at_once(
    ledger: Running, tmp_path: Path
) -> None:
    file = tmp_path / "invitation.json"
    problem = refused(ledger, *INVITE, file, "--as", "member 3")
    assert problem["error"] == "StewardRequired"
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "5", "[]", "{}", "[" * 100_000, "\udcff"], ids=ascii)
def test_join__by_what_is_no_invitation__makes_no_key(
    ledger: Running, tmp_path: Path, content: str
) -> None:
    before, file = labels(ledger), tmp_path / "invitation.json"
    file.write_text(content, errors="surrogateescape")
    for path in (file, tmp_path, tmp_path / "none"):
        join = ("member", "join", path, "--as", "somebody new", "--name", "Ana")
        assert refused(ledger, *join)["error"] == "ChoiceMissing"
    assert labels(ledger) == before


@pytest.mark.parametrize(
    "label", ["", " ", " a", "a\n", "a\x1b[31m", "a\u202eb", "a\u200bb", "a" * 201], ids=ascii
)
def test_key_new__with_a_label_that_cannot_be_read__makes_none(ledger: Running, label: str) -> None:
    before = labels(ledger)
    assert refused(ledger, "key", "new", label)["error"] == "LabelInvalid"
    assert labels(ledger) == before


# --- databases and keys


@pytest.mark.parametrize(
    ("revision", "error"), [("9999", "DatabaseNewer"), (REVISIONS[-2], "DatabaseOlder")]
)
def test_database_of_another_version__is_said_and_left(
    ledger: Running, resting: Path, tmp_path: Path, revision: str, error: str
) -> None:
    path = resting / "auzolan.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    before = path.read_bytes()
    assert refused(ledger, "community", "list", data_dir=resting)["error"] == error
    if error == "DatabaseNewer":
        backup = ("backup", tmp_path / "copy")
        assert refused(ledger, *backup, data_dir=resting)["error"] == error
        assert not (tmp_path / "copy").exists()
    assert path.read_bytes() == before


def test_database_without_tables__is_said(ledger: Running, resting: Path) -> None:
    (resting / "auzolan.sqlite").unlink()
    assert refused(ledger, "community", "list", data_dir=resting)["error"] == "DatabaseNew"


@pytest.mark.parametrize("harm", ["no database", "cut", "a folder"])
def test_database_that_is_none__is_said(ledger: Running, resting: Path, harm: str) -> None:
    path = resting / "auzolan.sqlite"
    content = path.read_bytes()
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"no database" * 99 if harm == "no database" else content[:9_000])
    error = "DatabaseUnusable" if harm == "a folder" else "DatabaseDamaged"
    assert refused(ledger, "community", "list", data_dir=resting)["error"] == error


@pytest.mark.parametrize("harm", ["another master key", "damaged keys"])
def test_rotate__where_a_key_does_not_open__begins_nothing(
    ledger: Running, resting: Path, harm: str
) -> None:
    master = resting / "master.key"
    if harm == "another master key":
        master.unlink()
        MasterKeys(master).newest()
    else:
        (resting / "keys.sqlite").write_bytes(b"no database" * 99)
    before = {path.name: path.read_bytes() for path in resting.iterdir() if path.is_file()}
    problem = refused(ledger, "key", "rotate", data_dir=resting)
    assert problem["error"] in ("MasterKeyFault", "DatabaseDamaged")
    after = {path.name: path.read_bytes() for path in resting.iterdir() if path.is_file()}
    assert {name: after[name] for name in before} == before


def test_rotate__with_keys_that_others_may_read__says_how_to_mend_it(
    ledger: Running, resting: Path
) -> None:
    for name in ("accounts.json", "master.key"):
        (resting / name).chmod(0o640)
        problem = refused(ledger, "key", "rotate", data_dir=resting)
        assert "Others may read" in problem["detail"]
        assert f"chmod 600 {resting / name}" in problem["hint"]
        (resting / name).chmod(0o600)
    assert ledger.json("key", "rotate", "--data-dir", resting)["rewrapped"]
