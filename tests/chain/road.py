"""The whole road of an act on the small world: outbox, relay, real node, index.

with open_road(database, tmp_path) as road:
    accepted = road.ledger(3).record([statement()])
    road.go()
    assert road.outbox.state(accepted.act).done
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from sqlalchemy import select

from ledger_py.calls import Call, Place, committed, signed
from ledger_py.chain.engines import ANVIL, Engine
from ledger_py.commitments import Content, seal
from ledger_py.indexer import Indexer
from ledger_py.ledger import Ledger, Statement
from ledger_py.models import Act, Basis
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, ActState, Outbox
from ledger_py.relay import Relay
from ledger_py.store import Store, schema
from tests.chain.world import CHAIN_ID, World, open_world
from tests.databases import Database

RELAYER: LocalAccount = Account.from_key(keccak(text="the relayer of the tests"))
_NO_STATE = (schema.checkpoint, schema.blocks, schema.outcomes)
_SAID: dict[bytes, Content] = {}
Carrier = Callable[[Sequence[bytes]], object]


class Road:
    """An outbox, a relay and an index for the community of a world."""

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self.store = store
        self.place = Place(CHAIN_ID, world.community, world.assembly)
        final = world.node.engine.confirmations
        self.outbox = Outbox(self.store, clock=world.now, finality_blocks=final)
        self.indexer = Indexer(
            world.node, self.store, world.deployment.factory, world.deployment.block
        )
        self.relay = self.make_relay()

    def make_relay(self, carrier: Carrier | None = None) -> Relay:
        """A relay as after a restart; `carrier` stands between it and the node."""
        return Relay(
            self.world.node, self.store, RELAYER, carrier or self.carry, clock=self.world.now
        )

    def carry(self, raws: Sequence[bytes]) -> None:
        """Put each transaction into a block of its own."""
        for raw in raws:
            self.world.mine(raw)

    def go(self) -> None:
        """Carry and read until nothing is left to do."""
        while self.relay.step() or self.indexer.step():
            pass

    def ledger(self, member: int) -> Ledger:
        """The pen of a member of the world."""
        signer = self.world.signers[member]
        return Ledger(self.place, member, signer, self.outbox, clock=self.world.now)

    def call(self, act: Act, by: int | None = None) -> Call:
        """An act's call, signed by its member or by another's key."""
        signer = self.world.signers[act.member if by is None else by]
        return signed(act, self.place, signer.signer, signer.sign(self.place.digest(act)))

    def accept(self, call: Call) -> AcceptedAct:
        """Hand in a call with what was `said` for it."""
        contents = tuple(_SAID[commitment] for commitment in committed(call))
        return self.outbox.accept(call, OffChain(contents))

    def outcome(self, call: Call) -> ActState:
        """Send a call all the way and return what became of it."""
        accepted = self.accept(call)
        self.go()
        return self.outbox.state(accepted.act)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that the index knows of communities: what a refused act must leave as it is."""
        with self.store.reading() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(select(table)))
                for table in schema.INDEX_TABLES
                if table not in _NO_STATE
            }

    def transactions(self) -> int:
        """How many transactions of the relayer are on the chain."""
        return self.world.node.nonce(RELAYER.address)


def said(name: str, kind: str = "contribution") -> bytes:
    """Seal a content under a name, the same at every run; return what an act commits to."""
    bodies = {
        "contribution": {"kind": kind, "description": name, "evidence": []},
        "person": {"kind": kind, "name": name},
        "rationale": {"kind": kind, "text": name},
    }
    content = seal(bodies[kind], keccak(text=name))
    _SAID[content.commitment] = content
    return content.commitment


def statement(contributor: int = 3, **changed: object) -> Statement:
    """A contribution that member 3 may record of their own work: one session of mentoring."""
    values: dict[str, object] = {
        "contributor": contributor,
        "activity": 1,
        "epoch": 1,
        "units": 100,
        "content": {"kind": "contribution", "description": "Mentored", "evidence": []},
        "basis": Basis.NONE,
    }
    return Statement(**(values | changed))  # type: ignore[arg-type]


@contextmanager
def open_road(database: Database, folder: Path, engine: Engine = ANVIL) -> Iterator[Road]:
    """Open a world and a road in it; close both after."""
    with open_world(folder, engine) as world:
        road = Road(world, database.store(folder))
        road.go()
        yield road
        road.store.close()
