"""What `make run` starts, as a person or a kill meets it: real processes, real ports."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from ledger_py.accounts import RELAYER, Accounts
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.outbox import Outbox
from ledger_py.settings import Settings
from ledger_py.store import Store

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
CONTRIBUTIONS = 215 + 4
MEMBERS = 2 + 5 + 44


class Process:
    """One `scripts.dev`, with the node that it starts, in a process group of its own."""

    def __init__(self, data: Path, port: int | str = 0) -> None:
        command = [sys.executable, "-m", "scripts.dev", f"--port={port}", "--data-dir", data]
        self.data = data
        number = len(list(data.parent.glob(f"{data.name}.*.log")))
        self.log = data.with_name(f"{data.name}.{number}.log")
        self._out = self.log.open("wb")
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self._out, stderr=subprocess.STDOUT, start_new_session=True
        )

    def url(self) -> str:
        """The address that it prints."""
        return self._until(lambda: re.search(r"http://[\d.]+:\d+", self.log.read_text())).group()

    def wait_until_ready(self) -> None:
        """Return when it says that every part is up."""
        self._until(lambda: _is_ready(self.url()))

    def node(self) -> int:
        """The process id of the node."""
        return int(re.match(r"\d+", (self.data / "chain" / "node.pid").read_text()).group())

    def kill(self) -> None:
        """End it without a chance to tidy up; the node dies of that by itself."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._out.close()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to end; return its status."""
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        self._out.close()
        return status

    def _until(self, found):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if result := found():
                return result
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        pytest.fail(f"It did not come up:\n{self.log.read_text()}")


@contextmanager
def running(data: Path, port: int | str = 0) -> Iterator[Process]:
    """A process that is killed at the end if it still runs."""
    started = Process(data, port)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def refused(data: Path, port: int | str = 0) -> str:
    """What one that cannot start says before it ends with status 1."""
    with running(data, port) as started:
        assert started.process.wait(PATIENCE) == 1
        return started.log.read_text()


def test_run__killed_at_any_moment__loses_and_doubles_nothing(tmp_path):
    data = tmp_path / "data"
    answered: dict[str, tuple[str, int]] = {}
    for moment in (0.2, 0.9, 1.4, 0.5):
        with running(data) as started:
            started.wait_until_ready()
            time.sleep(moment)
            answered |= finalised(data)
            started.kill()
    with running(data) as started:
        started.wait_until_ready()
        os.kill(started.node(), signal.SIGKILL)
        started._until(lambda: count(data, "contributions") == CONTRIBUTIONS)
        started._until(lambda: not waiting(data))
        kept = finalised(data)
        assert started.stop() == 0
    assert len(answered) > 10
    assert {act: kept[act] for act in answered} == answered
    assert count(data, "members") == MEMBERS
    assert count(data, "groups") == 5
    assert count(data, "activities") == 31
    assert count(data, "indicators") == 2
    head = head_of(data)
    shutil.rmtree(data / "chain" / "snapshots")
    assert head_of(data) == head, "the journal alone leads to another head"


def test_run__asked_to_stop__ends_open_streams_at_once(tmp_path):
    with running(tmp_path / "data") as started:
        started.wait_until_ready()
        started._until(lambda: count(tmp_path / "data", "communities"))
        with urlopen(f"{started.url()}/v1/communities/1/events?after=0-0", timeout=10) as stream:
            assert stream.readline() == b": begins\n"
            asked = time.monotonic()
            assert started.stop(signal.SIGTERM) == 0
            assert time.monotonic() - asked < 10
            stream.read()  # its end is a whole answer's: a cut one would raise IncompleteRead


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run__asked_to_stop__ends_everything_and_goes_on_next_time(tmp_path, how):
    data = tmp_path / "data"
    with running(data) as started:
        started.wait_until_ready()
        url, node = started.url(), started.node()
        assert started.stop(how) == 0
        assert "Stopped. The next `make run` goes on from here." in started.log.read_text()
    with pytest.raises(URLError):
        urlopen(url)
    with pytest.raises(ProcessLookupError):
        os.kill(node, 0)
    blocks = head_of(data)[0]
    with running(data) as started:
        started.wait_until_ready()
        assert started.stop() == 0
    assert head_of(data)[0] >= blocks


def test_run__whatever_the_folder_allows__its_files_are_the_owners_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    with running(data) as started:
        started.wait_until_ready()
        open_files = [p for p in data.rglob("*") if p.is_file() and p.stat().st_mode & 0o077]
        assert started.stop() == 0
    assert not open_files


