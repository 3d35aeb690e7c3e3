"""Reading JSON bodies so that none can do harm before its shape is checked."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

_EXACT = 2**53
"""Below it every whole number is a floating-point number, and no two are the same."""


class JsonRequest(Request):
    """A request whose body is parsed to a bounded depth.

    The standard parser recurses as deep as Python's limit allows, and a library below us lifts that
    limit beyond the stack: a body of brackets alone would end the process.
    """

    async def json(self) -> Any:
        """The body; raises a JSONDecodeError for what is no JSON, or nested beyond measure."""
        if not hasattr(self, "_json"):
            self._json = whole(orjson.loads(await self.body()))
        return self._json


def whole(body: Any) -> Any:
    """The body with 3.0 as 3: to JSON, and to the schemas of the routes, it is a whole number."""
    # A list around it, so that the body itself is in something too; and no recursion, see above.
    around = [body]
    waiting: list[Any] = [around]
    while waiting:
        holder = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, value in items:
            if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
                holder[key] = int(value)
            elif isinstance(value, dict | list):
                waiting.append(value)
    return around[0]


class JsonRoute(APIRoute):
    """A route that reads its body so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler over a request of our kind."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handler
