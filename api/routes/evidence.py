"""Files that show what was done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from api.answers import VARY, Parts
from api.identity.callers import Calling
from api.identity.speaking import speaker
from api.origins import own_origin
from api.routes.params import CommunityKey, problems
from ledger_py.evidence import MEDIA_TYPES, Evidence
from ledger_py.store import audiences
from ledger_py.store.reads import NotFound

router = APIRouter(prefix="/communities/{c}/evidence", tags=["evidence"])
FileHash = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file")]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES},
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file, to be saved", "content": {"application/octet-stream": {}}}
}


class Kept(BaseModel):
    """A file that was kept; a contribution's evidence may link to it."""

    file: str = Field(description="SHA-256 of its bytes")
    url: str


@router.post(
    "",
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    openapi_extra=_BODY,
)
async def bring(c: CommunityKey, request: Request, parts: Parts, caller: Calling) -> Kept:
    """Keep a file of the member's; the same bytes again are the same file."""
    community = parts.reads.locate(c).community
    who = await run_in_threadpool(speaker, parts, caller, c)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content, now = await request.body(), int(parts.clock())
    held = Evidence(parts.store, community)
    file = await run_in_threadpool(held.bring, who.member, media_type, content, now)
    base = own_origin(request, parts.settings)
    return Kept(file=file, url=f"{base}/v1/communities/{community}/evidence/{file}")


@router.get("/{file}", response_class=Response, responses={**problems(404, 422), **_FILE})
async def show(c: CommunityKey, file: FileHash, parts: Parts) -> Response:
    """A file, to be saved and never run; unless its member shows it to the community alone."""
    community = parts.reads.locate(c).community
    found = Evidence(parts.store, community).show(file, audiences.reads_as(community))
    if found is None:
        raise NotFound("file", file)
    headers = {
        "Content-Disposition": f'attachment; filename="{file[:16]}"',
        "Cache-Control": "no-cache",
        "Vary": VARY,
    }
    return Response(found.content, headers=headers, media_type=found.media_type)


@router.delete("/{file}", status_code=204, responses=problems(401, 403, 404, 422))
def drop(c: CommunityKey, file: FileHash, parts: Parts, caller: Calling) -> None:
    """Destroy a file of the member's own."""
    community, who = parts.reads.locate(c).community, speaker(parts, caller, c)
    if not Evidence(parts.store, community).drop(who.member, file, int(parts.clock())):
        raise NotFound("file", file)