def test_run__port_taken__says_so_and_touches_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(tmp_path / "data", port)
    assert f"Port {port} of 127.0.0.1 is in use." in said
    assert f"make run PORT={port + 1}" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["abc", "80000", "-1"])
def test_run__no_port__says_so_in_the_words_of_make(tmp_path, port):
    said = refused(tmp_path / "data", port)
    assert f"PORT={port} is no port. Give 0 to 65535, as in: make run PORT=8123" in said
    assert not (tmp_path / "data").exists()


def test_run__two_side_by_side__each_its_own(tmp_path):
    with running(tmp_path / "one") as one, running(tmp_path / "two") as two:
        one.wait_until_ready()
        two.wait_until_ready()
        assert one.url() != two.url()
        said = refused(tmp_path / "one")
        assert "Another process is using the chain in" in said
        assert "Traceback" not in said
        assert _is_ready(one.url())


def test_run__corrupt_journal__says_what_to_do_and_changes_nothing(tmp_path):
    data = tmp_path / "data"
    with running(data) as started:
        started.wait_until_ready()
        started.stop()
    journal = data / "chain" / "journal"
    whole = bytearray(journal.read_bytes())
    whole[len(whole) // 2] ^= 1
    journal.write_bytes(whole)
    said = refused(data)
    assert "is damaged at byte" in said
    assert "Put back a copy of the file from a backup" in said
    assert "Traceback" not in said
    assert journal.read_bytes() == whole


def test_run__keys_gone__says_so_and_makes_no_new_ones(tmp_path):
    data = tmp_path / "data"
    with running(data) as started:
        started.wait_until_ready()
        started.stop()
    (data / "accounts.json").unlink()
    said = refused(data)
    assert "The managed keys of this ledger are missing" in said
    assert "Traceback" not in said
    assert not (data / "accounts.json").exists()


def test_run__damaged_database__says_what_to_do(tmp_path):
    data = tmp_path / "data"
    with running(data) as started:
        started.wait_until_ready()
        started.stop()
    (data / "auzolan.sqlite").write_bytes(b"no database at all, but text" * 100)
    said = refused(data)
    assert "cannot be used (file is not a database). Put back a copy of it." in said
    assert "Traceback" not in said


def test_run__network_profile__says_what_is_for_it(tmp_path, monkeypatch):
    monkeypatch.setenv("AUZOLAN_PROFILE", "network")
    monkeypatch.setenv("AUZOLAN_RPC_URL", "http://127.0.0.1:1")
    said = refused(tmp_path / "data")
    assert "The network profile is not what `make run` starts." in said
    assert "`auzolan work` and `auzolan serve`" in said
    assert not (tmp_path / "data").exists()


def test_run__data_dir_not_writable__says_so(tmp_path):
    (tmp_path / "data").write_text("in the way")
    said = refused(tmp_path / "data")
    assert "cannot be used" in said
    assert "Traceback" not in said


def finalised(data: Path) -> dict[str, tuple[str, int]]:
    """The acts that are answered as finalised, with their transaction and block."""
    store = Store(Settings.read(data_dir=data).database)
    outbox = Outbox(store)
    states = {act: outbox.state(act) for (act,) in rows(data, "SELECT act FROM acts")}
    store.close()
    done = {act: state for act, state in states.items() if state.done}
    return {act: (str(state.tx), int(state.block or 0)) for act, state in done.items()}


def waiting(data: Path) -> int:
    """How many acts are neither finalised nor failed."""
    return len(rows(data, "SELECT act FROM acts WHERE error IS NULL")) - len(finalised(data))


def count(data: Path, table: str) -> int:
    """How many rows a table of the index has."""
    return int(rows(data, f'SELECT count(*) FROM "{table}"')[0][0])


def rows(data: Path, query: str) -> list[tuple]:
    """What a query of the database answers, asked from outside."""
    database = sqlite3.connect(data / "auzolan.sqlite", timeout=PATIENCE)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def head_of(data: Path) -> tuple[int, str]:
    """Number and hash of the last block, by starting the chain alone."""
    relayer = Accounts(data / "accounts.json").account(RELAYER)
    with EmbeddedChain(data / "chain", funded=[relayer.address]) as chain:
        return chain.head.number, chain.head.hash


def _is_ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/health/ready", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
