"""What the relay makes of acts that wait together: order, poison, gas, refusals of the node."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from ledger_py.calls import Call, Place, act_of, close_vote, signed
from ledger_py.chain.client import Node
from ledger_py.chain.engines import OSAKA_TRANSACTION_GAS
from ledger_py.chain.errors import ContractMissing, RpcError
from ledger_py.chain.relaying import gas_limit, simulate
from ledger_py.chain.sending import into_pool
from ledger_py.ledger import Attesting, Newcomer, found
from ledger_py.models import (
    ITEMS_PER_ACT,
    Admission,
    Admit,
    Ballot,
    Basis,
    Contribution,
    OpenVote,
    Record,
)
from ledger_py.outbox import MAX_ATTEMPTS, AcceptedAct, ActStatus
from ledger_py.store import acts
from tests.chain.road import RELAYER, Road, open_road, said, statement
from tests.chain.world import CHAIN_ID, DAY, RULES, word
from tests.databases import Database

FINALISED, FAILED = ActStatus.FINALISED, ActStatus.FAILED
CONTRACT_SIGNER = bytes.fromhex("5160" * 10)
# JUMPDEST, PUSH1 0, JUMP: an account that answers every question by burning all its gas.
BURNER = "5b600056"
# Says that every signature is valid (ERC-1271); from the time given as four bytes on, only when it
# has gone so often (three bytes) around a loop.
SLOW_FROM = "63{:08x}421060175762{:06x}5b6001900380600e575b631626ba7e60e01b60005260206000f3"
LOOP_GAS = 26


@pytest.fixture
def road(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with open_road(database, tmp_path_factory.mktemp("road")) as road:
        yield road


def status(road: Road, accepted: AcceptedAct) -> ActStatus:
    return road.outbox.state(accepted.act).status


def contribution_of(accepted: AcceptedAct) -> Contribution:
    act = act_of(accepted.call)
    assert isinstance(act, Record)
    return act.contributions[0]


def attest(road: Road, member: int, recorded: AcceptedAct) -> AcceptedAct:
    attesting = Attesting(contribution_of(recorded), 100, Basis.PRESENT, "I was there")
    return road.ledger(member).attest([attesting])


def test_a_record_and_its_attestations_go_in_one_transaction(road: Road) -> None:
    recorded = road.ledger(3).record([statement()])
    attested = [attest(road, member, recorded) for member in (4, 5)]
    assert {status(road, a) for a in (recorded, *attested)} == {ActStatus.QUEUED}
    road.go()
    states = [road.outbox.state(a.act) for a in (recorded, *attested)]
    assert {state.status for state in states} == {FINALISED}
    assert len({state.tx for state in states}) == 1
    assert road.rows()["contributions"][0][9:11] == (2, 100), "accepted, with its 100 hundredths"


def test_one_act_goes_at_once_and_those_that_come_meanwhile_go_together(road: Road) -> None:
    """Nobody waits for company; what waits while a transaction is on its way shares the next."""
    held: list[bytes] = []

    def slow(raws: Sequence[bytes]) -> None:
        held.extend(raws)

    road.relay = road.make_relay(slow)
    first = road.ledger(3).record([statement()])
    road.relay.step()
    assert status(road, first) is ActStatus.SENT, "one step carries the only act there is"
    meanwhile = [road.ledger(3).record([statement()]) for _ in range(20)]
    road.relay.step()
    assert {status(road, one) for one in meanwhile} == {ActStatus.QUEUED}
    road.relay = road.make_relay()
    road.go()
    assert {status(road, one) for one in (first, *meanwhile)} == {FINALISED}
    assert len({road.outbox.state(one.act).tx for one in meanwhile}) == 1
    assert len(set(held)) == 1
    assert road.transactions() == 2


def test_an_attestation_before_its_record_fails_and_can_be_handed_in_again(road: Road) -> None:
    recorded = road.ledger(3).record([statement()])
    early = attest(road, 4, recorded)
    # Its record comes after it in the queue.
    with road.store.transaction() as connection:
        acts.queue_again(connection, recorded.act)
    road.go()
    state = road.outbox.state(early.act)
    assert (state.status, state.error and state.error.name) == (FAILED, "ContributionUnknown")
    assert status(road, recorded) is FINALISED
    road.outbox.accept(early.call, early.offchain)
    assert status(road, early) is ActStatus.QUEUED
    road.go()
    assert status(road, early) is FINALISED


def test_a_poisonous_act_fails_alone_among_good_ones(road: Road) -> None:
    good = [road.ledger(3).record([statement()]) for _ in range(3)]
    poison = road.ledger(3).record([statement(activity=99)])
    good += [road.ledger(4).record([statement(4)]) for _ in range(3)]
    road.go()
    assert {status(road, accepted) for accepted in good} == {FINALISED}
    assert status(road, poison) is FAILED
    assert road.transactions() == 1


def test_a_signer_that_burns_all_gas_sinks_nobody_else(road: Road) -> None:
    member = admit_contract(road, BURNER)
    before = road.transactions()
    good = [road.ledger(3).record([statement()])]
    poison = road.accept(signed_by_contract(road, member))
    good += [road.ledger(4).record([statement(4)])]
    road.go()
    assert {status(road, accepted) for accepted in good} == {FINALISED}
    assert status(road, poison) is FAILED
    assert road.transactions() == before + 1


@pytest.mark.parametrize(("short", "ends"), [(1, FINALISED), (9, FAILED)])
def test_an_act_that_needs_more_gas_than_it_showed_is_given_twice_as_much(
    road: Road, short: int, ends: ActStatus
) -> None:
    """Its signer is quick when simulated; in blocks it is too slow for its limit, `short` times."""

    def later(raws: Sequence[bytes]) -> None:
        road.world.rpc.call("evm_increaseTime", 2)
        road.carry(raws)

    member = admit_contract(road, BURNER)
    before, road.relay = road.transactions(), road.make_relay(later)
    good = road.ledger(3).record([statement()])
    poison = road.accept(signed_by_contract(road, member))
    for attempt in range(MAX_ATTEMPTS + 1):
        soon = road.world.now() + 1
        change_contract(road, SLOW_FROM.format(soon, 1))
        calls = [poison.call.data]
        used = simulate(
            road.world.node, road.place.community, calls, sender=RELAYER.address, now=soon - 1
        )[0].gas_used
        burnt = gas_limit(used, attempt) - used + 8_000 if attempt < short else 0
        change_contract(road, SLOW_FROM.format(soon, 1 + burnt // LOOP_GAS))
        road.relay.step()
        road.indexer.catch_up()
        if road.outbox.state(poison.act).over:
            break
        assert status(road, poison) is ActStatus.QUEUED
    assert status(road, good) is FINALISED
    state = road.outbox.state(poison.act)
    assert state.status is ends
    assert (state.error and state.error.name) == (None if ends is FINALISED else "OutOfGas")
    assert road.transactions() == before + min(short, MAX_ATTEMPTS) + 1


def test_what_another_gateway_carried_first_landed_elsewhere(road: Road) -> None:
    recorded = road.ledger(3).record([statement()])
    attested = attest(road, 4, recorded)
    opened = road.ledger(1).open_vote(1, duration=DAY, from_=1)
    road.world.relay(road.world.community, [recorded.call.data, attested.call.data])
    road.world.relay(road.world.assembly, [opened.call.data])
    balloted = road.ledger(5).cast(1, 1, [5, 5, 5, 5, 5], "Because care counts")
    road.world.relay(road.world.assembly, [balloted.call.data])
    road.go()
    for accepted in (recorded, attested, opened, balloted):
        assert status(road, accepted) is ActStatus.LANDED_ELSEWHERE
    assert road.transactions() == 0


def test_another_act_that_says_less_is_no_landing(road: Road) -> None:
    recorded = road.ledger(3).record([statement(units=200)])
    road.go()
    contribution = contribution_of(recorded)
    first = road.ledger(4).attest([Attesting(contribution, 200, Basis.PRESENT)])
    road.go()
    second = road.ledger(4).attest([Attesting(contribution, 100, Basis.PRESENT)])
    road.go()
    assert status(road, first) is FINALISED
    state = road.outbox.state(second.act)
    assert (state.status, state.error and state.error.name) == (FAILED, "AttestationExists")


def test_an_act_of_as_many_items_as_may_be_fits_one_transaction(road: Road) -> None:
    """Each item the dearest of its kind: another's work, of its own epoch and type, accepted."""
    kinds = [(activity, epoch) for activity in (1, 2, 3, 4) for epoch in (1, 2, 3, 4)]
    statements = [
        statement(8 + n % 3, activity=kinds[n % 16][0], epoch=kinds[n % 16][1], basis=Basis.VOUCHED)
        for n in range(ITEMS_PER_ACT)
    ]
    recorded = road.ledger(3).record(statements)
    made = act_of(recorded.call)
    assert isinstance(made, Record)
    attested = [
        road.ledger(member).attest(
            [
                Attesting(one, one.units, Basis.PRESENT, f"Seen by {member}")
                for one in made.contributions
            ]
        )
        for member in (4, 5)
    ]
    road.go()
    states = [road.outbox.state(one.act) for one in (recorded, *attested)]
    assert [state.status for state in states] == [FINALISED] * 3, states
    for state in states:
        receipt = road.world.node.receipt(state.tx or "")
        assert receipt is not None
        assert receipt.gas_used <= OSAKA_TRANSACTION_GAS
    assert len(road.rows()["attestations"]) == 3 * ITEMS_PER_ACT


