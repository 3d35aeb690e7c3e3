"""Files that are whole or not there, and secret ones their owner's alone.

What is written survives a loss of power.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class OpenToOthers(Exception):
    """Others than its owner may read a secret file."""


def read_secret(path: Path) -> bytes:
    """What a secret file holds; raises OpenToOthers, OSError."""
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise OpenToOthers
        return file.read()


def write_durably(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file aside, make it durable, then give it its name; raises OSError.

    mode: who may read it, from its first byte on. Where it fails, nothing is left aside.
    """
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def append_durably(path: Path, content: bytes) -> None:
    """Add to the end of a file, which is made where it is not there; raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only one of all processes that changes a file; its folder is made where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sync(path: Path) -> None:
    """Make a file, or the names in a directory, durable; raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
