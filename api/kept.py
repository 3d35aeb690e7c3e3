"""Whole answers to whoever is nobody known, as they went out before, while nothing is written.

Before the router, since finding a route takes longer than all else. Pages say how long something is
open, so none is kept for long; while one is built, whoever asks for the same waits for it. Nothing
is kept for anybody who is known, nor what leaves a cookie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import tables
from api.answers import is_tagged, not_modified
from api.built import Answer, Built
from api.observed import ROUTE, route_of

SECONDS = 2
_PERSONAL = frozenset((b"cookie", b"authorization"))
_FOR_PROGRAMS = "/v1/"
Building = asyncio.Future[Answer | None]


class Key(NamedTuple):
    """What an answer to a stranger depends on. moment, loading: a page's alone."""

    path: str
    query: bytes
    host: str
    table: bool
    compressed: bool
    moment: int
    loading: str


def keep(request: Request) -> None:
    """Let the answer to a request be kept: it says nothing but what is in the database."""
    request.state.kept = True


class Kept:
    """Answers from what was kept; else passes on, and keeps what may be.

    loading: what is being loaded into the ledger now, which every page says.
    """

    def __init__(
        self,
        app: ASGIApp,
        built: Callable[[], Built],
        clock: Callable[[], float],
        loading: Callable[[], str],
    ) -> None:
        self._app, self._built, self._clock, self._loading = app, built, clock, loading
        self._building: dict[Hashable, Building] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _is_a_strangers(scope):
            await self._app(scope, receive, send)
            return
        request, built = Request(scope), self._built()
        key, mark = self._key(request), built.mark()
        found = built.find(key)
        if found is None and (underway := self._building.get((mark, key))):
            found = await asyncio.shield(underway)
        if found is not None:
            scope[ROUTE] = found.route
            tagged = is_tagged(request, found.headers.get("etag", ""))
            answer = not_modified(found) if tagged else found.response()
            await answer(scope, receive, send)
            return
        await self._build(mark, key, scope, receive, send)

    def _key(self, request: Request) -> Key:
        headers, path = request.headers, request.scope["path"]
        page = not path.startswith(_FOR_PROGRAMS)
        return Key(
            path,
            request.scope["query_string"],
            headers.get("host", ""),
            tables.is_wanted(headers.get("accept", "")),
            "gzip" in headers.get("accept-encoding", ""),
            int(self._clock() // SECONDS) if page else 0,
            self._loading() if page else "",
        )

    async def _build(
        self, mark: str | None, key: Key, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Have it built, and keep it; one build serves all who ask for a page meanwhile."""
        underway: Building = asyncio.get_running_loop().create_future()
        shared = key.moment and (mark, key) not in self._building
        if shared:
            self._building[mark, key] = underway

        def take(found: Answer | None) -> None:
            if found is not None:
                self._built().keep(mark, key, found)
            underway.set_result(found)

        try:
            await self._app(scope, receive, _Taken(scope, send, take))
        finally:
            if shared:
                del self._building[mark, key]
            if not underway.done():
                underway.set_result(None)


class _Taken:
    """Passes an answer on, and gives it to `take` before any of it goes out; else None.

    Before, since whoever reads slowly, or not at all, must keep nobody waiting for it.
    """

    def __init__(self, scope: Scope, send: Send, take: Callable[[Answer | None], None]) -> None:
        self._scope, self._send, self._take = scope, send, take
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Pass a message on; the head of what may be kept waits for the body."""
        if message["type"] == "http.response.start":
            if self._may_be_kept(message):
                self._head = message
                return
            self._take(None)
        elif self._head is not None:
            head, self._head = self._head, None
            # An answer in parts is a stream.
            parts = message.get("more_body", False)
            self._take(None if parts else self._answer(head, message.get("body", b"")))
            await self._send(head)
        await self._send(message)

    def _may_be_kept(self, head: Message) -> bool:
        kept = self._scope.get("state", {}).get("kept") and head["status"] == 200
        return bool(kept) and "set-cookie" not in Headers(raw=head["headers"])

    def _answer(self, head: Message, body: bytes) -> Answer:
        # As it is here: what is before this adds headers that are of one request.
        found = Headers(raw=head["headers"]).items()
        told = {name: value for name, value in found if name != "content-length"}
        return Answer(body, told, route=route_of(self._scope))


def _is_a_strangers(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return not any(name in _PERSONAL for name, _ in scope["headers"])
