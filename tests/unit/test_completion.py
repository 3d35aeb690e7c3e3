"""The command completes itself in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_completion__of_a_beginning__names_the_commands() -> None:
    asked = {
        "_AUZOLAN_COMPLETE": "complete_bash",
        "COMP_WORDS": "auzolan ser",
        "COMP_CWORD": "1",
        "PYTHONPATH": str(ROOT),
    }
    code = "import sys; sys.argv[0] = 'auzolan'; from ledger_py.cli import app; app()"
    told = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | asked, capture_output=True, text=True
    )
    assert told.stdout.split() == ["serve"]


def test_completion__can_be_installed() -> None:
    command = [sys.executable, "-m", "ledger_py.cli", "--help"]
    told = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert "--install-completion" in told.stdout
