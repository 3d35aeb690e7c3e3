"""Fetch, decode, store: the logs of a ledger as fast as plain Python does that, and nothing else.

No check that the logs are complete, no state of a contribution, no units, no way back: what an
index of ours is measured against. Each event is one row of one table, its fields as whole numbers
and bytes; the database is written as durably as ours is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from ledger_py.chain.codec import contract

WINDOW = 1_000
_WORD = 64


def run(url: str, addresses: Sequence[str], first: int, last: int, file: Path) -> int:
    """Store all logs of these contracts in the blocks `first` to `last`; return how many."""
    parts = urlsplit(url)
    node, names = HTTPConnection(parts.hostname or "", parts.port), _names()
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"v{number}" for number in range(_MOST))
    store.execute(f"CREATE TABLE events (block, log, tx, name, {columns})")
    insert = f"INSERT INTO events VALUES ({', '.join('?' * (4 + _MOST))})"
    total = 0
    for start in range(first, last + 1, WINDOW):
        logs = _logs(node, addresses, start, min(start + WINDOW - 1, last))
        store.execute("BEGIN")
        store.executemany(insert, [_decoded(log, names) for log in logs])
        store.execute("COMMIT")
        total += len(logs)
    store.close()
    return total


_MOST = 12
"""So many fields are kept of an event; none of those measured has more."""


def _names() -> dict[str, str]:
    from eth_hash.auto import keccak

    found = {}
    for name in ("Community", "Assembly", "CommunityFactory"):
        for entry in contract(name).abi:
            if entry["type"] == "event":
                types = ",".join(_type(item) for item in entry["inputs"])
                found["0x" + keccak(f"{entry['name']}({types})".encode()).hex()] = entry["name"]
    return found


def _type(item: dict[str, Any]) -> str:
    kind: str = item["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(map(_type, item['components']))}){kind[5:]}"


def _logs(node: HTTPConnection, addresses: Sequence[str], first: int, last: int) -> list[Any]:
    asked = {"fromBlock": hex(first), "toBlock": hex(last), "address": list(addresses)}
    body = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [asked]}
    node.request("POST", "/", orjson.dumps(body), {"Content-Type": "application/json"})
    found: list[Any] = orjson.loads(node.getresponse().read())["result"]
    return found


def _decoded(log: dict[str, Any], names: dict[str, str]) -> tuple[Any, ...]:
    topics, data = log["topics"], log["data"]
    words = [*topics[1:], *(data[at : at + _WORD] for at in range(2, len(data), _WORD))][:_MOST]
    values = [_value(word) for word in words]
    empty: list[int | str | None] = [None] * (_MOST - len(values))
    place = (int(log["blockNumber"], 16), int(log["logIndex"], 16), log["transactionHash"])
    return (*place, names[topics[0]], *values, *empty)


def _value(word: str) -> int | str:
    """A small number as one, else the word as it is: a hash or an address."""
    number = int(word, 16)
    return number if number < 1 << 63 else word
