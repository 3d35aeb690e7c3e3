"""Calls, answers, events and typed data of the contracts, read off their ABI files.

Written apart from `ledger_py`, so that neither copies a mistake of the other, and compiled once
into closures, because the soak makes millions of calls. A struct is any tuple in the ABI's order.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_hash.auto import keccak

ABI = Path(__file__).resolve().parents[2] / "ledger_py" / "abi"
COMMUNITY = ("Community", "Membership", "Upkeep", "Charter")
"""A community's code lies in four parts; whoever calls it sees one contract."""
WILL = ("Assembly", "Agenda")
"""An assembly's code lies in two."""

Json = dict[str, Any]
Encoder = Callable[[Any], bytes]
Reader = Callable[[bytes, int], Any]


@dataclass(frozen=True)
class Kind:
    """A type: is it dynamic, how many bytes its head has, how it is written, read and hashed."""

    dynamic: bool
    size: int
    write: Encoder
    read: Reader
    hash: Encoder
    """The 32 bytes that stand for a value of it in EIP-712."""


@dataclass(frozen=True)
class Event:
    """An event's name, and its fields in order with whether each is in a topic."""

    name: str
    fields: tuple[tuple[str, bool, Kind], ...]


def _word(value: Any) -> bytes:
    return int(value).to_bytes(32)


def _read_int(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 32])


def _padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % 32)


def _read_bytes(data: bytes, at: int) -> bytes:
    return data[at + 32 : at + 32 + _read_int(data, at)]


def _address(value: str) -> bytes:
    return bytes.fromhex(value[2:]).rjust(32, b"\0")


ADDRESS = Kind(False, 32, _address, lambda data, at: "0x" + data[at + 12 : at + 32].hex(), _address)
BYTES32 = Kind(False, 32, bytes, lambda data, at: data[at : at + 32], bytes)
BOOL = Kind(False, 32, _word, lambda data, at: _read_int(data, at) != 0, _word)
NUMBER = Kind(False, 32, _word, _read_int, _word)
BYTES = Kind(True, 32, lambda v: _word(len(v)) + _padded(v), _read_bytes, lambda v: keccak(v))
PLAIN = {"address": ADDRESS, "bytes32": BYTES32, "bool": BOOL, "bytes": BYTES}


def kind_of(entry: Json) -> Kind:
    """Return the type of an ABI entry's field."""
    name: str = entry["type"]
    if name.endswith("[]"):
        return _array(kind_of({**entry, "type": name.removesuffix("[]")}))
    if name.endswith("]"):
        item, _, length = name[:-1].rpartition("[")
        return _struct((kind_of({**entry, "type": item}),) * int(length), b"")
    if name == "tuple":
        kinds = tuple(kind_of(field) for field in entry["components"])
        return _struct(kinds, keccak(encode_type(entry).encode()))
    return PLAIN.get(name, NUMBER)


def _struct(kinds: tuple[Kind, ...], typehash: bytes) -> Kind:
    dynamic = any(kind.dynamic for kind in kinds)

    def hashed(value: Iterable[Any]) -> bytes:
        return keccak(typehash + b"".join([k.hash(v) for k, v in zip(kinds, value, strict=True)]))

    size = 32 if dynamic else sum(kind.size for kind in kinds)
    return Kind(dynamic, size, _writer(kinds), _reader(kinds), hashed)


def _array(item: Kind) -> Kind:
    def write(values: tuple[Any, ...]) -> bytes:
        return _word(len(values)) + _sequence([(item, value) for value in values])

    def read(data: bytes, at: int) -> tuple[Any, ...]:
        count, start = _read_int(data, at), at + 32
        places = [start + item.size * i for i in range(count)]
        if item.dynamic:
            places = [start + _read_int(data, place) for place in places]
        return tuple(item.read(data, place) for place in places)

    def hashed(values: tuple[Any, ...]) -> bytes:
        return keccak(b"".join([item.hash(value) for value in values]))

    return Kind(True, 32, write, read, hashed)


def _writer(kinds: tuple[Kind, ...]) -> Encoder:
    if not any(kind.dynamic for kind in kinds):
        return lambda v: b"".join([k.write(x) for k, x in zip(kinds, v, strict=True)])
    return lambda values: _sequence(list(zip(kinds, values, strict=True)))


def _sequence(parts: list[tuple[Kind, Any]]) -> bytes:
    """Heads, then what is dynamic, each head of those telling where."""
    at = sum(kind.size for kind, _ in parts)
    heads, tails = [], []
    for kind, value in parts:
        written = kind.write(value)
        if kind.dynamic:
            heads.append(_word(at))
            tails.append(written)
            at += len(written)
        else:
            heads.append(written)
    return b"".join(heads + tails)


def _reader(kinds: tuple[Kind, ...]) -> Reader:
    def read(data: bytes, at: int) -> tuple[Any, ...]:
        found, place = [], at
        for kind in kinds:
            where = at + _read_int(data, place) if kind.dynamic else place
            found.append(kind.read(data, where))
            place += kind.size
        return tuple(found)

    return read


