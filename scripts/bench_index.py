"""Index 100,000 contributions, beside the least that fetching and storing their logs costs.

A real node with real, signed acts (`scripts.ledgers`) answers all: our indexer, which checks that
nothing is missing and derives states, units and totals; `scripts.raw_pipeline`, which fetches,
decodes and stores the same logs; and web3.py's `get_logs`, which only fetches them, over as many
blocks as it does in a bearable time. They take turns. Figures are logs a second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from web3 import HTTPProvider, Web3

from ledger_py.indexer import Indexer
from ledger_py.store import Store
from ledger_py.store.reads import Reads
from scripts import ponder_peer, raw_pipeline
from scripts import sizes as sizing
from scripts.ledgers import Large, large_ledger
from scripts.measured import Row, significant, write
from scripts.measured import row as row_of

COUNT, QUICK = 100_000, 2_000
ROUNDS, STARTS, WEB3_BLOCKS = 2, 3, 100
SIZES, QUICK_SIZES = (1_000, 10_000, COUNT), (1_000, QUICK)


class Differs(Exception):
    """An index does not hold what was recorded."""


def measure(quick: bool = False, count: int = COUNT, ponder: bool = False) -> Path:
    """Measure on a ledger of its own, also `scripts.sizes`; return the file of the rows."""
    command, end = ("make bench-smoke", "-smoke") if quick else ("make bench", "")
    if count != COUNT:
        command = f"python -m scripts.bench_index --count={count}"
    count, sizes = (QUICK, QUICK_SIZES) if quick else (count, _sizes(count))
    with tempfile.TemporaryDirectory() as place, large_ledger(Path(place), count) as large:
        folder = Path(place)
        found = write(f"index{end}", [_indexed(large, folder, command)])
        if ponder and (row := _ponder(large, folder)):
            found = write(f"index{end}", [json.loads(found.read_text())[0], row])
        started = sizing.measure(large, folder, sizes, 1 if quick else STARTS, command)
        write(f"size{end}", started)
    return found


def _sizes(count: int) -> tuple[int, ...]:
    """Where start-up and memory are measured, the last at the whole ledger."""
    return (*(size for size in SIZES if size < count), count)


def _indexed(large: Large, folder: Path, command: str) -> Row:
    world = large.world
    places = [world.factory, world.community, world.assembly]
    logs = len(world.node.logs(0, world.node.head().number, places))
    speeds: dict[str, list[float]] = {"raw": [], "ours": [], "web3": []}
    parts: dict[str, Callable[[Path], int]] = {
        "raw": lambda at: _raw(large, at),
        "ours": lambda at: _ours(large, at, logs),
        "web3": lambda _: _web3(large),
    }
    for number in range(ROUNDS):
        for part, run in parts.items():
            at = folder / f"{part}-{number}"
            at.mkdir()
            if part == "ours":
                _migrate(at)
            begun = time.perf_counter()
            done = run(at)
            speeds[part].append(done / (time.perf_counter() - begun))
    found = {part: significant(statistics.median(taken)) for part, taken in speeds.items()}
    return row_of(
        f"index {large.contributions:,} contributions ({logs:,} logs):"
        " limit is the raw pipeline, peer web3.py's get_logs",
        "logs/s",
        found["ours"],
        found["web3"],
        found["raw"],
        command,
        part_of_limit=round(found["ours"] / found["raw"], 2),
        times_peer=round(found["ours"] / found["web3"], 1),
    )


def _ponder(large: Large, folder: Path) -> Row | None:
    """Ours beside Ponder's backfill of the same events, one after the other."""
    world = large.world
    logs = len(world.node.logs(0, world.node.head().number, [world.community]))
    peer = ponder_peer.events_per_second(large, folder)
    if peer is None:
        return None
    at = folder / "beside-ponder"
    at.mkdir()
    _migrate(at)
    begun = time.perf_counter()
    ours = significant(_ours(large, at, logs) / (time.perf_counter() - begun))
    name = f"index {large.contributions:,} contributions: peer Ponder 0.16.10's backfill"
    command = f"python -m scripts.bench_index --count={large.contributions} --ponder"
    times = {"times_peer": round(ours / peer, 1)}
    return row_of(name, "logs/s", ours, significant(peer), None, command, **times)


def _migrate(at: Path) -> None:
    store = Store(f"sqlite:///{at / 'index.sqlite'}")
    store.migrate()
    store.close()


def _raw(large: Large, at: Path) -> int:
    world = large.world
    places = [world.factory, world.community, world.assembly]
    first, last = world.deployment.block, world.node.head().number
    return raw_pipeline.run(world.rpc.url, places, first, last, at / "raw.sqlite")


def _ours(large: Large, at: Path, logs: int) -> int:
    """Index everything there is, which comes from so many logs."""
    world = large.world
    store = Store(f"sqlite:///{at / 'index.sqlite'}")
    Indexer(world.node, store, world.factory, world.deployment.block).catch_up()
    accepted = Reads(store).community(world.community).accepted
    store.close()
    if accepted != large.contributions:
        raise Differs(f"{accepted} of {large.contributions} contributions are accepted")
    return logs


def _web3(large: Large) -> int:
    """Fetch the logs of some blocks in the middle, as web3.py does."""
    world = large.world
    web3 = Web3(HTTPProvider(world.rpc.url))
    first = large.blocks[0] + 1
    last = min(first + WEB3_BLOCKS - 1, world.node.head().number)
    found = web3.eth.get_logs(
        {
            "fromBlock": first,
            "toBlock": last,
            "address": [Web3.to_checksum_address(world.community)],
        }
    )
    return len(found)


def smoke() -> Path:
    """The same over far fewer."""
    return measure(quick=True)


def main() -> int:
    """Measure; 1 when that could not be done."""
    parser = argparse.ArgumentParser(description="Measure indexing, start-up and memory.")
    parser.add_argument(
        "--count", type=int, default=COUNT, help="contributions, fewer for less time"
    )
    parser.add_argument("--ponder", action="store_true", help="beside Ponder too, which installs")
    try:
        given = parser.parse_args()
        measure(count=given.count, ponder=given.ponder)
    except Differs as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
