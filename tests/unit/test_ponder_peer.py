"""The bench of Ponder measures what it tells and ends it, whatever it does when it is told to."""

import os
import sys
import time
from pathlib import Path

import pytest

from scripts import ponder_peer

LOG = """
import json, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("no JSON, but", child.pid, flush=True)
for line in (
    {"msg": "Indexed block range", "event_count": 300},
    {"msg": "Indexed block range", "event_count": 100},
    {"msg": "Completed backfill indexing across all chains", "duration": 200.0},
):
    print(json.dumps(line), flush=True)
    time.sleep(0.1)
"""


def run(folder: Path, then: str, log: str = LOG) -> float:
    return ponder_peer.measured([sys.executable, "-c", log + then], folder, dict(os.environ))


def is_gone(process: int) -> bool:
    """Whether a process is over; one that nobody has waited for is."""
    try:
        return "Z" in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True


def child_of(folder: Path) -> int:
    return int((folder / "ponder.log").read_text().splitlines()[0].split()[-1])


def test_measured__of_one_that_goes_on_for_ever__ends_it_and_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ponder_peer, "END_SECONDS", 0.5)
    begun = time.monotonic()
    assert run(tmp_path, "time.sleep(600)") == 2_000.0
    assert time.monotonic() - begun < 20
    end = time.monotonic() + 10
    while not is_gone(child_of(tmp_path)):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_measured__of_one_that_ends_at_once__reads_its_last_words(tmp_path: Path) -> None:
    assert run(tmp_path, "child.kill()") == 2_000.0


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ('print(\'{"msg": "Started"}\')', "before its backfill"),
        ("", "before its backfill"),
        ('print(\'{"msg": "Completed backfill indexing", "duration": 1.0}\')', "too few blocks"),
    ],
)
def test_measured__of_nothing__says_so(tmp_path: Path, log: str, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        run(tmp_path, "", log)


def test_measured__of_one_that_says_nothing__ends_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ponder_peer, "RUN_SECONDS", 0.5)
    with pytest.raises(RuntimeError, match="before its backfill"):
        run(tmp_path, "", "import time; time.sleep(600)")
