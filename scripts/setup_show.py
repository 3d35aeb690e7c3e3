"""How the set-up shows what it is doing: one line a step, and nothing for a step of no time."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO, TypeVar

T = TypeVar("T")

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
SHOWN_AFTER = 0.7  # seconds; a step that ends sooner is not worth a line
WIDTH = 32


class StepFailed(Exception):
    """A step cannot be done; the message tells a person what to do."""


class Progress:
    """One running step, and what it last said about itself."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self.announced = False
        self._start = time.monotonic()

    def say(self, note: str) -> None:
        """Replace what is shown beside the step's name."""
        self.note = note

    @property
    def seconds(self) -> float:
        """How long the step has been running."""
        return time.monotonic() - self._start


class Show:
    """Lines for running and finished steps, alive on a terminal and plain in a file."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._alive = out.isatty()
        self._running: list[Progress] = []
        self._drawn = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint, daemon=True)

    def __enter__(self) -> "Show":
        self._painter.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._painter.join()

    def say(self, text: str) -> None:
        """Print a line that belongs to no step."""
        with self._lock:
            self._print(f"  {text}")

    def run(self, name: str, step: Callable[[Progress], T]) -> T:
        """Run a step, show it, return what it returns; its failure is shown and goes on."""
        progress = Progress(name)
        with self._lock:
            self._running.append(progress)
        try:
            made = step(progress)
        except StepFailed as failure:
            self._finish(progress, "✗")
            raise StepFailed(f"{name}: {failure}") from None
        except BaseException:
            self._finish(progress, "✗")
            raise
        self._finish(progress, "✓" if progress.seconds >= SHOWN_AFTER else "")
        return made

    def _finish(self, progress: Progress, sign: str) -> None:
        with self._lock:
            self._running.remove(progress)
            if sign:
                self._print(f"  {sign} {progress.name:<{WIDTH}} {progress.seconds:5.1f} s")

    def _paint(self) -> None:
        turn = 0
        while not self._over.wait(0.1):
            turn += 1
            with self._lock:
                self._redraw(FRAMES[turn % len(FRAMES)])

    def _redraw(self, frame: str) -> None:
        shown = [step for step in self._running if step.seconds >= SHOWN_AFTER]
        if not self._alive:
            for step in shown:
                self._announce(step)
            return
        self._erase()
        for step in shown:
            self._out.write(f"  {frame} {step.name:<{WIDTH}} {step.seconds:5.0f} s  {step.note}\n")
        self._drawn = len(shown)
        self._out.flush()

    def _announce(self, step: Progress) -> None:
        if not step.announced:
            step.announced = True
            self._print(f"  · {step.name} …")

    def _print(self, line: str) -> None:
        self._erase()
        self._out.write(line + "\n")
        self._out.flush()

    def _erase(self) -> None:
        if self._alive and self._drawn:
            self._out.write(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0
