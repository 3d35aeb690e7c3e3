"""Carry accepted acts into blocks, beside transfers that were signed before and are only sent.

Each act is a contribution with a text, signed by its member. The door asks the contract about each
(which checks the signature), and the outbox takes it in: that is measured from one thread and from
several, as a gateway does it. Then the worker carries what waits, as in production: played through,
made durable, sent, mined, indexed; on the embedded chain with its journal, and on the same node
without one. The peer sends signed transfers to that same node in JSON-RPC batches, with a block
after each: nothing is checked before, made durable or read. All take turns; medians of the rounds.
The limit is a node that is sent the relay's transactions, as they were signed, and does no more.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ledger_py.chain.embedded import CHAIN_ID
from ledger_py.outbox import AcceptedAct
from scripts.carried import (
    PAYER,
    RELAYER,
    Carried,
    NotCarried,
    Said,
    mine,
    on_embedded,
    on_plain,
    plain_node,
)
from scripts.measured import Row, significant, write
from scripts.measured import row as row_of

COUNT, QUICK = 2_000, 500
ROUNDS = 3
BATCH = 200
"""Transfers in a JSON-RPC batch and in a block; fewer and more of them go slower."""
CALLERS = 8
TWICE = 2.0
Speeds = dict[str, list[float]]


def measure(quick: bool = False, count: int = COUNT) -> Path:
    """Measure rounds of so many acts; return the file of the rows."""
    command, end = ("make bench-smoke", "-smoke") if quick else ("make bench", "")
    if count != COUNT:
        command = f"python -m scripts.bench_relay --count={count}"
    count, rounds = (QUICK, 1) if quick else (count, ROUNDS)
    speeds: Speeds = defaultdict(list)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        embedded = stack.enter_context(on_embedded(folder / "embedded"))
        sent: list[bytes] = []
        plain = stack.enter_context(on_plain(folder / "plain", sent))
        before = len(sent)
        for number in range(rounds):
            first = 1 + number * count
            speeds["peer"].append(_transfers(plain, count))
            _carried(plain, "plain", first, count, speeds)
            _carried(embedded, "embedded", first, count, speeds)
        speeds["limit"].append(rounds * count / _executed(folder, sent, before))
    found = {part: significant(statistics.median(taken)) for part, taken in speeds.items()}
    return write(f"relay{end}", _rows(found, count, command))


def _carried(carried: Carried, name: str, first: int, count: int, speeds: Speeds) -> None:
    """Take acts in, half of them one by one and half from several threads; carry them all."""
    said = carried.said(first, count)
    alone, together = said[: count // 2], said[count // 2 :]
    begun = time.perf_counter()
    accepted = [_accept(carried, one) for one in alone]
    speeds[f"{name}, accepted alone"].append(len(alone) / (time.perf_counter() - begun))
    begun = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as threads:
        accepted += threads.map(lambda one: _accept(carried, one), together)
    speeds[f"{name}, accepted"].append(len(together) / (time.perf_counter() - begun))
    speeds[name].append(count / carried.carry(*accepted))


def _accept(carried: Carried, said: Said) -> AcceptedAct:
    return carried.door.accept(*said)


def _transfers(plain: Carried, count: int) -> float:
    """Transfers a second into blocks."""
    rpc, nonce = plain.node.rpc, plain.node.nonce(PAYER.address)
    raws = ["0x" + raw.hex() for raw in _signed(nonce, count)]
    begun = time.perf_counter()
    for start in range(0, count, BATCH):
        rpc.batch([("eth_sendRawTransaction", [raw]) for raw in raws[start : start + BATCH]])
        rpc.call("evm_mine")
    taken = time.perf_counter() - begun
    if (landed := plain.node.nonce(PAYER.address) - nonce) != count:
        raise NotCarried(f"{landed} of {count} transfers are in blocks")
    return count / taken


def _signed(nonce: int, count: int) -> Iterable[bytes]:
    fields: dict[str, Any] = {"type": 2, "chainId": CHAIN_ID, "value": 1, "gas": 21_000}
    fields |= {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "to": "0x" + "22" * 20}
    for number in range(nonce, nonce + count):
        yield bytes(PAYER.sign_transaction(fields | {"nonce": number}).raw_transaction)


def _executed(folder: Path, sent: list[bytes], before: int) -> float:
    """Seconds in which a new node has what was sent in blocks; the first `before` do not count."""
    with plain_node(folder) as node:
        for raw in sent[:before]:
            mine(node, [raw])
        begun = time.perf_counter()
        for raw in sent[before:]:
            mine(node, [raw])
        taken = time.perf_counter() - begun
        if (landed := node.nonce(RELAYER.address)) != len(sent):
            raise NotCarried(f"{landed} of {len(sent)} transactions are in blocks")
        return taken


def _rows(found: dict[str, float], count: int, command: str) -> list[Row]:
    """The relay beside the transfers, and what is taken in, of which no limit was measured."""
    rows = [
        row_of(
            f"relay {count:,} accepted acts into blocks, {name}: peer is signed transfers",
            "acts/s",
            found[key],
            found["peer"],
            found["limit"],
            command,
            times_peer=round(found[key] / found["peer"], 2),
            aim=TWICE,
        )
        for key, name in (("embedded", "embedded chain with its journal"), ("plain", "plain node"))
    ]
    for key, how in (("accepted alone", "one caller"), ("accepted", f"{CALLERS} callers")):
        name = f"accept signed acts with a text into the outbox, {how}"
        rows.append(row_of(name, "acts/s", found[f"embedded, {key}"], None, None, command))
    return rows


def smoke() -> Path:
    """The same with fewer acts, once."""
    return measure(quick=True)


def main() -> int:
    """Measure; 1 when something did not land."""
    parser = argparse.ArgumentParser(description="Measure how fast acts are taken and carried.")
    parser.add_argument("--count", type=int, default=COUNT, help="acts in each of the rounds")
    try:
        measure(count=parser.parse_args().count)
    except NotCarried as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
