"""What we ask of the embedded node: take transactions, mine one block of them, dump and load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from ledger_py.chain.errors import ForeignTransaction, RpcError
from ledger_py.chain.journal import JournalBlock
from ledger_py.chain.rpc import Rpc

LEFT_OUT = "left out of the block: a nonce gap, too little balance, or the block is full"


@dataclass(frozen=True)
class Refusal:
    """A transaction (by hash) that is not in the block, why, and the block that has it already."""

    transaction: str
    reason: str
    included_in: int | None = None


@dataclass(frozen=True)
class Block:
    """A block on the chain: seconds since 1970, hashes of its transactions, and who stayed out."""

    number: int
    hash: str
    timestamp: int
    transactions: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


class Miner:
    """The node as we use it; the one caller holds a lock, as a pool and a clock are shared."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

    def head(self) -> Block:
        """Return the node's last block."""
        return _block(self._rpc.call("eth_getBlockByNumber", "latest", False))

    def hash_at(self, number: int) -> str | None:
        """Return the hash of a block by number, None when the node has no such block."""
        found = self._rpc.call("eth_getBlockByNumber", hex(number), False)
        return str(found["hash"]) if found else None

    def submit(self, raw_transactions: Iterable[bytes]) -> tuple[list[bytes], list[Refusal]]:
        """Empty the pool, then put transactions in, one by one as their order is the block's.

        Return those the pool took and those it refused. With mining off, a pool is no state.
        """
        self._rpc.call("anvil_dropAllTransactions")
        taken, refused = [], []
        for raw in raw_transactions:
            try:
                self._rpc.call("eth_sendRawTransaction", "0x" + raw.hex())
                taken.append(raw)
            except RpcError as error:
                refused.append(self.refusal(raw, error.message))
        return taken, refused

    def refusal(self, raw: bytes, reason: str) -> Refusal:
        """Say why a transaction is not in the block, and whether an earlier block has it."""
        receipt = self._rpc.call("eth_getTransactionReceipt", transaction_hash(raw))
        included_in = int(receipt["blockNumber"], 16) if receipt else None
        return Refusal(transaction_hash(raw), reason, included_in)

    def mine(self, order: JournalBlock) -> Block:
        """Mine what is in the pool; raise ForeignTransaction unless it is the ordered block."""
        self._rpc.call("evm_setNextBlockTimestamp", order.timestamp)
        self._rpc.call("evm_mine")
        block = self.head()
        if (block.number, block.timestamp) != (order.number, order.timestamp):
            raise ForeignTransaction(order.number, f"the node's head is {block.number}")
        ordered = iter([transaction_hash(raw) for raw in order.transactions])
        for found in block.transactions:
            if found not in ordered:  # consumes up to the match: the order must be ours too
                raise ForeignTransaction(order.number, f"it holds {found} out of our order")
        return block

    def dump(self) -> bytes:
        """Return the node's whole state, blocks, receipts and logs as it packs them."""
        return bytes.fromhex(self._rpc.call("anvil_dumpState")[2:])

    def load(self, dump: bytes) -> None:
        """Put a dump into a node that is still at its genesis."""
        self._rpc.call("anvil_loadState", "0x" + dump.hex())


def transaction_hash(raw: bytes) -> str:
    """Return the hash by which the chain knows a signed transaction."""
    return "0x" + keccak(raw).hex()


def left_out(miner: Miner, block: Block, raw_transactions: Sequence[bytes]) -> list[Refusal]:
    """Return a refusal for each transaction that the pool took and the block did not."""
    inside = set(block.transactions)
    return [
        miner.refusal(raw, LEFT_OUT)
        for raw in raw_transactions
        if transaction_hash(raw) not in inside
    ]


def _block(answer: dict[str, Any]) -> Block:
    return Block(
        int(answer["number"], 16),
        str(answer["hash"]),
        int(answer["timestamp"], 16),
        tuple(answer["transactions"]),
    )
