"""The embedded chain orders blocks: exactly ours, in our order, at a time that only goes on."""

import socket

import pytest

from ledger_py.chain.embedded import FUNDED_WEI
from ledger_py.chain.errors import (
    DataDirInUse,
    GenesisDiffers,
    NodeMissing,
    NodeUnreachable,
    RpcError,
    TransactionsRefused,
)
from ledger_py.chain.mining import transaction_hash
from ledger_py.chain.node import find_anvil
from ledger_py.chain.rpc import Rpc

PAYEE = "0x" + "22" * 20


def test_a_new_chain_funds_the_given_address_and_no_other(open_chain, signer):
    chain = open_chain()
    assert chain.rpc.call("eth_getBalance", signer.address, "latest") == hex(FUNDED_WEI)
    assert chain.rpc.call("eth_accounts") == []
    well_known = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"  # the node's usual first account
    assert chain.rpc.call("eth_getBalance", well_known, "latest") == "0x0"
    assert int(chain.rpc.call("eth_chainId"), 16) == chain.chain_id


def test_a_block_holds_our_transactions_in_our_order(open_chain, signer):
    raws = signer.pay(25)
    block = open_chain().produce(raws)
    assert block.transactions == tuple(transaction_hash(raw) for raw in raws)
    assert block.number == 1
    assert block.refused == ()


def test_the_order_holds_between_senders(open_chain, signer):
    other = type(signer)(0x12)
    chain = open_chain(funded=[signer.address, other.address])
    raws = [raw for _ in range(20) for raw in (other.pay(1) + signer.pay(1))]
    assert chain.produce(raws).transactions == tuple(transaction_hash(raw) for raw in raws)


def test_an_acknowledged_block_is_the_finalized_one(open_chain, signer):
    chain = open_chain()
    block = chain.produce(signer.pay(1))
    assert chain.rpc.call("eth_getBlockByNumber", "finalized", False)["hash"] == block.hash


def test_time_follows_the_clock_and_never_runs_back(open_chain, signer, clock):
    chain = open_chain()
    first = chain.produce(signer.pay(1))
    clock.now -= 5_000
    second = chain.produce(signer.pay(1))
    clock.now += 6_000
    third = chain.produce(signer.pay(1))
    assert second.timestamp == first.timestamp
    assert third.timestamp == int(clock.now) > first.timestamp


def test_time_does_not_run_back_after_a_restart(open_chain, signer, clock):
    chain = open_chain()
    before = chain.produce(signer.pay(1))
    chain.close()
    clock.now -= 5_000
    assert open_chain().produce(signer.pay(1)).timestamp == before.timestamp


def test_a_heartbeat_mines_only_when_the_last_block_is_old(open_chain, clock):
    chain = open_chain()
    first = chain.heartbeat(60)
    assert first is not None
    clock.now += 59
    assert chain.heartbeat(60) is None
    clock.now += 1
    second = chain.heartbeat(60)
    assert second is not None
    assert second.timestamp == first.timestamp + 60
    assert second.transactions == ()


@pytest.mark.parametrize("bad", ["garbage", "used nonce", "too little gas", "above the gas cap"])
def test_a_refused_transaction_is_named_and_the_others_go_in(open_chain, signer, bad):
    chain = open_chain()
    chain.produce(used := signer.pay(1))
    poison = {
        "garbage": b"\x02\xc0",
        "used nonce": used[0],
        "too little gas": signer.sign(PAYEE, nonce=1, gas=20_000),
        "above the gas cap": signer.sign(PAYEE, nonce=1, gas=16_777_217),
    }[bad]
    good = signer.pay(1)
    block = chain.produce([poison, *good])
    assert block.transactions == (transaction_hash(good[0]),)
    assert [refusal.transaction for refusal in block.refused] == [transaction_hash(poison)]
    assert block.refused[0].included_in == (1 if bad == "used nonce" else None)


def test_when_all_are_refused_no_block_is_made(open_chain, signer):
    chain = open_chain()
    chain.produce(used := signer.pay(1))
    with pytest.raises(TransactionsRefused) as caught:
        chain.produce(used)
    assert caught.value.refused[0].included_in == 1
    assert chain.head.number == 1


