"""The commands of the how-tos, run as they stand there on a ledger that runs."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger_py.outbox import Outbox
from ledger_py.parts import store_of
from tests.chain.test_cli import Running, run_ledger, settings_of
from tests.databases import Database

HOW_TOS = Path(__file__).resolve().parents[2] / "docs" / "how-to"
COMMAND = re.compile(r"^\$ auzolan (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def ledger(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A ledger whose keys have the labels of the pages but for `demo`."""
    with run_ledger(tmp_path_factory.mktemp("data"), database) as running:
        yield running


def commands_of(page: str, here: Mapping[str, object]) -> list[list[str]]:
    """The page's commands, with what is different here in the place of what the page says."""
    found = []
    for line in COMMAND.findall((HOW_TOS / page).read_text("utf-8")):
        words = [word.replace("demo ", "") for word in shlex.split(line)]
        found.append([str(here.get(word, word)) for word in words])
    assert found
    return found


def run(ledger: Running, words: list[str], refused: str = "") -> Any:
    """Run a command; where it is refused, by that rule."""
    found = ledger.json(*words, code=1 if refused else 0)
    if refused:
        assert found["error"] == refused
    return found


def test_invite_somebody(ledger: Running, tmp_path: Path) -> None:
    here = {"invitation.json": tmp_path / "invitation.json"}
    invite, join, uninvite = commands_of("invite-somebody.md", here)
    run(ledger, invite)
    run(ledger, join)
    assert "Ana" in ledger.auzolan("member", "list").stdout
    run(ledger, uninvite, "ActRepeated")


def test_recover_a_member(ledger: Running) -> None:
    made, *_ = commands_of("recover-a-member.md", {})
    signer = run(ledger, made)["signer"]
    here = {"0x5aAe…": signer, "6": 4}
    _, first, second, objection, complete = commands_of("recover-a-member.md", here)
    run(ledger, first)
    run(ledger, complete, "RecoveryUnknown")
    run(ledger, second)
    run(ledger, complete, "RecoveryWaiting")
    run(ledger, objection)
    run(ledger, complete, "RecoveryFrozen")


def test_contest_a_contribution(ledger: Running) -> None:
    words = ("record", "doc", "An event", "--as", "member 3", "--epoch", "2")
    contested = ledger.json(*words)["contribution"]
    here = {"0x853812d5…": contested, "member 1": "member 5"}
    contest, strike, keep = commands_of("contest-a-contribution.md", here)
    run(ledger, contest)
    run(ledger, strike)
    found = ledger.json("contribution", "show", contested)["contribution"]
    assert (found["state"], found["contest"]["text"]) == ("struck", "Nobody was there.")
    run(ledger, keep, "ContestUnknown")


def test_decide_together(ledger: Running) -> None:
    here = {"member 1": "member 3", "member 2": "member 4", "8": 1}
    propose, amend, answer, objection, close, execute, hand_over = commands_of(
        "decide-together.md", here
    )
    assert run(ledger, propose)["proposal"] == 1
    assert run(ledger, amend)["proposal"] == 2
    found = ledger.json("vote", "show", 2)
    assert found["proposal"]["amends"] == 1
    assert "40" in found["calls"][0]
    run(ledger, answer, "VoteNotOpen")
    run(ledger, objection, "ProposalNotPassed")
    run(ledger, close, "VoteRunning")
    run(ledger, execute, "ProposalNotPassed")
    assert run(ledger, hand_over)["proposal"] == 3


def test_back_up_and_restore(ledger: Running, database: Database, tmp_path: Path) -> None:
    here: dict[str, object] = {
        word: tmp_path / word.rpartition("/")[2]
        for word in ("/safe/monday", "/elsewhere/monday-keys", "/srv/ledger")
    }
    here["/third/master.key"] = ledger.data_dir / "master.key"
    backup, restore, *more = commands_of("back-up-and-restore.md", here)
    act = run(ledger, ["record", "doc", "Before", "--as", "member 3", "--epoch", "2"])["act"]
    run(ledger, backup)
    restored = replace(ledger, env=ledger.env | database.env(tmp_path))
    done = run(restored, restore)
    assert done["has_keys"]
    assert (tmp_path / "ledger" / "auzolan.sqlite").exists() == (database.kind == "sqlite")
    store = store_of(settings_of(restored.env | {"AUZOLAN_DATA_DIR": str(tmp_path / "ledger")}))
    assert Outbox(store).act(act).act == act
    assert not more
