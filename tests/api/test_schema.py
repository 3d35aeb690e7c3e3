"""A machine that knows only the description asks every operation, and finds nothing wrong.

Examples, the edges of every schema, fuzzed requests and sequences of requests, held against all
of Schemathesis' checks: no failure inside, no status, media type, header or body that is not
described, nothing of the wrong shape accepted, nothing of the right shape refused for its shape.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.stack import Gateway

HERE = Path(__file__).resolve().parent
EXAMPLES = 3
"""Requests that are made up for an operation; the edges of its schema come besides, all of them."""
SECONDS = 900


@pytest.mark.parametrize("phases", ["examples,coverage", "fuzzing,stateful"])
def test_description__asked_by_a_machine__holds(
    gateway: Gateway, phases: str, tmp_path: Path
) -> None:
    command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert command, "schemathesis is not installed: `make setup` does it"
    done = subprocess.run(
        [
            *(command, "--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"{gateway.client.base_url}/v1/openapi.json"),
            *("--checks", "all", "--phases", phases, "--max-examples", str(EXAMPLES)),
            *("--continue-on-failure", "--no-color", "--warnings", "off"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
