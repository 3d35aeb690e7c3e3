"""Several relayers over one outbox, and who may use a key: nothing crosses, nothing lands twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.engines import ANVIL
from ledger_py.chain.errors import RpcError
from ledger_py.holding import HOLD_SECONDS, KeyInUse, is_gone, this_process
from ledger_py.ledger import Attesting, Ledger
from ledger_py.models import Basis
from ledger_py.outbox import AcceptedAct, ActStatus
from ledger_py.relay import Relay
from ledger_py.store import acts
from tests.chain.road import RELAYER, Road, open_road, statement
from tests.chain.test_relay_batches import contribution_of, spend_nonce
from tests.chain.world import signer_of
from tests.databases import Database

OTHER: LocalAccount = Account.from_key(keccak(text="another relayer of the tests"))
FINALISED, QUEUED, SENT = ActStatus.FINALISED, ActStatus.QUEUED, ActStatus.SENT
WAITER = """
import sys, time
from ledger_py.holding import this_process
print(this_process(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Iterator[Road]:
    with open_road(database, tmp_path) as road:
        road.relay.close()
        yield road


class Clocked:
    """A clock that a test can set ahead of the chain's."""

    def __init__(self, road: Road) -> None:
        self._road, self.ahead = road, 0

    def __call__(self) -> int:
        return self._road.world.now() + self.ahead


def relay_of(
    road: Road,
    account: LocalAccount,
    holder: str,
    *,
    clock: Callable[[], float] | None = None,
    carrier: Callable[[Sequence[bytes]], object] | None = None,
    node: Node | None = None,
) -> Relay:
    return Relay(
        node or road.world.node,
        road.store,
        account,
        carrier or road.carry,
        clock=clock or road.world.now,
        holder=holder,
    )


def away(_: Sequence[bytes]) -> None:
    raise RpcError(-32603, "Internal error")


def status(road: Road, accepted: AcceptedAct) -> ActStatus:
    return road.outbox.state(accepted.act).status


def sent_by(road: Road, account: LocalAccount) -> int:
    return road.world.node.nonce(account.address)


def another_community(road: Road) -> Ledger:
    """The pen of member 1, a steward, in a second community."""
    world = road.world
    place = Place(road.place.chain_id, *world.found("another"))
    road.indexer.catch_up()
    return Ledger(place, 1, signer_of(1), road.outbox, clock=world.now)


def test_relayers_with_keys_of_their_own_carry_communities_side_by_side(road: Road) -> None:
    elsewhere = another_community(road)
    first = [road.ledger(3).record([statement()]) for _ in range(3)]
    one = relay_of(road, RELAYER, "one", carrier=away)
    two = relay_of(road, OTHER, "two")
    with pytest.raises(RpcError):
        one.step()
    late = road.ledger(4).record([statement(4)])
    other = elsewhere.define_group({"kind": "group", "name": "a", "title": "A", "description": "b"})
    assert two.step(), "the other community's act goes by the other key"
    road.indexer.catch_up()
    assert status(road, other) is FINALISED
    assert {status(road, act) for act in first} == {SENT}
    assert status(road, late) is QUEUED, "its community's acts are on their way by the first key"
    assert not two.step()
    one = relay_of(road, RELAYER, "one")
    while one.step() or road.indexer.step():
        pass
    assert {status(road, act) for act in (*first, late)} == {FINALISED}
    assert (sent_by(road, RELAYER), sent_by(road, OTHER)) == (2, 1)
    assert len(road.rows()["contributions"]) == 4


def test_what_builds_on_acts_of_another_relayer_waits_until_they_are_final(road: Road) -> None:
    """Under confirmations: in the index is not enough, a reorganisation could part the two."""
    node = Node(road.world.rpc, ANVIL.with_confirmations(3))
    one, two = (
        relay_of(road, RELAYER, "one", node=node),
        relay_of(road, OTHER, "two", node=node),
    )
    recorded = road.ledger(3).record([statement()])
    one.step()
    road.indexer.catch_up()
    attested = road.ledger(4).attest(
        [Attesting(contribution_of(recorded), 100, Basis.PRESENT, "Seen")]
    )
    one.close()
    for _ in range(3):
        assert not two.step()
        assert status(road, attested) is QUEUED
        road.world.rpc.call("evm_mine")
        road.indexer.catch_up()
    assert two.step()
    road.indexer.catch_up()
    assert status(road, attested) is FINALISED
    assert sent_by(road, OTHER) == 1


def test_an_act_that_another_relayer_takes_first_is_left_to_it(road: Road) -> None:
    """Both have read and played it through; who writes first has it."""
    recorded = road.ledger(3).record([statement()])
    one = relay_of(road, RELAYER, "one")

    class Overtaken(Node):
        def nonce(self, address: str, at: str | None = None) -> int:
            if at is None:
                one.step()
            return super().nonce(address, at)

    two = relay_of(road, OTHER, "two", node=Overtaken(road.world.rpc))
    two.step()
    road.indexer.catch_up()
    assert status(road, recorded) is FINALISED
    assert (sent_by(road, RELAYER), sent_by(road, OTHER)) == (1, 0)
    assert len(road.rows()["contributions"]) == 1


def test_a_key_is_one_process_s_until_it_lets_go(road: Road) -> None:
    one, two = relay_of(road, RELAYER, "one"), relay_of(road, RELAYER, "two")
    one.step()
    with pytest.raises(KeyInUse, match="The process one sends with the key of 0x"):
        two.step()
    one.close()
    recorded = road.ledger(3).record([statement()])
    two.step()
    road.indexer.catch_up()
    assert status(road, recorded) is FINALISED


def test_a_process_that_slept_past_its_hold_fixes_nothing_more(road: Road) -> None:
    """It still thinks that the key is its own; the transaction that fixes a nonce knows better."""
    clock = Clocked(road)
    one, two = relay_of(road, RELAYER, "one"), relay_of(road, RELAYER, "two", clock=clock)
    one.step()
    clock.ahead = HOLD_SECONDS + 1
    two.step()
    recorded = road.ledger(3).record([statement()])
    with pytest.raises(KeyInUse):
        one.step()
    assert status(road, recorded) is QUEUED
    assert sent_by(road, RELAYER) == 0


def test_what_a_dead_relayer_has_fixed_is_sent_on_in_its_very_bytes(road: Road) -> None:
    clock = Clocked(road)
    one = relay_of(road, RELAYER, "one", carrier=away)
    two = relay_of(road, OTHER, "two", clock=clock)
    recorded = road.ledger(3).record([statement()])
    with pytest.raises(RpcError):
        one.step()
    fixed = road.outbox.state(recorded.act).tx
    attested = road.ledger(4).attest(
        [Attesting(contribution_of(recorded), 100, Basis.PRESENT, "Seen")]
    )
    assert not two.step(), "as long as the other may live, its acts are left alone"
    assert status(road, recorded) is SENT
    clock.ahead = HOLD_SECONDS + 1
    while two.step() or road.indexer.step():
        pass
    state = road.outbox.state(recorded.act)
    assert (state.status, state.tx) == (FINALISED, fixed), "nobody signed it anew"
    assert status(road, attested) is FINALISED
    assert (sent_by(road, RELAYER), sent_by(road, OTHER)) == (1, 1)


def test_what_a_dead_relayer_can_no_longer_land_goes_by_another(road: Road) -> None:
    """Only once its nonce is used otherwise: until then its bytes could land beside the others."""
    clock = Clocked(road)
    one = relay_of(road, RELAYER, "one", carrier=away)
    recorded = road.ledger(3).record([statement()])
    with pytest.raises(RpcError):
        one.step()
    spend_nonce(road)
    clock.ahead = HOLD_SECONDS + 1
    two = relay_of(road, OTHER, "two", clock=clock)
    while two.step() or road.indexer.step():
        pass
    assert status(road, recorded) is FINALISED
    assert sent_by(road, OTHER) == 1
    assert len(road.rows()["contributions"]) == 1


def test_is_gone__of_a_process_that_was_killed__is_seen_at_once() -> None:
    assert not is_gone(this_process())
    assert not is_gone("elsewhere/1/room/2")
    assert not is_gone("no name of ours")
    with subprocess.Popen([sys.executable, "-c", WAITER], stdout=subprocess.PIPE) as process:
        assert process.stdout
        name = process.stdout.readline().decode().strip()
        assert not is_gone(name)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert is_gone(name)


def test_fixed_acts__are_of_one_batch_each(road: Road) -> None:
    """What waits no more cannot be fixed again, whoever asks."""
    recorded = road.ledger(3).record([statement()])
    with road.store.transaction() as connection:
        assert acts.are_waiting(connection, [recorded.act])
    road.go()
    with road.store.transaction() as connection:
        assert not acts.are_waiting(connection, [recorded.act])
