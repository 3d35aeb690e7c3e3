"""A node as we use it: heads, logs, calls, accounts, sending; each method is one kind of question.

(`chain/node.py` is the process of the embedded node; this is any node, over JSON-RPC.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger_py.chain.codec import Log, contract_error, decode_result, encode_call
from ledger_py.chain.engines import ANVIL, Engine, Refusal
from ledger_py.chain.errors import RpcError
from ledger_py.chain.rpc import Rpc

Json = dict[str, Any]
_HEADERS_PER_BATCH = 250
_OVERTAKEN = "BlockOutOfRange"
"""What Anvil answers when a block comes in between its finding of the last one and its state."""
_RECEIPTS_PER_BATCH = 50


@dataclass(frozen=True, slots=True)
class Header:
    """A block's head; time in seconds since 1970, `bloom` says what logs it may hold."""

    number: int
    hash: str
    parent: str
    time: int
    gas_limit: int
    base_fee: int
    bloom: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction; `contract` is the address it created, if it did."""

    tx: str
    block: int
    block_hash: str
    succeeded: bool
    gas_used: int
    contract: str | None
    logs: tuple[Log, ...]


class Node:
    """A node, asked over JSON-RPC; raises RpcError and NodeUnreachable.

    engine: what kind of node it is, which decides how some questions are put.
    """

    def __init__(self, rpc: Rpc, engine: Engine = ANVIL) -> None:
        self.rpc, self.engine = rpc, engine

    def refusal(self, error: RpcError) -> Refusal:
        """Why the node refused a request."""
        return self.engine.refusal(error.code, error.message)

    def chain_id(self) -> int:
        """Return the id of the chain, which every signature names."""
        return _int(self.rpc.call("eth_chainId"))

    def head(self) -> Header:
        """Return the newest block."""
        return _header(self.rpc.call("eth_getBlockByNumber", "latest", False))

    def block(self, number: int) -> Header | None:
        """Return a block by number, None when the chain is not that long."""
        found = self.rpc.call("eth_getBlockByNumber", hex(number), False)
        return _header(found) if found else None

    def blocks(self, first: int, last: int) -> list[Header]:
        """Return the blocks `first` to `last`; fewer when the chain ends before."""
        found: list[Header] = []
        for start in range(first, last + 1, _HEADERS_PER_BATCH):
            numbers = range(start, min(start + _HEADERS_PER_BATCH, last + 1))
            asked: list[tuple[str, list[Any]]]
            asked = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
            found += [_header(block) for block in self.rpc.batch(asked) if block]
        return found

    def logs(self, first: int, last: int, addresses: Sequence[str]) -> list[Log]:
        """Return all logs of these contracts in the blocks `first` to `last`, oldest first."""
        asked = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(addresses)}
        found = [_log(log) for log in self.rpc.call("eth_getLogs", asked)]
        return sorted(found, key=lambda log: (log.block, log.position))

    def log_addresses(self, numbers: Sequence[int]) -> list[list[str]]:
        """Return, per block, the contract of each of its logs, from the receipts.

        A way to a block's logs that does not go through the node's index of logs.
        """
        if not self.engine.block_receipts:
            return [self._log_addresses_singly(number) for number in numbers]
        found: list[list[str]] = []
        for start in range(0, len(numbers), _RECEIPTS_PER_BATCH):
            asked: list[tuple[str, list[Any]]]
            part = numbers[start : start + _RECEIPTS_PER_BATCH]
            asked = [("eth_getBlockReceipts", [hex(number)]) for number in part]
            found += [_addresses(receipts or ()) for receipts in self.rpc.batch(asked)]
        return found

    def _log_addresses_singly(self, number: int) -> list[str]:
        block = self.rpc.call("eth_getBlockByNumber", hex(number), False)
        transactions = block["transactions"] if block else []
        receipts = self.rpc.batch([("eth_getTransactionReceipt", [tx]) for tx in transactions])
        return _addresses(receipt for receipt in receipts if receipt)

    def call(
        self,
        to: str,
        data: bytes,
        *,
        time: int | None = None,
        sender: str | None = None,
        gas: int | None = None,
        block: int | None = None,
    ) -> bytes:
        """Return what a call would give; raise the contract's named error when it reverts.

        time: seconds the call shall find as the block's (default: the last block's, which stands
        still between blocks; that too where the engine takes no other). block: number of the block
        after which it is asked (default: last).
        """
        asked: Json = {"to": to, "data": "0x" + data.hex()}
        if sender is not None:
            asked["from"] = sender
        if gas is not None:
            asked["gas"] = hex(gas)
        params: list[Any] = [asked, "latest" if block is None else hex(block)]
        if time is not None and self.engine.call_time:
            params += [{}, {"time": hex(time)}]
        try:
            return _bytes(self._of_the_last_block("eth_call", *params))
        except RpcError as error:
            raise _reverted(error) from error

    def _of_the_last_block(self, method: str, *params: Any) -> Any:
        """What the node answers; once more where a block came in while it looked at the last."""
        try:
            return self.rpc.call(method, *params)
        except RpcError as error:
            if _OVERTAKEN not in str(error):
                raise
            return self.rpc.call(method, *params)

    def view(self, to: str, contract: str, function: str, *arguments: object) -> Any:
        """Return a view's one output, or the tuple of its outputs."""
        found = self.call(to, encode_call(contract, function, *arguments))
        outputs = decode_result(contract, function, found)
        return outputs[0] if len(outputs) == 1 else outputs

    def nonce(self, address: str, at: str | None = None) -> int:
        """Return how many transactions of an account are on the chain, as of the last block.

        at: as of the block of this hash instead, which no node that lags answers wrongly: it
        raises RpcError when it has not got that block or no longer knows the state after it. One
        that makes the next block at that moment may answer of that.
        """
        block = "latest" if at is None else {"blockHash": at, "requireCanonical": True}
        return _int(self.rpc.call("eth_getTransactionCount", address, block))

    def receipt(self, tx: str) -> Receipt | None:
        """Return what became of a transaction, None while it is in no block."""
        found = self.rpc.call("eth_getTransactionReceipt", tx)
        return _receipt(found) if found else None

    def send(self, raw: bytes) -> str:
        """Hand in a signed transaction; return its hash."""
        return str(self.rpc.call("eth_sendRawTransaction", "0x" + raw.hex()))


