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
        headers, page = request.headers, not request.url.path.startswith(_FOR_PROGRAMS)
        return Key(
            request.url.path,
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

        def take(found: Answer) -> None:
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
    """Passes an answer on, and gives it to `take` before its end goes out, if it may be kept."""

    def __init__(self, scope: Scope, send: Send, take: Callable[[Answer], None]) -> None:
        self._scope, self._send, self._take = scope, send, take
        self._headers: Headers | None = None

    async def __call__(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            # As it is here: what is before this adds headers that are of one request.
            told = Headers(raw=[*message["headers"]])
            kept = self._scope.get("state", {}).get("kept") and message["status"] == 200
            self._headers = told if kept and "set-cookie" not in told else None
        elif message["type"] == "http.response.body" and self._headers is not None:
            # An answer in parts is a stream.
            if not message.get("more_body", False):
                self._take(self._answer(self._headers, message.get("body", b"")))
            self._headers = None
        await self._send(message)

    def _answer(self, headers: Headers, body: bytes) -> Answer:
        told = {name: value for name, value in headers.items() if name != "content-length"}
        return Answer(body, told, route=route_of(self._scope))


def _is_a_strangers(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return not any(name in _PERSONAL for name, _ in scope["headers"])
