"""Engines: what differs between the nodes we speak to, in one settings object each.

`tried` names the version that our tests ran on. An engine without one is described from its
documentation and source, and nothing here or in the docs calls it supported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ledger_py.errors import AuzolanError

OSAKA_TRANSACTION_GAS = 16_777_216
"""No transaction may have more (EIP-7825)."""


class Refusal(StrEnum):
    """Why a node refuses a request, in our words; each has a consequence of its own."""

    NONCE_USED = "nonce used"
    KNOWN = "known already"
    UNDERPRICED = "fee too low"
    REPLACEMENT_UNDERPRICED = "replacement fee too low"
    UNFIT = "transaction never fits"
    UNPAID = "balance too low"
    TOO_MANY_RESULTS = "query too large"
    HISTORY_PRUNED = "history pruned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wording:
    """How an engine words a refusal: the JSON-RPC code and a part of the message, lower case."""

    refusal: Refusal
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Engine:
    """The limits and habits of one kind of node."""

    name: str
    """What the setting `engine` calls it."""
    title: str
    tried: str
    """The version that the tests ran on; empty for none."""
    log_range: int
    """How many blocks one query for logs may span."""
    in_flight: int
    """How many transactions of one sender we hand in before the first of them is in a block."""
    confirmations: int
    """How many blocks on top of a block make it final; 0: a block is final as it is made."""
    call_time: bool
    """Whether eth_call takes a time that the call finds as the block's (block overrides)."""
    block_receipts: bool
    """Whether eth_getBlockReceipts is there; otherwise receipts are asked for one by one."""
    transaction_gas: int
    """The most gas that one transaction may have."""
    call_gas: int
    """The most gas that a call may have, which costs nothing; never more than a block's."""
    wordings: tuple[Wording, ...]

    def refusal(self, code: int, message: str) -> Refusal:
        """Why a request was refused, by the error's code and message; OTHER for what is new."""
        said = message.lower()
        return next((w.refusal for w in self.wordings if w.code == code and w.text in said), _OTHER)

    def refusal_in(self, message: str) -> Refusal:
        """The same where only the message was kept."""
        said = message.lower()
        return next((w.refusal for w in self.wordings if w.text in said), _OTHER)

    def with_confirmations(self, confirmations: int | None) -> Engine:
        """The same engine in a network whose blocks are final later (or sooner) than usual."""
        return self if confirmations is None else replace(self, confirmations=confirmations)


class EngineUnknown(AuzolanError):
    """There are no settings for an engine of this name."""

    hint = "Name one of docs/reference/engines.md."

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no engine {name!r}; there are {', '.join(ENGINES)}.")


_OTHER = Refusal.OTHER
ANVIL = Engine(
    name="anvil",
    title="Anvil (the embedded chain)",
    tried="1.7.1",
    log_range=1_000,
    in_flight=16,
    confirmations=0,
    call_time=True,
    block_receipts=True,
    transaction_gas=OSAKA_TRANSACTION_GAS,
    call_gas=500_000_000,
    wordings=(
        Wording(Refusal.NONCE_USED, -32003, "nonce too low"),
        Wording(Refusal.KNOWN, -32003, "transaction already imported"),
        Wording(Refusal.REPLACEMENT_UNDERPRICED, -32003, "replacement transaction underpriced"),
        Wording(Refusal.UNDERPRICED, -32003, "max fee per gas less than block base fee"),
        Wording(Refusal.UNPAID, -32003, "insufficient funds"),
        Wording(Refusal.UNFIT, -32000, "intrinsic gas too high"),
        Wording(Refusal.UNFIT, -32000, "intrinsic gas too low"),
        Wording(Refusal.UNFIT, -32003, "intrinsic gas too high"),
        Wording(Refusal.UNFIT, -32003, "intrinsic gas too low"),
        # A call, not a transaction: so much at once is more than the node's gas.
        Wording(Refusal.UNFIT, -32603, "evm error outofgas"),
        Wording(Refusal.HISTORY_PRUNED, -32602, "blockoutofrangeerror"),
    ),
)
HARDHAT = Engine(
    name="hardhat",
    title="Hardhat's node",
    tried="3.18.0",
    log_range=1_000,
    in_flight=16,
    confirmations=0,
    call_time=False,
    block_receipts=False,
    transaction_gas=OSAKA_TRANSACTION_GAS,
    call_gas=OSAKA_TRANSACTION_GAS,
    wordings=(
        Wording(Refusal.NONCE_USED, -32000, "nonce too low"),
        Wording(Refusal.KNOWN, -32000, "known transaction"),
        Wording(Refusal.REPLACEMENT_UNDERPRICED, -32000, "replacement transaction underpriced"),
        Wording(Refusal.UNPAID, -32000, "doesn't have enough funds"),
        Wording(Refusal.UNFIT, -32000, "exceeds transaction gas cap"),
        Wording(Refusal.UNFIT, -32000, "exceeds block gas limit"),
        Wording(Refusal.UNFIT, -32000, "transaction requires at least"),
    ),
)
# From Besu's error table (RpcErrorType), its eth_call, which takes state overrides and no block
# overrides, and the defaults of --rpc-max-logs-range and --tx-pool-max-future-by-sender.
BESU = Engine(
    name="besu",
    title="Besu with QBFT",
    tried="",
    log_range=1_000,
    in_flight=200,
    confirmations=0,
    call_time=False,
    block_receipts=True,
    transaction_gas=OSAKA_TRANSACTION_GAS,
    call_gas=OSAKA_TRANSACTION_GAS,
    wordings=(
        Wording(Refusal.NONCE_USED, -32001, "nonce too low"),
        Wording(Refusal.KNOWN, -32000, "known transaction"),
        Wording(Refusal.REPLACEMENT_UNDERPRICED, -32000, "replacement transaction underpriced"),
        Wording(Refusal.UNDERPRICED, -32009, "gas price below"),
        Wording(Refusal.UNPAID, -32004, "upfront cost exceeds account balance"),
        Wording(Refusal.UNFIT, -32003, "intrinsic gas exceeds gas limit"),
        Wording(Refusal.UNFIT, -32005, "transaction gas limit exceeds block gas limit"),
        Wording(Refusal.UNFIT, -32005, "transaction gas limit cap exceeded"),
        Wording(Refusal.TOO_MANY_RESULTS, -32005, "exceeds maximum rpc range limit"),
        Wording(Refusal.HISTORY_PRUNED, -32000, "world state unavailable"),
        Wording(Refusal.HISTORY_PRUNED, 4444, "pruned history unavailable"),
    ),
)
ENGINES = {engine.name: engine for engine in (ANVIL, HARDHAT, BESU)}


def engine_named(name: str, confirmations: int | None = None) -> Engine:
    """The settings of an engine; confirmations: of this network. Raises EngineUnknown."""
    if name not in ENGINES:
        raise EngineUnknown(name)
    return ENGINES[name].with_confirmations(confirmations)
