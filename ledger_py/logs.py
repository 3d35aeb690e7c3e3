"""How processes speak on standard error: structured, for people or as JSON, by one form for all.

What a request brought is never in it: no body, no value of a query, no address, no name, and of an
exception only its kind and where it was raised, since its words may quote any of these.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from ledger_py.settings import Settings

_ROOT = Path(__file__).resolve().parents[1]
_FRAMES = 12
TOLD = ("method", "route", "status", "ms")
"""What a record may carry besides its words."""
_QUIET = ("alembic", "httpx", "httpcore", "urllib3", "opentelemetry", "uvicorn.access")
"""Libraries that would name addresses, or say of each request what is said already."""


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Let everything in this process speak in the settings' form, from their level on.

    stream: where to, instead of standard error.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=TOLD),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
    ]
    console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    last: Processor = structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                last if settings.log_format == "json" else console,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def within(**told: str) -> Iterator[None]:
    """Put these words into all that is logged meanwhile, also by threads begun from here."""
    with structlog.contextvars.bound_contextvars(**told):
        yield


def _tell_exception(_: Any, __: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        error: BaseException | None = given
    else:
        error = given[1] if isinstance(given, tuple) else sys.exception() if given else None
    if error is not None:
        kinds = [type(error).__name__]
        while (error.__cause__ or error.__context__) and len(kinds) < _FRAMES:
            error = error.__cause__ or error.__context__
            assert error is not None
            kinds.append(type(error).__name__)
        event["exception"] = " from ".join(kinds)
        event["raised_at"] = _frames(error)
    return event


def _frames(error: BaseException) -> list[str]:
    found = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_within(frame.filename)}:{frame.lineno} in {frame.name}" for frame in found]


def _within(file: str) -> str:
    """A file by its place in the package or the library that it is of."""
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix().rpartition("site-packages/")[2]
    return path.name
