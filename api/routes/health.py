"""Whether the gateway lives, and whether everything behind it is up."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from api.answers import Parts
from api.services import Services
from ledger_py.health import look

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The gateway answers."""

    live: bool = True


class Index(BaseModel):
    """How far the index is behind the chain; None while the chain does not answer."""

    block: int = Field(description="The last block that it holds, -1 before the first")
    behind_blocks: int | None
    behind_seconds: int | None = Field(description="Between the chain's last block and its own")


class Outbox(BaseModel):
    """What was accepted and is not yet sent."""

    acts: int
    oldest_seconds: int = Field(description="How long the oldest of them waits")


class Ready(BaseModel):
    """Whether everything is up, and which part is; figures are None while the database is not."""

    ready: bool
    parts: dict[str, bool]
    index: Index | None
    outbox: Outbox | None


@router.get("/live")
async def live() -> Live:
    """Whether this process answers."""
    return Live()


@router.get("/ready", responses={503: {"model": Ready, "description": "Some part is not up"}})
async def ready(parts: Parts, response: Response) -> Ready:
    """Whether every part is up, which is not, how far the index is, what waits; 503 until all are.

    The index is a part where the operator says how far it may be behind.
    """
    found = await run_in_threadpool(_look, parts)
    response.status_code = 200 if found.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return found


def _look(services: Services) -> Ready:
    up, seen = dict(services.ready()), look(services.store, services.node, services.clock)
    if most := services.settings.ready_seconds:
        up["index"] = seen.behind_seconds is not None and seen.behind_seconds <= most
    index = outbox = None
    if seen.block is not None and seen.waiting is not None:
        behind = {"behind_blocks": seen.behind_blocks, "behind_seconds": seen.behind_seconds}
        index = Index(block=seen.block, **behind)
        outbox = Outbox(acts=seen.waiting, oldest_seconds=seen.oldest_seconds or 0)
    return Ready(ready=all(up.values()), parts=up, index=index, outbox=outbox)
