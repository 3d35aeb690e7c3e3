"""Signed acts: how they come in, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Response

from api import shapes_acts as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.faults import VoteDiffers
from api.keys import IdempotencyKey
from api.routes.params import (
    WRITE,
    CommunityKey,
    Hash,
    Prefer,
    VoteId,
    problems,
)
from api.services import Services
from api.shapes_parts import Receipt
from api.shapes_signed import KINDS, Kind
from api.shapes_signed import signed as signed_of
from api.taking import bytes_of, patience, posted_of, respond, take, view
from ledger_py import calls, typed_data
from ledger_py.models import Act
from ledger_py.structs import to_json

router = APIRouter(route_class=JsonRoute, tags=["acts"])
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": shapes.Accepted, "description": "The chain has it (with `Prefer: wait=N`)"},
    202: {
        "model": shapes.Accepted,
        "description": "Accepted for good; follow it at Location",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The act"}},
    },
}
POST: dict[str, Any] = {
    "status_code": 202,
    "responses": {**WRITE, **_TAKEN},
    "response_model": shapes.Accepted,
}
"""What every route that takes an act answers."""


@router.get("/acts/{act}", responses=problems(404, 422), response_model=shapes.ActView)
async def act(act: Hash, parts: Parts) -> Response:
    """What has become of an accepted act; derived from the index, so it can also go back."""
    key = act.lower()
    found = view(parts.outbox.act(key), parts.outbox.state(key))
    headers = {"Cache-Control": "no-store"}
    return Response(found.model_dump_json(), headers=headers, media_type="application/json")


@router.get("/acts/{act}/receipt", responses=problems(404, 422), response_model=Receipt)
async def receipt(act: Hash, parts: Parts) -> Response:
    """An accepted act as any other gateway, or none, can carry it: the call as it was signed."""
    call = parts.outbox.act(act.lower()).call
    said = calls.signed_act(call)
    found = Receipt(
        act=call.act,
        name=call.name,
        community=call.community,
        member=call.member,
        contract=call.contract,
        data="0x" + call.data.hex(),
        message=to_json(said.act) if said else None,
        signer="0x" + said.signer.hex() if said else None,
        signature="0x" + said.signature.hex() if said else None,
    )
    return Response(found.model_dump_json(), media_type="application/json")


@router.post("/communities/{c}/contributions", **POST)
async def record(
    c: CommunityKey,
    signed: shapes.SignedRecord,
    parts: Parts,
    key: IdempotencyKey,
    prefer: Prefer = None,
) -> Response:
    """Record contributions by a signed act, with the contents that it commits to."""
    act = typed_data.from_json("record", signed.act.model_dump())
    return await _take(parts, c, act, signed, key, prefer)


@router.post("/communities/{c}/attestations", **POST)
async def attest(
    c: CommunityKey,
    signed: shapes.SignedAttest,
    parts: Parts,
    key: IdempotencyKey,
    prefer: Prefer = None,
) -> Response:
    """Attest to contributions by a signed act, with the notes that it commits to."""
    act = typed_data.from_json("attest", signed.act.model_dump())
    return await _take(parts, c, act, signed, key, prefer)


@router.post("/communities/{c}/votes/{v}/ballots", **POST)
async def cast(
    c: CommunityKey,
    v: VoteId,
    signed: shapes.SignedBallot,
    parts: Parts,
    key: IdempotencyKey,
    prefer: Prefer = None,
) -> Response:
    """Cast a ballot, or replace one's own, by a signed act."""
    parts.reads.vote(parts.reads.locate(c).community, v)
    if signed.act.vote != v:
        raise VoteDiffers(v, signed.act.vote)
    act = typed_data.from_json("cast", signed.act.model_dump())
    return await _take(parts, c, act, signed, key, prefer)


def _taking(kind: Kind) -> Callable[..., Coroutine[Any, Any, Response]]:
    async def post(
        c: CommunityKey,
        signed: Any,
        parts: Parts,
        key: IdempotencyKey,
        prefer: Prefer = None,
    ) -> Response:
        act = typed_data.from_json(kind.model.__name__, signed.act.model_dump())
        more = tuple(bytes_of(getattr(signed, name)) for name in kind.more)
        return await _take(parts, c, act, signed, key, prefer, more)

    # By what is given the framework knows the shape of the body.
    post.__annotations__["signed"] = signed_of(kind)
    return post


for _kind in KINDS:
    router.add_api_route(
        f"/communities/{{c}}/acts/{_kind.path}",
        _taking(_kind),
        methods=["POST"],
        name=_kind.path,
        description=_kind.told,
        **POST,
    )


async def _take(
    parts: Services,
    c: str,
    act: Act,
    signed: shapes.Signed,
    key: str,
    prefer: str | None,
    more: tuple[bytes, ...] = (),
) -> Response:
    posted, seconds = posted_of(parts, c, act, signed, key, more), patience(prefer)
    return respond(await take(parts, posted, seconds), posted.receipt, seconds)
