"""How reads are answered: from one picture of the index, with its block as the entity tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode
from zlib import crc32

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from api.services import Services
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Checkpoint


def services(request: Request) -> Services:
    """The parts that this application was made with."""
    found: Services = request.app.state.services
    return found


Parts = Annotated[Services, Depends(services)]


class Reading:
    """Answers one GET; everything in it runs on the event loop and never waits for the chain."""

    def __init__(self, request: Request, parts: Parts) -> None:
        self._request, self._parts = request, parts

    def answer(self, build: Callable[[Reads], BaseModel]) -> Response:
        """The model as JSON, or 304 while the index is at the block that the client has seen."""
        with self._parts.reads.snapshot() as reads:
            tag = entity_tag(reads.checkpoint(), str(self._request.url))
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            if _matches(self._request.headers.get("if-none-match", ""), tag):
                return Response(status_code=304, headers=headers)
            model = build(reads)
        following = getattr(model, "next", None)
        if following:
            headers["Link"] = f'<{following}>; rel="next"'
        body = model.model_dump_json(by_alias=True)
        return Response(body, headers=headers, media_type="application/json")

    def following(self, cursor: str | None) -> str | None:
        """The address of the rest of a list: this request's own, from the cursor on."""
        if cursor is None:
            return None
        query = dict(self._request.query_params) | {"after": cursor}
        return f"{self._request.url.path}?{urlencode(query)}"


Reader = Annotated[Reading, Depends()]


def entity_tag(checkpoint: Checkpoint | None, address: str) -> str:
    """A weak tag: the same block says the same at an address, if not in the very same bytes."""
    place = f"{crc32(address.encode()):08x}"
    if checkpoint is None:
        return f'W/"0-{place}"'
    return f'W/"{checkpoint.block}-{checkpoint.hash[2:18]}-{place}"'


def _matches(wanted: str, tag: str) -> bool:
    named = [one.strip() for one in wanted.split(",")]
    return "*" in named or tag in named or tag.removeprefix("W/") in named
