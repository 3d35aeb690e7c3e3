"""Requests a second of a gateway, beside a bare handler with the same bytes, and beside Datasette.

`wrk` asks with 32 connections for a member's page, 50 contributions and a table of scores, of one
process and of two, on SQLite and PostgreSQL. The limit is a handler of the same framework that
only answers with the bytes it holds; the peer is Datasette on the same rows of the same file, where
a `datasette` is on the path. Clients and servers share this machine's processors.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts.bare_gateway import FOLDER
from scripts.latency import NotMeasured, community_of, installation
from scripts.measured import ROOT, Row, row, significant, write
from tests.databases import open_server

CONNECTIONS, SECONDS, ROUNDS, PATIENCE = 32, 5, 2, 90
PROCESSES = (1, 2)
COMMAND = "make bench"
NO_CHAIN = "http://127.0.0.1:9"
"""What is asked here never waits for the chain."""


@dataclass(frozen=True)
class Page:
    """What is asked for: its address here, in the bare handler, and in Datasette (if it has it)."""

    name: str
    path: str
    file: str
    peer: str | None = None


@dataclass(frozen=True)
class Speed:
    """What `wrk` says: requests a second, the median and 99th percentile in milliseconds."""

    rate: float
    median: float
    slow: float


def measure() -> Path:
    """Measure all; return the file of the rows."""
    if not shutil.which("wrk"):
        raise NotMeasured("wrk is missing: apt-get install wrk")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, open_server() as server:
        server.run("CREATE DATABASE gateway")
        rows += _on("SQLite", Path(folder) / "sqlite", {})
        address = {"AUZOLAN_DATABASE_URL": server.address("gateway")}
        rows += _on("PostgreSQL", Path(folder) / "postgresql", address)
    return write("gateway", rows)


def _on(kind: str, folder: Path, env: dict[str, str]) -> list[Row]:
    """The rows of one kind of database."""
    data, bare = folder / "data", folder / "bare"
    bare.mkdir(parents=True)
    with installation(data, **env) as url, httpx.Client(base_url=url, timeout=30) as client:
        pages = _pages(community_of(client))
    env = env | {
        "AUZOLAN_PROFILE": "network",
        "AUZOLAN_RPC_URL": NO_CHAIN,
        "AUZOLAN_DATA_DIR": str(data),
        "AUZOLAN_MASTER_KEY_FILE": str(data / "master.key"),
        # Limits are counted as they always are, and never reached.
        "AUZOLAN_RATE_ADDRESS": "100000000/minute",
        FOLDER: str(bare),
    }
    rows: list[Row] = []
    for processes in PROCESSES:
        with ExitStack() as stack:
            ours = stack.enter_context(_served(["ledger_py.cli", "serve"], processes, env, folder))
            for page in pages:
                (bare / page.file).write_bytes(_bytes(ours + page.path))
            least = stack.enter_context(_served(["scripts.bare_gateway"], processes, env, folder))
            peer = stack.enter_context(_datasette(data, folder)) if kind == "SQLite" else None
            rows += [_row(kind, processes, page, ours, least, peer) for page in pages]
    return rows


def _pages(community: str) -> tuple[Page, ...]:
    api = f"/v1/communities/{community}"
    return (
        Page("a member's page", "/communities/1/members/3", "member.html"),
        Page(
            "50 contributions",
            f"{api}/contributions?limit=50",
            "contributions.json",
            "/auzolan/contributions.json?_size=50",
        ),
        Page(
            "a table of scores",
            f"{api}/indicators/1/scores",
            "scores.json",
            "/auzolan/totals.json?_size=50",
        ),
    )


def _row(kind: str, processes: int, page: Page, ours: str, least: str, peer: str | None) -> Row:
    """A page's row; the three take turns, so that noise falls on all."""
    places = {"ours": ours + page.path, "limit": f"{least}/{page.file}"}
    if peer and page.peer and processes == 1:
        places["peer"] = peer + page.peer
    found: dict[str, list[Speed]] = {name: [] for name in places}
    for _ in range(ROUNDS):
        for name, place in places.items():
            found[name].append(_wrk(place))
    speed = {name: statistics.median(one.rate for one in some) for name, some in found.items()}
    return row(
        f"{page.name}, {kind}, {_counted(processes)}",
        "requests/s",
        significant(speed["ours"]),
        significant(speed["peer"]) if "peer" in speed else None,
        significant(speed["limit"]),
        COMMAND,
        median_ms=significant(statistics.median(one.median for one in found["ours"])),
        p99_ms=significant(statistics.median(one.slow for one in found["ours"])),
    )


def _counted(processes: int) -> str:
    return "1 process" if processes == 1 else f"{processes} processes"


def _wrk(url: str) -> Speed:
    command = [
        "wrk",
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--latency",
        "--timeout",
        "30s",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None or "Non-2xx" in said:
        raise NotMeasured(f"wrk could not measure {url}:\n{said}")
    return Speed(float(rate[1]), _latency(said, "50"), _latency(said, "99"))


def _latency(said: str, percent: str) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    if found is None:
        raise NotMeasured(f"wrk says nothing of {percent} %:\n{said}")
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


@contextmanager
def _served(words: list[str], processes: int, env: dict[str, str], folder: Path) -> Iterator[str]:
    """A server of ours by so many processes; its address."""
    port = _free_port()
    more = (
        ["--port", str(port), "--processes", str(processes)]
        if words[-1] == "serve"
        else [str(port), str(processes)]
    )
    with _running([sys.executable, "-m", *words, *more], env, folder):
        url = f"http://127.0.0.1:{port}"
        _until_it_answers(f"{url}/health/live")
        # All of its processes, of which one may answer before the others.
        time.sleep(3 * processes)
        yield url


@contextmanager
def _datasette(data: Path, folder: Path) -> Iterator[str | None]:
    """Datasette over the same file, where there is one."""
    program = shutil.which("datasette")
    if program is None:
        yield None
        return
    port = _free_port()
    file = str(data / "auzolan.sqlite")
    with _running([program, "serve", file, "--port", str(port)], {}, folder):
        _until_it_answers(f"http://127.0.0.1:{port}/auzolan.json")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], env: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | env, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _until_it_answers(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise NotMeasured(f"{url} does not answer")


def _bytes(url: str) -> bytes:
    return httpx.get(url, timeout=30).raise_for_status().content


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        found: int = probe.getsockname()[1]
        return found


def main() -> int:
    """Measure; 1 when that could not be done."""
    try:
        measure()
    except (NotMeasured, subprocess.CalledProcessError) as error:
        print(f"The gateway could not be measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
