"""Where the ledger is: the chain's contracts, and how far this gateway has read."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from api import shapes_parts as shapes
from api.answers import Parts, Reader
from api.routes.params import READ, CommunityKey, problems
from ledger_py.store.reads import NotFound, Reads

router = APIRouter(tags=["chain"])


@router.get("/deployment", responses={**READ, **problems(503)}, response_model=shapes.Deployment)
async def deployment(reader: Reader, parts: Parts) -> Response:
    """The chain's id and the contracts on it; from the factory everything can be found again."""
    told = asdict(parts.deployment) | {"verifier": await run_in_threadpool(lambda: parts.verifier)}
    found = shapes.Deployment.model_validate(told)
    return reader.answer(lambda reads: found)


@router.get("/checkpoint", responses=READ, response_model=shapes.Checkpoint)
async def checkpoint(reader: Reader) -> Response:
    """The last block that this gateway has read; states are told by its time."""

    def build(reads: Reads) -> shapes.Checkpoint:
        found = reads.checkpoint()
        if found is None:
            raise NotFound("block", "read so far")
        return shapes.Checkpoint.model_validate(found)

    return reader.answer(build)


@router.get(
    "/communities/{c}/bundle",
    responses={
        **problems(404, 422, 503),
        200: {"content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}},
    },
    response_class=Response,
)
async def bundle(community: CommunityKey, parts: Parts) -> Response:
    """The community with its proofs in one file, as `auzolan verify --bundle` checks it.

    It is made anew from the chain, one at a time, and holds nothing that is off the chain.
    """
    found = parts.reads.locate(community)
    made = await run_in_threadpool(parts.bundles.made, found.community)
    name = f'attachment; filename="community-{found.number}.bundle"'
    headers = {"Cache-Control": "no-store", "Content-Disposition": name}
    return Response(made, headers=headers, media_type="application/gzip")
