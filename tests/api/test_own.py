"""What is a member's own: taken along to another gateway, and erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.services import Services
from ledger_py.accounts import RELAYER, Accounts
from ledger_py.indexer import Indexer
from ledger_py.models import Record
from ledger_py.outbox import Outbox
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.signers import LocalSigner
from ledger_py.worker import Worker
from tests.api.stack import RULES, UNCLAIMED, Gateway, open_gateway, serve
from tests.api.visitors import Visitor
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is erased here is gone."""
    with open_gateway(database, tmp_path_factory.mktemp("own")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    """A browser that nobody has signed in at."""
    return Visitor(gateway)


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


def path(gateway: Gateway, rest: str) -> str:
    """A path of the community, under /v1."""
    return f"/communities/{gateway.place.community}{rest}"


@contextmanager
def second(gateway: Gateway, database: Database, folder: Path) -> Iterator[httpx.Client]:
    """Another gateway of the same ledger, with a store, a relayer and an index of its own."""
    first = gateway.services
    accounts = Accounts(folder / "accounts.json")
    accounts.create(RELAYER)
    store = database.store(folder)
    relay = Relay(
        first.node, store, accounts.account(RELAYER), gateway.chain.produce, clock=gateway.clock
    )
    indexer = Indexer(first.node, store, first.deployment.factory, first.deployment.block)
    indexer.catch_up()
    worker = Worker(relay, indexer)
    services = Services(
        settings=Settings.read(data_dir=folder),
        store=store,
        outbox=Outbox(store, clock=gateway.clock, wake=worker.wake),
        node=first.node,
        deployment=first.deployment,
        accounts=accounts,
        ready=dict,
        clock=gateway.clock,
    )
    worker.start()
    opened = Gateway(services, gateway.chain, gateway.clock, gateway.gate)
    try:
        with serve(opened):
            yield opened.client
    finally:
        worker.stop()
        store.close()


class TestOwnData:
    """GET `/v1/communities/{c}/members/{m}/data`."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        answer = visitor.send("GET", path(gateway, "/members/3/data"))
        assert error(answer) == (401, "SignInRequired")

    def test_another_member_is_refused(self, gateway: Gateway, visitor: Visitor) -> None:
        visitor.by_wallet(gateway.keys[4])
        answer = visitor.send("GET", path(gateway, "/members/3/data"))
        assert error(answer) == (403, "MemberForeign")

    def test_a_member_has_every_text_and_every_act(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        visitor.by_wallet(gateway.keys[3])
        answer = visitor.send("GET", path(gateway, "/members/3/data"))
        assert answer.headers["content-disposition"].startswith("attachment")
        found = answer.json()
        bodies = [one["body"] for one in found["texts"]]
        assert {"kind": "person", "name": "member 3"} in bodies
        described = {body.get("description") for body in bodies}
        assert {"mentored", "waiting"} <= described
        assert {"I was there", "Because it is so"} <= {body.get("text") for body in bodies}
        assert "organised" not in described
        acts = [one["primary_type"] for one in found["receipts"]]
        assert acts.count("Record") == 2
        assert "Ballot" in acts
        tool = visitor.token("write")
        answer = tool.send("GET", path(gateway, "/members/3/data"))
        assert error(answer) == (403, "ScopeMissing")


class TestBringing:
    """POST `/v1/communities/{c}/contents`: going on at a second gateway."""

    def test_anonymous(
        self, gateway: Gateway, visitor: Visitor, database: Database, tmp_path: Path
    ) -> None:
        """Who goes on is nobody to the second gateway, and needs to be nobody."""
        visitor.by_wallet(gateway.keys[3])
        taken = visitor.send("GET", path(gateway, "/members/3/data")).json()
        contents = [{key: one[key] for key in ("salt", "body")} for one in taken["texts"]]
        with second(gateway, database, tmp_path) as client:
            there = f"/v1{path(gateway, '')}"
            unnamed = {"salt": "0x" + "11" * 32, "body": {"kind": "note", "text": "Not on chain"}}
            waiting = next(
                one
                for one in client.get(f"{there}/contributions").json()["items"]
                if one["contributor"]["member"] == 3 and one["state"] == "proposed"
            )
            assert waiting["content"]["body"] is None
            answer = client.post(f"{there}/contents", json={"contents": [*contents, unnamed]})
            states = [one["state"] for one in answer.json()["items"]]
            assert states == ["kept"] * len(contents) + ["unnamed"]
            shown = client.get(f"{there}/contributions/{waiting['id']}").json()
            assert shown["content"]["body"]["description"] == "waiting"
            act = Record(3, gateway.deadline(), (gateway.contribution("further", 3),))
            body = gateway.signed(act, contents=[gateway.contents["further"]])
            headers = {"Idempotency-Key": '"second"', "Prefer": "wait=20"}
            recorded = client.post(f"{there}/contributions", json=body, headers=headers)
            assert recorded.status_code == 200, recorded.text
        # The first gateway reads it too, before others look whether anything changes there.
        gateway.pass_time(0)

    @pytest.mark.parametrize(
        "contents",
        [
            [],
            [{"salt": "0x12", "body": {}}],
            [{"salt": "0x" + "11" * 32}],
            [{"salt": "0x" + "11" * 32, "body": {"kind": 1e999}}],
            "text",
        ],
        ids=range(5),
    )
    def test_what_has_another_shape_is_refused(
        self, gateway: Gateway, visitor: Visitor, contents: Any
    ) -> None:
        raw = {"contents": contents}
        with gateway.unchanged():
            if isinstance(contents, list) and contents and contents[0].get("body", {}).get("kind"):
                answer = visitor.client.post(
                    f"/v1{path(gateway, '/contents')}",
                    content=b'{"contents": [{"salt": "0x%s", "body": {"kind": 1e999}}]}'
                    % (b"11" * 32),
                    headers={"Content-Type": "application/json"},
                )
            else:
                answer = visitor.send("POST", path(gateway, "/contents"), raw)
        assert answer.status_code in (400, 422), answer.text


class TestVisibility:
    """`/v1/communities/{c}/members/{m}/visibility`: who sees a name and texts."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        there = path(gateway, "/members/4/visibility")
        for method, body in (("GET", None), ("PUT", {"audience": "community"})):
            assert error(visitor.send(method, there, body)) == (401, "SignInRequired")

    def test_what_is_for_the_community_is_for_nobody_else(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        by, there = Visitor(gateway), path(gateway, "/members/4/visibility")
        by.by_wallet(gateway.keys[4])
        stranger, other = Visitor(gateway), Visitor(gateway)
        stranger.by_wallet(LocalSigner(b"\x71" * 32))
        other.by_wallet(gateway.keys[3])
        shown = path(gateway, "/members/4")
        assert visitor.send("GET", shown).json()["who"]["name"] == "member 4"
        assert by.send("PUT", there, {"audience": "community"}).status_code == 200
        assert by.send("GET", there).json() == {"audience": "community"}
        try:
            for reader, name in ((visitor, None), (stranger, None), (other, "member 4")):
                answer = reader.send("GET", shown)
                assert answer.json()["who"]["name"] == name
                assert "Cookie" in answer.headers["vary"]
                given = reader.send("GET", path(gateway, "/contributions")).json()["items"]
                notes = [note["note"] for one in given for note in one["attestations"]]
                assert ("member 4" in str(given)) == (name is not None), notes
            tool = other.token("write")
            assert tool.send("GET", shown).json()["who"]["name"] is None
            number = gateway.services.reads.community(gateway.place.community).number
            page = f"/communities/{number}/members/4"
            assert "member 4</h1>" in other.client.get(page).text
            assert visitor.client.get(page).status_code == 200
            assert error(other.send("PUT", there, {"audience": "everybody"})) == (
                403,
                "MemberForeign",
            )
        finally:
            assert by.send("PUT", there, {"audience": "everybody"}).status_code == 200
        assert visitor.send("GET", shown).json()["who"]["name"] == "member 4"

    def test_who_has_left_the_community_reads_as_everybody(self, gateway: Gateway) -> None:
        by, left = Visitor(gateway), Visitor(gateway)
        by.by_wallet(gateway.keys[4])
        left.by_wallet(gateway.keys[5])
        there, shown = path(gateway, "/members/4/visibility"), path(gateway, "/members/4")
        by.send("PUT", there, {"audience": "community"})
        try:
            gateway.settle(gateway.ledger(5).depart())
            assert left.send("GET", shown).json()["who"]["name"] is None
            gateway.settle(gateway.ledger(5).rejoin())
            assert left.send("GET", shown).json()["who"]["name"] == "member 4"
        finally:
            by.send("PUT", there, {"audience": "everybody"})


class TestErasure:
    """POST `/v1/communities/{c}/members/{m}/erasure`."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        with gateway.unchanged():
            answer = visitor.send("POST", path(gateway, "/members/5/erasure"), {"member": 5})
        assert error(answer) == (401, "SignInRequired")

    def test_a_tool_another_member_and_a_slip_erase_nothing(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        visitor.by_wallet(gateway.keys[5])
        tool, other = visitor.token("read", "write", "sign"), Visitor(gateway)
        other.by_wallet(gateway.keys[4])
        there = path(gateway, "/members/5/erasure")
        for caller, given, name in (
            (tool, 5, "SessionRequired"),
            (other, 5, "MemberForeign"),
            (visitor, 4, "MemberForeign"),
        ):
            answer = caller.send("POST", there, {"member": given})
            assert error(answer) == (403, name)
        assert visitor.send("GET", path(gateway, "/members/5")).json()["who"]["name"] == "member 5"

    def test_what_was_erased_does_not_come_back(self, gateway: Gateway, visitor: Visitor) -> None:
        visitor.by_wallet(gateway.keys[5])
        taken = visitor.send("GET", path(gateway, "/members/5/data")).json()["texts"]
        there = path(gateway, "/members/5/erasure")
        done = visitor.send("POST", there, {"member": 5})
        assert done.json()["texts"] == len(taken) > 0
        assert visitor.send("GET", path(gateway, "/members/5/data")).json()["texts"] == []
        assert visitor.send("GET", path(gateway, "/members/5")).json()["who"]["name"] is None
        contents = [{key: one[key] for key in ("salt", "body")} for one in taken]
        brought = visitor.send("POST", path(gateway, "/contents"), {"contents": contents}).json()
        assert {one["state"] for one in brought["items"]} == {"erased"}
        assert visitor.send("POST", there, {"member": 5}).json()["texts"] == 0

    def test_an_unclaimed_member_s_is_nobody_s_to_ask_for(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        visitor.by_wallet(gateway.keys[3])
        member = UNCLAIMED[0]
        answer = visitor.send("GET", path(gateway, f"/members/{member}/data"))
        assert error(answer) == (403, "MemberForeign")
