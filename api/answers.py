"""How reads are answered: from one picture of the index, tagged by what the answer says."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, get_args
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from api import tables
from api.built import Answer
from api.services import Services
from ledger_py.store import audiences
from ledger_py.store.reads import Reads


async def services(request: Request) -> Services:
    """The parts that this application was made with."""
    found: Services = request.app.state.services
    return found


Parts = Annotated[Services, Depends(services)]


_OF_TAGGED = ("etag", "cache-control", "vary")
VARY = "Accept, Authorization, Cookie"
"""What an answer depends on besides its address: members see what others do not."""


class Reading:
    """Answers one GET; everything in it runs on the event loop and never waits for the chain."""

    def __init__(self, request: Request, parts: Parts) -> None:
        self._request, self._parts = request, parts

    def answer(self, build: Callable[[Reads], BaseModel]) -> Response:
        """The model as JSON, or a list as a table where the client would rather have that.

        304 when the client has seen this very answer.
        """
        built, asked = self._parts.built, self._request.scope
        wants_table = tables.is_wanted(self._request.headers.get("accept", ""))
        # As routes read it. An address made of it would leave out what is behind a "#".
        key = (asked["path"], asked["query_string"], wants_table, audiences.reader())
        mark = built.mark()
        found = built.find(key)
        if found is None:
            found = self._built(build, wants_table)
            built.keep(mark, key, found)
        if is_tagged(self._request, found.headers["ETag"]):
            return not_modified(found)
        self._request.state.kept = True
        return found.response()

    def _built(self, build: Callable[[Reads], BaseModel], wants_table: bool) -> Answer:
        with self._parts.reads.snapshot() as reads:
            model = build(reads)
        rows = rows_of(model)
        if rows is not None and wants_table:
            body, media_type = tables.table(*rows), f"{tables.MEDIA_TYPE}; header=present"
        else:
            body, media_type = model.model_dump_json(by_alias=True), "application/json"
        headers = {"ETag": entity_tag(body), "Cache-Control": "no-cache", "Vary": VARY}
        if links := self._links(getattr(model, "next", None)):
            headers["Link"] = links
        return Answer(body.encode(), headers, media_type)

    def following(self, cursor: str | int | None) -> str | None:
        """The address of the rest of a list: this request's own, from the cursor on."""
        return None if cursor is None else self._page({"after": str(cursor)})

    def _links(self, following: str | None) -> str:
        links = [f'<{following}>; rel="next"'] if following else []
        if "after" in self._request.query_params:
            links.append(f'<{self._page({})}>; rel="first"')
        return ", ".join(links)

    def _page(self, place: dict[str, str]) -> str:
        given = self._request.query_params.multi_items()
        query = urlencode([*((k, v) for k, v in given if k != "after"), *place.items()])
        path = quote(self._request.url.path, safe="/%")
        return f"{path}?{query}" if query else path


Reader = Annotated[Reading, Depends()]


def chain_time(reads: Reads) -> int:
    """The time of the last block, by which states are told; 0 before the first."""
    checkpoint = reads.checkpoint()
    return checkpoint.time if checkpoint else 0


def rows_of(model: BaseModel) -> tuple[type[BaseModel], list[BaseModel]] | None:
    """The kind and the rows of an answer that is a table, None for any other."""
    name = getattr(type(model), "rows", None)
    if name is None:
        return None
    kind = get_args(type(model).model_fields[name].annotation)[0]
    return kind, getattr(model, name)


def entity_tag(body: str) -> str:
    """The tag of an answer. Not of a block: texts off the chain come and go without one.

    It is weak, since the same answer goes out compressed and plain.
    """
    return f'W/"{sha256(body.encode()).hexdigest()[:32]}"'


def not_modified(answer: Answer) -> Response:
    """What a client is told who has seen this very answer."""
    told = {name.lower(): value for name, value in answer.headers.items()}
    return Response(status_code=304, headers={name: told[name] for name in _OF_TAGGED})


def is_tagged(request: Request, tag: str) -> bool:
    """Whether the client has seen the answer with this tag."""
    return bool(tag) and _matches(request.headers.get("if-none-match", ""), tag)


def _matches(wanted: str, tag: str) -> bool:
    named = [one.strip() for one in wanted.split(",")]
    return "*" in named or tag in named or tag.removeprefix("W/") in named