def _reverted(error: RpcError) -> Exception:
    """Nodes wrap a revert's data differently; without data it is the node's own refusal."""
    data = error.data.get("data") if isinstance(error.data, dict) else error.data
    if not isinstance(data, str) or not data.startswith("0x") or len(data) < 10:
        return error
    return contract_error(_bytes(data))


def _header(found: Json) -> Header:
    return Header(
        number=_int(found["number"]),
        hash=found["hash"],
        parent=found["parentHash"],
        time=_int(found["timestamp"]),
        gas_limit=_int(found["gasLimit"]),
        base_fee=_int(found.get("baseFeePerGas") or "0x0"),
        bloom=_int(found["logsBloom"]),
    )


def _receipt(found: Json) -> Receipt:
    return Receipt(
        tx=found["transactionHash"],
        block=_int(found["blockNumber"]),
        block_hash=found["blockHash"],
        succeeded=_int(found["status"]) == 1,
        gas_used=_int(found["gasUsed"]),
        contract=found.get("contractAddress"),
        logs=tuple(_log(log) for log in found["logs"]),
    )


def _addresses(receipts: Iterable[Json]) -> list[str]:
    return [log["address"].lower() for receipt in receipts for log in receipt["logs"]]


def _log(found: Json) -> Log:
    return Log(
        address=found["address"].lower(),
        block=_int(found["blockNumber"]),
        block_hash=found["blockHash"],
        position=_int(found["logIndex"]),
        tx=found["transactionHash"],
        topics=tuple([_bytes(topic) for topic in found["topics"]]),
        data=_bytes(found["data"]),
    )


def _int(text: str) -> int:
    return int(text, 16)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
