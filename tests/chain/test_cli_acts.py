"""The `auzolan` command says every act that a member can say."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger_py.ledger import Ledger
from tests.chain.test_cli import LABELS, Running, run_ledger
from tests.chain.world import RULES
from tests.databases import Database

COMMANDS = Path(__file__).resolve().parents[2] / "ledger_py" / "cli"
WHY = ("--title", "As it is", "--why", "So that it is said.")
OPEN = ("--epoch", "2")


@pytest.fixture(scope="module")
def ledger(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run_ledger(tmp_path_factory.mktemp("data"), database) as running:
        yield running


def recorded(ledger: Running, by: str, words: str = "Helped") -> str:
    """Record a contribution of one's own; its id."""
    return str(ledger.json("record", "doc", words, "--as", by, *OPEN)["contribution"])


def shown(ledger: Running, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = ledger.json("contribution", "show", id_)["contribution"]
    return found


def signer_of(ledger: Running, label: str) -> str:
    keys = ledger.json("key", "list")["keys"]
    return str(next(key["signer"] for key in keys if key["label"] == label))


def test_every_act_of_a_ledger_has_its_command() -> None:
    acts = {
        name
        for name, method in inspect.getmembers(Ledger, inspect.isfunction)
        if not name.startswith("_") and "AcceptedAct" in str(method.__annotations__.get("return"))
    }
    said = "\n".join(path.read_text() for path in COMMANDS.rglob("*.py"))
    unsigned = {"close_vote", "execute", "open_election"}
    used = set(re.findall(r"(?:pen|calls|\))\.(\w+)\(", said))
    assert acts - {"submit"} - used == set()
    assert unsigned <= used


class TestContribution:
    """`auzolan contribution ...`."""

    def test_list_and_show(self, ledger: Running) -> None:
        id_ = recorded(ledger, "member 3", "Wrote the guide")
        listed = ledger.json("contribution", "list", "--member", 3, *OPEN)["contributions"]
        assert id_ in [one["id"] for one in listed]
        assert id_[:10] in ledger.auzolan("contribution", "list", *OPEN).stdout
        assert "Wrote the guide" in ledger.auzolan("contribution", "show", id_[:12]).stdout

    def test_retract(self, ledger: Running) -> None:
        id_ = recorded(ledger, "member 3")
        ledger.auzolan("attest", id_, "--as", "member 4", "--basis", "present")
        ledger.auzolan("contribution", "retract", id_, "--as", "member 4")
        assert shown(ledger, id_)["attestations"][0]["retracted"]
        again = ledger.json("contribution", "retract", id_, "--as", "member 5", code=1)
        assert again["error"] == "AttestationMissing"

    def test_withdraw(self, ledger: Running) -> None:
        ids = [recorded(ledger, "member 3"), recorded(ledger, "member 3")]
        ledger.auzolan("contribution", "withdraw", *ids, "--as", "member 3")
        assert [shown(ledger, id_)["state"] for id_ in ids] == ["withdrawn"] * 2

    def test_correct(self, ledger: Running) -> None:
        id_ = recorded(ledger, "member 3")
        words = ("contribution", "correct", id_, "Helped with the guide", "--as", "member 3")
        assert ledger.json(*words, "--activity", "code")["replaced"] == id_
        after = shown(ledger, shown(ledger, id_)["replaced_by"])
        assert (after["activity"], after["body"]["description"]) == (1, "Helped with the guide")

    def test_contest_and_resolve(self, ledger: Running) -> None:
        id_ = recorded(ledger, "member 3")
        for by in ("member 4", "member 5"):
            ledger.auzolan("attest", id_, "--as", by, "--basis", "present")
        ledger.auzolan("contribution", "contest", id_, "--as", "steward 2", "--reason", "Was it?")
        assert shown(ledger, id_)["state"] == "contested"
        refused = ledger.json(
            "contribution", "resolve", id_, "--strike", "--as", "steward 2", code=1
        )
        assert refused["error"] == "PartyMayNot"
        ledger.auzolan("contribution", "resolve", id_, "--keep", "--as", "steward 1")
        assert shown(ledger, id_)["state"] == "accepted"

    def test_of_no_such_id(self, ledger: Running) -> None:
        refused = ledger.json("contribution", "show", "0x99", code=1)
        assert refused["error"] == "NotFound"
        assert refused["hint"]


class TestMember:
    """`auzolan member ...`, `auzolan key ...`."""

    def test_list_and_show(self, ledger: Running) -> None:
        members = ledger.json("member", "list")["members"]
        assert [one["who"]["member"] for one in members][:5] == [1, 2, 3, 4, 5]
        assert "steward, managed" in ledger.auzolan("member", "list").stdout
        assert signer_of(ledger, "member 3") in ledger.auzolan("member", "show", 3).stdout

    def test_admit_somebody_with_a_managed_key(self, ledger: Running) -> None:
        ledger.auzolan("member", "admit", "--as", "steward 1", "--name", "Six", "--managed", "six")
        assert "Six" in ledger.auzolan("member", "list").stdout

    def test_unclaimed__claims__and_is_confirmed(self, ledger: Running) -> None:
        ledger.auzolan("member", "admit", "--as", "steward 1", "--name", "Seven")
        everybody = ledger.json("community", "show")["community"]
        member = everybody["joined"] + everybody["unclaimed"]
        assert ledger.json("member", "show", member, code=1)["error"] == "MemberUnclaimed"
        ledger.auzolan("member", "claim", member, "--as", "seven")
        signer = signer_of(ledger, "seven")
        early = ("member", "complete-claim", member, signer, "--as", "member 3")
        assert ledger.json(*early, code=1)["error"] == "ClaimWaiting"
        ledger.auzolan("member", "contest-claim", member, "--as", "steward 2")
        for steward in ("steward 1", "steward 2"):
            words = ("member", "confirm-claim", member, signer, "--as", steward)
            ledger.auzolan(*words)
        assert ledger.json("member", "show", member)["member"]["who"]["member"] == member

    def test_invitation__is_used_once__or_taken_back(self, ledger: Running, tmp_path: Path) -> None:
        used, back = tmp_path / "used.json", tmp_path / "back.json"
        for file in (used, back):
            ledger.auzolan("member", "invite", file, "--as", "steward 1", "--valid", "36h")
            assert file.stat().st_mode & 0o777 == 0o600
        ledger.auzolan("member", "join", used, "--as", "eight", "--name", "Eight")
        again = ledger.json("member", "join", used, "--as", "nine", "--name", "Nine", code=1)
        assert again["error"] == "ActRepeated"
        ledger.auzolan("member", "uninvite", back, "--as", "steward 1")
        late = ledger.json("member", "join", back, "--as", "nine", "--name", "Nine", code=1)
        assert late["error"] == "ActRepeated"

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"member": 1}', "no json"])
    def test_join__by_something_else__is_refused(
        self, ledger: Running, tmp_path: Path, text: str
    ) -> None:
        file = tmp_path / "invitation.json"
        file.write_text(text)
        words = ("member", "join", file, "--as", "nobody", "--name", "Nobody")
        assert ledger.json(*words, code=1)["error"] == "ChoiceMissing"

    def test_depart_and_rejoin(self, ledger: Running) -> None:
        ledger.auzolan("member", "depart", "--as", "member 5")
        assert "departed" in ledger.auzolan("member", "show", 5).stdout
        ledger.auzolan("member", "rejoin", "--as", "member 5")
        assert "departed" not in ledger.auzolan("member", "show", 5).stdout

    def test_choose(self, ledger: Running) -> None:
        ledger.auzolan("member", "choose", "unscored", "--as", "member 4")
        row = ledger.json("member", "show", 4)["member"]
        assert row["who"]["recognition"] == "unscored"
        ledger.auzolan("member", "choose", "scored", "--as", "member 4")

    def test_suspend__needs_two_stewards(self, ledger: Running) -> None:
        words = ("member", "suspend", 5, "--until", "never")
        refused = ledger.json(*words, "--as", "steward 1", code=1)
        assert refused["error"] == "SuspensionUnknown"
        assert ledger.json(*words, "--as", "member 3", code=1)["error"] == "StewardRequired"
        wrong = ledger.json("member", "suspend", 5, "--until", "soon", "--as", "steward 1", code=1)
        assert wrong["error"] == "ChoiceMissing"

    def test_sponsors__name_the_same_admission(self, ledger: Running, tmp_path: Path) -> None:
        file, signer = tmp_path / "admission.json", ledger.json("key", "new", "ten")["signer"]
        words = ("member", "sponsor", file, "--signer", signer)
        nobody = ledger.json(*words, "--as", "member 3", code=1)
        assert nobody["error"] == "ChoiceMissing"
        for number in range(RULES.sponsors):
            by = LABELS[number]
            ledger.auzolan(*words, "--name", "Ten", "--as", by)
        assert "Ten" in ledger.auzolan("member", "list").stdout
        file.write_text("{}")
        wrong = ledger.json(*words, "--as", "member 3", code=1)
        assert wrong["error"] == "ChoiceMissing"

    def test_key__that_is_there__is_not_made_again(self, ledger: Running) -> None:
        made = ledger.json("key", "new", "spare")
        assert made["signer"] == signer_of(ledger, "spare")
        assert ledger.json("key", "new", "spare", code=1)["error"] == "AccountExists"


