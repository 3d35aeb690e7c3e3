"""What a gateway's memory does in ten minutes of steady load.

`wrk` asks with 32 connections, in turn for pages and lists of every kind (some 300 addresses, with
their filters and parts, so that answers are made anew and not only kept), of one process over the
demonstration's rows on SQLite. After each turn the process is asked what it holds. The first minute
is for what it loads and keeps once; what counts is the growth after that.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from scripts.asked import attempted, network_env, require_wrk, served, wrk
from scripts.latency import community_of, installation
from scripts.measured import row, significant, write

MINUTES, WARM_SECONDS, TURN_SECONDS = 10, 60, 1
MEMBERS, TYPES, EPOCHS = 20, 12, 4
"""Some of these have no page, such as members who have not joined; those are left out."""


def measure(minutes: float = MINUTES) -> Path:
    """Load a gateway for so long; return the file of the row."""
    require_wrk()
    command = "make bench" if minutes == MINUTES else f"python -m scripts.bench_steady {minutes}"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data = folder / "data"
        with installation(data) as url, httpx.Client(base_url=url, timeout=30) as client:
            community = community_of(client)
        with served(["ledger_py.cli", "serve"], 1, network_env(data), folder) as server:
            paths = [path for path in _paths(community) if httpx.get(server.url + path).is_success]
            begun, held, requests = time.monotonic(), [], 0.0
            for path in itertools.cycle(paths):
                requests += TURN_SECONDS * wrk(server.url + path, TURN_SECONDS).rate
                held.append((time.monotonic() - begun, server.megabytes()))
                if held[-1][0] > 60 * minutes:
                    break
    warm = next(size for seconds, size in held if seconds > min(WARM_SECONDS, 30 * minutes))
    end = held[-1][1]
    found = row(
        f"gateway, memory after {minutes:g} minutes of steady load (limit: after the first)",
        "MB",
        significant(end),
        None,
        significant(warm),
        command,
        requests=round(requests),
        most_mb=significant(max(size for _, size in held)),
        turns=len(held),
        addresses=len(paths),
    )
    return write("steady", [found])


def _paths(community: str) -> list[str]:
    """Addresses of every kind, those of one kind far from each other."""
    api = f"/v1/communities/{community}"
    kinds: list[Iterator[str]] = [
        iter(["/", "/words", "/v1/communities", "/communities/1", "/communities/1/decisions"]),
        (f"/communities/1/members/{number}" for number in range(1, MEMBERS)),
        (f"{api}/members/{number}" for number in range(1, MEMBERS)),
        (
            f"{api}/contributions?activity={activity}&epoch={epoch}"
            for activity in range(1, TYPES)
            for epoch in range(1, EPOCHS)
        ),
        (f"/communities/1/contributions?activity={activity}" for activity in range(1, TYPES)),
        (f"{api}/contributions?limit={limit}" for limit in range(1, 100)),
        (f"{api}/members?limit={limit}" for limit in range(1, 100)),
        iter([f"{api}/indicators/1/scores", f"{api}/votes", "/communities/1/contributions"]),
    ]
    turns = itertools.zip_longest(*kinds)
    return [path for turn in turns for path in turn if path is not None]


def main() -> int:
    """Measure; 1 when that could not be done."""
    parser = argparse.ArgumentParser(description="Measure memory under steady load.")
    parser.add_argument("minutes", nargs="?", type=float, default=MINUTES)
    minutes = parser.parse_args().minutes
    return attempted(lambda: measure(minutes))


if __name__ == "__main__":
    raise SystemExit(main())
