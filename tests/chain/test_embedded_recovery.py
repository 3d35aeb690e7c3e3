"""Whatever is killed whenever: what was acknowledged is there, once, under the same hash."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from eth_utils.address import to_checksum_address

from ledger_py.chain.errors import JournalCorrupt, ReplayMismatch
from ledger_py.chain.journal import Journal, JournalBlock
from ledger_py.chain.mining import transaction_hash
from ledger_py.chain.node import end_orphan

FLOW = Path(__file__).with_name("embedded_flow.py")
# Emits one anonymous log of 32 bytes at every call: PUSH 1, MSTORE at 0, LOG0 of 32 bytes.
LOGGER_INIT_CODE = "6a600160005260206000a000600052600b6015f3"
ROOT = Path(__file__).parents[2]


def everything(chain):
    """All that an indexer could read: every block with its transactions, receipts and logs."""
    numbers = range(chain.head.number + 1)
    blocks = [chain.rpc.call("eth_getBlockByNumber", hex(n), True) for n in numbers]
    hashes = [transaction["hash"] for block in blocks for transaction in block["transactions"]]
    receipts = [chain.rpc.call("eth_getTransactionReceipt", each) for each in hashes]
    logs = chain.rpc.call("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})
    return blocks, receipts, logs


def flow(data_dir: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(FLOW), str(data_dir)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def gone(pid: int) -> bool:
    """Whether a process ended (a zombie that waits for its reaper has ended)."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def log_blocks(open_chain, signer):
    """A chain with a contract that logs, ten blocks of three logs each."""
    chain = open_chain()
    made = chain.produce([signer.sign(None, data=LOGGER_INIT_CODE)])
    contract = chain.rpc.call("eth_getTransactionReceipt", made.transactions[0])["contractAddress"]
    for _ in range(10):
        chain.produce([signer.sign(to_checksum_address(contract)) for _ in range(3)])
    return chain


@pytest.mark.parametrize("way", ["snapshot", "journal alone"])
def test_every_block_receipt_and_log_is_served_after_a_restart(open_chain, signer, log_blocks, way):
    before = everything(log_blocks)
    assert len(before[2]) == 30
    log_blocks.close()
    if way == "journal alone":
        shutil.rmtree(log_blocks._dir.snapshots)
    again = open_chain()
    assert everything(again) == before
    assert again._since_snapshot == (0 if way == "snapshot" else 11 + 31)
    assert again.produce(signer.pay(1)).number == 12


def test_a_chain_that_went_on_after_a_snapshot_equals_its_journal(
    open_chain, signer, log_blocks, clock, tmp_path
):
    log_blocks.close()
    again = open_chain()
    clock.now += 77
    again.produce(signer.pay(4))
    after = everything(again)
    (tmp_path / "copy").mkdir()
    shutil.copy(again._dir.journal, tmp_path / "copy" / "journal")
    assert everything(open_chain(tmp_path / "copy")) == after


def test_a_block_journalled_but_not_sent_when_the_kill_came_is_there_after_the_start(
    open_chain, signer, clock
):
    chain = open_chain()
    chain.produce(signer.pay(2))
    chain.close()
    raws = signer.pay(3)
    journal = Journal.open(chain._dir.journal)
    journal.append_block(JournalBlock(2, int(clock.now) + 1, tuple(raws)))
    journal.close()
    again = open_chain()
    assert again.head.transactions == tuple(transaction_hash(raw) for raw in raws)
    assert again.produce(signer.pay(1)).number == 3


def test_a_block_is_in_the_journal_before_it_is_on_the_chain(open_chain, signer):
    chain = open_chain()
    journal, seen = chain._journal, []
    append, seal = journal.append_block, journal.append_seal

    def watched_append(order):
        append(order)
        seen.append(("journalled", chain.rpc.call("eth_blockNumber")))

    def watched_seal(block_hash):
        seen.append(("sealed", chain.rpc.call("eth_blockNumber")))
        seal(block_hash)

    journal.append_block, journal.append_seal = watched_append, watched_seal
    chain.produce(signer.pay(1))
    assert seen == [("journalled", "0x0"), ("sealed", "0x1")]


def test_a_killed_node_is_started_again_at_the_same_address(open_chain, signer):
    chain = open_chain()
    url, kept = chain.url, chain.produce(signer.pay(5))
    for _ in range(3):
        os.kill(chain.node_pid, signal.SIGKILL)
        block = chain.produce(signer.pay(2))
        assert len(block.transactions) == 2
    assert block.number == kept.number + 3
    assert chain.url == url
    assert chain.rpc.call("eth_getBlockByNumber", "0x1", False)["hash"] == kept.hash


def test_a_node_killed_between_journal_and_block_still_gives_that_block(open_chain, signer):
    chain = open_chain()
    append = chain._journal.append_block

    def then_die(order):
        append(order)
        os.kill(chain.node_pid, signal.SIGKILL)

    chain._journal.append_block = then_die
    raws = signer.pay(3)
    block = chain.produce(raws)
    assert (block.number, block.refused) == (1, ())
    assert block.transactions == tuple(transaction_hash(raw) for raw in raws)


