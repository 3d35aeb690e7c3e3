"""Reading JSON bodies so that none can do harm before its shape is checked."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute


class JsonRequest(Request):
    """A request whose body is parsed to a bounded depth.

    The standard parser recurses as deep as Python's limit allows, and a library below us lifts that
    limit beyond the stack: a body of brackets alone would end the process.
    """

    async def json(self) -> Any:
        """The body; raises a JSONDecodeError for what is no JSON, or nested beyond measure."""
        if not hasattr(self, "_json"):
            self._json = orjson.loads(await self.body())
        return self._json


class JsonRoute(APIRoute):
    """A route that reads its body so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler over a request of our kind."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handler
