"""The embedded chain: one real node whose blocks are ordered, journalled and replayed by us.

Raw transactions -> the node's pool (which refuses what cannot be) -> journal, durable -> block ->
seal. Starting again is: newest good snapshot, then the journal after it, each hash compared.
It serves one installation on one machine and is never to be presented as a production network.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from ledger_py.chain.datadir import DataDir
from ledger_py.chain.errors import (
    ChainClosed,
    ChainError,
    ForeignTransaction,
    GenesisDiffers,
    NodeUnreachable,
    RpcError,
    TransactionsRefused,
)
from ledger_py.chain.journal import Genesis, Journal, JournalBlock
from ledger_py.chain.mining import Block, Miner, left_out
from ledger_py.chain.node import NodeProcess, end_orphan, find_anvil, loopback_host
from ledger_py.chain.replay import genesis_json, node_arguments, node_version, restore
from ledger_py.chain.rpc import Rpc
from ledger_py.chain.snapshots import Snapshot, Snapshots

# "auzo" in ASCII: no public network's number, so no signature made here counts on another chain;
# below 2**31, as some wallets keep chain ids in 32 bits.
CHAIN_ID = 0x61757A6F
# Thirty transactions of the largest size (EIP-7825) and many small ones fit one block.
BLOCK_GAS_LIMIT = 500_000_000
FUNDED_WEI = 10**24
HARDFORK = "osaka"

_log = logging.getLogger(__name__)


class EmbeddedChain:
    """A chain in a directory, alone in using it; `start` and `close`, or a `with` block.

    data_dir: created when missing. funded: addresses that begin with 10**24 wei; fees are zero.
    genesis_time: seconds since 1970 (default: now), used only when the chain is new.
    program: the node's binary (default: the npm package's). clock: seconds since 1970.
    snapshot_after: blocks plus transactions between two snapshots while running.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        funded: Sequence[str],
        genesis_time: int | None = None,
        chain_id: int = CHAIN_ID,
        program: Path | None = None,
        clock: Callable[[], float] = time.time,
        snapshot_after: int = 2_000,
    ) -> None:
        self.chain_id = chain_id
        self._dir, self._program, self._clock = DataDir(data_dir), program, clock
        self._funded = {address.lower(): FUNDED_WEI for address in funded}
        self._genesis_time, self._snapshot_after = genesis_time, snapshot_after
        self._lock = threading.RLock()
        self._node: NodeProcess | None = None
        self._journal: Journal | None = None
        self._rpc: Rpc | None = None
        self._head: Block | None = None
        self._since_snapshot = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def rpc(self) -> Rpc:
        """The node's client, for reads; its address stays the same until `close`."""
        if self._rpc is None:
            raise ChainClosed
        return self._rpc

    @property
    def url(self) -> str:
        """The node's address on the loopback interface."""
        return self.rpc.url

    @property
    def head(self) -> Block:
        """The last acknowledged block (block 0 on a new chain)."""
        if self._head is None:
            raise ChainClosed
        return self._head

    @property
    def genesis(self) -> Genesis:
        """What the chain began with, as its journal holds it."""
        return self._open_journal().genesis

    @property
    def node_pid(self) -> int | None:
        """The node's process id while it runs."""
        return self._node.pid if self._node and self._node.alive else None

    def start(self) -> None:
        """Take the directory, start the node, bring it to the journal's end, check every hash.

        Raises DataDirInUse, NodeMissing, NodeDidNotStart, GenesisDiffers, JournalCorrupt or
        ReplayMismatch; then the directory is free again and nothing in it was lost.
        """
        self._dir.acquire()
        try:
            self._program = self._program or find_anvil()
            self._journal = self._begin()
            self._restore()
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """Take a snapshot if there is something new, end the node, free the directory."""
        with self._lock:
            try:
                if self._node and self._since_snapshot:
                    self.snapshot()
            except (ChainError, OSError) as error:
                _log.warning("No snapshot at the end: %s", error)
            finally:
                self._end()

    def produce(self, raw_transactions: Sequence[bytes] = ()) -> Block:
        """Mine one block of signed transactions, in this order, at max(last time, now).

        What the node refuses or leaves out is named in the block's `refused`; when it takes none,
        TransactionsRefused is raised and no block is made. A returned block survives any kill; one
        that was journalled when a kill struck is there after the next start. A node that died or
        holds a block which is not ours is started again from the journal, at the same address.
        """
        raws = list(raw_transactions)
        with self._lock:
            before = self._open_journal().number
            try:
                self._check_head()
                return self._extend(raws)
            except (NodeUnreachable, ForeignTransaction, RpcError) as error:
                _log.warning("The embedded node is started again: %s", error)
            self._restore()
            if self.head.number > before:
                return replace(self.head, refused=tuple(left_out(self._miner, self.head, raws)))
            return self._extend(raws)

    def heartbeat(self, max_age_seconds: int = 60) -> Block | None:
        """Mine an empty block if the last one is that old, so that chain time follows the clock.

        A node that died is started again first, from the journal, at the same address.
        """
        with self._lock:
            if self.node_pid is None:
                _log.warning("The embedded node has died; it is started again.")
                self._restore()
            if self._clock() - self.head.timestamp < max_age_seconds:
                return None
            return self.produce()

    def snapshot(self) -> None:
        """Write the node's state aside, so that the next start replays only what comes later."""
        with self._lock:
            self._check_head()
            if self.head.number:
                dump = self._miner.dump()
                stored = Snapshot(self.head.number, self.head.hash, dump)
                Snapshots(self._dir.snapshots).write(stored)
            self._since_snapshot = 0

    @property
    def _miner(self) -> Miner:
        return Miner(self.rpc)

    def _open_journal(self) -> Journal:
        if self._journal is None:
            raise ChainClosed
        return self._journal

    def _extend(self, raws: list[bytes]) -> Block:
        journal = self._open_journal()
        taken, refused = self._miner.submit(raws)
        if raws and not taken:
            raise TransactionsRefused(refused)
        timestamp = max(journal.timestamp, int(self._clock()))
        order = JournalBlock(journal.number + 1, timestamp, tuple(taken))
        journal.append_block(order)
        block = self._seal(order)
        self._since_snapshot += 1 + len(taken)
        if self._since_snapshot >= self._snapshot_after:
            self._try_snapshot()
        refused += left_out(self._miner, block, taken)
        return replace(block, refused=tuple(refused))

    def _try_snapshot(self) -> None:
        try:
            self.snapshot()
        except (ChainError, OSError) as error:
            _log.warning("No snapshot was taken: %s", error)

    def _seal(self, order: JournalBlock) -> Block:
        block = self._miner.mine(order)
        self._open_journal().append_seal(block.hash)
        self._head = block
        return block

    def _check_head(self) -> None:
        found = self._miner.head()
        if found.hash != self.head.hash or not self._open_journal().sealed:
            raise ForeignTransaction(found.number, "the node and the journal differ")

    def _begin(self) -> Journal:
        if self._dir.journal.exists():
            journal = Journal.open(self._dir.journal)
            self._compare("chain id", journal.genesis.chain_id, self.chain_id)
            self._compare("funded addresses", journal.genesis.funded, self._funded)
        else:
            assert self._program is not None
            begin = int(self._clock()) if self._genesis_time is None else self._genesis_time
            node = node_version(self._program)
            genesis = Genesis(self.chain_id, begin, BLOCK_GAS_LIMIT, HARDFORK, self._funded, node)
            journal = Journal.create(self._dir.journal, genesis)
        self._dir.genesis.write_bytes(genesis_json(journal.genesis))
        return journal

    def _restore(self) -> None:
        snapshots = Snapshots(self._dir.snapshots)
        self._head, self._since_snapshot = restore(
            self._start_node, self._open_journal(), snapshots
        )

    def _start_node(self) -> Miner:
        assert self._program is not None
        self._stop_node()
        end_orphan(self._dir.node_id, str(self._dir.genesis))
        arguments = node_arguments(self.genesis, self._dir.genesis)
        place = urlsplit(self._rpc.url) if self._rpc else None
        host = (place and place.hostname) or loopback_host()
        port = (place and place.port) or 0
        self._node = NodeProcess(self._program, arguments, host, port, self._dir.node_id)
        if self._rpc is None:
            self._rpc = Rpc(f"http://{host}:{self._node.port}")
            self._dir.node_url.write_text(self._rpc.url + "\n")
        self._rpc.call("anvil_setLoggingEnabled", False)
        return self._miner

    def _stop_node(self) -> None:
        if self._rpc:
            self._rpc.close()
        if self._node:
            self._node.stop()
            self._node = None

    def _end(self) -> None:
        self._stop_node()
        self._dir.node_url.unlink(missing_ok=True)
        if self._journal:
            self._journal.close()
        self._journal = self._rpc = self._head = None
        self._dir.release()

    @staticmethod
    def _compare(name: str, stored: object, asked: object) -> None:
        if stored != asked:
            raise GenesisDiffers(name, stored, asked)