def test_an_interrupted_block_is_there_before_the_next_one(open_chain, signer):
    chain = open_chain()
    chain.produce(signer.pay(1))
    append = chain._journal.append_block

    def interrupted(order):
        append(order)
        raise KeyboardInterrupt

    chain._journal.append_block = interrupted
    with pytest.raises(KeyboardInterrupt):
        chain.produce(raws := signer.pay(2))
    chain._journal.append_block = append
    assert chain.produce(signer.pay(1)).number == 3
    found = chain.rpc.call("eth_getBlockByNumber", "0x2", False)["transactions"]
    assert found == [transaction_hash(raw) for raw in raws]


def test_the_node_outlives_the_thread_that_started_the_chain(open_chain, signer):
    chains = []
    starter = threading.Thread(target=lambda: chains.append(open_chain()))
    starter.start()
    starter.join()
    pid = chains[0].node_pid
    time.sleep(0.2)
    chains[0].produce(signer.pay(1))
    assert chains[0].node_pid == pid


def test_whatever_moment_the_owner_is_killed_nothing_is_lost_or_doubled(open_chain, tmp_path):
    chance, acknowledged, data_dir = random.Random(20), [], tmp_path / "flow"
    for round_ in range(10):
        owner = flow(data_dir)
        if round_ % 3 == 2:  # strike while it starts, or not long after
            time.sleep(chance.uniform(0.3, 1.0))
        else:
            up = owner.stdout.readline().split()
            assert up[:1] == ["up"], owner.stderr.read()
            time.sleep(chance.uniform(0.0, 0.5))
        owner.kill()
        rest, _ = owner.communicate()
        rest = rest[rest.find("{") :] if "{" in rest else ""
        whole = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        acknowledged += [json.loads(line) for line in whole]
        assert gone(int(up[1])), "the node outlived its owner"
    assert len(acknowledged) > 20

    chain = open_chain(data_dir)
    blocks, receipts, _ = everything(chain)
    by_number = {int(block["number"], 16): block for block in blocks}
    for line in acknowledged:
        block = by_number[line["number"]]
        assert block["hash"] == line["hash"]
        assert [transaction["hash"] for transaction in block["transactions"]] == line["txs"]
    hashes = [receipt["transactionHash"] for receipt in receipts]
    assert len(hashes) == len(set(hashes))
    nonces = [int(t["nonce"], 16) for block in blocks for t in block["transactions"]]
    assert nonces == list(range(len(nonces)))

    (tmp_path / "replayed").mkdir()
    shutil.copy(data_dir / "journal", tmp_path / "replayed" / "journal")
    replayed = open_chain(tmp_path / "replayed")
    assert replayed.head.hash == chain.head.hash
    assert replayed._since_snapshot == chain.head.number + len(nonces)


def test_a_second_process_gets_one_sentence(open_chain):
    chain = open_chain()
    second = flow(chain._dir.path)
    _, said = second.communicate(timeout=30)
    assert second.returncode == 1
    assert said.startswith("DataDirInUse: Another process is using the chain in ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("damage", ["newest", "all"])
def test_a_damaged_snapshot_is_passed_over(open_chain, signer, damage):
    chain = open_chain(snapshot_after=2)
    for _ in range(4):
        chain.produce(signer.pay(1))
    before = everything(chain)
    chain.close()
    snapshots = sorted(chain._dir.snapshots.iterdir(), reverse=True)
    assert [path.name for path in snapshots] == ["000000000004.snapshot", "000000000003.snapshot"]
    for path in snapshots[: 1 if damage == "newest" else 2]:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    again = open_chain()
    assert everything(again) == before
    assert again._since_snapshot == (2 if damage == "newest" else 8)


def test_a_journal_shorter_than_a_snapshot_is_refused(open_chain, signer):
    chain = open_chain()
    chain.produce(signer.pay(1))
    size = chain._dir.journal.stat().st_size
    chain.produce(signer.pay(1))
    chain.close()
    os.truncate(chain._dir.journal, size)
    with pytest.raises(JournalCorrupt, match="a snapshot is of block 2") as caught:
        open_chain()
    assert "backup" in caught.value.hint


def test_a_journal_that_replays_to_another_hash_is_refused(open_chain, signer, clock):
    chain = open_chain()
    chain.close()
    journal = Journal.open(chain._dir.journal)
    journal.append_block(JournalBlock(1, int(clock.now), tuple(signer.pay(1))))
    journal.append_seal("0x" + "5e" * 32)
    journal.close()
    with pytest.raises(ReplayMismatch, match="Block 1 replays to") as caught:
        open_chain()
    assert "anvil" in str(caught.value)


def test_a_clean_end_leaves_no_node_and_no_process_file(open_chain):
    chain = open_chain()
    pid = chain.node_pid
    chain.close()
    assert gone(pid)
    assert not chain._dir.node_id.exists()


def test_an_orphan_is_ended_only_when_it_is_of_this_directory(tmp_path):
    pid_file, mark = tmp_path / "node.pid", str(tmp_path / "genesis.json")
    command = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)", mark]
    orphan = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        orphan.stdout.readline()
        pid_file.write_text(str(orphan.pid))
        assert end_orphan(pid_file, mark + ".other") is False
        assert orphan.poll() is None
        pid_file.write_text(str(orphan.pid))
        assert end_orphan(pid_file, mark) is True
        assert orphan.wait(5) == -signal.SIGKILL
    finally:
        orphan.kill()
