"""Pages as they were built for somebody else a moment ago, when nothing was written since.

Pages say how long something is open, so none is kept for long; nor is one for anybody who is known,
or who gets a cookie with it. While one is built, whoever asks for the same waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response

from api.built import Answer, Built

SECONDS = 2
_PERSONAL = ("cookie", "authorization")
Answering = Callable[[Request], Coroutine[Any, Any, Response]]
Task = asyncio.Future[tuple[Response, Answer | None]]


@dataclass(frozen=True, slots=True)
class KeptPages:
    """The pages of one gateway, used on its event loop.

    loading: what is being loaded into the ledger now, which every page says.
    """

    built: Built
    clock: Callable[[], float]
    loading: Callable[[], str]
    _building: dict[Hashable, Task] = field(default_factory=dict)

    async def answer(self, request: Request, answer: Answering) -> Response:
        """A page, kept or built now."""
        if request.method != "GET" or any(name in request.headers for name in _PERSONAL):
            return await answer(request)
        moment, host = int(self.clock() // SECONDS), request.headers.get("host")
        key = (request.url.path, request.url.query, moment, self.loading(), host)
        mark = self.built.mark()
        if found := self.built.find(key):
            return found.response()
        if (mark, key) in self._building:
            _, shared = await asyncio.shield(self._building[mark, key])
            return shared.response() if shared else await answer(request)
        task = asyncio.ensure_future(self._build(request, answer, mark, key))
        self._building[mark, key] = task
        task.add_done_callback(lambda _: self._building.pop((mark, key), None))
        response, _ = await asyncio.shield(task)
        return response

    async def _build(
        self, request: Request, answer: Answering, mark: str | None, key: Hashable
    ) -> tuple[Response, Answer | None]:
        response = await answer(request)
        if response.status_code != 200 or "set-cookie" in response.headers:
            return response, None
        names = [name for name in response.headers if name != "content-length"]
        headers = {name: response.headers[name] for name in names}
        found = Answer(bytes(response.body), headers)
        self.built.keep(mark, key, found)
        return response, found
