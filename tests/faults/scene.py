"""The installation under faults: node, proxy, workers and gateway, each a process to be killed.

Workers and gateway are `auzolan work` and `auzolan serve`; they know the node by the proxy's
address only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from eth_account import Account
from eth_utils.crypto import keccak

from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc
from ledger_py.chain.sending import into_pool
from ledger_py.ledger import Ledger, Newcomer, found
from ledger_py.master import MasterKeys
from ledger_py.models import Orientation, Unit
from ledger_py.outbox import AcceptedAct, Outbox
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.store.vault import MASTER_KEY, Vault
from tests.chain.engine_nodes import free_port
from tests.chain.world import DAY, RULES, word
from tests.databases import Database
from tests.faults.faulty import FaultyNode

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = tuple(range(1, 9))
STEWARDS = (1, 2)
PATIENCE = 60
_DEPLOYER = Account.from_key(keccak(text="who deploys under faults"))
_RELAYERS = [Account.from_key(keccak(text=f"relayer {n} under faults")) for n in (1, 2)]


class Part:
    """A process that can be killed, with all that it started, and started again."""

    def __init__(self, name: str, words: list[object], env: dict[str, str], log: Path) -> None:
        self.name, self._words, self._log = name, [str(word) for word in words], log
        self._env = os.environ | {"PYTHONPATH": str(ROOT)} | env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._words],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def said(self) -> str:
        """Its log."""
        return self._log.read_text(errors="replace")


class Scene:
    """Everything that runs, and the keys of the members."""

    def __init__(self, folder: Path, seed: int, database: Database) -> None:
        self.folder, self._ports = folder, [free_port() for _ in range(2)]
        self.keys = {m: LocalSigner(keccak(text=f"member {m} under faults")) for m in MEMBERS}
        self.node_url = f"http://127.0.0.1:{self._ports[0]}"
        self.gateway_url = f"http://127.0.0.1:{self._ports[1]}"
        self.direct = Node(Rpc(self.node_url, timeout=10))
        self.faulty = FaultyNode(self.node_url, seed)
        MasterKeys(folder / MASTER_KEY).newest()
        self._own = database.env(folder)
        address = self._own.get("AUZOLAN_DATABASE_URL", f"sqlite:///{folder / 'auzolan.sqlite'}")
        self.store = Store(address, Vault.in_folder(folder))
        self.parts = [self._node(), *(self._worker(n) for n in (1, 2)), self._gateway()]
        self.deployment: Deployment
        self.place: Place

    def open(self) -> None:
        """Start the node, deploy, start the others, found a community, admit its members."""
        self.parts[0].start()
        self.wait_for_node()
        carry = into_pool(self.direct)
        self.deployment = deploy(self.direct, _DEPLOYER, carry)
        self.deployment.save(self.folder / "deployment.json")
        self.store.migrate()
        for part in self.parts[1:]:
            part.start()
        self._found()
        _until(self._gateway_answers, "the gateway does not answer")

    def wait_for_node(self) -> None:
        """Return when the node answers, which takes a moment after it was killed."""
        _until(self._node_answers, "the node does not answer")

    def kill(self, *parts: Part) -> None:
        """End some of the processes, or all."""
        for part in parts or self.parts:
            part.kill()

    def pen(self, member: int) -> Ledger:
        """The pen of a member, straight into the outbox."""
        return Ledger(self.place, member, self.keys[member], Outbox(self.store))

    def logs(self) -> str:
        """What every process said."""
        return "\n".join(f"== {part.name}\n{part.said()[-4_000:]}" for part in self.parts)

    def _found(self) -> None:
        outbox, now = Outbox(self.store), int(time.time())
        act, self.place = found(
            outbox,
            self.deployment,
            {"kind": "community", "name": "Under faults", "description": "A community for tests"},
            salt=word("faults"),
            origin=now - 100 * DAY,
            ends=[now - 9 * DAY, now + 82 * DAY],
            rules=RULES,
            stewards=[self._newcomer(member) for member in STEWARDS],
        )
        self._arrive(outbox, act)
        steward = self.pen(1)
        acts = [steward.admit([self._newcomer(m) for m in MEMBERS if m not in STEWARDS])]
        acts.append(steward.define_group(_definition("group", "work")))
        acts.append(
            steward.define_activity(
                _definition("activity", "mentoring"),
                group=1,
                orientation=Orientation.BOTH,
                unit=Unit.SESSION,
                required=2,
            )
        )
        self._arrive(outbox, *acts)

    def _arrive(self, outbox: Outbox, *acts: AcceptedAct) -> None:
        for act in acts:
            state = outbox.wait(act.act, seconds=PATIENCE)
            assert state.done, (act.call.name, state, self.logs())

    def _newcomer(self, member: int) -> Newcomer:
        return Newcomer({"kind": "person", "name": f"Member {member}"}, self.keys[member].signer)

    def _node(self) -> Part:
        funded = [account.address for account in (_DEPLOYER, *_RELAYERS)]
        words = ["tests.faults.journalled_node", self.folder / "chain", self._ports[0], *funded]
        return Part("node", words, {}, self.folder / "node.log")

    def _worker(self, number: int) -> Part:
        key = self.folder / f"relayer-{number}.key"
        key.touch(mode=0o600)
        key.write_text(_RELAYERS[number - 1].key.hex())
        env = self._env() | {"AUZOLAN_RELAYER_KEY_FILE": str(key)}
        log = self.folder / f"worker-{number}.log"
        return Part(f"worker {number}", ["ledger_py.cli", "work"], env, log)

    def _gateway(self) -> Part:
        env = self._env() | {"AUZOLAN_PORT": str(self._ports[1])}
        # One address hands in everything, as fast as it is taken.
        env |= {f"AUZOLAN_RATE_{what}": "none" for what in ("ADDRESS", "PERSON", "WRITES")}
        log = self.folder / "gateway.log"
        return Part("gateway", ["ledger_py.cli", "serve"], env, log)

    def _env(self) -> dict[str, str]:
        return {
            "AUZOLAN_PROFILE": "network",
            "AUZOLAN_DATA_DIR": str(self.folder),
            "AUZOLAN_RPC_URL": self.faulty.url,
            "AUZOLAN_MASTER_KEY_FILE": str(self.folder / MASTER_KEY),
            **self._own,
        }

    def _node_answers(self) -> bool:
        try:
            return self.direct.chain_id() > 0
        except ChainError:
            return False

    def _gateway_answers(self) -> bool:
        try:
            return httpx.get(f"{self.gateway_url}/health/live", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


@contextmanager
def open_scene(folder: Path, seed: int, database: Database) -> Iterator[Scene]:
    """Open everything; kill what is left of it after."""
    with ExitStack() as stack:
        scene = Scene(folder, seed, database)
        stack.enter_context(scene.faulty)
        stack.callback(scene.store.close)
        stack.callback(scene.kill)
        scene.open()
        yield scene


def _definition(kind: str, name: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "title": name.capitalize(), "description": f"About {name}"}


def _until(holds: Callable[[], bool], told: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, told
        time.sleep(0.05)
