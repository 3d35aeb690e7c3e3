"""Contents are kept under keys of their own; destroying a key destroys the text, for good."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from ledger_py.accounts import Accounts
from ledger_py.master import CipherDamaged, MasterKeyFault, MasterKeys, decrypt, encrypt
from ledger_py.store import Store
from ledger_py.store.vault import (
    KEY_DATABASE,
    MASTER_KEY,
    REGISTER,
    Vault,
    VaultMissing,
    _keys,
    vault_of,
)
from tests.databases import Database

ONE, OTHER = "0x" + "11" * 32, "0x" + "22" * 32
TEXT = b"What somebody wrote"


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Iterator[Vault]:
    """A vault whose key database is a file beside the master key, or on a server."""
    address = database.address(tmp_path, Path(KEY_DATABASE).stem)
    vault = Vault(address, tmp_path, MasterKeys(tmp_path / MASTER_KEY))
    yield vault
    vault.close()


def again(vault: Vault) -> Vault:
    """The same vault, as another process has it."""
    return Vault(vault.address, vault.folder, MasterKeys(vault.folder / MASTER_KEY))


def kept(vault: Vault, commitment: str = ONE, content: bytes = TEXT) -> bytes:
    return vault.encrypt({commitment: content})[commitment]


@given(st.binary(max_size=200), st.text(max_size=20), st.binary(max_size=40))
def test_encrypted__is_decrypted_only_there(secret: bytes, purpose: str, about: bytes) -> None:
    key = bytes(range(32))
    sealed = encrypt(key, secret, purpose, about)
    assert decrypt(key, sealed, purpose, about) == secret
    for other in (
        (bytes(32), sealed, purpose, about),
        (key, sealed[:-1], purpose, about),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), purpose, about),
        (key, sealed, purpose + "x", about),
        (key, sealed, purpose, about + b"x"),
        (key, b"", purpose, about),
    ):
        with pytest.raises(CipherDamaged):
            decrypt(*other)


def test_content__is_read_by_the_next_process__and_nowhere_in_plain(
    vault: Vault, tmp_path: Path
) -> None:
    sealed = kept(vault)
    vault.close()
    assert again(vault).decrypt({ONE: sealed}) == {ONE: TEXT}
    assert TEXT not in sealed
    for path in tmp_path.iterdir():
        assert TEXT not in path.read_bytes()
    for path in tmp_path.glob("keys.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / MASTER_KEY).stat().st_mode) == 0o600


def test_content__moved_to_another_commitment__is_not_read(vault: Vault) -> None:
    sealed = kept(vault)
    kept(vault, OTHER)
    with pytest.raises(CipherDamaged):
        vault.decrypt({OTHER: sealed})


def test_content__kept_twice__has_one_key(vault: Vault) -> None:
    sealed, again = kept(vault), kept(vault)
    assert vault.decrypt({ONE: sealed}) == vault.decrypt({ONE: again})


def test_contents__of_one_act__are_durable_in_one_transaction(vault: Vault) -> None:
    kept(vault)
    commits: list[object] = []
    event.listen(vault._open(), "commit", commits.append)
    many = {f"0x{number:064x}": b"%d" % number for number in range(1_200)} | {ONE: TEXT}
    assert vault.decrypt(vault.encrypt(many)) == many
    assert len(commits) == 1


def test_destroyed__is_read_and_kept_no_more__by_any_process(vault: Vault, tmp_path: Path) -> None:
    other = again(vault)
    sealed, left = kept(vault), kept(vault, OTHER)
    assert other.decrypt({ONE: sealed})
    vault.destroy([ONE], 7)
    assert other.decrypt({ONE: sealed, OTHER: left}) == {OTHER: TEXT}
    assert other.encrypt({ONE: TEXT, OTHER: TEXT}).keys() == {OTHER}
    assert vault.register() == {ONE: 7}


def test_destroyed_key__is_in_no_file(vault: Vault, database: Database, tmp_path: Path) -> None:
    """But for a server's log, which `tests.chain.test_erasure` sees to."""
    kept(vault)
    kept(vault, OTHER)
    wrapped, left = wrapped_key(vault), wrapped_key(vault, OTHER)
    assert {wrapped, left} <= holding(database.files(tmp_path), wrapped, left)
    vault.destroy([ONE], 7)
    assert holding(database.files(tmp_path), wrapped, left) == {left}


