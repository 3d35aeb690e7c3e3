"""Whether the gateway lives, and whether everything behind it is up."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from api.answers import Parts

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The gateway answers."""

    live: bool = True


class Ready(BaseModel):
    """Whether everything is up, and which part is."""

    ready: bool
    parts: dict[str, bool]


@router.get("/live")
async def live() -> Live:
    """Whether this process answers."""
    return Live()


@router.get("/ready", responses={503: {"model": Ready, "description": "Some part is not up"}})
async def ready(parts: Parts, response: Response) -> Ready:
    """Whether chain, worker and index are up; 503 until they are."""
    found = dict(await run_in_threadpool(parts.ready))
    up = all(found.values())
    response.status_code = 200 if up else 503
    response.headers["Cache-Control"] = "no-store"
    return Ready(ready=up, parts=found)
