"""What a relay asks of the chain: simulate acts in order as one call, and how many fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice

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
_WORD = 32
_HEAD_BYTES, _HEAD_TOKENS = 4 + 2 * _WORD, 4 * 4 + 35 + 38
"""Of a relay's calldata before its acts: the selector, where the list begins, how long it is."""
_OFFSET_TOKENS = _WORD + 3 * 3
"""At most, of where an act begins: less than 2**24 bytes from the list's start."""
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
    data = _limited("simulate", [(limit, call) for call in calls])
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
    return _limited("relay", acts)


def gas_limit(gas_used: int, attempts: int) -> int:
    """What to promise an act: more than the simulation used, twice as much after each failure."""
    return min(ACT_GAS, (gas_used * 5 // 4 + _MARGIN_GAS) << attempts)


def transaction_gas(data: bytes, limits: Sequence[int]) -> int:
    """What a relay needs so that every act can have all that it was promised."""
    # Calldata costs ten a token at most.
    return 21_000 + 10 * _tokens(data) + _RELAY_GAS + sum(map(_promised, limits))


def _promised(limit: int) -> int:
    """What an act's limit takes, which gets at most 63/64 of what is left (EIP-150)."""
    return limit * 64 // 63 + _AROUND_ACT_GAS


def fitting(acts: Sequence[tuple[int, bytes]], most_gas: int) -> int:
    """How many of these acts, from the first on, fit into one transaction; at least one."""
    gas, size = 21_000 + _RELAY_GAS + 10 * _HEAD_TOKENS, _HEAD_BYTES
    for count, (limit, call) in enumerate(acts):
        part = _part(limit, call)
        gas += _promised(limit) + 10 * (_tokens(part) + _OFFSET_TOKENS)
        size += _WORD + len(part)
        if gas > most_gas or size > TRANSACTION_BYTES:
            return max(1, count)
    return len(acts)


def _tokens(data: bytes) -> int:
    """What calldata is paid by: a byte is four, a zero one (EIP-7623)."""
    return 4 * len(data) - 3 * data.count(0)


def _limited(function: str, acts: Sequence[tuple[int, bytes]]) -> bytes:
    """The call of `function((uint256 gas, bytes call)[])`.

    By hand, since the library takes thirty times as long; a test holds it against that.
    """
    parts = [_part(limit, call) for limit, call in acts]
    ends = accumulate(map(len, parts), initial=_WORD * len(parts))
    offsets = b"".join(_word(end) for end in islice(ends, len(parts)))
    head = _selector(function) + _word(_WORD) + _word(len(parts))
    return head + offsets + b"".join(parts)


def _part(limit: int, call: bytes) -> bytes:
    """An act with its gas limit, as the ABI has it in a list."""
    padding = bytes(-len(call) % _WORD)
    return _word(limit) + _word(2 * _WORD) + _word(len(call)) + call + padding


def _word(number: int) -> bytes:
    return number.to_bytes(_WORD)


@cache
def _selector(function: str) -> bytes:
    return encode_call("Community", function, [])[:4]


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
