"""Headers, transactions and receipts in the very bytes that are hashed, and back.

Sources: Ethereum Yellow Paper; EIP-155, 2718, 2930, 1559, 4895, 4844, 4788, 7685, 7702.
"""

from __future__ import annotations

from typing import Any

from coincurve import PublicKey
from eth_hash.auto import keccak

from ledger_py.chain.errors import ChainError
from ledger_py.verify import rlp

Json = dict[str, Any]
_HEADER = (
    *("parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot"),
    *("logsBloom", "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData"),
    *("mixHash", "nonce", "baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas"),
    *("parentBeaconBlockRoot", "requestsHash"),
)
_NUMBERS = frozenset(
    (
        *("difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas"),
        *("blobGasUsed", "excessBlobGas"),
    )
)
_FEWEST = 15
_PARTS = {
    0: ("nonce", "gasPrice", "gas", "to", "value", "input"),
    1: ("chainId", "nonce", "gasPrice", "gas", "to", "value", "input", "accessList"),
    2: (
        *("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value"),
        *("input", "accessList"),
    ),
    4: (
        *("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value"),
        *("input", "accessList", "authorizationList"),
    ),
}
"""What is signed of a transaction of each type, in its order."""


class EncodingUnknown(ChainError):
    """A block is written in a way that this version cannot hash again."""

    hint = "Check this chain with --rpc URL instead."

    def __init__(self, what: str) -> None:
        super().__init__(f"The bytes of {what} do not hash to its hash.")


def header_bytes(told: Json) -> bytes:
    """Return a header's bytes, from JSON-RPC; raises EncodingUnknown unless they hash to it."""
    fields = [_field(name, told[name]) for name in _HEADER if told.get(name) is not None]
    return _checked(rlp.encode(fields), told["hash"], f"block {int(told['number'], 16)}")


def header_json(raw: bytes) -> Json:
    """Return a header as JSON-RPC has it; raises ValueError when it is none."""
    fields = list(map(bytes_of, rlp.decode_list(raw)))
    if not _FEWEST <= len(fields) <= len(_HEADER):
        raise ValueError("a header has 15 fields to 21")
    told: Json = {
        name: hex(int.from_bytes(field)) if name in _NUMBERS else "0x" + field.hex()
        for name, field in zip(_HEADER, fields, strict=False)
    }
    return told | {"hash": "0x" + keccak(raw).hex()}


def transaction_bytes(told: Json) -> bytes:
    """Return a transaction's bytes, from JSON-RPC; raises EncodingUnknown."""
    kind = int(told.get("type") or "0x0", 16)
    if kind not in _PARTS:
        raise EncodingUnknown(f"transaction {told['hash']}")
    first = (told.get("yParity") or told["v"]) if kind else told["v"]
    fields = [_part(name, told) for name in _PARTS[kind]]
    fields += [_number(first), _number(told["r"]), _number(told["s"])]
    raw = (bytes([kind]) if kind else b"") + rlp.encode(fields)
    return _checked(raw, told["hash"], f"transaction {told['hash']}")


def transaction_json(raw: bytes) -> Json:
    """Return hash, sender, target and calldata; raises ValueError when it is none that is known."""
    kind, body = _typed(raw)
    if kind not in _PARTS:
        raise ValueError(f"a transaction of type {kind}")
    fields = rlp.decode_list(body)
    signed = fields[:-3]
    named = dict(zip(_PARTS[kind], signed, strict=True))
    v, r, s, to, data = map(bytes_of, (*fields[-3:], named["to"], named["input"]))
    parity = int.from_bytes(v)
    if not kind and parity >= 35:
        signed, parity = [*signed, _bytes((parity - 35) // 2), b"", b""], (parity - 35) % 2
    elif not kind:
        parity -= 27
    digest = keccak((bytes([kind]) if kind else b"") + rlp.encode(signed))
    signature = r.rjust(32, b"\0") + s.rjust(32, b"\0") + bytes([parity])
    key = PublicKey.from_signature_and_message(signature, digest, hasher=None)
    return {
        "hash": "0x" + keccak(raw).hex(),
        "from": "0x" + keccak(key.format(compressed=False)[1:])[12:].hex(),
        "to": "0x" + to.hex() if to else None,
        "input": "0x" + data.hex(),
    }


def receipt_bytes(told: Json) -> bytes:
    """Return a receipt's bytes, from JSON-RPC."""
    logs: list[rlp.Written] = [
        [_hex(log["address"]), [_hex(topic) for topic in log["topics"]], _hex(log["data"])]
        for log in told["logs"]
    ]
    fields = [_number(told["status"]), _number(told["cumulativeGasUsed"])]
    kind = int(told.get("type") or "0x0", 16)
    body = rlp.encode([*fields, _hex(told["logsBloom"]), logs])
    return (bytes([kind]) if kind else b"") + bytes(body)


def receipt_logs(raw: bytes) -> list[Json]:
    """Return the logs of a receipt; raises ValueError when it is none."""
    _, _, _, logs = rlp.decode_list(_typed(raw)[1])
    return [_log(*_list_of(log)) for log in _list_of(logs)]


def _log(address: rlp.Item, topics: rlp.Item, data: rlp.Item, *more: rlp.Item) -> Json:
    if more:
        raise ValueError("a log has three parts")
    return {
        "address": "0x" + bytes_of(address).hex(),
        "topics": ["0x" + bytes_of(topic).hex() for topic in _list_of(topics)],
        "data": "0x" + bytes_of(data).hex(),
    }


def _typed(raw: bytes) -> tuple[int, bytes]:
    """The type (EIP-2718) of a transaction or receipt, 0 where it has none, and the rest."""
    return (raw[0], raw[1:]) if raw and raw[0] < 0x80 else (0, raw)


def _checked(raw: bytes, digest: str, what: str) -> bytes:
    if keccak(raw) != _hex(digest):
        raise EncodingUnknown(what)
    return raw


def _field(name: str, value: str) -> bytes:
    return _number(value) if name in _NUMBERS else _hex(value)


def _part(name: str, told: Json) -> Any:
    value = told.get(name)
    if name == "accessList":
        return [
            [_hex(one["address"]), [_hex(key) for key in one["storageKeys"]]] for one in value or ()
        ]
    if name == "authorizationList":
        return [_authorization(one) for one in value or ()]
    if name in ("to", "input"):
        return _hex(value) if value else b""
    return _number(value or "0x0")


def _authorization(one: Json) -> list[bytes]:
    head = [_number(one["chainId"]), _hex(one["address"]), _number(one["nonce"])]
    return head + [_number(one[name]) for name in ("yParity", "r", "s")]


def _list_of(item: rlp.Item) -> list[rlp.Item]:
    if isinstance(item, bytes):
        raise ValueError("a list is expected")
    return item


def bytes_of(item: rlp.Item) -> bytes:
    """Return an item that is bytes; raises ValueError."""
    if not isinstance(item, bytes):
        raise ValueError("bytes are expected")
    return item


def _number(text: str) -> bytes:
    return _bytes(int(text, 16))


def _bytes(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8)


def _hex(text: str) -> bytes:
    return bytes.fromhex(text[2:])
