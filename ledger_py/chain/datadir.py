"""Where the embedded chain keeps its files, and the lock that one process at a time holds."""

import fcntl
from pathlib import Path
from typing import TextIO

from ledger_py.chain.errors import DataDirInUse


class DataDir:
    """The files of one embedded chain; the lock is the kernel's and ends with its process."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.journal = self.path / "journal"
        self.genesis = self.path / "genesis.json"
        self.node_id = self.path / "node.pid"
        self.node_url = self.path / "node.url"
        self.snapshots = self.path / "snapshots"
        self._lock: TextIO | None = None

    def acquire(self) -> None:
        """Take the lock, creating the directory; raise DataDirInUse when another holds it."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.path / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise DataDirInUse(self.path) from error
        self._lock = lock

    def release(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
