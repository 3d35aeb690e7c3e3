"""Where gas costs something: a transaction that waits too long is replaced, durably, for more."""

from pathlib import Path

from sqlalchemy import select

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


def test_fees_end_at_their_ceiling() -> None:
    assert Fees(ceiling=1_000, tip=10).first(base_fee=2_000) == 1_000
    assert Fees(ceiling=1_000).next(900) is None
    assert Fees().first(base_fee=7) == 0
