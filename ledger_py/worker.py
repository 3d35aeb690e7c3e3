"""The worker: one thread in which the relay carries and the indexer reads, as soon as they can."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from ledger_py.errors import AuzolanError

_IDLE_SECONDS = 0.25
_LONGEST_PAUSE = 5.0
_log = logging.getLogger(__name__)


class Stepper(Protocol):
    """Something that does what can be done now and tells whether that was anything."""

    def step(self) -> int:
        """Do what can be done now; 0 (or False) for nothing."""


@runtime_checkable
class Closing(Protocol):
    """A part that lets go of something when the work ends."""

    def close(self) -> None:
        """Let go."""


class Worker:
    """Steps through its parts, in order, again and again; sleeps when there is nothing to do.

    beat: called once a round, for what must happen from time to time (the embedded chain's
    heartbeat). idle_seconds: how long an act of another process may wait to be noticed; acts of
    this process wake the worker at once.
    """

    def __init__(
        self,
        *parts: Stepper,
        beat: Callable[[], object] | None = None,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._parts, self._beat, self._idle_seconds = parts, beat, idle_seconds
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._pause = idle_seconds
        self._found: Exception | None = None
        self.fault: Exception | None = None
        """The first fault of the last round, None when it went well."""

    @property
    def alive(self) -> bool:
        """Whether the worker runs."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def well(self) -> bool:
        """Whether it runs, and its last round had no fault."""
        return self.alive and self.fault is None

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell the worker that there is something to do."""
        self._awake.set()

    def stop(self) -> None:
        """End after the step at hand, and close the parts; return when that is done."""
        self._stopping.set()
        self._awake.set()
        if self._thread:
            self._thread.join()
        for part in self._parts:
            if isinstance(part, Closing):
                part.close()

    def run(self) -> None:
        """Work until `stop` is called; a fault is logged and the work tried again."""
        while not self._stopping.is_set():
            if not self.round():
                self._awake.wait(self._pause)
                self._awake.clear()

    def round(self) -> bool:
        """Let every part step once; return whether any had something to do and none a fault.

        The fault of one keeps no other from its work: who cannot send can still read.
        """
        self._found = None
        if self._beat:
            self._try(self._beat)
        worked = [bool(self._try(part.step)) for part in self._parts]
        self.fault = self._found
        if self.fault:
            self._pause = min(_LONGEST_PAUSE, max(2 * self._pause, 0.5))
            return False
        self._pause = self._idle_seconds
        return any(worked)

    def _try(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except AuzolanError as error:
            self._found = self._found or error
            _log.warning("The work is tried again soon: %s", error)
        except Exception as error:
            # A fault of ours must not end the thread unseen: readiness and the log tell of it.
            self._found = self._found or error
            _log.exception("The work is tried again soon.")
        return None
