"""Server-sent events: how many streams there may be, and what wakes them.

One look at the database wakes every stream of the process; a stream then reads what is its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Annotated

import anyio
from fastapi import Depends, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from api.faults import GatewayFault
from api.limits import address_key
from ledger_py.errors import AuzolanError
from ledger_py.store import Store, notices
from ledger_py.store.index import read_checkpoint

LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
SEND_SECONDS = 30
"""Who takes nothing in for so long is not there."""
END_SECONDS = 2
"""So long a stream may take to end well when the gateway is told to."""
RETRY_MILLISECONDS = 3_000
"""After so long a browser comes back by itself, and goes on where it was."""
_LATER = {"Retry-After": "30"}
_log = logging.getLogger(__name__)


class StreamsFull(GatewayFault):
    """A gateway holds so many streams at once, and so many for one address."""

    status = 503
    headers = _LATER
    hint = "Close streams that are not needed, or read lists from time to time instead."

    def __init__(self) -> None:
        super().__init__("There are as many streams here as there may be.")


class Streams:
    """The streams of one process. most: at once; each: of one address."""

    def __init__(self, store: Store, most: int, each: int) -> None:
        self._store, self._most, self._each = store, most, each
        self._open: Counter[str] = Counter()
        self._changed = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    @property
    def open(self) -> int:
        """How many streams there are."""
        return self._open.total()

    def enter(self, address: str) -> None:
        """Take a place; raises StreamsFull."""
        if self.open >= self._most or self._open[address] >= self._each:
            raise StreamsFull
        self._open[address] += 1

    def leave(self, address: str) -> None:
        """Give the place back; with the last stream the looking ends."""
        self._open[address] -= 1
        self._open += Counter()  # forgets addresses that have none
        if not self.open and self._looking:
            self._looking.cancel()
            self._looking = None

    async def change(self, ending: anyio.Event) -> None:
        """Wait until there may be something new, or a stream is to end."""
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look())
        waits = [asyncio.ensure_future(event.wait()) for event in (self._changed, ending)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    async def _look(self) -> None:
        seen = self._state()
        while True:
            # Once at the beginning too: what came between a stream's reading and its waiting.
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()
            while (now := self._state()) == seen:
                await asyncio.sleep(LOOK_SECONDS)
            seen = now

    def _state(self) -> object:
        try:
            with self._store.reading() as connection:
                return read_checkpoint(connection), notices.newest(connection)
        except AuzolanError as error:
            _log.warning("Streams wait: %s", error)
            return None


def streams(request: Request) -> Streams:
    """The streams of this process."""
    found: Streams = request.app.state.streams
    return found


Open = Annotated[Streams, Depends(streams)]


class Stream(EventSourceResponse):
    """A stream that holds its place from the request on to its end.

    read: what is new since the last call, None where whoever reads may read no more.
    """

    def __init__(
        self, request: Request, open_: Streams, read: Callable[[], list[ServerSentEvent] | None]
    ) -> None:
        self._streams, self._read = open_, read
        # Not the caller's key: a user has as many tokens as they like.
        self._address = address_key(request)
        self._ending = anyio.Event()
        super().__init__(
            self._events(),
            ping=HEARTBEAT_SECONDS,
            sep="\n",
            send_timeout=SEND_SECONDS,
            shutdown_event=self._ending,
            shutdown_grace_period=END_SECONDS,
        )
        open_.enter(self._address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.leave(self._address)

    async def _events(self) -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(retry=RETRY_MILLISECONDS, comment="begins", sep="\n")
        while not self._ending.is_set() and (new := self._new()) is not None:
            for event in new:
                yield event
            if not new:
                await self._streams.change(self._ending)

    def _new(self) -> list[ServerSentEvent] | None:
        try:
            return self._read()
        except AuzolanError as error:
            _log.warning("A stream waits: %s", error)
            return []
