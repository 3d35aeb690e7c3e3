"""Acts handed in over the REST gateway while everything fails; and what must hold afterwards.

    figures = ordeal(folder, acts=250, kills=6, seed=7)

Every act that the gateway accepted is on the chain once, nothing else is, and the index equals a
replay. A client does what clients should: it repeats a request, under the same idempotency key,
until there is an answer.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
from eth_utils.crypto import keccak

from ledger_py import commitments, typed_data
from ledger_py.chain.codec import decode_event
from ledger_py.commitments import Content
from ledger_py.indexer import Indexer
from ledger_py.models import Act, Attest, Attestation, Basis, Contribution, Record
from ledger_py.outbox import ActStatus, Outbox
from ledger_py.store import Store
from ledger_py.store.index import dump_index
from ledger_py.typed_data import contribution_id
from tests.chain.world import DAY
from tests.databases import Database, SqliteFiles
from tests.faults.scene import MEMBERS, Part, Scene, open_scene

_CLIENTS = 4
_PATIENCE = 120
_ANSWERED = (200, 202)
_REPEAT = (502, 503, 504)


@dataclass
class Figures:
    """What an ordeal was like."""

    seed: int
    accepted: int = 0
    refused: int = 0
    requests: int = 0
    seconds: float = 0
    blocks: int = 0
    transactions: int = 0
    landed_elsewhere: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Handed:
    """An act as a client hands it in; good: whether it breaks no rule."""

    path: str
    act: Act
    contents: tuple[Content, ...]
    good: bool


class Ordeal:
    """One run: its clients, and who kills."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene, self.random, self.figures = scene, Random(seed), Figures(seed)
        self.accepted: dict[str, Handed] = {}
        self.never: list[Handed] = []
        self._guard = threading.Lock()
        self._faults: list[str] = []
        self._stopped = threading.Event()

    # --- what is handed in

    def acts(self, count: int) -> Iterator[list[Handed]]:
        """Chains of acts that build on each other, so many acts in all; some that must not land."""
        made = 0
        while made < count:
            contribution, record = self._record(made)
            chain = [record]
            others = [m for m in MEMBERS if m != contribution.contributor]
            for member in self.random.sample(others, self.random.randrange(3)):
                chain.append(self._attest(contribution, member, good=True))
            if self.random.random() < 0.05:
                chain.append(self._attest(contribution, contribution.contributor, good=False))
            if self.random.random() < 0.05:
                self.never.append(self._record(made + 1_000_000)[1])
            made += sum(one.good for one in chain)
            yield chain

    def _record(self, number: int) -> tuple[Contribution, Handed]:
        member = self.random.choice(MEMBERS)
        body = {"kind": "contribution", "description": f"Number {number}", "evidence": []}
        content = commitments.seal(body, keccak(text=f"{self.figures.seed} {number}"))
        made = Contribution(member, member, 1, 2, 100, Basis.NONE, content.commitment)
        act = Record(member, self._deadline(), (made,))
        return made, Handed("contributions", act, (content,), good=True)

    def _attest(self, contribution: Contribution, member: int, *, good: bool) -> Handed:
        attestation = Attestation(contribution, 100, Basis.PRESENT)
        return Handed("attestations", Attest(member, self._deadline(), (attestation,)), (), good)

    def _deadline(self) -> int:
        return int(time.time()) + DAY

    # --- who hands it in

    def run(self, count: int, kills: int, pause: tuple[float, float]) -> None:
        """Hand everything in while things fail; then let things be, until all has arrived."""
        began = time.monotonic()
        chains = list(self.acts(count))
        clients = [
            threading.Thread(target=self._client, args=(chains[n::_CLIENTS],))
            for n in range(_CLIENTS)
        ]
        killer = threading.Thread(target=self._kill, args=(kills, pause))
        for thread in (*clients, killer):
            thread.start()
        for client in clients:
            client.join()
        self._stopped.set()
        killer.join()
        assert not self._faults, self._faults
        self._arrive()
        self.figures.seconds = round(time.monotonic() - began, 1)
        self.figures.faults = self.scene.faulty.done
        self.scene.faulty.quiet()
        self.scene.wait_for_node()

    def _client(self, chains: list[list[Handed]]) -> None:
        try:
            with httpx.Client(base_url=self.scene.gateway_url, timeout=30) as client:
                for chain in chains:
                    for handed in chain:
                        self._hand_in(client, handed)
        except Exception as error:
            self._faults.append(repr(error))

    def _hand_in(self, client: httpx.Client, handed: Handed) -> None:
        body, end = self._body(handed), time.monotonic() + _PATIENCE
        key = {"Idempotency-Key": f'"{keccak(repr(handed.act).encode()).hex()}"'}
        path = f"/v1/communities/{self.scene.place.community}/{handed.path}"
        while True:
            assert time.monotonic() < end, f"no answer to {handed}"
            answer = self._try(client, path, body, key)
            if answer is None:
                time.sleep(0.1)
                continue
            break
        with self._guard:
            if answer.status_code in _ANSWERED:
                assert handed.good, answer.text
                self.accepted[answer.json()["act"]] = handed
            else:
                assert not handed.good, answer.text
                self.never.append(handed)

    def _try(
        self, client: httpx.Client, path: str, body: dict[str, Any], key: dict[str, str]
    ) -> httpx.Response | None:
        with self._guard:
            self.figures.requests += 1
        try:
            answer = client.post(path, json=body, headers=key)
        except httpx.HTTPError:
            return None
        return None if answer.status_code in _REPEAT else answer

    def _body(self, handed: Handed) -> dict[str, Any]:
        act, place = handed.act, self.scene.place
        key = self.scene.keys[act.member]
        return {
            "act": typed_data.typed_data(act, place.domain(act))["message"],
            "signer": "0x" + key.signer.hex(),
            "signature": "0x" + key.sign(place.digest(act)).hex(),
            "contents": [
                {"salt": "0x" + one.salt.hex(), "body": _json(one)} for one in handed.contents
            ],
        }

    def _kill(self, kills: int, pause: tuple[float, float]) -> None:
        """Kill one process after another, and start each again after a moment."""
        random = Random(self.figures.seed)
        for number in range(kills):
            if self._stopped.wait(random.uniform(*pause)):
                return
            # Each in turn, so that a short ordeal spares none.
            part: Part = self.scene.parts[number % len(self.scene.parts)]
            part.kill()
            self.figures.kills[part.name] += 1
            time.sleep(random.uniform(0, 0.5))
            part.start()

    def _arrive(self) -> None:
        outbox, end = Outbox(self.scene.store), time.monotonic() + 5 * _PATIENCE
        left = set(self.accepted)
        while left:
            left = {act for act in left if not outbox.state(act).over}
            states = {act: outbox.state(act) for act in list(left)[:3]}
            assert time.monotonic() < end, f"{len(left)} never arrived: {states}"
            time.sleep(0.2)

    # --- what must hold

    def check(self) -> None:
        """Everything accepted is there once, nothing else is, and the index is the chain's."""
        outbox = Outbox(self.scene.store)
        states = {act: outbox.state(act) for act in self.accepted}
        assert all(state.done for state in states.values()), states
        elsewhere = [act for act, s in states.items() if s.status is ActStatus.LANDED_ELSEWHERE]
        assert not elsewhere, f"nobody else carries acts, and {elsewhere} are told so"
        self.figures.landed_elsewhere = len(elsewhere)
        there, wanted = self._on_chain(), Counter(map(_event, self.accepted.values()))
        assert there == wanted, (there - wanted, wanted - there)
        assert not any(_event(handed) in there for handed in self.never)
        self.figures.accepted, self.figures.refused = len(self.accepted), len(self.never)
        self._check_index()

    def _on_chain(self) -> Counter[tuple[object, ...]]:
        """How often every statement is in the events of the community, past the proxy."""
        node, place = self.scene.direct, self.scene.place
        head = node.head().number
        self.figures.blocks = head
        logs = node.logs(0, head, [place.community])
        events = [decode_event(log) for log in logs]
        self.figures.transactions = len({log.tx for log in logs})
        return Counter(
            (e.name, e.values["id"], e.values.get("member"))
            for e in events
            if e.name in ("ContributionRecorded", "ContributionAttested")
        )

    def _check_index(self) -> None:
        scene = self.scene
        factory, block = scene.deployment.factory, scene.deployment.block
        again = Store(f"sqlite:///{scene.folder / 'again.sqlite'}")
        again.migrate()
        scene.kill(*scene.parts[1:])
        Indexer(scene.direct, scene.store, factory, block).catch_up()
        Indexer(scene.direct, again, factory, block).catch_up()
        rows, replayed = dump_index(scene.store), dump_index(again)
        again.close()
        # Both read on to the newest block, which may have come in between.
        rows.pop("checkpoint")
        replayed.pop("checkpoint")
        assert rows == replayed


def ordeal(
    folder: Path,
    *,
    acts: int,
    seed: int,
    kills: int = 1_000_000,
    pause: tuple[float, float] = (0.5, 3),
    database: Database | None = None,
) -> Figures:
    """Run one in a folder and check what must hold; return what it was like.

    acts: to be accepted at least. kills: at most, while acts are handed in. pause: seconds between
    two kills, at least and at most. database: SQLite without one.
    """
    with open_scene(folder, seed, database or SqliteFiles()) as scene:
        one = Ordeal(scene, seed)
        try:
            one.run(acts, kills, pause)
            one.check()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}\n{scene.logs()}") from error
        return one.figures


def _event(handed: Handed) -> tuple[object, ...]:
    act = handed.act
    if isinstance(act, Record):
        return "ContributionRecorded", contribution_id(act.contributions[0]), None
    assert isinstance(act, Attest)
    return (
        "ContributionAttested",
        contribution_id(act.attestations[0].contribution),
        act.member,
    )


def _json(content: Content) -> Any:
    return json.loads(content.body)
