"""The process of the embedded node: find the program, start it on a free port, never orphan it."""

import ctypes
import os
import platform
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from queue import Empty, Queue

from ledger_py.chain.errors import NodeDidNotStart, NodeMissing

_LISTENING = re.compile(r"Listening on 127\.\d+\.\d+\.\d+:(\d+)")
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def find_anvil(*node_modules: Path) -> Path:
    """Return the node's program from the first npm folder that has it; raise NodeMissing.

    The platform's package is used, not the npm wrapper, so that signals reach the node itself.
    Without arguments: node_modules beside this package, then in the working directory.
    """
    folders = node_modules or (Path(__file__).parents[2] / "node_modules", Path("node_modules"))
    architecture = _ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    package = f"anvil-{sys.platform}-{architecture}"
    places = [folder.resolve() / "@foundry-rs" / package / "bin" / "anvil" for folder in folders]
    for place in places:
        if place.is_file():
            return place
    raise NodeMissing(places)


def loopback_host() -> str:
    """Return an address of this machine for the node, which asks nobody who they are.

    On Linux one of sixteen million, so that no page in a browser finds it by trying; elsewhere
    127.0.0.1 is the only one there is.
    """
    if sys.platform != "linux":
        return "127.0.0.1"
    return str(IPv4Address((127 << 24) + 2 + secrets.randbelow(2**24 - 3)))


class NodeProcess:
    """A running node on a loopback port; ends with `stop`, and with the process that started it.

    Linux kills the node when the *thread* that started it ends, so that thread is one of our own
    which lives as long as the node. Elsewhere a node that outlives a killed owner is ended at the
    next start, by its process id file (`end_orphan`).
    """

    def __init__(
        self, program: Path, arguments: list[str], host: str, port: int, pid_file: Path
    ) -> None:
        command = [str(program), "--host", host, "--port", str(port), *arguments]
        self._pid_file = pid_file
        self._said: deque[str] = deque(maxlen=20)
        self._first: Queue[int | Exception] = Queue()
        self._process: subprocess.Popen[str] | None = None
        self._keeper = threading.Thread(target=self._keep, args=(command,), daemon=True)
        self._keeper.start()
        self.port = self._wait()
        pid_file.write_text(str(self.pid))

    @property
    def pid(self) -> int:
        """The node's process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the node: ask, then insist after five seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._keeper.join(_STOP_SECONDS)
        self._pid_file.unlink(missing_ok=True)

    def _wait(self) -> int:
        try:
            first = self._first.get(timeout=_START_SECONDS)
        except Empty:
            first = NodeDidNotStart(f"it did not listen within {_START_SECONDS:.0f} seconds")
        if isinstance(first, Exception):
            self.stop()
            raise first
        return first

    def _keep(self, command: list[str]) -> None:
        try:
            # A session of its own: Ctrl-C goes to the owner alone, who then ends the node in order.
            self._process = process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                preexec_fn=_die_with_parent(),
            )
        except OSError as error:
            self._first.put(NodeDidNotStart(str(error)))
            return
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                self._said.append(line.strip())
                if found := _LISTENING.search(line):
                    self._first.put(int(found[1]))
        process.wait()
        self._first.put(NodeDidNotStart(" ".join(self._said)))


def end_orphan(pid_file: Path, mark: str) -> bool:
    """End the node that a killed owner left behind; return whether there was one.

    mark: text that only this data directory's node has in its command line, as process ids recur.
    """
    try:
        pid = int(pid_file.read_text())
        if mark not in _command_line(pid):
            return False
        os.kill(pid, signal.SIGKILL)
        return True
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    finally:
        pid_file.unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    if sys.platform == "linux":
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return subprocess.check_output(["ps", "-o", "command=", "-p", str(pid)], text=True)


def _die_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the owner died before the request was in
            os._exit(1)

    return ask