def test_acts_that_do_not_fit_one_transaction_go_in_several_in_order(road: Road) -> None:
    accepted = [
        road.ledger(3).record([statement(activity=3) for _ in range(100)]) for _ in range(8)
    ]
    road.go()
    states = [road.outbox.state(a.act) for a in accepted]
    assert {state.status for state in states} == {FINALISED}
    assert len({state.tx for state in states}) > 1
    blocks = [state.block or 0 for state in states]
    assert blocks == sorted(blocks)
    assert len(road.rows()["contributions"]) == 800


def test_a_node_that_takes_only_small_transactions_gets_small_ones(road: Road) -> None:
    """As a node with a small transaction limit answers; the poisonous act is alone at last."""
    sizes: list[int] = []

    def strict(raws: Sequence[bytes]) -> None:
        sizes.extend(map(len, raws))
        if len(raws[0]) > 6_000:
            raise RpcError(-32000, "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit")
        road.carry(raws)

    road.relay = road.make_relay(strict)
    good = [road.ledger(3).record([statement() for _ in range(4)]) for _ in range(8)]
    large = road.ledger(4).record([statement(4) for _ in range(30)])
    road.go()
    assert {status(road, accepted) for accepted in good} == {FINALISED}
    state = road.outbox.state(large.act)
    assert state.status is FAILED
    assert "intrinsic gas too high" in str(state.error)
    assert max(sizes) > 6_000


