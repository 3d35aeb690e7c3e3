"""Other sites' scripts at the REST interface (CORS): closed, but for origins in the settings.

No cookie goes with what they ask, so they are nobody unless they bring a token.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_TAKEN = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Prefer")
_SHOWN = ("ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After")
_SHARED = "/v1/"


class Shared:
    """Lets scripts of these origins ask the REST interface, and none ask the pages."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=(*_TAKEN, "X-Request-Id"),
            expose_headers=(*_SHOWN, "X-Request-Id"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        shared = scope["type"] == "http" and scope["path"].startswith(_SHARED)
        await (self._shared if shared else self._app)(scope, receive, send)
