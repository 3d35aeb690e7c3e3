"""A gateway with everything real behind it: embedded chain, contracts, relay, index, application.

Members 1 and 2 are stewards, 3 to 6 have joined (6 is managed, a demo account), 7 and 8 are
unclaimed, 9 joined after vote 2 had opened. Activity types: 1 mentoring (session, two attest),
2 organising (event), 3 reviewing (credit), 4 testing (hour, from epoch 6 on). Epochs 1 to 3 are
closed, 4 is open, 5 has not begun. Vote 1 is closed and set version 1; vote 2 is open; vote 3 has
not opened. Contribution "mentored" is accepted, "organised" credits member 7, "waiting" waits.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from api.app import create_app
from api.services import Services
from ledger_py import commitments, models, typed_data
from ledger_py.accounts import RELAYER, Accounts
from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import deploy
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.commitments import Content
from ledger_py.indexer import Indexer
from ledger_py.ledger import Attesting, Ledger, Newcomer, found
from ledger_py.models import Act, Basis, Contribution, Orientation, Rules, Unit
from ledger_py.outbox import AcceptedAct, OffChain, Outbox
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.signers import LocalSigner
from ledger_py.store import schema
from ledger_py.worker import Worker
from tests.databases import Database

DAY = 86_400
GENESIS = 1_750_000_000
ORIGIN = GENESIS - 300 * DAY
ENDS = tuple(ORIGIN + 91 * DAY * n for n in range(1, 7))
LATE_WINDOW = 3_600
RULES = Rules(
    late_window=LATE_WINDOW,
    contest_window=30 * DAY,
    contest_time=14 * DAY,
    recovery_wait=7 * DAY,
    claim_wait=30 * DAY,
    notice=DAY,
    voting_time=2 * DAY,
    delay=DAY,
    admission_cap=1_000,
    quorum=4_000,
    sponsors=3,
    dormant_after=4,
    contest_limit=5,
    managed_may_vote=True,
)
OPEN_EPOCH = 4
STEWARDS, JOINED, MANAGED, UNCLAIMED, LATE = (1, 2), (3, 4, 5, 6), 6, (7, 8), 9
STRANGER = 99
_PASSING = (schema.checkpoint, schema.blocks, schema.relayers, schema.ways)
"""What changes while nothing happens: blocks are read, and the relayer sees to its own."""


class Clock:
    """The clock of the whole installation, moved by hand: chain time follows it."""

    def __init__(self) -> None:
        self.now = float(GENESIS)

    def __call__(self) -> float:
        return self.now


class Gate:
    """The first part of the worker: while it is held, acts wait."""

    def __init__(self) -> None:
        self._lock, self._stands = threading.Lock(), threading.Event()

    def step(self) -> int:
        """Pass, unless the gate is held."""
        self._stands.set()
        with self._lock:
            self._stands.clear()
            return 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing be carried in this block."""
        with self._lock:
            # A worker that is past the gate carries what comes in; one that rests comes here first.
            self._stands.wait(0.5)
            yield


class Described:
    """The API as it describes itself, to hold answers against."""

    def __init__(self, app: FastAPI) -> None:
        self._schemas = app.openapi()["components"]["schemas"]
        self._paths = {
            re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))): operations
            for path, operations in app.openapi()["paths"].items()
        }

    def check(self, response: httpx.Response) -> None:
        """Fail when a route answers what it does not say that it may."""
        path, method = response.request.url.path, response.request.method.lower()
        for pattern, operations in self._paths.items():
            if pattern.fullmatch(path) and method in operations:
                declared = operations[method]["responses"]
                assert str(response.status_code) in declared, (method, path, response.text)
                if response.status_code >= 400 and path != "/health/ready":
                    self._check_name(declared[str(response.status_code)], response)
                return

    def _check_name(self, declared: dict[str, Any], response: httpx.Response) -> None:
        media_type = response.headers["content-type"]
        assert media_type == "application/problem+json"
        name = declared["content"][media_type]["schema"]["$ref"].rpartition("/")[2]
        names = self._schemas[name]["allOf"][1]["properties"]["error"]["enum"]
        assert response.json()["error"] in names, response.text


