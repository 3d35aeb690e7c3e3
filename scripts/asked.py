"""How benches ask a gateway: servers in processes of their own, `wrk` with 32 connections."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts.latency import NotMeasured
from scripts.measured import ROOT

CONNECTIONS, SECONDS, PATIENCE = 32, 5, 90
NO_CHAIN = "http://127.0.0.1:9"
"""What is asked here never waits for the chain."""


@dataclass(frozen=True)
class Speed:
    """What `wrk` says: requests a second, the median and 99th percentile in milliseconds."""

    rate: float
    median: float
    slow: float


def require_wrk() -> None:
    """Raise NotMeasured where there is no `wrk`."""
    if not shutil.which("wrk"):
        raise NotMeasured("wrk is missing: apt-get install wrk")


def network_env(data: Path) -> dict[str, str]:
    """How a gateway runs over what an installation left, with limits that are never reached."""
    return {
        "AUZOLAN_PROFILE": "network",
        "AUZOLAN_RPC_URL": NO_CHAIN,
        "AUZOLAN_DATA_DIR": str(data),
        "AUZOLAN_MASTER_KEY_FILE": str(data / "master.key"),
        "AUZOLAN_RATE_ADDRESS": "100000000/minute",
    }


def wrk(url: str, seconds: int = SECONDS) -> Speed:
    """Ask for one address for some seconds; raises NotMeasured when it is refused."""
    command = [
        "wrk",
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
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
    """Milliseconds within which so many percent of the requests were answered."""
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    if found is None:
        raise NotMeasured(f"wrk says nothing of {percent} %:\n{said}")
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, and its first process."""

    url: str
    pid: int

    def megabytes(self) -> float:
        """The memory that it and its child processes hold now (RSS)."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_kilobytes(pid) for pid in (str(self.pid), *children)) / 1024


def _kilobytes(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


@contextmanager
def served(
    words: list[str], processes: int, env: Mapping[str, str], folder: Path
) -> Iterator[Server]:
    """A server of ours by so many processes."""
    port = free_port()
    more = (
        ["--port", str(port), "--processes", str(processes)]
        if words[-1] == "serve"
        else [str(port), str(processes)]
    )
    with running([sys.executable, "-m", *words, *more], env, folder) as pid:
        url = f"http://127.0.0.1:{port}"
        until_it_answers(f"{url}/health/live")
        # All of its processes, of which one may answer before the others.
        time.sleep(3 * processes)
        yield Server(url, pid)


@contextmanager
def running(command: list[str], env: Mapping[str, str], folder: Path) -> Iterator[int]:
    """Another program while it is needed; its process."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def until_it_answers(url: str) -> None:
    """Wait for a server; raises NotMeasured."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise NotMeasured(f"{url} does not answer")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        found: int = probe.getsockname()[1]
        return found


def attempted(measure: Callable[[], object]) -> int:
    """Measure; 1 when that could not be done, and why on standard error."""
    try:
        measure()
    except (NotMeasured, subprocess.CalledProcessError) as error:
        print(f"The gateway could not be measured: {error}", file=sys.stderr)
        return 1
    return 0
