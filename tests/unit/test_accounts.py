"""Managed keys: kept in one file that only its owner reads, and never lost half-way."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger_py.accounts import AccountExists, Accounts, AccountsFault, AccountUnknown

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "accounts.json")


def test_create__a_label__is_there_for_the_next_process(accounts: Accounts) -> None:
    made = accounts.create("demo member 1")
    again = Accounts(accounts.path)
    assert again.labels() == ("demo member 1",)
    assert again.signer("demo member 1").signer == made.signer
    assert again.by_signer() == {made.signer: "demo member 1"}
    assert again.account("demo member 1").address.lower() == "0x" + made.signer.hex()


def test_create__file__is_its_owners_alone(accounts: Accounts) -> None:
    accounts.create("one")
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_create__same_label__is_refused_and_keeps_the_key(accounts: Accounts) -> None:
    first = accounts.create("one").signer
    with pytest.raises(AccountExists):
        accounts.create("one")
    assert accounts.signer("one").signer == first
    assert accounts.ensure("one").signer == first


def test_signer__unknown_label__names_those_that_are_there(accounts: Accounts) -> None:
    accounts.create("one")
    with pytest.raises(AccountUnknown) as error:
        accounts.signer("two")
    assert "one" in error.value.hint


def test_file__readable_by_others__is_refused(accounts: Accounts) -> None:
    accounts.create("one")
    accounts.path.chmod(0o640)
    with pytest.raises(AccountsFault) as error:
        accounts.signer("one")
    assert "chmod 600" in error.value.hint


@pytest.mark.parametrize(
    "content", ["", "[]", '{"one": "0x12"}', '{"one": 1}', '{"one"', DEEP], ids=len
)
def test_file__damaged__is_refused_and_left_as_it_is(accounts: Accounts, content: str) -> None:
    accounts.path.write_text(content)
    accounts.path.chmod(0o600)
    with pytest.raises(AccountsFault):
        accounts.create("two")
    assert accounts.path.read_text() == content


def test_create__half_written_file_beside__does_no_harm(accounts: Accounts) -> None:
    accounts.create("one")
    accounts.path.with_name("accounts.json.new").write_text("{")
    accounts.create("two")
    assert accounts.labels() == ("one", "two")
    assert len(json.loads(accounts.path.read_text())) == 2


def test_create__many_at_once__loses_none(accounts: Accounts) -> None:
    labels = [f"member {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda label: Accounts(accounts.path).create(label), labels))
    assert sorted(accounts.labels()) == sorted(labels)


def test_ensure__by_several_at_once__makes_one_key(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"

    def ensure(_: int) -> bytes:
        return Accounts(path).ensure("somebody").signer

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ensure, range(16)))) == 1