class Gateway:
    """The gateway under test, with the keys of its members."""

    def __init__(self, services: Services, chain: EmbeddedChain, clock: Clock, gate: Gate) -> None:
        self.services, self.chain, self.clock = services, chain, clock
        self.app = create_app(services)
        self.client: httpx.Client
        self.elsewhere: Place
        self.place: Place
        self.gate = gate
        self._described = Described(self.app)
        self.keys = {m: services.accounts.create(f"member {m}") for m in (*range(1, 10), STRANGER)}
        self.contributions: dict[str, Contribution] = {}
        self.contents: dict[str, Content] = {}

    # --- the community

    def found(self, name: str, rules: Rules) -> Place:
        """Found a community with the two stewards."""
        accepted, place = found(
            self.services.outbox,
            self.services.deployment,
            {"kind": "community", "name": name, "description": "For tests", "notice": "Tests"},
            salt=commitments.document_hash(name.encode()),
            origin=ORIGIN,
            ends=ENDS,
            rules=rules,
            stewards=[self.newcomer(m, f"steward {m}") for m in STEWARDS],
        )
        self.settle(accepted)
        return place

    def newcomer(self, member: int, name: str) -> Newcomer:
        """Somebody to admit under a name; unclaimed ones have no key."""
        person = {"kind": "person", "name": name}
        if member in UNCLAIMED:
            return Newcomer(person)
        if member == MANAGED:
            return Newcomer({**person, "demo": True}, self.keys[member].signer, managed=True)
        return Newcomer(person, self.keys[member].signer)

    def populate(self, place: Place) -> None:
        """Admit members, define, record, attest, vote: the state in this module's first lines."""
        self.place = place
        self._define()
        self._record()
        self._vote()

    def open_elsewhere(self, rules: Rules) -> None:
        """Found a second community, whose member 3 is managed, with an open vote of its own."""
        self.elsewhere = place = self.found("elsewhere", rules)
        pen = self.ledger(1, place)
        pen.admit([self.newcomer(MANAGED, "member 3")])
        pen.define_group(_document("group", "care"))
        activity = _document("activity", "mentoring")
        pen.define_activity(activity, group=1, orientation=2, unit=Unit.SESSION)
        pen.define_indicator(_document("indicator", "care work"))
        self.settle(pen.open_vote(1, duration=365 * DAY, from_=1))

    def _define(self) -> None:
        pen = self.ledger(1)
        newcomers = [self.newcomer(m, f"member {m}") for m in JOINED]
        newcomers += [self.newcomer(m, f"credited person {m}") for m in UNCLAIMED]
        pen.admit(newcomers)
        for name in ("care", "code"):
            pen.define_group(_document("group", name))
        for name, group, unit, required, cap, since in (
            ("mentoring", 1, Unit.SESSION, 2, 5_000, 1),
            ("organising", 1, Unit.EVENT, 1, models.NO_CAP, 1),
            ("reviewing", 2, Unit.CREDIT, 1, models.NO_CAP, 1),
            ("testing", 2, Unit.HOUR, 1, models.NO_CAP, 6),
        ):
            pen.define_activity(
                _document("activity", name),
                group=group,
                orientation=Orientation.COMMUNITY if group == 1 else Orientation.OBJECT,
                unit=unit,
                required=required,
                cap=cap,
                since=since,
            )
        pen.define_indicator(_document("indicator", "care work"), (5_000,))
        self.settle(pen.define_indicator(_document("indicator", "other work")))

    def _record(self) -> None:
        mentored = self.contribution("mentored", 3, activity=1, units=300, epoch=1)
        self.contribution("organised", 7, recorder=4, activity=2, basis=2)
        self.contribution("waiting", 3, activity=1, units=200)
        for name, one in list(self.contributions.items()):
            act = models.Record(one.recorder, self.deadline(), (one,))
            self.ledger(one.recorder).submit(act, OffChain((self.contents[name],)))
        for member in (4, 5):
            attesting = Attesting(mentored, 300, Basis.PRESENT, "I was there")
            last = self.ledger(member).attest([attesting])
        self.settle(last)

    def _vote(self) -> None:
        steward = self.ledger(1)
        steward.open_vote(1, duration=60, from_=1)
        levels = {1: (8, 5, 2, 15), 3: (6, 5, 2, 15), 4: (7, 1, 15, 15), 5: (7, 15, 2, 15)}
        self.settle(*(self.ledger(m).cast(1, 1, given) for m, given in levels.items()))
        self.pass_time(61)
        self.settle(steward.close_vote(1))
        self.settle(steward.open_vote(1, duration=365 * DAY))
        self.settle(self.ledger(3).cast(2, 1, (9, 9, 9, 9), "Because it is so"))
        self.settle(steward.open_vote(2, duration=60, from_=1, notice=30 * DAY))
        self.pass_time(LATE_WINDOW)
        self.settle(steward.admit([self.newcomer(LATE, "member 9")]))

    # --- acts

    def ledger(self, member: int, place: Place | None = None) -> Ledger:
        """The pen of a member, past the door, straight into the outbox."""
        place, key = place or self.place, self.keys[member]
        return Ledger(place, member, key, self.services.outbox, clock=self.clock)

    def contribution(
        self,
        name: str,
        contributor: int,
        *,
        recorder: int | None = None,
        activity: int = 2,
        epoch: int = OPEN_EPOCH,
        units: int = 100,
        basis: int = 0,
    ) -> Contribution:
        """A contribution under a name that tests find it by, its content sealed."""
        body = {"kind": "contribution", "description": name, "evidence": []}
        content = commitments.seal(body)
        self.contents[name] = content
        by = contributor if recorder is None else recorder
        made = Contribution(contributor, by, activity, epoch, units, basis, content.commitment)
        self.contributions[name] = made
        return made

    def deadline(self) -> int:
        """A day from now."""
        return int(self.clock()) + DAY

    def signed(
        self,
        act: Act,
        *,
        by: LocalSigner | None = None,
        place: Place | None = None,
        contents: Sequence[Content] = (),
    ) -> dict[str, Any]:
        """What a client posts: the act, signed by its member or with another key, elsewhere."""
        key = by or self.keys[act.member]
        message = typed_data.typed_data(act, self.place.domain(act))["message"]
        return {
            "act": message,
            "signer": "0x" + key.signer.hex(),
            "signature": "0x" + key.sign((place or self.place).digest(act)).hex(),
            "contents": [posted(content) for content in contents],
        }

    # --- what became of it

    def settle(self, *accepted: AcceptedAct) -> None:
        """Wait until the acts are finalised; fail with the first one's error."""
        for one in accepted:
            end = time.monotonic() + 30
            while not (state := self.services.outbox.state(one.act)).over:
                assert time.monotonic() < end, f"{one.call.name} is still {state.status}"
                time.sleep(0.01)
            assert state.error is None, state.error

    def pass_time(self, seconds: int) -> None:
        """Let time pass, on the chain too."""
        self.clock.now += seconds
        block = self.chain.produce()
        end = time.monotonic() + 30
        while (seen := self.services.reads.checkpoint()) is None or seen.block < block.number:
            assert time.monotonic() < end, "the index does not follow"
            time.sleep(0.01)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is stored, but for the passing of blocks."""
        with self.services.store.reading() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(select(table)))
                for table in schema.metadata.sorted_tables
                if table not in _PASSING
            }

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fail when anything stored, or the chain, is another afterwards."""
        rows, nonce = self.rows(), self._nonce()
        yield
        assert self.rows() == rows
        assert self._nonce() == nonce

    def _nonce(self) -> int:
        relayer = self.services.accounts.account(RELAYER).address
        return self.services.node.nonce(relayer)

    # --- requests

    @property
    def path(self) -> str:
        """The community's address in the API."""
        return f"/v1/communities/{self.place.community}"

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET a path of the community (or one that begins with /v1 or /health)."""
        full = path if path.startswith(("/v1", "/health")) else self.path + path
        return self._checked(self.client.get(full, headers=headers))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """POST to a path of the community, under a new idempotency key unless one is given."""
        headers = {"Idempotency-Key": f'"{uuid4()}"'} | headers
        return self._checked(self.client.post(self.path + path, json=body, headers=headers))

    def _checked(self, response: httpx.Response) -> httpx.Response:
        self._described.check(response)
        return response


def posted(content: Content) -> dict[str, Any]:
    """A content as a client posts it."""
    return {"salt": "0x" + content.salt.hex(), "body": json.loads(content.body)}


def _document(kind: str, name: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "title": name.capitalize(), "description": f"About {name}"}


@contextmanager
def open_gateway(database: Database, folder: Path, **settings: Any) -> Iterator[Gateway]:
    """Start everything in a folder, with further settings, and end it after."""
    with ExitStack() as stack:
        clock, accounts = Clock(), Accounts(folder / "accounts.json")
        accounts.create(RELAYER)
        account = accounts.account(RELAYER)
        chain = EmbeddedChain(
            folder / "chain", funded=[account.address], genesis_time=GENESIS - 10, clock=clock
        )
        stack.enter_context(chain)
        node = Node(chain.rpc)
        deployment = deploy(node, account, chain.produce)
        store = database.store(folder)
        stack.callback(store.close)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        gate = Gate()
        relay = Relay(node, store, account, chain.produce, clock=clock)
        worker = Worker(gate, relay, indexer)
        services = Services(
            settings=Settings.read(data_dir=folder, **settings),
            store=store,
            outbox=Outbox(store, clock=clock, wake=worker.wake),
            node=node,
            deployment=deployment,
            accounts=accounts,
            ready=lambda: {"worker": worker.alive and worker.fault is None},
            clock=clock,
        )
        stack.callback(worker.stop)
        worker.start()
        gateway = Gateway(services, chain, clock, gate)
        stack.enter_context(serve(gateway))
        yield gateway


@contextmanager
def serve(gateway: Gateway) -> Iterator[None]:
    """Serve the gateway's application on a free loopback port."""
    config = uvicorn.Config(gateway.app, log_level="critical", access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    # Named as TCP, since asyncio lets small answers go at once on such sockets only.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        port = listener.getsockname()[1]
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as gateway.client:
                yield
        finally:
            server.should_exit = True
            thread.join()
