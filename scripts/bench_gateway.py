"""Requests a second of a gateway, beside a bare handler with the same bytes, and beside Datasette.

`wrk` asks with 32 connections for a member's page, 50 contributions and a table of scores, of one
process and of two, on SQLite and PostgreSQL. The limit is a handler of the same framework that
only answers with the bytes it holds; the peer is Datasette on the same rows of the same file, where
a `datasette` is on the path. Eight callers post signed contributions. Clients and servers share
this machine's processors.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ledger_py.accounts import Accounts
from scripts.asked import (
    Speed,
    attempted,
    free_port,
    network_env,
    require_wrk,
    running,
    served,
    until_it_answers,
    wrk,
)
from scripts.bare_gateway import FOLDER
from scripts.latency import community_of, installation, post, said
from scripts.measured import Row, row, significant, write
from tests.databases import open_server

ROUNDS = 2
ACTS, CALLERS = 400, 8
PROCESSES = (1, 2)
COMMAND = "make bench"
OURS, BARE = ["ledger_py.cli", "serve"], ["scripts.bare_gateway"]


@dataclass(frozen=True)
class Page:
    """What is asked for: its address here, in the bare handler, and in Datasette (if it has it)."""

    name: str
    path: str
    file: str
    peer: str | None = None


def measure() -> Path:
    """Measure all; return the file of the rows."""
    require_wrk()
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
        community = community_of(client)
        pages = _pages(community)
        rows = [_accepted(kind, url, client, community, Accounts(data / "accounts.json"))]
    env = env | network_env(data) | {FOLDER: str(bare)}
    for processes in PROCESSES:
        with ExitStack() as stack:
            ours = stack.enter_context(served(OURS, processes, env, folder)).url
            for page in pages:
                (bare / page.file).write_bytes(_bytes(ours + page.path))
            least = stack.enter_context(served(BARE, processes, env, folder)).url
            peer = stack.enter_context(_datasette(data, folder)) if kind == "SQLite" else None
            rows += [_row(kind, processes, page, ours, least, peer) for page in pages]
    return rows


def _accepted(kind: str, url: str, client: httpx.Client, community: str, accounts: Accounts) -> Row:
    """How many signed contributions a second are accepted, while they are carried and indexed."""
    acts = [said(client, community, accounts)[0] for _ in range(ACTS)]
    with ExitStack() as stack, ThreadPoolExecutor(CALLERS) as pool:
        callers = [stack.enter_context(httpx.Client(base_url=url)) for _ in range(CALLERS)]
        begun = time.perf_counter()
        done = [
            pool.submit(post, callers[number % CALLERS], community, act)
            for number, act in enumerate(acts)
        ]
        for one in done:
            one.result()
        seconds = time.perf_counter() - begun
    name = f"signed contributions accepted, {CALLERS} callers, {kind}, 1 process"
    return row(name, "acts/s", significant(ACTS / seconds), None, None, COMMAND)


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
            found[name].append(wrk(place))
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


@contextmanager
def _datasette(data: Path, folder: Path) -> Iterator[str | None]:
    """Datasette over the same file, where there is one."""
    program = shutil.which("datasette")
    if program is None:
        yield None
        return
    port = free_port()
    file = str(data / "auzolan.sqlite")
    with running([program, "serve", file, "--port", str(port)], {}, folder):
        until_it_answers(f"http://127.0.0.1:{port}/auzolan.json")
        yield f"http://127.0.0.1:{port}"


def _bytes(url: str) -> bytes:
    return httpx.get(url, timeout=30).raise_for_status().content


def main() -> int:
    """Measure; 1 when that could not be done."""
    return attempted(measure)


if __name__ == "__main__":
    raise SystemExit(main())
