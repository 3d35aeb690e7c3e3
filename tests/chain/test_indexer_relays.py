"""What became of every act of a relay is in the index, whoever started the relay."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger_py.chain.codec import contract_error, encode_call
from ledger_py.models import Attest, Attestation, Contribution, Record
from ledger_py.store.index import dump_index
from tests.chain.indexes import indexer_of
from tests.chain.world import CHAIN_ID, GAS_PER_ACT, World, open_world, word
from tests.databases import Database

# Calls the address in the first word with the rest as input, twice:
# CALLDATACOPY(0, 32, size - 32), then CALL(gas, word 0, 0, 0, size - 32, 0, 0) and POP, two times.
_CALL = "6000600060203603600060006000355af150"
_TWICE = bytes.fromhex(f"602036036020600037{_CALL}{_CALL}00")
_CREATION = bytes.fromhex(f"60{len(_TWICE):02x}80600b6000396000f3") + _TWICE


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


def _contribution(number: int) -> Contribution:
    return Contribution(8, 3, 1, 4, 100, 1, word(f"relayed {number}"))


def _record(world: World, number: int) -> bytes:
    return world.call(Record(3, world.deadline(), (_contribution(number),)))


def _own(world: World) -> bytes:
    """An attestation to one's own contribution, which every contract refuses."""
    mine = Contribution(4, 3, 1, 4, 100, 1, word("mine"))
    world.carry(Record(3, world.deadline(), (mine,)))
    return world.call(Attest(4, world.deadline(), (Attestation(mine, 100, 1),)))


def _outcomes(
    world: World, database: Database, folder: Path, tx: str
) -> list[tuple[int, bool, Any]]:
    store = database.store(folder)
    indexer_of(world, store).catch_up()
    found = [row for row in dump_index(store)["outcomes"] if row[0] == tx]
    return [(row[1], row[2] == "0x", row[2]) for row in found]


def _name(reason: str) -> str:
    return contract_error(bytes.fromhex(reason[2:])).name


def test_relay__with_failures_between__has_an_outcome_per_act(
    world: World, database: Database, tmp_path: Path
) -> None:
    own = _own(world)
    calls = [own, _record(world, 1), own, _record(world, 1), _record(world, 2), b"\x01\x02\x03\x04"]
    outcomes = _outcomes(world, database, tmp_path, world.relay(world.community, calls).tx)
    assert [(place, succeeded) for place, succeeded, _ in outcomes] == [
        (0, False),
        (1, True),
        (2, False),
        (3, False),
        (4, True),
        (5, False),
    ]
    assert outcomes[1][2] == outcomes[4][2] == "0x"
    names = [_name(outcomes[place][2]) for place in (0, 2, 3, 5)]
    assert names == [
        "AttesterIsContributor",
        "AttesterIsContributor",
        "ContributionExists",
        "ActMalformed",
    ]


def test_relay__in_which_all_or_none_succeed__has_an_outcome_per_act(
    world: World, database: Database, tmp_path: Path
) -> None:
    all_ = world.relay(world.community, [_record(world, n) for n in range(20)])
    assert [o[1] for o in _outcomes(world, database, tmp_path, all_.tx)] == [True] * 20
    none = world.relay(world.community, [_record(world, n) for n in range(20)])
    assert [o[1] for o in _outcomes(world, database, tmp_path, none.tx)] == [False] * 20


def test_relay__of_the_most_acts__has_an_outcome_per_act(
    world: World, database: Database, tmp_path: Path
) -> None:
    call = encode_call("Community", "memberCount")
    receipt = world.relay(world.community, [call] * 256, gas=10_000)
    assert len(_outcomes(world, database, tmp_path, receipt.tx)) == 256


def test_relay__twice_in_one_transaction__counts_on(
    world: World, database: Database, tmp_path: Path
) -> None:
    """Anybody may write a contract that relays; its outcomes must not stop the index."""
    acts = [(GAS_PER_ACT, _record(world, 1)), (GAS_PER_ACT, _record(world, 2))]
    relay = encode_call("Community", "relay", acts)
    twice = _deploy(world, _CREATION)
    receipt = world.send(twice, bytes.fromhex(world.community[2:]).rjust(32, b"\0") + relay)
    assert receipt.succeeded
    outcomes = _outcomes(world, database, tmp_path, receipt.tx)
    assert [(place, succeeded) for place, succeeded, _ in outcomes] == [
        (0, True),
        (1, True),
        (2, False),
        (3, False),
    ]
    assert {_name(reason) for *_, reason in outcomes[2:]} == {"ContributionExists"}


def _deploy(world: World, creation: bytes) -> str:
    fields = {
        "type": 2,
        "chainId": CHAIN_ID,
        "nonce": world.node.nonce(world.account.address),
        "value": 0,
        "data": creation,
        "gas": 1_000_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
    }
    raw = bytes(world.account.sign_transaction(fields).raw_transaction)
    receipt = world.node.receipt(world.mine(raw))
    assert receipt is not None
    assert receipt.contract is not None
    return receipt.contract
