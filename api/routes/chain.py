"""Where the ledger is: the chain's contracts, and how far this gateway has read."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api import shapes_parts as shapes
from api.answers import Parts, Reader
from api.routes.params import READ
from ledger_py.store.reads import NotFound, Reads

router = APIRouter(tags=["chain"])


@router.get("/deployment", responses=READ, response_model=shapes.Deployment)
async def deployment(reader: Reader, parts: Parts) -> Response:
    """The chain's id and the contracts on it; from the factory everything can be found again."""
    found = shapes.Deployment.model_validate(asdict(parts.deployment))
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
