"""The journal keeps every durable record, drops a torn last one, and refuses any other damage."""

import os
import resource
from pathlib import Path

import pytest

from ledger_py.chain.errors import JournalCorrupt, JournalWriteFailed
from ledger_py.chain.journal import Genesis, Journal, JournalBlock

GENESIS = Genesis(7, 1_700_000_000, 10**9, "osaka", {"0x" + "ab" * 20: 10**24}, "node 1")
HASH = "0x" + "c4" * 32


def block(number: int, *transactions: bytes) -> JournalBlock:
    return JournalBlock(number, GENESIS.time + number, transactions)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def three_blocks(path: Path) -> list[int]:
    """A journal of three sealed blocks; returns the file's size after each record."""
    journal = Journal.create(path, GENESIS)
    sizes = [path.stat().st_size]
    for number in (1, 2, 3):
        journal.append_block(block(number, b"one" * number, b"", b"\0" * 5))
        sizes.append(path.stat().st_size)
        journal.append_seal(HASH)
        sizes.append(path.stat().st_size)
    journal.close()
    return sizes


def test_a_journal_gives_back_what_was_put_in(path, three_blocks):
    journal = Journal.open(path)
    assert journal.genesis == GENESIS
    assert (journal.number, journal.timestamp) == (3, GENESIS.time + 3)
    assert journal.hashes == [HASH] * 3
    assert list(journal.blocks(after=1)) == [
        block(2, b"one" * 2, b"", b"\0" * 5),
        block(3, b"one" * 3, b"", b"\0" * 5),
    ]


@pytest.mark.parametrize("record", ["block", "seal"])
@pytest.mark.parametrize("ends_in", ["nothing", "zeros"])
def test_a_last_record_torn_at_any_byte_is_dropped_and_written_again(
    path, three_blocks, record, ends_in
):
    end = -2 if record == "block" else -1
    start, stop = three_blocks[end - 1], three_blocks[end]
    whole = path.read_bytes()[:stop]
    for size in range(start, stop):
        padding = b"\0" * (stop - size) if ends_in == "zeros" else b""
        path.write_bytes(whole[:size] + padding)
        journal = Journal.open(path)
        if record == "block":
            assert (journal.number, journal.sealed) == (2, True)
            journal.append_block(block(3, b"one" * 3, b"", b"\0" * 5))
        else:
            assert (journal.number, journal.sealed) == (3, False)
            journal.append_seal(HASH)
        journal.close()
        assert path.read_bytes() == whole


def test_a_changed_byte_anywhere_is_found_and_nothing_is_changed(path, three_blocks):
    whole = path.read_bytes()
    for at in range(len(whole)):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        path.write_bytes(damaged)
        with pytest.raises(JournalCorrupt) as caught:
            Journal.open(path)
        assert caught.value.offset <= at
        assert "backup" in caught.value.hint
        assert path.read_bytes() == damaged


def test_a_record_missing_from_the_middle_is_found(path, three_blocks):
    whole = path.read_bytes()
    path.write_bytes(whole[: three_blocks[1]] + whole[three_blocks[3] :])
    with pytest.raises(JournalCorrupt, match="out of order"):
        Journal.open(path)


@pytest.mark.parametrize("content", [b"", b"not a journal at all"])
def test_a_file_without_a_beginning_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(JournalCorrupt):
        Journal.open(path)


def test_blocks_only_follow_each_other_and_time_does_not_run_back(path, three_blocks):
    journal = Journal.open(path)
    for wrong in (block(3), block(5), JournalBlock(4, GENESIS.time + 2, ())):
        with pytest.raises(ValueError, match="cannot follow"):
            journal.append_block(wrong)
    with pytest.raises(ValueError, match="is sealed"):
        journal.append_seal(HASH)
    journal.append_block(JournalBlock(4, GENESIS.time + 3, ()))  # the same second may hold two
    with pytest.raises(ValueError, match="cannot follow"):
        journal.append_block(block(5))


def test_every_record_is_synced_whole_before_the_call_returns(path, monkeypatch):
    synced = []
    sync = os.fsync

    def watched(handle):
        synced.append(os.fstat(handle).st_size)
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    journal = Journal.create(path, GENESIS)
    assert path.stat().st_size in synced
    for append in (lambda: journal.append_block(block(1, b"x")), lambda: journal.append_seal(HASH)):
        append()
        assert synced[-1] == path.stat().st_size


def test_a_full_disk_leaves_the_journal_as_it_was(path, three_blocks):
    whole = path.read_bytes()
    journal = Journal.open(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 20, hard))
    try:
        with pytest.raises(JournalWriteFailed) as caught:
            journal.append_block(block(4, b"x" * 100))
        assert "space on the disk" in caught.value.hint
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == whole
    journal.append_block(block(4, b"x" * 100))
    assert Journal.open(path).number == 4
