"""Ponder, a well-known indexer in TypeScript, over the same logs: how many events a second.

It is installed for the bench alone (`bench/ponder/package.json`, pinned), into a folder that goes
after. What counts is its backfill, as it times it itself: the fast way, which starts when it has
connected and leaves out the newest blocks, that it indexes one by one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger_py.chain.codec import contract
from scripts.ledgers import Large
from scripts.measured import ROOT

PROJECT = ROOT / "bench" / "ponder"
NODE = ROOT / "node_modules" / ".bin"
INSTALL_SECONDS, RUN_SECONDS = 600, 600
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
    command = [program, "start", "--log-format", "json"]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=project, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        watch = threading.Timer(RUN_SECONDS, process.kill)
        watch.start()
        try:
            return _told(json.loads(line) for line in process.stdout or () if line[:1] == "{")
        finally:
            watch.cancel()
            process.terminate()


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
            return float(1_000 * events / line["duration"])
    raise RuntimeError("Ponder ended before its backfill did.")
