"""The bytes that the contracts take and give: calls, results, events and named errors.

What the contracts look like is read from `ledger_py/abi`, which `scripts/export_abi.py` makes.
Addresses and hashes of a chain are `0x` hex in lower case; commitments and other words are bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from ledger_py import errors
from ledger_py.chain.errors import CallMalformed as CallMalformed
from ledger_py.chain.errors import EventUnknown as EventUnknown

CONTRACTS = ("CommunityFactory", "Community", "Assembly")
"""The contracts that are called. The code of a community and of an assembly lies in several."""
CONTINUED = {"Community": ("Membership", "Upkeep", "Charter"), "Assembly": ("Agenda",)}
WORD = 32
_SELECTOR = 4
_CUT_OFF = 4096
_BUILT_IN = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)

Json = dict[str, Any]
Read = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class ContractFile:
    """A contract as it is shipped: its ABI and the code that creates it."""

    abi: tuple[Json, ...]
    bytecode: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """A log as the chain holds it; `position` counts within the block."""

    address: str
    block: int
    block_hash: str
    position: int
    tx: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """A log read as an event of our contracts; structs are tuples in the struct's order."""

    name: str
    values: dict[str, Any]
    log: Log


@cache
def contract(name: str) -> ContractFile:
    """Return a contract by name; the ABI is that of everything which answers at its address."""
    own = _file(name)
    # Each part knows errors and events of the others: what is the same is there once.
    abi = {_identity(entry): entry for entry in own["abi"]}
    for part in CONTINUED.get(name, ()):
        entries = [entry for entry in _file(part)["abi"] if entry["type"] != "constructor"]
        abi |= {_identity(entry): entry for entry in entries}
    return ContractFile(tuple(abi.values()), _from_hex(own["bytecode"]))


def _file(name: str) -> Json:
    content: Json = json.loads((files("ledger_py") / "abi" / f"{name}.json").read_bytes())
    return content


def _identity(entry: Json) -> tuple[str, str, str]:
    types = ",".join(_types(entry.get("inputs", ())))
    return entry["type"], entry.get("name", ""), types


def creation(name: str, *arguments: object) -> bytes:
    """Return what a transaction that deploys the contract carries: code and arguments."""
    found = [entry for entry in contract(name).abi if entry["type"] == "constructor"]
    return contract(name).bytecode + encode(_types(found[0]["inputs"]) if found else [], arguments)


def encode_call(name: str, function: str, *arguments: object) -> bytes:
    """Return the call of a contract's function, selector first; structs are tuples."""
    entry = _function(name, function)
    return _selector(entry) + encode(_types(entry["inputs"]), arguments)


def decode_call(name: str, data: bytes) -> tuple[str, tuple[Any, ...]]:
    """Return a call's function and arguments; raise CallMalformed unless it is exactly that."""
    entry = _functions_by_selector(name).get(data[:_SELECTOR])
    if entry is None:
        raise CallMalformed(name, data)
    try:
        return entry["name"], decode(_types(entry["inputs"]), data[_SELECTOR:])
    except DecodingError as error:
        raise CallMalformed(name, data) from error


def decode_result(name: str, function: str, data: bytes) -> tuple[Any, ...]:
    """Return what a function gave back, one value per output."""
    return decode(_types(_function(name, function)["outputs"]), data)


def decode_event(log: Log) -> Event:
    """Return a log of one of our contracts as an event; raise EventUnknown."""
    reader = event_readers().get(log.topics[0]) if log.topics else None
    if reader is None:
        raise EventUnknown(log.topics[0] if log.topics else b"", log.address)
    name, read = reader
    return Event(name, read(log), log)


@cache
def event_readers() -> dict[bytes, tuple[str, Callable[[Log], Json]]]:
    """Return, by first topic, every event's name and what reads its values."""
    found = [entry for name in CONTRACTS for entry in contract(name).abi]
    events = {_topic(entry): entry for entry in found if entry["type"] == "event"}
    return {topic: (entry["name"], _log_reader(entry)) for topic, entry in events.items()}


def decode_error(data: bytes) -> tuple[str, Json]:
    """Return the name and values of what a contract reverted with; "Unknown" when it is not ours.

    A relay passes on an error's first 132 bytes, so bytes inside a longer one come cut short.
    """
    entry = _errors_by_selector().get(data[:_SELECTOR])
    if entry is None:
        return "Unknown", {"data": data}
    types, body = _types(entry["inputs"]), data[_SELECTOR:]
    try:
        # Zeros stand in for what the relay has cut off, and are taken out of the values again.
        values = decode(types, body + bytes(_CUT_OFF), strict=False)
    except (DecodingError, UnicodeDecodeError, OverflowError):
        return "Unknown", {"data": data}  # a signer's own contract may answer with anything
    # No error of ours has more than one value of open length, so its bytes are the last ones.
    there = max(0, len(body) - WORD * (len(types) + 1))
    kept = [v[:there] if t == "bytes" else v for t, v in zip(types, values, strict=True)]
    return entry["name"], {i["name"]: v for i, v in zip(entry["inputs"], kept, strict=True)}


