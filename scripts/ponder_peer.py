"""Ponder, a well-known indexer in TypeScript, over the same logs: how many events a second.

It is installed for the bench alone (`bench/ponder/package.json`, pinned), into a folder that goes
after. What counts is its backfill, as it times it itself: the fast way, which starts when it has
connected and leaves out the newest blocks, that it indexes one by one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ledger_py.chain.codec import contract
from scripts.ledgers import Large
from scripts.measured import ROOT

PROJECT = ROOT / "bench" / "ponder"
NODE = ROOT / "node_modules" / ".bin"
INSTALL_SECONDS, RUN_SECONDS, END_SECONDS = 600, 600, 10
_LOOK_SECONDS = 0.05
_ENV = {"PONDER_TELEMETRY_DISABLED": "true", "DATABASE_SCHEMA": "bench"}


def events_per_second(large: Large, folder: Path) -> float | None:
    """How many events a second Ponder backfills; None where it does not install."""
    project = folder / "ponder"
    shutil.copytree(PROJECT, project)
    path = f"{NODE}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | _ENV | {"PATH": path, "PLACE": str(project / "place.json")}
    install = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    done = subprocess.run(install, cwd=project, env=env, timeout=INSTALL_SECONDS)
    if done.returncode:
        return None
    _say_where(large, project / "place.json")
    program = str(project / "node_modules" / ".bin" / "ponder")
    command = [program, "start", "--log-format", "json", "--port", "0"]
    return measured(command, project, env)


def measured(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """Run Ponder until it has told of its backfill, and end it with all that it has started.

    It writes into a file: told to end while nobody reads its words any more, it never does.
    """
    with (folder / "ponder.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, start_new_session=True)
    try:
        return _told(_lines(folder / "ponder.log", process))
    finally:
        _end(process)


def _lines(log: Path, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """What it says, as it says it, until it ends or its time is over."""
    until, rest = time.monotonic() + RUN_SECONDS, ""
    with log.open() as file:
        while time.monotonic() < until:
            over = process.poll() is not None
            *lines, rest = (rest + file.read()).split("\n")
            yield from (json.loads(line) for line in lines if line[:1] == "{")
            if over:
                return
            time.sleep(_LOOK_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        # Also what it had started, and what does not listen.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _say_where(large: Large, file: Path) -> None:
    world = large.world
    said = {
        "chain": world.node.chain_id(),
        "url": world.rpc.url,
        "community": world.community,
        "first": world.deployment.block,
        "last": world.node.head().number,
        "events": [entry for entry in contract("Community").abi if entry["type"] == "event"],
    }
    file.write_text(json.dumps(said))


def _told(lines: Iterator[dict[str, Any]]) -> float:
    """Events a second, from what Ponder says of its backfill."""
    events = 0
    for line in lines:
        if line["msg"] == "Indexed block range":
            events += line["event_count"]
        if line["msg"].startswith("Completed backfill indexing"):
            if not events:
                raise RuntimeError("Ponder had nothing to backfill: too few blocks are final.")
            return float(1_000 * events / line["duration"])
    raise RuntimeError("Ponder ended before its backfill did.")
