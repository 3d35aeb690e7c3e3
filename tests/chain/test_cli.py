"""The `auzolan` command on the data directory of a ledger that runs."""

import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger_py import calls
from ledger_py.accounts import RELAYER, Accounts
from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import deploy
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.cli import app, desk
from ledger_py.cli.desk import ChoiceMissing
from ledger_py.cli.show import escape, hundredths
from ledger_py.indexer import Indexer
from ledger_py.ledger import Ledger, Newcomer, found
from ledger_py.models import Orientation, Recognition, Unit
from ledger_py.outbox import AcceptedAct, Outbox
from ledger_py.parts import store_of
from ledger_py.relay import Relay
from ledger_py.settings import PREFIX, Settings
from ledger_py.store.reads import Reads
from ledger_py.worker import Worker
from tests.chain.world import DAY, RULES, word
from tests.databases import Database

LABELS = ("steward 1", "steward 2", "member 3", "member 4", "member 5")
TYPES = (("code", Unit.CREDIT), ("doc", Unit.CREDIT), ("mentoring", Unit.SESSION))
FILE: dict[str, Any] = {
    "projectName": "example",
    "projectOwner": "somebody",
    "contributors": [
        {"login": "one", "name": "One", "contributions": ["code", "doc"]},
        {"login": "two", "name": "Two", "contributions": ["code", "mentoring"]},
    ],
}


@dataclass(frozen=True)
class Said:
    """What a command said on standard output and on standard error."""

    stdout: str
    stderr: str


