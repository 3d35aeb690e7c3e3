"""How long a contribution takes from POST to visible in GET, on an idle installation.

The limit beside it is what durability alone costs: the five fsyncs that such an act waits for
(outbox, signed bytes, journal, seal, index), measured on the same disk in the same run.
"""

import os
import re
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from ledger_py.accounts import Accounts
from ledger_py.models import Record
from ledger_py.typed_data import contribution_id, from_json
from scripts.measured import ROOT, Row, row, write

LABEL, MEMBER = "demo member 1", 3
LAST_FIRST_VOTE, SPEAKERS = 3, 7
SAMPLES = 40
IDLE_SECONDS = 0.2
PATIENCE_SECONDS = 90
FSYNCS = 5


class NotMeasured(Exception):
    """The installation did not do what was to be measured."""


def measure() -> Path:
    """Measure on an installation of its own; return the file of the rows."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with installation(data) as url, httpx.Client(base_url=url) as client:
            community = community_of(client)
            samples = [
                _one(client, community, Accounts(data / "accounts.json")) for _ in range(SAMPLES)
            ]
        limit = _fsyncs(Path(folder))
    return write("latency-smoke", _rows(samples, limit))


def _rows(samples: list[float], limit: float) -> list[Row]:
    taken = {
        "median": statistics.median(samples),
        "95th percentile": statistics.quantiles(samples, n=20)[-1],
    }
    return [
        row(
            f"from POST of a signed contribution to its GET, idle ({name})",
            "ms",
            round(1000 * seconds, 1),
            None,
            round(1000 * limit, 1),
            "make bench-smoke",
        )
        for name, seconds in taken.items()
    ]


@contextmanager
def installation(data: Path, **env: str) -> Iterator[str]:
    """An installation of its own with the demonstration; its address."""
    log = data.with_name("log")
    command = [sys.executable, "-m", "scripts.dev", "--port", "0", "--data-dir", str(data)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | env
        )
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"http://[\d.]+:\d+", log.read_text()):
            return found.group()
        time.sleep(0.1)
    raise NotMeasured(f"the installation did not start:\n{log.read_text()}")


def community_of(client: httpx.Client) -> str:
    """The demonstration's community, once the first votes' minute leaves the ledger idle."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            found = client.get("/v1/communities").raise_for_status().json()["items"]
            if found and _has_voted(client, str(found[0]["community"])):
                time.sleep(2)
                return str(found[0]["community"])
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise NotMeasured("the demonstration was not loaded in time")


def _has_voted(client: httpx.Client, community: str) -> bool:
    """Whether everybody has voted in what is open for a minute: its last vote has all ballots."""
    answer = client.get(f"/v1/communities/{community}/votes/{LAST_FIRST_VOTE}")
    return bool(answer.is_success and answer.json()["ballots"] == SPEAKERS)


def said(client: httpx.Client, community: str, accounts: Accounts) -> tuple[dict[str, Any], str]:
    """A new contribution of a demo account, signed as it is posted, and its id."""
    signer = accounts.signer(LABEL)
    body = {"kind": "contribution", "description": f"Sample {secrets.token_hex(4)}", "evidence": []}
    epoch = client.get(f"/v1/communities/{community}/epochs").json()["items"]
    now = next(e["epoch"] for e in epoch if e["start"] <= time.time() < e["end"])
    one = {"contributor": MEMBER, "activity": 1, "epoch": now, "units": 100, "basis": 0}
    asked = {"member": MEMBER, "contributions": [one | {"content": body}]}
    answer = client.post(f"/v1/communities/{community}/typed-data/record", json=asked)
    offered: dict[str, Any] = answer.raise_for_status().json()
    signature = signer.sign(bytes.fromhex(offered["digest"][2:]))
    signed = {
        "act": offered["act"],
        "signer": "0x" + signer.signer.hex(),
        "signature": "0x" + signature.hex(),
        "contents": [{k: c[k] for k in ("salt", "body")} for c in offered["contents"]],
    }
    act = from_json("record", offered["act"])
    assert isinstance(act, Record)
    return signed, "0x" + contribution_id(act.contributions[0]).hex()


def post(client: httpx.Client, community: str, signed: dict[str, Any]) -> None:
    """Hand in a signed contribution."""
    key = {"Idempotency-Key": f'"{uuid4()}"'}
    place = f"/v1/communities/{community}/contributions"
    client.post(place, json=signed, headers=key).raise_for_status()


def _one(client: httpx.Client, community: str, accounts: Accounts) -> float:
    """Seconds for one contribution; asking what to sign and signing it come before."""
    signed, contribution = said(client, community, accounts)
    time.sleep(IDLE_SECONDS)
    begun = time.perf_counter()
    post(client, community, signed)
    place = f"/v1/communities/{community}/contributions/{contribution}"
    while client.get(place).status_code != 200:
        if time.perf_counter() - begun > PATIENCE_SECONDS:
            raise NotMeasured("the contribution never became visible")
    return time.perf_counter() - begun


def _fsyncs(folder: Path) -> float:
    """Seconds for the fsyncs of one act (median)."""
    taken = []
    with (folder / "probe").open("wb") as file:
        for _ in range(SAMPLES):
            begun = time.perf_counter()
            for _ in range(FSYNCS):
                file.write(secrets.token_bytes(512))
                file.flush()
                os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


if __name__ == "__main__":
    measure()
