"""What a relay asks of the chain: simulate acts in order as one call, and how many fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eth_abi.abi import encode
from eth_abi.exceptions import DecodingError

from ledger_py.chain.client import Header, Node
from ledger_py.chain.codec import decode_result, encode_call
from ledger_py.chain.engines import Engine, Refusal
from ledger_py.chain.errors import ContractMissing, RpcError, TransactionsRefused
from ledger_py.errors import ContractError

TRANSACTION_BYTES = 120_000
"""Nodes take no transaction above 128 KiB into their pools."""
LONGEST_RELAY = 256
ACT_GAS = 14_000_000
"""The most that one act may use, so that it fits a transaction with what the relay needs."""
_RELAY_GAS = 150_000
_AROUND_ACT_GAS = 12_000
_MARGIN_GAS = 30_000
_ERROR_STRING = bytes.fromhex("08c379a0")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What an act would use and why it would be refused (error data, empty when it would not)."""

    gas_used: int
    reason: bytes


def simulate(
    node: Node,
    contract: str,
    calls: Sequence[bytes],
    *,
    sender: str,
    now: int,
    head: Header | None = None,
) -> list[Simulated]:
    """Carry calls out in order, without a transaction; fewer answers when the node's gas ends.

    Time stands still between blocks, so the calls find `now` (Unix seconds) as the block's time,
    where the engine can do that. head: the block after which they are asked (default: the last).
    Raises ContractError or RpcError when the simulation fails as a whole, ContractMissing.
    """
    block = head.number if head else None
    head = head or node.head()
    gas = min(head.gas_limit, node.engine.call_gas)
    limit = min(ACT_GAS, gas // 2)
    data = encode_call("Community", "simulate", [(limit, call) for call in calls])
    time = max(now, head.time)
    try:
        answer = node.call(contract, data, time=time, sender=sender, gas=gas, block=block)
    except ContractError as error:
        index = error.values.get("index")
        if error.name != "RelayGasShort" or not isinstance(index, int) or index == 0:
            raise
        return simulate(node, contract, calls[:index], sender=sender, now=now, head=head)
    try:
        outcomes = decode_result("Community", "simulate", answer)[0]
    except DecodingError:
        raise ContractMissing(contract) from None
    return [Simulated(used, bytes(reason)) for used, reason in outcomes]


def relay_call(acts: Sequence[tuple[int, bytes]]) -> bytes:
    """The call that relays acts, each with its gas limit; the same in both contracts."""
    return encode_call("Community", "relay", list(acts))


def gas_limit(gas_used: int, attempts: int) -> int:
    """What to promise an act: more than the simulation used, twice as much after each failure."""
    return min(ACT_GAS, (gas_used * 5 // 4 + _MARGIN_GAS) << attempts)


def transaction_gas(data: bytes, limits: Sequence[int]) -> int:
    """What a relay needs so that every act can have all that it was promised."""
    tokens = 4 * len(data) - 3 * data.count(0)
    # Each act gets at most 63/64 of what is left (EIP-150); calldata costs ten a token at most.
    acts = sum(limit * 64 // 63 + _AROUND_ACT_GAS for limit in limits)
    return 21_000 + 10 * tokens + _RELAY_GAS + acts


def fitting(acts: Sequence[tuple[int, bytes]], most_gas: int) -> int:
    """How many of these acts, from the first on, fit into one transaction; at least one."""
    for count in range(len(acts), 1, -1):
        data = relay_call(acts[:count])
        gas = transaction_gas(data, [limit for limit, _ in acts[:count]])
        if gas <= most_gas and len(data) <= TRANSACTION_BYTES:
            return count
    return 1


def error_text(message: str) -> bytes:
    """A refusal that has no name in the contracts, as Solidity's `Error(string)`."""
    return _ERROR_STRING + encode(["string"], [message])


def refusal(error: RpcError | TransactionsRefused, engine: Engine) -> Refusal:
    """Why a node refused a transaction or a call."""
    if isinstance(error, TransactionsRefused):
        return engine.refusal_in(error.refused[0].reason)
    return engine.refusal(error.code, error.message)


def at_fault(error: RpcError, engine: Engine) -> str | None:
    """What the node has against the request itself, None when it may be repeated."""
    return str(error) if refusal(error, engine) is Refusal.UNFIT else None
