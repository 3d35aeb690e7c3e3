"""Plain nodes of each engine that the tests run on: free gas, history kept, blocks when asked for.

with open_hardhat(tmp_path) as rpc:
    world = World(rpc, HARDHAT)
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "node_modules" / ".bin"
CONFIG = ROOT / "tests" / "chain" / "hardhat.node.config.js"
PATIENCE = 60


@contextmanager
def open_hardhat(folder: Path) -> Iterator[Rpc]:
    """Run Hardhat's node on a free port of the loopback interface; end it after."""
    port, log = free_port(), folder / "hardhat.log"
    words = ["hardhat", "--config", CONFIG, "node", "--hostname", "127.0.0.1", "--port", port]
    # Hardhat takes the Node that is first in line, which must be the pinned one.
    lines = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            list(map(str, words)),
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PATH": lines, "HARDHAT_DISABLE_TELEMETRY": "true"},
            start_new_session=True,
        )
        try:
            with Rpc(f"http://127.0.0.1:{port}") as rpc:
                _wait(rpc, process, log)
                yield rpc
        finally:
            # npm's wrapper and the node are one session.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(rpc: Rpc, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            rpc.call("eth_chainId")
            return
        except ChainError:
            time.sleep(0.1)
    raise AssertionError(f"Hardhat's node did not come up:\n{log.read_text()}")


def free_port() -> int:
    """A port of the loopback interface that nothing uses now, and no connection is given later.

    Systems give connections ports above these: what is killed finds its own free when it returns.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
