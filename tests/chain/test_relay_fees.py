"""Where gas costs something: a transaction that waits too long is replaced, durably, for more."""

from pathlib import Path

import pytest
from sqlalchemy import select

from ledger_py.chain.errors import RpcError
from ledger_py.chain.sending import Fees, into_pool
from ledger_py.outbox import ActStatus
from ledger_py.relay import Relay
from ledger_py.store import schema
from tests.chain.road import RELAYER, Road, open_road, statement
from tests.databases import Database

FEES = Fees(ceiling=10**10, tip=10**9, patience=60)


def transactions(road: Road) -> list[str]:
    with road.store.reading() as connection:
        query = select(schema.transactions.c.tx).order_by(schema.transactions.c.created)
        return list(connection.execute(query).scalars())


def test_a_transaction_nobody_mines_is_replaced_and_either_may_land(
    database: Database, tmp_path: Path
) -> None:
    with open_road(database, tmp_path) as road:
        world, late = road.world, 0
        world.rpc.call("anvil_setBalance", RELAYER.address, hex(10**20))
        relay = Relay(
            world.node,
            road.store,
            RELAYER,
            into_pool(world.node),
            fees=FEES,
            clock=lambda: world.now() + late,
        )
        accepted = road.ledger(3).record([statement()])
        relay.step()
        relay.step()
        assert len(transactions(road)) == 1, "the same bytes are sent as long as patience lasts"
        late = FEES.patience
        relay.step()
        first, second = transactions(road)
        pool = world.rpc.call("txpool_content")["pending"]
        (waiting,) = next(iter(pool.values())).values()
        assert waiting["hash"] == second, "the replacement took the place of the first"
        assert int(waiting["maxFeePerGas"], 16) == FEES.tip * 5 // 4 + 1
        assert road.outbox.state(accepted.act).status is ActStatus.SENT
        world.rpc.call("evm_mine")
        relay.step()
        road.indexer.catch_up()
        state = road.outbox.state(accepted.act)
        assert (state.status, state.tx) == (ActStatus.FINALISED, second)
        assert first != second


def relay_for_fees(road: Road, fees: Fees = FEES) -> Relay:
    node = road.world.node
    return Relay(node, road.store, RELAYER, into_pool(node), fees=fees, clock=road.world.now)


def base_fee(road: Road, wei: int) -> None:
    """Mine a block with this base fee; the next one's is at most an eighth lower."""
    road.world.rpc.call("anvil_setNextBlockBaseFeePerGas", hex(wei))
    road.world.rpc.call("evm_mine")


def test_a_base_fee_that_outgrows_what_is_offered_is_answered_at_once(
    database: Database, tmp_path: Path
) -> None:
    """Not only when patience ends: the node says that it takes no such fee."""
    with open_road(database, tmp_path) as road:
        road.world.rpc.call("anvil_setBalance", RELAYER.address, hex(10**20))
        relay = relay_for_fees(road)
        base_fee(road, 10**9)
        accepted = road.ledger(3).record([statement()])
        relay.step()
        base_fee(road, 4 * 10**9)
        relay = relay_for_fees(road)
        road.world.rpc.call("anvil_dropAllTransactions")
        assert road.outbox.state(accepted.act).status is ActStatus.SENT
        relay.step()
        first, second = transactions(road)
        relay.step()
        road.world.rpc.call("evm_mine")
        road.indexer.catch_up()
        state = road.outbox.state(accepted.act)
        assert (state.status, state.tx) == (ActStatus.FINALISED, second)
        assert transactions(road) == [first, second], "and the first is kept, as it might land too"


def test_a_base_fee_above_the_ceiling_costs_no_act(database: Database, tmp_path: Path) -> None:
    with open_road(database, tmp_path) as road:
        road.world.rpc.call("anvil_setBalance", RELAYER.address, hex(10**20))
        relay = relay_for_fees(road)
        base_fee(road, 3 * FEES.ceiling)
        accepted = road.ledger(3).record([statement()])
        for _ in range(3):
            with pytest.raises(RpcError, match="base fee"):
                relay.step()
        assert road.outbox.state(accepted.act).status is ActStatus.SENT
        base_fee(road, FEES.ceiling // 2)
        relay.step()
        road.world.rpc.call("evm_mine")
        road.indexer.catch_up()
        assert road.outbox.state(accepted.act).status is ActStatus.FINALISED
        assert len(transactions(road)) == 1


def test_a_replacement_pays_at_least_what_a_new_transaction_would() -> None:
    assert FEES.next(2 * 10**9) == 2 * 10**9 * 5 // 4 + 1
    assert FEES.next(2 * 10**9, base_fee=4 * 10**9) == 9 * 10**9
    assert FEES.next(9 * 10**9, base_fee=4 * 10**9) is None


def test_fees_end_at_their_ceiling() -> None:
    assert Fees(ceiling=1_000, tip=10).first(base_fee=2_000) == 1_000
    assert Fees(ceiling=1_000).next(900) is None
    assert Fees().first(base_fee=7) == 0
