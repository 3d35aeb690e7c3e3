"""The how-to of the REST interface: a stranger's client, run as it stands on the page."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger_py.membership import Invitation
from tests.api.stack import DAY, LATE, RULES, Gateway, open_gateway
from tests.api.test_acts import WAIT, new_record
from tests.databases import Database

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "use-the-rest-api.md"
BLOCK = re.compile(r"^```(?:sh|python|js)\n(?:#|//) (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NEWCOMER = LATE + 1


class Client:
    """A folder with the page's files, and a way to run each."""

    def __init__(self, folder: Path, gateway: Gateway) -> None:
        self._folder, number = folder, 2
        self._env = {
            "PATH": os.environ["PATH"],
            "GATEWAY": str(gateway.client.base_url),
            "COMMUNITY": str(number),
        }
        self.files = dict(BLOCK.findall(PAGE.read_text("utf-8")))
        for name, text in self.files.items():
            (folder / name).write_text(text, "utf-8")
        (folder / "node_modules").symlink_to(ROOT / "node_modules")

    def run(self, name: str) -> str:
        """What a file of the page says."""
        runner = {".py": sys.executable, ".sh": "sh", ".mjs": "node"}[Path(name).suffix]
        done = subprocess.run(
            [runner, name],
            cwd=self._folder,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: a stranger joins here."""
    with open_gateway(database, tmp_path_factory.mktemp("how-to")) as opened:
        opened.open_elsewhere(RULES)
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture(scope="module")
def client(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A client, with an invitation that a steward handed over."""
    folder = tmp_path_factory.mktemp("client")
    made: Invitation = gateway.ledger(1).invite(DAY)
    (folder / "invitation.json").write_text(json.dumps(made.to_json()), "utf-8")
    return Client(folder, gateway)


class TestPage:
    """In the order of the page: each step builds on those before it."""

    def test_anonymous(self, client: Client) -> None:
        said = client.run("read.sh")
        assert '"name":"here"' in said
        assert "who.member,who.name" in said

    def test_joins(self, client: Client, gateway: Gateway) -> None:
        said = client.run("join.py")
        assert f"I am member {NEWCOMER}" in said
        assert gateway.get(f"/members/{NEWCOMER}").json()["who"]["name"] == "Ane"

    def test_records(self, client: Client, gateway: Gateway) -> None:
        assert "finalised" in client.run("record.py")
        (mine,) = gateway.get(f"/contributions?contributor={NEWCOMER}").json()["items"]
        assert (mine["units"], mine["recorder"]["member"]) == (150, NEWCOMER)

    def test_attests(self, client: Client, gateway: Gateway) -> None:
        assert "finalised" in client.run("attest.py")
        (given,) = gateway.get(f"/attestations?member={NEWCOMER}").json()["items"]
        assert given["basis"] == "present"

    def test_attests_in_javascript(self, client: Client, gateway: Gateway) -> None:
        act, content = new_record(gateway, "another evening", 4)
        body = gateway.signed(act, contents=[content])
        assert gateway.post("/contributions", body, **WAIT).status_code == 200
        said = client.run("attest.mjs")
        assert "atestigua" in said
        assert "finalised" in said
        assert len(gateway.get(f"/attestations?member={NEWCOMER}").json()["items"]) == 2

    def test_votes(self, client: Client, gateway: Gateway) -> None:
        steward = gateway.ledger(1)
        document = {"kind": "indicator", "name": "n", "title": "N", "description": "New"}
        gateway.settle(steward.define_indicator(document))
        gateway.settle(steward.open_vote(3, duration=DAY, from_=1))
        assert "finalised" in client.run("vote.py")
        vote = gateway.get("/votes?kind=weights").json()["items"][-1]["vote"]
        ballot = gateway.get(f"/votes/{vote}/ballots/{NEWCOMER}").json()
        assert set(ballot["levels"]) == {8}

    def test_asks_for_what_is_due(self, client: Client) -> None:
        found = json.loads(client.run("close.sh"))
        assert found["name"] == "closeVote" if "name" in found else found["error"]

    def test_has_no_block_that_is_not_run(self, client: Client) -> None:
        run = {"read.sh", "client.py", "join.py", "record.py", "attest.py", "vote.py"}
        assert client.files.keys() == run | {"attest.mjs", "close.sh"}
        fenced = re.findall(r"^```\w+$", PAGE.read_text("utf-8"), re.MULTILINE)
        assert len(fenced) == len(client.files)
