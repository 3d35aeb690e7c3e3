"""How an embedded chain comes back: the node's genesis, a snapshot if one is good, the journal."""

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from ledger_py.chain.errors import (
    ForeignTransaction,
    JournalCorrupt,
    NodeDidNotStart,
    ReplayMismatch,
    RpcError,
    SnapshotDamaged,
)
from ledger_py.chain.journal import Genesis, Journal
from ledger_py.chain.mining import Block, Miner
from ledger_py.chain.snapshots import Snapshot, Snapshots

_log = logging.getLogger(__name__)
# A snapshot that fails in one of these ways is passed over: the journal can do without it.
_PASSED_OVER = (SnapshotDamaged, ReplayMismatch, ForeignTransaction, RpcError)


def node_arguments(genesis: Genesis, genesis_file: Path) -> list[str]:
    """Return the node's options; all that change a block's hash come from the journal's genesis."""
    return [
        *("--init", str(genesis_file), "--chain-id", str(genesis.chain_id)),
        *("--timestamp", str(genesis.time), "--gas-limit", str(genesis.gas_limit)),
        *("--hardfork", genesis.hardfork, "--base-fee", "0", "--enable-tx-gas-limit"),
        *("--accounts", "0", "--no-mining", "--order", "fifo", "--prune-history"),
        # Every acknowledged block is final here, so the `finalized` tag means the latest one.
        *("--slots-in-an-epoch", "0"),
        # A page in a browser must not write to the node; a snapshot is larger than 2 MB.
        *("--no-cors", "--no-request-size-limit"),
    ]


def genesis_json(genesis: Genesis) -> bytes:
    """Return the genesis file by which the node funds exactly the given addresses."""
    zero_address, zero_hash = "0x" + "00" * 20, "0x" + "00" * 32
    content: dict[str, Any] = {
        "config": {"chainId": genesis.chain_id},
        "timestamp": hex(genesis.time),
        "gasLimit": hex(genesis.gas_limit),
        "nonce": "0x0",
        "difficulty": "0x0",
        "extraData": "0x",
        "mixHash": zero_hash,
        "coinbase": zero_address,
        "alloc": {address: {"balance": hex(wei)} for address, wei in genesis.funded.items()},
    }
    return orjson.dumps(content)


def node_version(program: Path) -> str:
    """Return the first line of what the node's program says about itself."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NodeDidNotStart(str(error)) from error
    return said.stdout.split("\n", 1)[0].strip()


def restore(
    start_node: Callable[[], Miner], journal: Journal, snapshots: Snapshots
) -> tuple[Block, int]:
    """Bring a fresh node to the journal's end; return its head and how much was replayed.

    Tries the newest snapshot, then the older one, then the journal alone; a snapshot that does not
    lead to the acknowledged hashes is removed.
    """
    for path in snapshots.paths():
        try:
            return _replay(start_node(), journal, _usable(snapshots.read(path), journal))
        except _PASSED_OVER as error:
            _log.warning("Going on without a snapshot: %s", error)
            path.unlink()
    return _replay(start_node(), journal, None)


def _usable(snapshot: Snapshot, journal: Journal) -> Snapshot:
    if snapshot.number > len(journal.hashes):
        reason = f"it ends at block {len(journal.hashes)}, a snapshot is of block {snapshot.number}"
        raise JournalCorrupt(journal.path, journal.path.stat().st_size, reason)
    _expect(journal, snapshot.number, snapshot.block_hash)
    return snapshot


def _replay(miner: Miner, journal: Journal, snapshot: Snapshot | None) -> tuple[Block, int]:
    if snapshot:
        miner.load(snapshot.dump)
        # Older blocks must be served too: an index is dropped and built again from the node alone.
        for number in (1, snapshot.number):
            _expect(journal, number, miner.hash_at(number) or "nothing")
    head, replayed = miner.head(), 0
    for order in journal.blocks(after=snapshot.number if snapshot else 0):
        miner.submit(order.transactions)
        head = miner.mine(order)
        if not journal.sealed and order.number == journal.number:
            journal.append_seal(head.hash)
        _expect(journal, order.number, head.hash)
        replayed += 1 + len(order.transactions)
    return head, replayed


def _expect(journal: Journal, number: int, found: str) -> None:
    stored = journal.hashes[number - 1]
    if found != stored:
        raise ReplayMismatch(number, stored, found, journal.genesis.node)
