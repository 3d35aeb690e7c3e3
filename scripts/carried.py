"""A ledger as in production with nobody in it yet: for the bench of what the relay carries.

Deployed and founded by the same worker that is measured: duties, relay, indexer. Either on the
embedded chain with its journal, or on the same node, with the same arguments, and no journal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak

from ledger_py import calls
from ledger_py.calls import Call
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import deploy
from ledger_py.chain.embedded import BLOCK_GAS_LIMIT, CHAIN_ID, FUNDED_WEI, HARDFORK, EmbeddedChain
from ledger_py.chain.journal import Genesis
from ledger_py.chain.node import NodeProcess, find_anvil
from ledger_py.chain.replay import genesis_json, node_arguments, node_version
from ledger_py.chain.rpc import Rpc
from ledger_py.commitments import Content, seal
from ledger_py.door import Door
from ledger_py.duties import Duties
from ledger_py.indexer import Indexer
from ledger_py.ledger import Ledger, Newcomer, found
from ledger_py.models import Basis, Contribution, Orientation, Record, Unit
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, Outbox
from ledger_py.relay import Relay
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.worker import Worker
from tests.chain.world import DAY, RULES, word

RELAYER: LocalAccount = Account.from_key(keccak(b"the relayer of the bench"))
PAYER: LocalAccount = Account.from_key(keccak(b"who pays in the bench"))
MEMBERS = tuple(range(1, 9))
Carrier = Callable[[Sequence[bytes]], object]
Said = tuple[Call, OffChain]


class NotCarried(Exception):
    """An act did not land."""


class Carried:
    """A community of eight, the door to its outbox, and the worker that carries what is there."""

    def __init__(self, folder: Path, node: Node, carrier: Carrier) -> None:
        self.node, self.store = node, Store(f"sqlite:///{folder / 'auzolan.sqlite'}")
        deployment = deploy(node, RELAYER, carrier)
        self.store.migrate()
        self.outbox = Outbox(self.store)
        self.door = Door(node, self.outbox)
        self.worker = Worker(
            Duties(self.store, self.outbox, deployment.chain_id),
            Relay(node, self.store, RELAYER, carrier),
            Indexer(node, self.store, deployment.factory, deployment.block),
        )
        self._keys = {m: LocalSigner(keccak(b"member %d of the bench" % m)) for m in MEMBERS}
        now = int(time.time())
        founding, self.place = found(
            self.outbox,
            deployment,
            {"kind": "community", "name": "Bench", "description": "A community for a bench"},
            salt=word("bench"),
            origin=now - 100 * DAY,
            ends=[now - 9 * DAY, now + 82 * DAY],
            rules=RULES,
            stewards=[self._newcomer(member) for member in MEMBERS[:2]],
        )
        self._settle(founding)

    def _settle(self, founding: AcceptedAct) -> None:
        self.carry(founding)
        steward = Ledger(self.place, 1, self._keys[1], self.outbox)
        group = {"kind": "group", "name": "work", "title": "Work", "description": "Work"}
        activity = group | {"kind": "activity", "name": "mentoring"}
        self.carry(
            steward.admit([self._newcomer(m) for m in MEMBERS[2:]]),
            steward.define_group(group),
            steward.define_activity(
                activity, group=1, orientation=Orientation.BOTH, unit=Unit.SESSION, required=2
            ),
        )

    def said(self, first: int, count: int) -> list[Said]:
        """So many contributions, each an act that its contributor has signed, with its text."""
        return [self._said(number) for number in range(first, first + count)]

    def _said(self, number: int) -> Said:
        member = MEMBERS[number % len(MEMBERS)]
        body = {"kind": "contribution", "description": f"Number {number}", "evidence": []}
        content: Content = seal(body, word(f"salt {number}"))
        contribution = Contribution(member, member, 1, 2, 100, Basis.NONE, content.commitment)
        act = Record(member, int(time.time()) + DAY, (contribution,))
        key = self._keys[member]
        call = calls.signed(act, self.place, key.signer, key.sign(self.place.digest(act)))
        return call, OffChain((content,))

    def carry(self, *accepted: AcceptedAct) -> float:
        """Let the worker work until nothing waits; return the seconds until all was in blocks."""
        begun = time.perf_counter()
        while self.outbox.waiting():
            self.worker.round()
            if self.worker.fault:
                raise self.worker.fault
        taken = time.perf_counter() - begun
        while self.worker.round():
            pass
        states = [self.outbox.state(one.act) for one in accepted]
        if not all(state.done and state.tx for state in states):
            raise NotCarried(next(state for state in states if not state.done))
        return taken

    def _newcomer(self, member: int) -> Newcomer:
        return Newcomer({"kind": "person", "name": f"Member {member}"}, self._keys[member].signer)


@contextmanager
def on_embedded(folder: Path) -> Iterator[Carried]:
    """On the embedded chain: every block is durable in its journal before it is made."""
    folder.mkdir()
    with EmbeddedChain(folder / "chain", funded=[RELAYER.address]) as chain:
        yield from _opened(Carried(folder, Node(chain.rpc), chain.produce))


@contextmanager
def on_plain(folder: Path, sent: list[bytes]) -> Iterator[Carried]:
    """On the same node, started alike, which forgets everything when it ends.

    sent: where every transaction that it is sent is put.
    """
    folder.mkdir()
    with plain_node(folder) as node:

        def carry(raws: Sequence[bytes]) -> None:
            sent.extend(raws)
            mine(node, raws)

        yield from _opened(Carried(folder, node, carry))


@contextmanager
def plain_node(folder: Path) -> Iterator[Node]:
    """A node with the embedded chain's arguments, which nobody keeps a journal of."""
    program, genesis_file = find_anvil(), folder / "genesis.json"
    funded = {one.address.lower(): FUNDED_WEI for one in (RELAYER, PAYER)}
    began, version = int(time.time()), node_version(program)
    genesis = Genesis(CHAIN_ID, began, BLOCK_GAS_LIMIT, HARDFORK, funded, version)
    genesis_file.write_bytes(genesis_json(genesis))
    arguments = node_arguments(genesis, genesis_file)
    with ExitStack() as stack:
        process = NodeProcess(program, arguments, "127.0.0.1", 0, folder / "node.pid")
        stack.callback(process.stop)
        rpc = stack.enter_context(Rpc(f"http://127.0.0.1:{process.port}"))
        rpc.call("anvil_setLoggingEnabled", False)
        yield Node(rpc)


def mine(node: Node, raws: Sequence[bytes]) -> None:
    """Put transactions into a block."""
    for raw in raws:
        node.send(raw)
    node.rpc.call("evm_mine")


def _opened(carried: Carried) -> Iterator[Carried]:
    try:
        yield carried
    finally:
        carried.worker.stop()
        carried.store.close()
