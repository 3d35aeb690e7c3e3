"""A node made of a bundle: it answers what the checks ask, and from nothing but the bundle."""

from __future__ import annotations

from typing import Any

from eth_hash.auto import keccak

from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc
from ledger_py.verify.bundle import Block, Bundle, NodeMissing
from ledger_py.verify.encoding import receipt_logs, transaction_json

Json = dict[str, Any]
NO_CODE = keccak(b"")


class BlockLeftOut(ChainError):
    """A block that may hold logs of the community is not in the bundle."""

    hint = "Have the bundle exported again; without this block nobody can tell what happened in it."

    def __init__(self, number: int) -> None:
        super().__init__(f"Block {number} may hold events of this community and was left out.")
        self.number = number


class BundleRpc(Rpc):
    """Answers of a node as of the bundle's last block; what it lacks is refused by name."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__("http://bundle.invalid")
        self._bundle = bundle
        self._heads = {int(head["number"], 16): head for head in bundle.heads}
        self._transactions: dict[str, Json] = {}
        self._receipts: dict[int, list[Json]] = {}
        for number, block in bundle.blocks.items():
            self._receipts[number] = self._read(number, block)

    def call(self, method: str, *params: Any) -> Any:
        """Answer one question."""
        match method, params:
            case "eth_chainId", ():
                return hex(self._bundle.chain_id)
            case "eth_getBlockByNumber", ("latest", _):
                return self._bundle.heads[-1]
            case "eth_getBlockByNumber", (number, _):
                return self._heads.get(int(number, 16))
            case "eth_getLogs", (asked,):
                return self._logs(asked)
            case "eth_getBlockReceipts", (number,):
                return self._receipts_of(int(number, 16))
            case "eth_getTransactionByHash", (tx,):
                return self._transactions.get(tx)
            case "eth_getCode", (address, _):
                return self._code(address)
        raise NotImplementedError(method)

    def batch(self, calls: list[tuple[str, list[Any]]]) -> list[Any]:
        """Answer several questions."""
        return [self.call(method, *params) for method, params in calls]

    def close(self) -> None:
        """There is nothing to close."""

    def _code(self, address: str) -> str:
        """Of code a bundle proves that there is some, not what it is."""
        try:
            found = self._bundle.code_hash(address)
        except NodeMissing:
            found = None
        return "0x" if found in (None, NO_CODE) else "0x00"

    def _receipts_of(self, number: int) -> list[Json]:
        if number not in self._receipts:
            raise BlockLeftOut(number)
        return self._receipts[number]

    def _logs(self, asked: Json) -> list[Json]:
        wanted = set(asked["address"])
        numbers = range(int(asked["fromBlock"], 16), int(asked["toBlock"], 16) + 1)
        return [
            log
            for number in numbers
            for receipt in self._receipts.get(number, ())
            for log in receipt["logs"]
            if log["address"] in wanted
        ]

    def _read(self, number: int, block: Block) -> list[Json]:
        found: list[Json] = []
        position = 0
        for raw, receipt in zip(block.transactions, block.receipts, strict=True):
            tx = transaction_json(raw)
            self._transactions[tx["hash"]] = tx
            logs = receipt_logs(receipt)
            for log in logs:
                log |= {
                    "blockNumber": hex(number),
                    "blockHash": self._heads[number]["hash"],
                    "logIndex": hex(position),
                    "transactionHash": tx["hash"],
                }
                position += 1
            found.append({"logs": logs})
        return found