def encode_error(name: str, values: Json) -> bytes:
    """Return what a contract reverts with: the way back from `decode_error`."""
    found = (entry for entry in _errors_by_selector().values() if entry["name"] == name)
    if (entry := next(found, None)) is None:
        return bytes(values.get("data", b""))
    return _selector(entry) + encode(_types(entry["inputs"]), list(values.values()))


def contract_error(data: bytes) -> errors.ContractError:
    """Return the named error that a contract reverted with."""
    name, values = decode_error(data)
    if name != "CallFailed":
        return errors.contract_error(name, values)
    return errors.contract_error(name, values, {"reason": _told(values["reason"])})


def _told(reason: bytes) -> str:
    """What a proposal's call was refused for, which is an error of ours itself, in words."""
    name, values = decode_error(reason)
    if name == "Unknown" or (len(reason) - _SELECTOR) % WORD:
        return name  # a relay has cut its values off
    return f"{name}: {errors.contract_error(name, values)}".rstrip(".")


@cache
def _errors_by_selector() -> dict[bytes, Json]:
    found = [entry for name in CONTRACTS for entry in contract(name).abi]
    found += _BUILT_IN
    return {_selector(entry): entry for entry in found if entry["type"] == "error"}


@cache
def _functions_by_selector(name: str) -> dict[bytes, Json]:
    return {_selector(e): e for e in contract(name).abi if e["type"] == "function"}


@cache
def _function(name: str, function: str) -> Json:
    found = [e for e in contract(name).abi if e["type"] == "function" and e["name"] == function]
    if len(found) != 1:
        raise KeyError(f"{name} has {len(found)} functions named {function}")
    return found[0]


def _topic(entry: Json) -> bytes:
    return keccak(f"{entry['name']}({','.join(_types(entry['inputs']))})".encode())


def _selector(entry: Json) -> bytes:
    return _topic(entry)[:_SELECTOR]


def _types(parameters: Sequence[Json]) -> list[str]:
    return [_type(parameter) for parameter in parameters]


def _type(parameter: Json) -> str:
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_types(parameter['components']))}){kind[len('tuple') :]}"


def _log_reader(entry: Json) -> Callable[[Log], Json]:
    indexed = [
        (item["name"], _required_static(item)) for item in entry["inputs"] if item["indexed"]
    ]
    plain = [item for item in entry["inputs"] if not item["indexed"]]
    names, read_data = [item["name"] for item in plain], _data_reader(plain)

    def read(log: Log) -> Json:
        words = zip(indexed, log.topics[1:], strict=True)
        values = {name: read_word(topic) for (name, read_word), topic in words}
        return values | dict(zip(names, read_data(log.data), strict=True))

    return read


def _data_reader(parameters: Sequence[Json]) -> Callable[[bytes], Sequence[Any]]:
    """Words of fixed place are read directly, which is twenty times as fast as decoding them."""
    whole = _static({"type": "tuple", "components": list(parameters)})
    if whole is None:
        types = _types(parameters)
        return lambda data: decode(types, data)
    size, read = whole

    def read_static(data: bytes) -> Sequence[Any]:
        if len(data) != size:
            raise ValueError(f"{len(data)} bytes of event data where {size} belong")
        values: Sequence[Any] = read(data)
        return values

    return read_static


def _required_static(parameter: Json) -> Read:
    found = _static(parameter)
    assert found is not None, f"{parameter['name']} is indexed and so is no single word"
    return found[1]


def _static(parameter: Json) -> tuple[int, Read] | None:
    """Return a type's size in bytes and what reads it; None when its place is not fixed."""
    kind = parameter["type"]
    if kind != "tuple":
        read = _WORDS.get(kind.rstrip("0123456789") if kind.startswith("uint") else kind)
        return read and (WORD, read)
    parts = [_static(item) for item in parameter["components"]]
    if None in parts:
        return None
    places, size = [], 0
    for part in parts:
        assert part is not None
        places.append((part[1], size, size + part[0]))
        size += part[0]
    return size, lambda data: tuple([read(data[start:end]) for read, start, end in places])


_WORDS: dict[str, Read] = {
    "uint": int.from_bytes,
    "bool": any,
    "address": lambda word: "0x" + word[12:].hex(),
    "bytes32": bytes,
}


def _from_hex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
