"""Blocks that the chain leaves: states go back, the acts land again, and what is told is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from ledger_py.chain.client import Node
from ledger_py.chain.engines import ANVIL
from ledger_py.chain.errors import ChainError
from ledger_py.ledger import Attesting
from ledger_py.models import Basis
from ledger_py.outbox import AcceptedAct, ActStatus
from ledger_py.store.index import dump_index
from tests.chain.indexes import replayed
from tests.chain.road import Road, open_road, statement
from tests.chain.test_relay_batches import contribution_of, spend_nonce
from tests.databases import Database, SqliteFiles

CONFIRMATIONS = 3
FINALISED, INCLUDED, SENT = ActStatus.FINALISED, ActStatus.INCLUDED, ActStatus.SENT


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Iterator[Road]:
    """A road on a chain whose blocks are final when three more stand on them."""
    with open_road(database, tmp_path, ANVIL.with_confirmations(CONFIRMATIONS)) as road:
        yield road


def states(road: Road, *accepted: AcceptedAct) -> list[ActStatus]:
    return [road.outbox.state(one.act).status for one in accepted]


def grow(road: Road, blocks: int) -> None:
    for _ in range(blocks):
        road.world.rpc.call("evm_mine")
    road.indexer.catch_up()


def leave(road: Road, blocks: int) -> None:
    """Let the chain leave its last blocks, and what its pool holds, for one empty block."""
    road.world.rpc.call("anvil_rollback", blocks)
    road.world.rpc.call("anvil_dropAllTransactions")
    grow(road, 1)


def check(road: Road, folder: Path, *accepted: AcceptedAct) -> None:
    """The acts are there, their states say where, and the index is the chain's."""
    for one in accepted:
        state = road.outbox.state(one.act)
        receipt = road.world.node.receipt(state.tx or "")
        assert receipt is not None, state
        assert state.block == receipt.block
        block = road.world.node.block(receipt.block)
        assert block is not None
        assert (state.time, receipt.block_hash) == (block.time, block.hash)
    assert dump_index(road.store) == replayed(road.world, SqliteFiles(), folder)


def test_included__and_left__goes_back_and_lands_again(road: Road, tmp_path: Path) -> None:
    recorded = road.ledger(3).record([statement()])
    road.go()
    assert states(road, recorded) == [INCLUDED]
    first = road.outbox.state(recorded.act)
    leave(road, 1)
    assert states(road, recorded) == [SENT]
    assert road.outbox.state(recorded.act).block is None
    road.go()
    again = road.outbox.state(recorded.act)
    assert (again.status, again.tx) == (INCLUDED, first.tx), "the same bytes"
    assert again.block != first.block
    check(road, tmp_path, recorded)
    grow(road, CONFIRMATIONS)
    assert states(road, recorded) == [FINALISED]


def test_called_final__and_left_all_the_same__goes_back_and_lands_again(
    road: Road, tmp_path: Path
) -> None:
    """Deeper than the confirmations asked for: what was told was wrong, and is told anew."""
    recorded = [road.ledger(3).record([statement()])]
    road.go()
    attesting = [Attesting(contribution_of(recorded[0]), 100, Basis.PRESENT, "Seen")]
    recorded.append(road.ledger(4).attest(attesting))
    road.go()
    grow(road, CONFIRMATIONS)
    road.go()
    assert states(road, *recorded) == [FINALISED, FINALISED]
    leave(road, CONFIRMATIONS + 2)
    assert states(road, *recorded) == [SENT, SENT]
    road.relay = road.make_relay()
    road.go()
    assert states(road, *recorded) == [INCLUDED, INCLUDED]
    check(road, tmp_path, *recorded)
    assert len(road.rows()["contributions"]) == 1
    assert len(road.rows()["attestations"]) == 1


def test_several_left__land_again_in_their_order(road: Road, tmp_path: Path) -> None:
    recorded = []
    for _ in range(4):
        recorded.append(road.ledger(3).record([statement()]))
        attesting = [Attesting(contribution_of(recorded[-1]), 100, Basis.PRESENT, "Seen")]
        road.go()
        recorded.append(road.ledger(4).attest(attesting))
        road.go()
    for depth in (2, 8, 3, 8):
        leave(road, depth)
        assert SENT in states(road, *recorded)
        road.go()
        assert set(states(road, *recorded)) <= {INCLUDED, FINALISED}
        check(road, tmp_path, *recorded)
    assert len(road.rows()["contributions"]) == 4


def test_a_batch_that_failed_as_a_whole__and_is_left__blocks_nothing_behind_it(
    road: Road, tmp_path: Path
) -> None:
    """Its acts went on under the next nonce; after a reorganisation its own must be used first."""
    spoiled: list[bytes] = []

    def spoil(raws: Sequence[bytes]) -> None:
        """Let the first transaction find no code, so that it reverts as a whole."""
        code = road.world.rpc.call("eth_getCode", road.place.community, "latest")
        if not spoiled:
            spoiled.extend(raws)
            road.world.rpc.call("anvil_setCode", road.place.community, "0xfe")
        road.carry(raws)
        road.world.rpc.call("anvil_setCode", road.place.community, code)
        road.world.rpc.call("evm_mine")

    grow(road, 3)
    road.relay = road.make_relay(spoil)
    recorded = [road.ledger(3).record([statement()]) for _ in range(2)]
    road.go()
    assert set(states(road, *recorded)) <= {INCLUDED, FINALISED}
    sent = road.transactions()
    assert sent > 1
    leave(road, 2 * sent + 2)
    assert road.transactions() == 0
    road.go()
    assert set(states(road, *recorded)) <= {INCLUDED, FINALISED}, "by whichever of their batches"
    assert len(road.rows()["contributions"]) == 2
    assert dump_index(road.store) == replayed(road.world, SqliteFiles(), tmp_path)


