"""How reads are answered: from one picture of the index, tagged by what the answer says."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from api.services import Services
from ledger_py.store.reads import Reads


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
        """The model as JSON, or 304 when the client has seen this very answer."""
        with self._parts.reads.snapshot() as reads:
            model = build(reads)
        body = model.model_dump_json(by_alias=True)
        tag = entity_tag(body)
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if _matches(self._request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        following = getattr(model, "next", None)
        if following:
            headers["Link"] = f'<{following}>; rel="next"'
        return Response(body, headers=headers, media_type="application/json")

    def following(self, cursor: str | None) -> str | None:
        """The address of the rest of a list: this request's own, from the cursor on."""
        if cursor is None:
            return None
        query = dict(self._request.query_params) | {"after": cursor}
        return f"{self._request.url.path}?{urlencode(query)}"


Reader = Annotated[Reading, Depends()]


def chain_time(reads: Reads) -> int:
    """The time of the last block, by which states are told; 0 before the first."""
    checkpoint = reads.checkpoint()
    return checkpoint.time if checkpoint else 0


def entity_tag(body: str) -> str:
    """The tag of an answer. Not of a block: texts off the chain come and go without one."""
    return f'"{sha256(body.encode()).hexdigest()[:32]}"'


def _matches(wanted: str, tag: str) -> bool:
    named = [one.strip() for one in wanted.split(",")]
    # A proxy that compresses makes a tag weak; it still names the same answer.
    return "*" in named or tag in named or f"W/{tag}" in named
