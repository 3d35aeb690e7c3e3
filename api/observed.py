"""What is kept of each request for whoever runs the gateway: its id, its kind, its time.

Nothing that a request brought is: the address is told by its route's template only.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger_py import logs
from ledger_py.metrics import Metrics

REQUEST_ID = "X-Request-Id"
NO_ROUTE = "none"
ROUTE = "auzolan.route"
"""Where the template is told of an answer that was kept, and came by no route."""
_CLIENT_LEFT = 499
# Of hex digits and dashes, as proxies make them: neither a name nor a key has this form.
_WELL_FORMED = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f-]{14,34}[0-9A-Fa-f]")
_log = logging.getLogger(__name__)


class Observed:
    """Gives every request an id, which is in its answer and in all that is logged meanwhile."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        id = given if _WELL_FORMED.fullmatch(given) else uuid4().hex
        status, begun = _CLIENT_LEFT, time.perf_counter()

        async def named_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = id
            await send(message)

        with logs.within(request_id=id):
            try:
                await self._app(scope, receive, named_send)
            finally:
                seconds = time.perf_counter() - begun
                method, route = scope["method"], route_of(scope)
                self._metrics.requested(method, route, status, seconds)
                if _log.isEnabledFor(logging.INFO):
                    told = {"method": method, "route": route, "status": status}
                    _log.info("request", extra=told | {"ms": round(1000 * seconds, 1)})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /v1/communities/{c}; "none" for none."""
    if told := scope.get(ROUTE):
        return str(told)
    # The framework keeps the whole template beside a route that another router includes.
    found: Any = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    if found is None:
        return "/static" if scope["path"].startswith("/static/") else NO_ROUTE
    return str(found.path_format)
