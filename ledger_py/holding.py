"""Who uses a relayer's key: one process at a time, told from others by what the system calls it.

A process that was killed is known to be gone at once where that can be seen (the same machine, on
Linux); anywhere else its hold runs out by itself.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from functools import cache
from pathlib import Path

from ledger_py.errors import AuzolanError

HOLD_SECONDS = 30
"""How long a hold lasts that is not renewed; it is renewed after half of that."""


class KeyInUse(AuzolanError):
    """Another process carries acts with the same key; one key is one process's alone."""

    hint = "Stop that process, or give this one a relayer key of its own."

    def __init__(self, relayer: str, holder: str, seconds: int) -> None:
        super().__init__(
            f"The process {holder} sends with the key of {relayer}; unless it goes on, that ends in"
            f" {max(0, seconds)} s."
        )


@cache
def this_process() -> str:
    """The name of this process: machine, process id, and what no other process shares."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{_room()}/{_begun(pid) or secrets.token_hex(8)}"


def is_gone(holder: str) -> bool:
    """Whether a process is known to have ended; False where that cannot be seen from here."""
    parts = holder.split("/")
    if sys.platform != "linux" or len(parts) != 4 or not parts[1].isdecimal():
        return False
    if (parts[0], parts[2]) != (socket.gethostname(), _room()):
        return False
    return _begun(int(parts[1])) != parts[3]


def _room() -> str:
    """Where process ids mean the same: this boot of the machine, this namespace of processes."""
    if sys.platform != "linux":
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}-{os.stat('/proc/self/ns/pid').st_ino}"


def _begun(pid: int) -> str:
    """When a process began, in the machine's ticks; empty when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    # A killed process that nobody has waited for yet is gone too.
    return "" if fields[0] in "ZX" else fields[19]
