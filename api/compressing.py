"""Compression of what tools read, and of nothing else."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST = 1_024
"""Bytes below which compressing costs more than it saves."""
_PREFIX = "/v1/"


class Compressed:
    """Compresses large answers to GET under /v1 that are the same for everybody.

    Pages hold form tokens beside what a visitor wrote, and an answer to a POST may hold a secret
    beside what was posted, as may what is answered to somebody who has signed in: the size of
    these, compressed, would tell of the secret (BREACH).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain, self._compressed = app, GZipMiddleware(app, minimum_size=SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        reads = scope["type"] == "http" and scope["method"] == "GET"
        compresses = reads and scope["path"].startswith(_PREFIX) and not _is_somebodys(scope)
        await (self._compressed if compresses else self._plain)(scope, receive, send)


def _is_somebodys(scope: Scope) -> bool:
    return any(name in (b"cookie", b"authorization") for name, _ in scope["headers"])