def test_what_the_block_left_out_is_named_and_replays_to_the_same_hash(open_chain, signer):
    chain = open_chain()
    half = (
        FUNDED_WEI * 2 // 3
    )  # two such payments pass the pool one by one, the second has no cover
    paid, uncovered = (signer.sign(PAYEE, value=half) for _ in range(2))
    gap = signer.sign(PAYEE, nonce=9)
    block = chain.produce([paid, uncovered, gap])
    assert block.transactions == (transaction_hash(paid),)
    assert {r.transaction for r in block.refused} == {
        transaction_hash(uncovered),
        transaction_hash(gap),
    }
    signer.nonce = 1
    head = chain.produce(signer.pay(8))  # would let the gap's nonce 9 in, were it still waiting
    assert len(head.transactions) == 8
    chain.close()
    for snapshot in (chain._dir.snapshots).iterdir():
        snapshot.unlink()
    assert open_chain().head.hash == head.hash


def test_a_foreign_transaction_in_the_pool_is_dropped(open_chain, signer):
    chain = open_chain()
    foreign = signer.sign(PAYEE, nonce=0, value=5)
    chain.rpc.call("eth_sendRawTransaction", "0x" + foreign.hex())
    ours = signer.pay(1)
    assert chain.produce(ours).transactions == (transaction_hash(ours[0]),)


def test_a_foreign_block_is_undone_from_the_journal(open_chain, signer):
    chain = open_chain()
    url = chain.url
    kept = chain.produce(signer.pay(1))
    foreign = signer.sign(PAYEE, nonce=1, value=5)
    chain.rpc.call("eth_sendRawTransaction", "0x" + foreign.hex())
    chain.rpc.call("evm_mine")
    ours = signer.pay(1)
    block = chain.produce(ours)
    assert block.number == kept.number + 1
    assert block.transactions == (transaction_hash(ours[0]),)
    assert chain.rpc.call("eth_getTransactionByHash", transaction_hash(foreign)) is None
    assert chain.url == url


def test_a_foreign_transaction_between_submission_and_block_is_undone(open_chain, signer):
    chain = open_chain()
    other = type(signer)(0x12)
    strange = other.sign(PAYEE)
    journal = chain._journal
    append = journal.append_block

    def intrude(order):
        append(order)
        chain.rpc.call("eth_sendRawTransaction", "0x" + strange.hex())

    journal.append_block = intrude
    ours = signer.pay(2)
    block = chain.produce(ours)
    assert block.transactions == tuple(transaction_hash(raw) for raw in ours)
    assert chain.rpc.call("eth_getTransactionByHash", transaction_hash(strange)) is None


def test_a_second_user_of_the_directory_is_refused(open_chain):
    open_chain()
    with pytest.raises(DataDirInUse, match="Another process"):
        open_chain()


def test_another_relayer_than_the_stored_one_is_refused(open_chain, signer):
    open_chain().close()
    with pytest.raises(GenesisDiffers, match="funded"):
        open_chain(funded=[PAYEE])
    open_chain()  # the refusal has freed the directory


def test_a_missing_program_says_what_to_run(tmp_path):
    with pytest.raises(NodeMissing, match="not installed") as caught:
        find_anvil(tmp_path)
    assert "npm install" in caught.value.hint


def test_rpc__refused_call__named_error_with_code(open_chain):
    with pytest.raises(RpcError) as caught:
        open_chain().rpc.call("eth_noSuchMethod")
    assert caught.value.code == -32601


def test_rpc__batch__answers_in_order(open_chain):
    rpc = open_chain().rpc
    calls = [("eth_chainId", []), ("eth_blockNumber", []), ("eth_chainId", [])]
    assert rpc.batch(calls) == [rpc.call("eth_chainId"), "0x0", rpc.call("eth_chainId")]


def test_rpc__nobody_listens__node_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(NodeUnreachable):
        Rpc(f"http://127.0.0.1:{port}").call("eth_chainId")