def holding(folder: Path, *needles: bytes) -> set[bytes]:
    """Which of these are in some file."""
    paths = [p for p in folder.rglob("*") if p.is_file() and p.parent.name != "pg_wal"]
    return {one for path in paths for one in needles if one in path.read_bytes()}


def wrapped_key(vault: Vault, commitment: str = ONE) -> bytes:
    """The bytes of a key as the key database has them."""
    with vault._reading() as connection:
        query = select(_keys.c.sealed).where(_keys.c.commitment == commitment)
        return bytes(connection.execute(query).scalar_one())


def test_killed_between_register_and_keys__the_next_start_goes_on(
    vault: Vault, tmp_path: Path
) -> None:
    sealed = kept(vault)
    kept(vault, OTHER)
    vault.close()
    (tmp_path / REGISTER).write_text(f"7 {ONE}\n8 0x22")  # the last line is cut short
    other = again(vault)
    assert other.decrypt({ONE: sealed})
    assert other.resume() == (ONE,)
    assert other.decrypt({ONE: sealed}) == {}
    assert other.resume() == (ONE,)


def test_resume__where_nothing_was_kept__makes_nothing(vault: Vault, tmp_path: Path) -> None:
    assert vault.resume() == ()
    assert list(tmp_path.iterdir()) == []


def test_rotation__wraps_all_under_the_new_key__and_forgets_the_old(
    vault: Vault, tmp_path: Path
) -> None:
    other, accounts = again(vault), Accounts(tmp_path / "accounts.json")
    sealed, signer = kept(vault), accounts.create("one").signer
    old = (tmp_path / MASTER_KEY).read_text()
    newest = vault.master.begin_rotation()
    assert vault.master.begin_rotation() == newest, "one rotation at a time"
    # Another process goes on with what it knows: its keys are wrapped under the new one at once.
    late = kept(other, OTHER)
    accounts.rewrap()
    assert vault.rewrap() == 1
    assert newest not in old
    assert (tmp_path / MASTER_KEY).read_text().split()[0::2] == [newest]
    assert other.decrypt({ONE: sealed, OTHER: late}) == {ONE: TEXT, OTHER: TEXT}
    assert Accounts(accounts.path).signer("one").signer == signer
    (tmp_path / MASTER_KEY).write_text(old)
    with pytest.raises(MasterKeyFault, match="There is no master key"):
        again(vault).decrypt({ONE: sealed})


def test_rotation__killed_after_the_new_key__is_ended_by_the_next(vault: Vault) -> None:
    sealed = kept(vault)
    first = vault.master.begin_rotation()
    kept(vault, OTHER)
    assert vault.master.begin_rotation() == first
    assert vault.rewrap() == 1
    assert vault.decrypt({ONE: sealed})


@pytest.mark.parametrize("content", ["", "x", "ab cd", "ab " + "0" * 62, "a b c"])
def test_master_key__damaged__is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / MASTER_KEY
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(MasterKeyFault, match="damaged"):
        MasterKeys(path).newest()
    assert path.read_text() == content


def test_master_key__that_others_read__or_nobody_made__is_refused(tmp_path: Path) -> None:
    path = tmp_path / MASTER_KEY
    with pytest.raises(MasterKeyFault, match="There is no master key"):
        MasterKeys(path, make=False).newest()
    assert not path.exists()
    MasterKeys(path).newest()
    path.chmod(0o644)
    with pytest.raises(MasterKeyFault, match="Others may read") as caught:
        MasterKeys(path).newest()
    assert "chmod 600" in caught.value.hint


def test_store__without_a_vault__reads_the_chain_and_keeps_no_text() -> None:
    store = Store("sqlite://")
    store.migrate()
    with store.reading() as connection, pytest.raises(VaultMissing):
        vault_of(connection)
