"""What stands before every route: whose name the request bears, how large it is, what goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import answer, http_problem, unexpected

MAX_BODY = 512 * 1024
"""Bytes of a request's body: room for some two hundred contributions with their texts."""
BODY_SECONDS = 30.0
"""For all of a body: one that trickles in keeps a connection that others wait for."""
LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
_PROBES = "/health/"
"""Whoever asks whether a gateway is well may name it as they like: nothing there is anybody's."""


class Guard:
    """Refuses foreign hosts and large bodies, and puts security headers on all that goes out.

    hosts: names under which the gateway answers; None for any. A gateway on the loopback interface
    has to ask: a page from elsewhere may have its own name lead here (DNS rebinding).
    https: whether browsers are told to come by https only.
    """

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] | None = None, https: bool = False
    ) -> None:
        self._app, self._hosts = app, hosts
        self._headers = HEADERS | (HTTPS_ONLY if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        begun = False

        async def guarded_send(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if not self._answers_to(host_name(headers.get("host", "")), scope["path"]):
            await _refuse_host(scope, receive, guarded_send)
        elif _declared(headers) > MAX_BODY:
            await _refuse_body(scope, receive, guarded_send)
        else:
            try:
                await self._app(scope, _limited(receive), guarded_send)
            except Exception as error:
                if begun:
                    raise
                await answer(unexpected(error))(scope, receive, guarded_send)

    def _answers_to(self, name: str, path: str) -> bool:
        return self._hosts is None or name in self._hosts or path.startswith(_PROBES)


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 16 else 0


def _limited(receive: Receive) -> Receive:
    """The body within a size and a time; what comes after it may take as long as it likes."""
    loop = asyncio.get_running_loop()
    seen, until, complete = 0, loop.time() + BODY_SECONDS, False

    async def limited() -> Message:
        nonlocal seen, complete
        try:
            async with asyncio.timeout_at(None if complete else until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        complete = complete or not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > MAX_BODY:
            raise HTTPException(413)
        return message

    return limited


async def _refuse_host(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(http_problem(421))(scope, receive, send)


async def _refuse_body(scope: Scope, receive: Receive, send: Send) -> None:
    await answer(http_problem(413), {"Connection": "close"})(scope, receive, send)