@dataclass
class Running:
    """A ledger that runs on a data directory, as `make run` has it."""

    env: dict[str, str]
    settings: Settings
    place: Place
    outbox: Outbox
    accounts: Accounts
    worker: Worker

    @property
    def data_dir(self) -> Path:
        return self.settings.data_dir

    def auzolan(self, *arguments: object, code: int = 0) -> Said:
        """Run the command in this process; it must end with this exit code."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as end,
        ):
            for name, value in self.env.items():
                patch.setenv(name, value)
            patch.setenv("COLUMNS", "120")
            app([str(argument) for argument in arguments])
        said = Said(out.getvalue(), err.getvalue())
        assert end.value.code == code, said
        return said

    def json(self, *arguments: object, code: int = 0) -> Any:
        """What the command answers to tools."""
        done = self.auzolan(*arguments, "--json", code=code)
        return json.loads(done.stdout if code == 0 else done.stderr)

    def pen(self, label: str) -> Ledger:
        signer = self.accounts.signer(label)
        return Ledger(self.place, LABELS.index(label) + 1, signer, self.outbox)

    def wait(self, *acts: AcceptedAct) -> None:
        until = time.monotonic() + 20
        for act in acts:
            while not self.outbox.state(act.act).over and time.monotonic() < until:
                time.sleep(0.01)
            assert self.outbox.state(act.act).done, self.outbox.state(act.act)


@contextmanager
def run_ledger(data_dir: Path, database: Database, **more: str) -> Iterator[Running]:
    """Start chain, contracts, worker; found a community of managed accounts.

    more: further settings, by the names of their variables.
    """
    env = {"AUZOLAN_DATA_DIR": str(data_dir), **database.env(data_dir), **more}
    settings = settings_of(env)
    accounts = Accounts(settings.accounts_file)
    for label in (RELAYER, *LABELS):
        accounts.create(label)
    relayer = accounts.account(RELAYER)
    with ExitStack() as stack:
        chain = stack.enter_context(EmbeddedChain(settings.chain_dir, funded=[relayer.address]))
        node = Node(chain.rpc)
        deployment = deploy(node, relayer, chain.produce)
        deployment.save(settings.deployment)
        store = store_of(settings)
        stack.callback(store.close)
        store.migrate()
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        worker = Worker(Relay(node, store, relayer, chain.produce), indexer)
        stack.callback(worker.stop)
        worker.start()
        outbox = Outbox(store, wake=worker.wake)
        now = int(time.time())
        act, place = found(
            outbox,
            deployment,
            {"kind": "community", "name": "Example", "description": "A community for tests"},
            salt=word("cli"),
            origin=now - 100 * DAY,
            ends=[now - 9 * DAY, now + 82 * DAY],
            rules=RULES,
            stewards=[newcomer(accounts, label) for label in LABELS[:2]],
        )
        running = Running(env, settings, place, outbox, accounts, worker)
        running.wait(act)
        settle(running)
        yield running


def settings_of(env: dict[str, str]) -> Settings:
    """The settings that a process with this environment has."""
    return Settings.read(**{name.removeprefix(PREFIX).lower(): env[name] for name in env})


def newcomer(accounts: Accounts, label: str) -> Newcomer:
    return Newcomer({"kind": "person", "name": label}, accounts.signer(label).signer, managed=True)


def settle(running: Running) -> None:
    """Admit the members, define a group, three types and an indicator."""
    steward = running.pen("steward 1")
    definition = {"name": "work", "title": "All work", "description": "What is done"}
    acts = [steward.admit([newcomer(running.accounts, label) for label in LABELS[2:]])]
    acts.append(steward.define_group({"kind": "group", **definition}))
    for name, unit in TYPES:
        document = {"kind": "activity", "name": name, "title": name.title(), "description": name}
        acts.append(
            steward.define_activity(
                document, group=1, orientation=Orientation.BOTH, unit=unit, required=2
            )
        )
    acts.append(steward.define_indicator({"kind": "indicator", **definition}))
    running.wait(*acts)


@pytest.fixture(scope="module")
def ledger(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_ledger(tmp_path_factory.mktemp("data"), database) as running:
        yield running


def file_of(folder: Path, **changed: object) -> Path:
    path = folder / "contributors.json"
    path.write_text(json.dumps(FILE | changed))
    return path


def test_community_list_and_show__name_what_there_is(ledger: Running) -> None:
    assert "Example" in ledger.auzolan("community", "list").stdout
    shown = ledger.auzolan("community", "show").stdout
    assert "All work" in shown
    assert "Mentoring" in shown
    answer = ledger.json("community", "show", "example")
    assert [a["name"] for a in answer["activities"]] == [name for name, _ in TYPES]
    assert answer["community"]["joined"] == 5
    assert ledger.json("community", "list")["communities"][0]["body"]["name"] == "Example"


def test_record_attest_scores__tell_one_story(ledger: Running) -> None:
    recorded = ledger.json(
        *("record", "mentoring", "Helped somebody to begin", "--as", "member 3"),
        *("--units", "1.5", "--evidence", "https://example.org/talk"),
    )
    assert recorded["state"] == "finalised"
    id_ = recorded["contribution"]
    first = ledger.auzolan("attest", id_, "--as", "member 4", "--basis", "present")
    assert "proposed" in first.stdout
    second = ledger.auzolan(
        *("attest", id_[:12], "--as", "steward 2", "--basis", "vouched", "--units", "1"),
        *("--note", "I read the notes"),
    )
    assert "accepted" in second.stdout
    assert "finalised" in ledger.auzolan("act", recorded["act"]).stdout
    assert ledger.json("act", recorded["act"], "--wait")["name"] == "record"
    said = ledger.json("scores", "--member", 3)
    assert said["units"] == {"3": 100}
    assert said["contributions"][0]["body"]["description"] == "Helped somebody to begin"
    story = ledger.auzolan("scores", "--member", 3).stdout
    assert "Helped somebody" in story
    assert re.search(r"1\.50 +1\.00 +accepted", story), "stated, then what counts"
    assert "Mentoring" in ledger.auzolan("scores").stdout
    assert "have no units in this epoch" in ledger.auzolan("scores").stdout


def test_community_ties__are_of_the_whole__and_name_nobody(ledger: Running) -> None:
    said = ledger.json("community", "ties")["ties"]
    shown = ledger.auzolan("community", "ties").stdout
    assert said["attestations"] >= said["links"]
    assert "effective number of attesters" in shown
    assert not re.search(r"member \d", shown)


def test_what_if__shows_kinds_of_work_and_no_people__and_people_in_json_only(
    ledger: Running,
) -> None:
    words = ("what-if", "--levels", "mentoring=9,doc=3")
    said = ledger.json(*words)
    assert said["weights"]["levels"] == {"3": 9, "2": 3}
    assert [one["level"][1] for one in said["types"]][1:3] == [3, 9]
    assert [one["member"] for one in said["members"]] == sorted(
        one["member"] for one in said["members"]
    )
    shown = ledger.auzolan(*words).stdout
    assert "Mentoring" in shown
    assert "member" not in shown
    for refused, name in (("mentoring=11", "LevelOutOfRange"), ("cooking=1", "NotFound")):
        assert ledger.json("what-if", "--levels", refused, code=1)["error"] == name
    assert ledger.json("what-if", "--shares", "1=10000", code=1)["error"] == "SharesForeign"


def test_ids_and_names__are_printed_whole_whatever_the_width(ledger: Running) -> None:
    words = ("record", "doc", "A page about ids", "--as", "member 5")
    assert re.search(r"contribution 0x[0-9a-f]{64}$", ledger.auzolan(*words).stdout, re.M)
    assert re.search(r"^\d +mentoring +Mentoring", ledger.auzolan("community", "show").stdout, re.M)


def test_text__that_moves_the_cursor__is_shown_for_what_it_is() -> None:
    assert escape("\x1b]0;owned\x07 [bold]x\n") == "\ufffd]0;owned\ufffd \\[bold]x\n"
    assert escape("\u202eend") == "\ufffdend"


@pytest.mark.parametrize("units", ["1e999999999", "0", "-1", "655.36", "1.234", "٣", ""])
def test_hundredths__of_what_is_no_number_of_units__is_refused(units: str) -> None:
    with pytest.raises(ChoiceMissing):
        hundredths(units)


def test_hundredths__with_point_or_comma__are_whole() -> None:
    assert [hundredths(text) for text in ("1", "1.5", "2,25", "655.35")] == [100, 150, 225, 65_535]


def test_numbers__that_no_id_can_be__are_wrong_usage(ledger: Running) -> None:
    huge = "9" * 30
    for words in (("scores", "--member", huge), ("scores", "--indicator", huge)):
        assert "Traceback" not in ledger.auzolan(*words, code=2).stderr
    assert "Traceback" not in ledger.auzolan("vote", "show", huge, code=2).stderr


def test_record__the_same_key__says_it_once(ledger: Running) -> None:
    words = ("record", "code", "A patch", "--as", "member 5", "--key", "once")
    assert ledger.json(*words)["act"] == ledger.json(*words)["act"]
    assert "Accepted before under the key 'once'" in ledger.auzolan(*words).stdout
    other = ("record", "code", "A patch", "--as", "member 4", "--key", "once")
    assert ledger.json(*other)["act"] != ledger.json(*words)["act"], "a key is its member's"


def test_refusals__have_a_name_a_hint_and_exit_code_1(ledger: Running) -> None:
    for name, words in {
        "UnitsNotCredit": ("record", "code", "Two", "--as", "member 3", "--units", "2"),
        "AccountUnknown": ("record", "code", "x", "--as", "nobody"),
        "NotFound": ("record", "cooking", "x", "--as", "member 3"),
        "ChoiceMissing": ("record", "code", "x", "--as", "member 3", "--contributor", "4"),
        "ActNotFound": ("act", "0x00"),
    }.items():
        problem = ledger.json(*words, code=1)
        assert problem["error"] == name
        assert problem["detail"]
        refused = ledger.auzolan(*words, code=1)
        assert refused.stdout == ""
        assert name in refused.stderr
    own = ledger.json("record", "doc", "A page", "--as", "member 3")["contribution"]
    words = ("attest", own, "--as", "member 3", "--basis", "present")
    assert ledger.json(*words, code=1)["error"] == "AttesterIsContributor"
    assert ledger.auzolan("record", code=2).stdout == ""


def test_command__in_a_process_of_its_own__ends_with_its_exit_code(ledger: Running) -> None:
    for words, code in ((["act", "0x00"], 1), (["community", "list"], 0)):
        done = subprocess.run(
            [sys.executable, "-m", "ledger_py.cli", *words],
            env=os.environ | ledger.env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, done
        assert bool(done.stdout) == (code == 0)


def test_no_ledger__is_said_with_what_to_do(ledger: Running, tmp_path: Path) -> None:
    refused = ledger.auzolan("community", "list", "--data-dir", tmp_path, code=1)
    assert "make run" in refused.stderr
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


def test_vote__show_cast_close__to_a_first_version(ledger: Running) -> None:
    opened = ledger.pen("steward 1").open_vote(1, duration=60, from_=1)
    ledger.wait(opened)
    early = ledger.json("vote", "close", 1, code=1)
    assert early["error"] == "VoteRunning"
    for label in ("member 3", "member 4", "member 5"):
        cast = ledger.json("vote", "cast", 1, "--as", label, "-l", "mentoring=9", "-l", "1=4")
        assert (cast["sequence"], cast["levels"]) == (1, [4, 15, 9])
    again = ledger.auzolan("vote", "cast", 1, "--as", "member 5", "-l", "mentoring=2")
    assert "replaced" in again.stdout
    wrong = ledger.json("vote", "cast", 1, "--as", "member 5", "-l", "mentoring=11", code=1)
    assert wrong["error"] == "ChoiceMissing"
    shown = ledger.json("vote", "show", 1)
    assert shown["state"] == "open"
    assert shown["histograms"][2][9] == 2
    assert shown["outcome"]["levels"] == [15, 15, 9]
    assert "not yet" in ledger.auzolan("vote", "show", 1).stdout


def test_import__shows_a_plan__and_changes_nothing(ledger: Running, tmp_path: Path) -> None:
    before = ledger.json("community", "show")
    path = file_of(tmp_path)
    words = ("import", "all-contributors", path, "--as", "steward 1", "--dry-run")
    plan = ledger.json(*words)
    assert (plan["people"], plan["newcomers"], plan["credits"]) == (2, ["One", "Two"], 4)
    assert "to admit as unclaimed members" in ledger.auzolan(*words).stdout
    assert ledger.json("community", "show") == before


def test_import__records_vouches__and_again_finds_nothing_to_do(
    ledger: Running, tmp_path: Path
) -> None:
    path = file_of(tmp_path)
    words = ("import", "all-contributors", path, "--as", "steward 1", "--vouch-as", "steward 2")
    before = ledger.json("community", "show")["community"]
    ledger.auzolan(*words, "--map", "mentoring=doc")
    after = ledger.json("community", "show")["community"]
    assert after["unclaimed"] == before["unclaimed"] + 2
    assert after["accepted"] == before["accepted"] + 4
    done = ledger.auzolan(*words, "--map", "mentoring=doc")
    assert "already" in done.stdout
    assert ledger.json("community", "show")["community"] == after
    unclaimed = ledger.json("scores", "--member", 6, code=1)
    assert unclaimed["error"] == "MemberUnclaimed"


@pytest.mark.parametrize(
    ("error", "contributors"),
    [
        ("LoginMissing", [{"login": "", "name": "No", "contributions": ["code"]}]),
        (
            "LoginDuplicate",
            [
                {"login": "Somebody", "name": "A", "contributions": ["code"]},
                {"login": "somebody", "name": "B", "contributions": ["doc"]},
            ],
        ),
        ("UnknownKinds", [{"login": "three", "name": "3", "contributions": ["juggling"]}]),
        ("ActivitiesUndefined", [{"login": "three", "name": "3", "contributions": ["talk"]}]),
        ("PeopleUnmapped", [{"login": None, "name": "Nameless", "contributions": ["code"]}]),
    ],
)
def test_import__a_bad_file__is_refused_by_name_with_nothing_changed(
    ledger: Running, tmp_path: Path, error: str, contributors: list[dict[str, object]]
) -> None:
    before = ledger.json("community", "show")
    path = file_of(tmp_path, contributors=contributors)
    done = ledger.auzolan("import", "all-contributors", path, "--as", "steward 1", "--json", code=1)
    assert json.loads(done.stderr)["error"] == error
    assert json.loads(done.stderr)["hint"]
    assert ledger.json("community", "show") == before


def test_import__no_json__is_refused(ledger: Running, tmp_path: Path) -> None:
    path = tmp_path / "contributors.json"
    path.write_text("{")
    words = ("import", "all-contributors", path, "--as", "steward 1")
    assert ledger.json(*words, code=1)["error"] == "NotJson"


def test_import__a_null_login__is_mapped_by_name(ledger: Running, tmp_path: Path) -> None:
    contributors = [{"login": None, "name": "Nameless", "contributions": ["code", "juggling"]}]
    words = ("import", "all-contributors", file_of(tmp_path, contributors=contributors))
    words += ("--as", "steward 1", "--skip", "juggling")
    plan = ledger.json(*words[:-2], "--dry-run")
    assert (plan["to_map"], plan["unknown_kinds"]) == (["Nameless"], {"juggling": 1})
    assert "juggling" in ledger.auzolan(*words[:-2], "--dry-run").stdout
    imported = ledger.json(*words, "--person", "Nameless=new")
    assert imported["newcomers"] == ["Nameless"]
    again = ledger.json(*words, "--person", "Nameless=new", code=1)
    assert again["error"] == "PersonHereAlready"


def test_withdrawn__is_told_as_that__and_never_in_its_words(ledger: Running) -> None:
    words = ("record", "doc", "A page that is taken back", "--as", "member 4")
    recorded = ledger.json(*words)
    assert "A page that is taken back" in ledger.auzolan("scores", "--member", 4).stdout
    done = calls.recorded(ledger.outbox.act(recorded["act"]).call)
    ledger.wait(ledger.pen("member 4").withdraw(done))
    story = ledger.auzolan("scores", "--member", 4)
    assert "withdrawn, and shown no more" in story.stdout
    everything = story.stdout + json.dumps(ledger.json("scores", "--member", 4))
    everything += json.dumps(ledger.json("act", recorded["act"]))
    assert "A page that is taken back" not in everything
    attest = ("attest", recorded["contribution"], "--as", "member 5", "--basis", "present")
    refused = ledger.auzolan(*attest, code=1)
    assert "ContributionEnded" in refused.stderr
    assert "A page" not in refused.stderr


def test_whoever_chose_not_to_be_scored__has_no_score(ledger: Running) -> None:
    ledger.wait(ledger.pen("member 5").choose(Recognition.UNSCORED))
    assert ledger.json("scores", "--member", 5, code=1)["error"] == "MemberNotScored"
    ledger.wait(ledger.pen("member 5").choose(Recognition.SCORED))
    assert ledger.json("scores", "--member", 5)["member"]["member"] == 5


def test_import__after_a_withdrawal_or_an_objection__credits_nobody_again(
    ledger: Running, tmp_path: Path
) -> None:
    people = [
        {"login": "taken-back", "name": "A", "contributions": ["code", "doc"]},
        {"login": "objects", "name": "B", "contributions": ["code"]},
    ]
    words = ("import", "all-contributors", file_of(tmp_path, contributors=people))
    words += ("--as", "steward 1")
    first = ledger.json(*words)
    assert first["credits"] == 3
    reads, steward = Reads(store_of(ledger.settings)), ledger.pen("steward 1")
    c = ledger.place.community
    ids = {who.login: m for m, who in reads.who(c, range(1, 20)).items() if who.login}
    theirs = list(reads.all_contributions(c, contributor=ids["taken-back"]))
    ledger.wait(steward.withdraw([one.as_signed() for one in theirs]))
    ledger.wait(steward.choose(Recognition.UNRECORDED, ids["objects"]))
    people[1]["contributions"] = ["code", "doc"]
    file_of(tmp_path, contributors=people)
    again = ledger.json(*words)
    assert (again["credits"], again["recorded_before"], again["declined"]) == (0, 2, 2)
    assert "not recorded any more" in ledger.auzolan(*words, "--dry-run").stdout


def test_an_act_that_nobody_carries__is_kept_and_said(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PATIENCE_SECONDS", 3)
    with run_ledger(tmp_path, database) as running:
        running.worker.stop()
        before = running.outbox.waiting()
        waits = running.json("record", "code", "A patch", "--as", "member 3", code=3)
        assert waits["error"] == "NotYet"
        assert "make run" in waits["hint"]
        assert running.outbox.waiting() == before + 1