class TestSigner:
    """`auzolan signer ...`."""

    def test_add_and_remove(self, ledger: Running) -> None:
        added = ledger.json("signer", "add", "second device", "--as", "member 3")["signer"]
        assert added in ledger.auzolan("member", "show", 3).stdout
        recorded(ledger, "second device")
        ledger.auzolan("signer", "remove", added, "--as", "member 3")
        gone = ledger.json("record", "doc", "Late", "--as", "second device", *OPEN, code=1)
        assert gone["error"] == "NotFound"

    def test_remove__of_the_last__is_refused(self, ledger: Running) -> None:
        words = ("signer", "remove", signer_of(ledger, "member 4"), "--as", "member 4")
        assert ledger.json(*words, code=1)["error"] == "SignerLast"
        wrong = ledger.json("signer", "remove", "0xzz", "--as", "member 4", code=1)
        assert wrong["error"] == "ChoiceMissing"

    def test_recovery__is_spoken_for__waits__and_is_objected_to(self, ledger: Running) -> None:
        signer = ledger.json("key", "new", "new device")["signer"]
        for steward in ("steward 1", "steward 2"):
            ledger.auzolan("signer", "recover", 4, signer, "--managed", "--as", steward)
        early = ledger.json("signer", "complete", 4, "--as", "new device", code=1)
        assert early["error"] == "RecoveryWaiting"
        ledger.auzolan("signer", "object", "--as", "member 4")
        assert ledger.json("member", "show", 4)["member"]["recovery"]["frozen"]