def test_a_node_that_is_away_is_sent_the_same_bytes_when_it_is_back(road: Road) -> None:
    sent: list[bytes] = []

    def away(raws: Sequence[bytes]) -> None:
        sent.extend(raws)
        if len(sent) < 3:
            raise RpcError(-32000, "the pool is full")
        road.carry(raws)

    road.relay = road.make_relay(away)
    recorded = road.ledger(3).record([statement()])
    for _ in range(2):
        with pytest.raises(RpcError):
            road.relay.step()
        assert status(road, recorded) is ActStatus.SENT
    road.go()
    assert status(road, recorded) is FINALISED
    assert len(sent) == 3
    assert len(set(sent)) == 1


def test_a_nonce_taken_by_a_stranger_costs_no_act(road: Road) -> None:
    """The relayer's key was used elsewhere between fixing the bytes and sending them."""

    def too_late(raws: Sequence[bytes]) -> None:
        spend_nonce(road)
        raise RpcError(-32003, "nonce too low")

    road.relay = road.make_relay(too_late)
    recorded = road.ledger(3).record([statement()])
    road.relay.step()
    assert status(road, recorded) is ActStatus.SENT, "whose nonce it was shows in the index"
    road.relay = road.make_relay()
    road.go()
    assert status(road, recorded) is FINALISED
    assert len(road.rows()["contributions"]) == 1


def test_a_node_that_answers_of_a_newer_block_than_asked_has_nothing_sent_twice(
    road: Road,
) -> None:
    """It makes a block between looking which is meant and looking into it."""

    class Ahead(Node):
        def nonce(self, address: str, at: str | None = None) -> int:
            if at is not None:
                self.rpc.call("evm_mine")
            return super().nonce(address)

    road.relay = road.make_relay(into_pool(road.world.node))
    road.relay._node = road.relay._own._node = Ahead(road.world.rpc)
    recorded = road.ledger(3).record([statement()])
    for _ in range(2):
        road.relay.step()
        assert status(road, recorded) is ActStatus.SENT
    assert road.transactions() == 1
    road.go()
    assert status(road, recorded) is FINALISED
    assert road.transactions() == 1