def encode_type(entry: Json) -> str:
    """Return a struct's EIP-712 type, those of the structs in it behind, by name."""
    found: dict[str, str] = {}
    _collect(entry, found)
    first = _name(entry)
    return found.pop(first) + "".join(text for _, text in sorted(found.items()))


def _name(entry: Json) -> str:
    kind = str(entry["internalType"]).removeprefix("struct ").rpartition(".")[2]
    return kind.removesuffix("[]")


def _collect(entry: Json, found: dict[str, str]) -> None:
    fields = []
    for field in entry["components"]:
        shown = field["type"]
        if "components" in field:
            _collect(field, found)
            shown = shown.replace("tuple", _name(field))
        fields.append(f"{shown} {field['name']}")
    found[_name(entry)] = f"{_name(entry)}({','.join(fields)})"


def _signature(entry: Json) -> str:
    return f"{entry['name']}({','.join(_canonical(field) for field in entry['inputs'])})"


def _canonical(field: Json) -> str:
    if "components" not in field:
        return str(field["type"])
    inner = ",".join(_canonical(each) for each in field["components"])
    return str(field["type"]).replace("tuple", f"({inner})")


class Interface:
    """What a contract answers to."""

    def __init__(self, *names: str) -> None:
        entries = [e for name in names for e in artifact(name)["abi"] if "name" in e]
        self.functions = {e["name"]: e for e in entries if e["type"] == "function"}
        self._calls = {
            name: (keccak(_signature(e).encode())[:4], _writer(_kinds(e["inputs"])))
            for name, e in self.functions.items()
        }
        self._answers = {n: _reader(_kinds(e["outputs"])) for n, e in self.functions.items()}
        self.errors = {
            keccak(_signature(e).encode())[:4]: str(e["name"])
            for e in entries
            if e["type"] == "error"
        }
        self.events = {
            keccak(_signature(e).encode()): _event(e) for e in entries if e["type"] == "event"
        }
        self._structs: dict[str, Kind] = {}
        for entry in entries:
            for field in entry["inputs"]:
                self._learn(field)

    def _learn(self, field: Json) -> None:
        if "components" in field:
            plain = {**field, "type": "tuple"}
            self._structs[_name(field)] = kind_of(plain)
            for inner in field["components"]:
                self._learn(inner)

    def call(self, name: str, *arguments: Any) -> bytes:
        """Return the bytes that call a function."""
        selector, write = self._calls[name]
        return selector + write(arguments)

    def answer(self, name: str, data: bytes) -> Any:
        """Return what a function answered; one value by itself, several as a tuple."""
        values = self._answers[name](data, 0)
        return values[0] if len(values) == 1 else values

    def error(self, data: bytes) -> str:
        """Return the name of the error that these bytes begin with."""
        return self.errors.get(data[:4], f"0x{data[:4].hex()}")

    def event(self, topics: list[bytes], data: bytes) -> tuple[str, dict[str, Any]]:
        """Return an event's name and fields."""
        event = self.events[topics[0]]
        inner = iter(_reader(tuple(k for _, topic, k in event.fields if not topic))(data, 0))
        outer = iter(topics[1:])
        return event.name, {
            name: kind.read(next(outer), 0) if topic else next(inner)
            for name, topic, kind in event.fields
        }

    def struct_hash(self, name: str, value: Iterable[Any]) -> bytes:
        """Return the EIP-712 hash of a struct that some act is, or has in it."""
        return self._structs[name].hash(value)

    def primary(self, function: str) -> str:
        """Return the name of the struct that an act's function takes first."""
        return _name(self.functions[function]["inputs"][0])


def _kinds(fields: list[Json]) -> tuple[Kind, ...]:
    return tuple(kind_of(field) for field in fields)


def _event(entry: Json) -> Event:
    return Event(
        entry["name"], tuple((f["name"], f["indexed"], kind_of(f)) for f in entry["inputs"])
    )


@cache
def artifact(name: str) -> Json:
    """Return what was compiled of a contract."""
    found: Json = json.loads((ABI / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def community_interface() -> Interface:
    """Return what a community answers to."""
    return Interface(*COMMUNITY)


@cache
def assembly_interface() -> Interface:
    """Return what an assembly answers to."""
    return Interface(*WILL)


def digest(chain_id: int, name: str, contract: str, struct_hash: bytes) -> bytes:
    """Return what is signed: a struct's hash in the domain of a contract on a chain."""
    return keccak(b"\x19\x01" + _domain(chain_id, name, contract) + struct_hash)


@cache
def _domain(chain_id: int, name: str, contract: str) -> bytes:
    kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    parts = (kind, name, "1")
    return keccak(
        b"".join(keccak(part.encode()) for part in parts) + _word(chain_id) + _address(contract)
    )