class TestDefine:
    """`auzolan define ...`, `auzolan vote open`, `auzolan vote elect`."""

    def test_group_activity_indicator_epoch(self, ledger: Running) -> None:
        by = ("--as", "steward 1", "--description", "In a sentence")
        ledger.auzolan("define", "group", "Care", *by)
        shape = ("--group", 2, "--unit", "hour", "--for", "community", "--cap", "20")
        ledger.auzolan("define", "activity", "welcoming", "Welcoming", *shape, *by)
        ledger.auzolan("define", "indicator", "Balance", "--kind", "shares", *by)
        ledger.auzolan("define", "epochs", "200d", "--as", "steward 1")
        found = ledger.json("community", "show")
        assert found["groups"][-1]["body"]["title"] == "Care"
        assert found["activities"][-1]["name"] == "welcoming"
        assert len(found["epochs"]) == 3
        wrong = ledger.json("define", "group", "", "--description", "", "--as", "steward 1", code=1)
        assert wrong["error"] == "ChoiceMissing"

    def test_vote_open(self, ledger: Running) -> None:
        words = ("vote", "open", 1, "--as", "steward 1", "--open-for")
        assert ledger.json(*words, "1y", code=1)["error"] == "ChoiceMissing"
        ledger.auzolan(*words, "2d")
        assert ledger.json(*words, "3d", code=1)["error"] == "VotePending"

    def test_elect__while_there_are_stewards__is_refused(self, ledger: Running) -> None:
        assert ledger.json("vote", "elect", code=1)["error"] == "StewardsPresent"


class TestPropose:
    """`auzolan propose ...`."""

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("words",), []),
            (("appoint", 3), ["makes member 3 a steward"]),
            (("dismiss", 2), ["ends that steward 2 is a steward"]),
            (("terms", "doc", "--cap", "20"), ["lets at most 20"]),
            (("indicator", "Care", "--description", "Care work"), ["defines an indicator"]),
            (("vote", 1), ["opens a vote"]),
            (("hand-over",), ["hands itself over"]),
        ],
    )
    def test_what_is_offered(
        self, ledger: Running, words: tuple[object, ...], told: list[str]
    ) -> None:
        by = LABELS[len(str(words)) % 2]
        found = ledger.json("propose", *words, *WHY, "--quick", "--as", by)
        calls = ledger.json("vote", "show", found["proposal"])["calls"]
        assert len(calls) == len(told), calls

    def test_calls__of_a_file__all_or_none(self, ledger: Running, tmp_path: Path) -> None:
        group = {"kind": "group", "title": "Law", "description": "Contracts and licences"}
        calls = [
            {"decision": "decideSteward", "member": 4, "appointed": True},
            {"decision": "decideGroup", "document": group},
        ]
        file = tmp_path / "calls.json"
        file.write_text(json.dumps(calls))
        found = ledger.json("propose", "calls", file, *WHY, "--as", "member 3")
        told = ledger.json("vote", "show", found["proposal"])["calls"]
        assert told[0] == "makes member 4 a steward"
        assert "defines a group" in told[1]

    @pytest.mark.parametrize(
        "calls",
        [
            [],
            {},
            [1],
            [{"decision": "decideNothing"}],
            [{"decision": "decideSteward", "member": 4}],
            [{"decision": "decideSteward", "member": 4, "appointed": True, "more": 1}],
            [{"decision": "decideGroup", "document": "no hex"}],
        ],
    )
    def test_calls__that_are_none__are_refused(
        self, ledger: Running, tmp_path: Path, calls: Any
    ) -> None:
        file = tmp_path / "calls.json"
        file.write_text(json.dumps(calls))
        refused = ledger.json("propose", "calls", file, *WHY, "--as", "member 3", code=1)
        assert refused["error"] == "ChoiceMissing"
        assert refused["hint"]

    def test_by_a_member__faster_than_the_rules__is_refused(self, ledger: Running) -> None:
        refused = ledger.json("propose", "words", *WHY, "--quick", "--as", "member 4", code=1)
        assert refused["error"] == "DelayOutOfRange"
        assert "only a steward may be quicker" in refused["hint"]
