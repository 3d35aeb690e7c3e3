"""What the settings of an engine say, asked of the engine itself; and the road of acts on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from ledger_py.calls import act_of
from ledger_py.chain import sending
from ledger_py.chain.client import Node
from ledger_py.chain.engines import ANVIL, BESU, ENGINES, HARDHAT, Engine, Refusal, engine_named
from ledger_py.chain.errors import RpcError
from ledger_py.chain.rpc import Rpc
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Attesting
from ledger_py.models import Basis, OpenVote, Record
from ledger_py.outbox import ActStatus
from ledger_py.store.index import dump_index
from tests.chain.engine_nodes import open_hardhat
from tests.chain.indexes import indexer_of, replayed
from tests.chain.road import open_road, statement
from tests.chain.world import CHAIN_ID, DAY, open_node
from tests.databases import Database

TRIED = [engine for engine in ENGINES.values() if engine.tried]
CLOCK = "0x" + "55" * 20
# TIMESTAMP, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN
TELLS_TIME = "0x4260005260206000f3"


@dataclass
class Running:
    """A node of an engine, and an account that has something to spend."""

    engine: Engine
    rpc: Rpc
    account: LocalAccount

    def __post_init__(self) -> None:
        self.node = Node(self.rpc, self.engine)
        self.do("setBalance", self.account.address, hex(10**20))
        self.do("setCode", CLOCK, TELLS_TIME)

    def do(self, what: str, *values: object) -> None:
        self.rpc.call(f"{self.engine.name}_{what}", *values)

    def refusal(self, by: LocalAccount | None = None, **changed: int) -> Refusal | None:
        """Why the node refuses a transaction; None when it takes it."""
        account = by or self.account
        fields = {"nonce": self.node.nonce(account.address), "gas": 100_000, "fee": 0, "tip": 0}
        fields |= changed
        signed = sending.sign(account, chain_id=CHAIN_ID, to=CLOCK, data=b"", **fields)
        try:
            self.node.send(signed.raw)
        except RpcError as error:
            return self.node.refusal(error)
        return None


@pytest.fixture(scope="module", params=TRIED, ids=lambda engine: engine.name)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder, engine = tmp_path_factory.mktemp("node"), request.param
    opened = open_hardhat(folder) if engine is HARDHAT else open_node(folder)
    with opened as rpc:
        yield Running(engine, rpc, Account.from_key(b"\x12" * 32))


def test_engine__is_of_the_version_that_is_named(running: Running) -> None:
    assert f"/v{running.engine.tried}" in running.rpc.call("web3_clientVersion").replace(
        "HardhatNetwork/", "/v"
    )


def test_refusal__has_the_same_name_on_every_engine(running: Running) -> None:
    poor = Account.from_key(b"\x13" * 32)
    assert running.refusal() is None
    assert running.refusal() is Refusal.KNOWN
    running.rpc.call("evm_mine")
    assert running.refusal(nonce=0) is Refusal.NONCE_USED
    assert running.refusal(gas=running.engine.transaction_gas) is None
    assert running.refusal(gas=running.engine.transaction_gas + 1, nonce=9) is Refusal.UNFIT
    assert running.refusal(gas=20_000, nonce=9) is Refusal.UNFIT
    assert running.refusal(poor, fee=1) is Refusal.UNPAID
    running.rpc.call("evm_mine")


def test_refusal__of_a_replacement_for_the_same_fee__is_named(running: Running) -> None:
    assert running.refusal(fee=100, tip=100) is None
    again = running.refusal(fee=100, tip=100, gas=100_001)
    assert again is Refusal.REPLACEMENT_UNDERPRICED
    assert running.refusal(fee=200, tip=200) is None
    running.rpc.call("evm_mine")


def test_refusal__of_a_fee_below_the_base_fee__is_named_or_waits(running: Running) -> None:
    running.do("setNextBlockBaseFeePerGas", hex(10**9))
    running.rpc.call("evm_mine")
    wordings = [w.refusal for w in running.engine.wordings]
    expected = Refusal.UNDERPRICED if Refusal.UNDERPRICED in wordings else None
    assert running.refusal(fee=5) is expected
    running.do("setNextBlockBaseFeePerGas", "0x0")
    running.rpc.call("evm_mine")


def test_call__finds_the_time_asked_for_where_the_engine_takes_one(running: Running) -> None:
    last = running.node.head().time
    found = int.from_bytes(running.node.call(CLOCK, b"", time=last + 1_000))
    assert found == (last + 1_000 if running.engine.call_time else last)


def test_block_receipts__are_there_as_the_settings_say(running: Running) -> None:
    try:
        running.rpc.call("eth_getBlockReceipts", "0x0")
    except RpcError:
        assert not running.engine.block_receipts
    else:
        assert running.engine.block_receipts


def test_nonce__as_of_a_block__is_not_that_of_the_newest(running: Running) -> None:
    before, address = running.node.head(), running.account.address
    count = running.node.nonce(address)
    assert running.refusal() is None
    running.rpc.call("evm_mine")
    assert running.node.nonce(address) == count + 1
    assert running.node.nonce(address, before.hash) == count
    with pytest.raises(RpcError):
        running.node.nonce(address, "0x" + "12" * 32)


@pytest.mark.parametrize("engine", TRIED, ids=lambda engine: engine.name)
def test_road__on_every_engine__lands_each_act_once_and_can_be_replayed(
    database: Database, tmp_path: Path, engine: Engine
) -> None:
    with open_road(database, tmp_path, engine) as road:
        recorded = [road.ledger(3).record([statement(), statement()]) for _ in range(30)]
        acts = [act_of(one.call) for one in recorded]
        attested = [
            road.ledger(4).attest([Attesting(act.contributions[0], 100, Basis.PRESENT)])
            for act in acts
            if isinstance(act, Record)
        ]
        opened = road.ledger(1).open_vote(1, duration=DAY, from_=1)
        refused = road.ledger(3).record([statement(activity=99)])
        road.go()
        states = [road.outbox.state(one.act).status for one in (*recorded, *attested, opened)]
        assert set(states) == {ActStatus.FINALISED}
        assert road.outbox.state(refused.act).status is ActStatus.FAILED
        assert len(road.rows()["contributions"]) == 60
        assert len(road.rows()["attestations"]) == 30
        assert dump_index(road.store) == replayed(road.world, database, tmp_path)
        snapshot = road.world.rpc.call("evm_snapshot")
        late = road.ledger(3).record([statement()])
        road.go()
        road.world.rpc.call("evm_revert", snapshot)
        road.indexer.catch_up()
        assert road.outbox.state(late.act).status is ActStatus.SENT
        road.go()
        assert road.outbox.state(late.act).status is ActStatus.FINALISED
        assert road.outcome(road.call(OpenVote(1, road.world.deadline(), 1, 1, 0, 60))).error


def test_besu__is_described_and_not_called_tried() -> None:
    assert not BESU.tried
    assert BESU.refusal(-32001, "Nonce too low") is Refusal.NONCE_USED
    assert BESU.refusal(-32000, "Known transaction") is Refusal.KNOWN
    assert BESU.refusal(-32000, "Something else") is Refusal.OTHER


def test_engine_named__takes_the_confirmations_of_the_network() -> None:
    assert engine_named("besu") is BESU
    assert engine_named("anvil", 12) == replace(ANVIL, confirmations=12)
    with pytest.raises(AuzolanError, match="There is no engine 'geth'"):
        engine_named("geth")


def test_indexer__reads_no_further_at_once_than_the_engine_gives(
    database: Database, tmp_path: Path
) -> None:
    asked: list[int] = []

    class Strict(Node):
        def logs(self, first: int, last: int, addresses):  # type: ignore[no-untyped-def]
            asked.append(last - first + 1)
            return super().logs(first, last, addresses)

    with open_road(database, tmp_path) as road:
        node = Strict(road.world.rpc, replace(ANVIL, log_range=2))
        store = database.store(tmp_path)
        indexer_of(road.world, store, node=node).catch_up()
        assert dump_index(store) == replayed(road.world, database, tmp_path)
    assert max(asked) == 2