@pytest.mark.parametrize("together", [1, 2])
def test_what_a_node_refuses_for_good_and_takes_all_the_same_is_known_as_ours(
    road: Road, together: int
) -> None:
    def refused_and_taken(raws: Sequence[bytes]) -> None:
        into_pool(road.world.node)(raws)
        raise RpcError(-32003, "intrinsic gas too high")

    road.relay = road.make_relay(refused_and_taken)
    recorded = [road.ledger(3).record([statement()]) for _ in range(together)]
    road.relay.step()
    tx = road.world.rpc.call("eth_getBlockByNumber", "pending", False)["transactions"][0]
    road.world.rpc.call("evm_mine")
    road.relay = road.make_relay()
    road.go()
    states = [road.outbox.state(one.act) for one in recorded]
    assert [(state.status, state.tx) for state in states] == [(FINALISED, tx)] * together
    assert len(road.rows()["contributions"]) == together


def test_a_vote_is_closed_by_anyone_once_its_time_is_over(road: Road) -> None:
    assert road.outcome(road.call(OpenVote(1, road.world.deadline(), 1, 1, 0, 60))).done
    closing = road.ledger(3).close_vote(1)
    road.go()
    assert status(road, closing) is FAILED
    for member in (3, 4, 5):
        ballot = Ballot(member, road.world.deadline(), 1, 1, (1, 2, 3, 4, 5))
        assert road.outcome(road.call(ballot)).done
    road.world.wait(60)
    assert road.ledger(3).close_vote(1).act == closing.act, "the same act, queued again"
    road.go()
    assert status(road, closing) is FINALISED
    assert len(road.rows()["versions"]) == 1
    assert road.outcome(close_vote(road.place, 1)).status is FINALISED, "it is there already"


def test_a_founding_happens_once_however_often_it_is_carried(road: Road) -> None:
    steward = Newcomer(signer=road.world.signers[1].signer)
    document = {"kind": "community", "name": "another", "description": "A second community"}

    def again(key: str | None) -> tuple[AcceptedAct, Place]:
        return found(
            road.outbox,
            road.world.deployment,
            document,
            salt=word("another"),
            origin=road.world.now() // DAY * DAY,
            ends=[road.world.now() // DAY * DAY + 91 * DAY],
            rules=RULES,
            stewards=[steward],
            key=key,
        )

    accepted, place = again("founding")
    assert again("founding")[0] == accepted
    road.go()
    assert status(road, accepted) is FINALISED
    assert again(None) == (accepted, place)
    road.go()
    communities = [row[0] for row in road.rows()["communities"]]
    assert communities.count(place.community) == 1
    assert len(communities) == 2


def test_an_act_for_a_contract_that_is_not_there_fails_alone(road: Road) -> None:
    good = road.ledger(3).record([statement()])
    lost = road.outbox.accept(replace(good.call, contract="0x" + "99" * 20), good.offchain)
    road.go()
    assert status(road, lost) is FAILED
    assert status(road, good) is FINALISED


def test_a_node_that_has_not_got_the_contract_yet_costs_no_act(road: Road) -> None:
    """As one that reads the chain again after a restart, and calls its head the newest."""
    recorded = road.ledger(3).record([statement()])

    class Behind(Node):
        def call(self, *_: object, **__: object) -> bytes:
            return b""

    node = road.relay._node
    road.relay._node = Behind(road.world.rpc)
    with pytest.raises(ContractMissing):
        road.relay.step()
    assert status(road, recorded) is ActStatus.QUEUED
    road.relay._node = node
    road.go()
    assert status(road, recorded) is FINALISED


def change_contract(road: Road, code: str) -> None:
    """Put code behind the contract account's address."""
    road.world.rpc.call("anvil_setCode", "0x" + CONTRACT_SIGNER.hex(), "0x" + code)


def admit_contract(road: Road, code: str) -> int:
    change_contract(road, code)
    admission = Admission(CONTRACT_SIGNER, False, said("a contract", "person"))
    assert road.outcome(road.call(Admit(1, road.world.deadline(), (admission,)))).done
    return len(road.rows()["members"])


def signed_by_contract(road: Road, member: int) -> Call:
    """A record that only the contract account's own word can authorise."""
    contribution = Contribution(member, member, 1, 1, 100, Basis.NONE, said("by a contract"))
    act = Record(member, road.world.deadline(), (contribution,))
    return signed(act, road.place, CONTRACT_SIGNER, b"\1" * 65)


def spend_nonce(road: Road) -> None:
    """Use the relayer's next nonce for something else."""
    fields = {"type": 2, "chainId": CHAIN_ID, "nonce": road.transactions(), "value": 0}
    fields |= {"gas": 21_000, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "to": b"\x22" * 20}
    road.world.mine(bytes(RELAYER.sign_transaction(fields).raw_transaction))