def test_a_nonce_lost_to_a_stranger__whose_block_is_left__lands_once(
    road: Road, tmp_path: Path
) -> None:
    """Put back and carried under another nonce; then the stranger's transaction is gone again."""

    def too_late(raws: Sequence[bytes]) -> None:
        if not road.transactions():
            spend_nonce(road)
        road.carry(raws)

    road.relay = road.make_relay(too_late)
    recorded = road.ledger(3).record([statement()])
    road.go()
    assert states(road, recorded) == [INCLUDED]
    assert road.transactions() == 2
    leave(road, 2)
    road.relay = road.make_relay()
    road.go()
    assert states(road, recorded) == [INCLUDED], "by whichever of its batches"
    assert len(road.rows()["contributions"]) == 1
    assert dump_index(road.store) == replayed(road.world, SqliteFiles(), tmp_path)


class Balanced(Node):
    """Two nodes behind one address: every other answer is of one that lags by some blocks."""

    def __init__(self, node: Node, lag: int) -> None:
        super().__init__(node.rpc, node.engine)
        self._lag, self._random = lag, Random(lag)
        self.rpc = _Turns(self)  # type: ignore[assignment]
        self._real = node.rpc

    def late(self) -> bool:
        """Whether this answer is the lagging node's."""
        return self._random.random() < 0.5

    def answer(self, late: bool, method: str, *params: object) -> object:
        """The answer of one of the nodes."""
        if not late:
            return self._real.call(method, *params)
        head = int(self._real.call("eth_blockNumber"), 16) - self._lag
        given = [hex(head) if param == "latest" else param for param in params]
        found = self._real.call(method, *given)
        number = found.get("blockNumber", found.get("number")) if isinstance(found, dict) else None
        return None if number and int(number, 16) > head else found


class _Turns:
    """What the node is asked through."""

    def __init__(self, balanced: Balanced) -> None:
        self._balanced = balanced

    def call(self, method: str, *params: object) -> object:
        return self._balanced.answer(self._balanced.late(), method, *params)

    def batch(self, calls: list[tuple[str, list[object]]]) -> list[object]:
        late = self._balanced.late()
        return [self._balanced.answer(late, method, *params) for method, params in calls]


def look(road: Road) -> None:
    """One round of the worker, which tries again what a node cannot answer now."""
    for part in (road.relay, road.indexer):
        try:
            part.step()
        except ChainError:
            continue


@pytest.mark.parametrize("lag", [1, 3])
def test_nodes_that_lag_in_turn__cost_no_act_and_no_state(
    road: Road, tmp_path: Path, lag: int
) -> None:
    """What one node has, the next may not: nothing is put back, refused or told twice for that."""
    node = Balanced(road.world.node, lag)
    road.relay._node = road.relay._own._node = node
    road.indexer._node = node
    accepted: list[AcceptedAct] = []
    seen: dict[str, ActStatus] = {}
    order = [ActStatus.QUEUED, SENT, INCLUDED, FINALISED]
    for _ in range(6):
        recorded = road.ledger(3).record([statement()])
        attesting = [Attesting(contribution_of(recorded), 100, Basis.PRESENT, "Seen")]
        accepted += [recorded, road.ledger(4).attest(attesting)]
        for _ in range(12):
            look(road)
            for one in accepted:
                status = road.outbox.state(one.act).status
                before = seen.get(one.act, ActStatus.QUEUED)
                assert order.index(status) >= order.index(before), "it goes back for a lag alone"
                seen[one.act] = status
        road.world.rpc.call("evm_mine")
    for _ in range(40):
        look(road)
    assert set(states(road, *accepted)) <= {INCLUDED, FINALISED}
    assert len(road.rows()["contributions"]) == 6
    assert len(road.rows()["attestations"]) == 6


def test_a_pool_that_is_lost__gets_the_same_bytes_again(road: Road) -> None:
    sent: list[bytes] = []

    def into_pool(raws: Sequence[bytes]) -> None:
        sent.extend(raws)
        for raw in raws:
            road.world.node.send(raw)

    road.relay = road.make_relay(into_pool)
    recorded = road.ledger(3).record([statement()])
    road.relay.step()
    road.world.rpc.call("anvil_dropAllTransactions")
    road.relay = road.make_relay(into_pool)
    road.relay.step()
    assert len(set(sent)) == 1
    assert len(sent) > 1
    grow(road, 1)
    assert states(road, recorded) == [INCLUDED]


def test_what_builds_on_a_block_that_is_left__waits_for_the_index_to_see_that(road: Road) -> None:
    """The chain has as many blocks as the index, and they are others: nothing is judged on them."""
    recorded = road.ledger(3).record([statement()])
    road.go()
    attesting = [Attesting(contribution_of(recorded), 100, Basis.PRESENT, "Seen")]
    attested = road.ledger(4).attest(attesting)
    road.world.rpc.call("anvil_rollback", 1)
    road.world.rpc.call("anvil_dropAllTransactions")
    road.world.rpc.call("evm_mine")
    assert not road.relay.step()
    assert states(road, attested) == [ActStatus.QUEUED]
    road.go()
    assert states(road, recorded, attested) == [INCLUDED, INCLUDED]
