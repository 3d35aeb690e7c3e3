"""The relayer's transactions: every field filled in by us; replaced, if need be, for more fee."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_hash.auto import keccak
from hexbytes import HexBytes

from ledger_py.chain.client import Node
from ledger_py.chain.engines import Refusal
from ledger_py.chain.errors import RpcError

_NO_FAULT = (Refusal.KNOWN, Refusal.NONCE_USED)


@dataclass(frozen=True, slots=True)
class Fees:
    """What the relayer pays: at most `ceiling` wei per gas (0: gas is free here), of which `tip` to
    the validator; after `patience` seconds without a block the fee rises by a quarter.
    """

    ceiling: int = 0
    tip: int = 0
    patience: int = 60

    def first(self, base_fee: int) -> int:
        """The fee per gas of a new transaction: room for the base fee to double."""
        return min(self.ceiling, 2 * base_fee + self.tip)

    def next(self, fee: int, base_fee: int = 0) -> int | None:
        """The fee per gas of a replacement, None when the ceiling leaves no room for one."""
        raised = max(fee * 5 // 4 + 1, self.first(base_fee))
        return raised if raised <= self.ceiling else None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed transaction and its hash."""

    tx: str
    raw: bytes


def sign(
    account: LocalAccount,
    *,
    chain_id: int,
    nonce: int,
    to: str,
    data: bytes,
    gas: int,
    fee: int = 0,
    tip: int = 0,
) -> Signed:
    """Sign a call; the same fields always give the same bytes."""
    fields = {
        "type": 2,
        "chainId": chain_id,
        "nonce": nonce,
        "to": bytes.fromhex(to[2:]),
        "value": 0,
        "data": data,
        "gas": gas,
        "maxFeePerGas": fee,
        "maxPriorityFeePerGas": min(tip, fee),
    }
    return _signed(account, fields)


def replacement(account: LocalAccount, raw: bytes, fees: Fees, base_fee: int = 0) -> Signed | None:
    """The same transaction for a higher fee, None when the ceiling forbids it."""
    fields: dict[str, Any] = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    fee = fees.next(int(fields["maxFeePerGas"]), base_fee)
    if fee is None:
        return None
    tip = int(fields["maxPriorityFeePerGas"])
    kept = {name: fields[name] for name in ("chainId", "nonce", "to", "value", "data", "gas")}
    # Nodes take a replacement only when the tip rises too.
    raised = {"type": 2, "maxFeePerGas": fee, "maxPriorityFeePerGas": min(fee, tip * 5 // 4 + 1)}
    return _signed(account, kept | raised)


def call_of(raw: bytes) -> tuple[bytes, int]:
    """The call that a signed transaction carries, and its gas."""
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return bytes(fields["data"]), int(fields["gas"])


def into_pool(node: Node) -> Callable[[Sequence[bytes]], None]:
    """A carrier that hands transactions to a node; one that the node knows already is no fault."""

    def carry(raws: Sequence[bytes]) -> None:
        for raw in raws:
            try:
                node.send(raw)
            except RpcError as error:
                if node.refusal(error) not in _NO_FAULT:
                    raise

    return carry


def _signed(account: LocalAccount, fields: dict[str, Any]) -> Signed:
    raw = bytes(account.sign_transaction(fields).raw_transaction)
    return Signed("0x" + keccak(raw).hex(), raw)
