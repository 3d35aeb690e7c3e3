"""Signed acts: how they come in, and what became of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from api import shapes_acts as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.problems import VoteDiffers, problem_of
from api.routes.params import (
    WRITE,
    CommunityKey,
    Hash,
    IdempotencyKey,
    Prefer,
    VoteId,
    problems,
)
from api.services import Services
from api.shapes_calls import document_of
from api.shapes_signed import KINDS, Kind
from api.shapes_signed import signed as signed_of
from ledger_py import calls, commitments, typed_data
from ledger_py.models import Act
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, ActState

router = APIRouter(route_class=JsonRoute, tags=["acts"])
MAX_WAIT = 30
_WAIT = re.compile(r"\bwait=(\d{1,4})\b", re.ASCII)
_PAUSE = 0.02
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": shapes.Accepted, "description": "The chain has it (with `Prefer: wait=N`)"},
    202: {
        "model": shapes.Accepted,
        "description": "Accepted for good; follow it at Location",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The act"}},
    },
}
_POST: dict[str, Any] = {
    "status_code": 202,
    "responses": {**WRITE, **_TAKEN},
    "response_model": shapes.Accepted,
}


@router.get("/acts/{act}", responses=problems(404, 422), response_model=shapes.ActView)
async def act(act: Hash, parts: Parts) -> Response:
    """What has become of an accepted act; derived from the index, so it can also go back."""
    key = act.lower()
    view = _view(parts.outbox.act(key), parts.outbox.state(key))
    headers = {"Cache-Control": "no-store"}
    return Response(view.model_dump_json(), headers=headers, media_type="application/json")


@router.post("/communities/{c}/contributions", **_POST)
async def record(
    c: CommunityKey,
    signed: shapes.SignedRecord,
    parts: Parts,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Record contributions by a signed act, with the contents that it commits to."""
    act = typed_data.from_json("record", signed.act.model_dump())
    return await _take(parts, c, act, signed, idempotency_key, prefer)


@router.post("/communities/{c}/attestations", **_POST)
async def attest(
    c: CommunityKey,
    signed: shapes.SignedAttest,
    parts: Parts,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Attest to contributions by a signed act, with the notes that it commits to."""
    act = typed_data.from_json("attest", signed.act.model_dump())
    return await _take(parts, c, act, signed, idempotency_key, prefer)


@router.post("/communities/{c}/votes/{v}/ballots", **_POST)
async def cast(
    c: CommunityKey,
    v: VoteId,
    signed: shapes.SignedBallot,
    parts: Parts,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Cast a ballot, or replace one's own, by a signed act."""
    parts.reads.vote(parts.reads.community(c).community, v)
    if signed.act.vote != v:
        raise VoteDiffers(v, signed.act.vote)
    act = typed_data.from_json("cast", signed.act.model_dump())
    return await _take(parts, c, act, signed, idempotency_key, prefer)


def _taking(kind: Kind) -> Callable[..., Coroutine[Any, Any, Response]]:
    async def take(
        c: CommunityKey,
        signed: Any,
        parts: Parts,
        idempotency_key: IdempotencyKey = None,
        prefer: Prefer = None,
    ) -> Response:
        act = typed_data.from_json(kind.model.__name__, signed.act.model_dump())
        more = tuple(_bytes(getattr(signed, name)) for name in kind.more)
        return await _take(parts, c, act, signed, idempotency_key, prefer, more)

    # By what is given the framework knows the shape of the body.
    take.__annotations__["signed"] = signed_of(kind)
    return take


for _kind in KINDS:
    router.add_api_route(
        f"/communities/{{c}}/acts/{_kind.path}",
        _taking(_kind),
        methods=["POST"],
        name=_kind.path,
        description=_kind.told,
        **_POST,
    )


async def _take(
    parts: Services,
    c: str,
    act: Act,
    signed: shapes.Signed,
    key: str | None,
    prefer: str | None,
    more: tuple[bytes, ...] = (),
) -> Response:
    community = parts.reads.community(c)
    documents = tuple(map(document_of, getattr(signed, "documents", ())))
    offchain = OffChain(_contents(getattr(signed, "contents", ())), documents)
    signer, signature = _bytes(signed.signer), _bytes(signed.signature)
    call = calls.signed(act, parts.place(community), signer, signature, *more)
    accepted = await run_in_threadpool(parts.door.accept, call, offchain, key or None)
    state, seconds = parts.outbox.state(accepted.act), _patience(prefer)
    if seconds:
        state = await _wait(parts, accepted.act, seconds)
    if state.error is not None:
        raise state.error
    return _accepted(accepted, state, signed.model_dump(exclude_unset=True), seconds)


def _accepted(
    accepted: AcceptedAct, state: ActState, receipt: dict[str, Any], seconds: int
) -> Response:
    view = _view(accepted, state)
    headers = {"Location": view.url, "Cache-Control": "no-store"}
    if seconds:
        headers["Preference-Applied"] = f"wait={seconds}"
    body = shapes.Accepted(receipt=receipt, **view.model_dump()).model_dump_json()
    status = 200 if seconds and state.over else 202
    return Response(body, status, headers, "application/json")


async def _wait(parts: Services, act: str, seconds: int) -> ActState:
    deadline = asyncio.get_running_loop().time() + seconds
    while not (state := parts.outbox.state(act)).over:
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(_PAUSE)
    return state


def _patience(prefer: str | None) -> int:
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), MAX_WAIT) if found else 0


def _contents(given: Iterable[Any]) -> tuple[commitments.Content, ...]:
    return tuple(
        commitments.seal(one.body.model_dump(exclude_unset=True), _bytes(one.salt)) for one in given
    )


def _view(accepted: AcceptedAct, state: ActState) -> shapes.ActView:
    return shapes.ActView(
        act=accepted.act,
        url=f"/v1/acts/{accepted.act}",
        name=accepted.call.name,
        community=accepted.call.community,
        member=accepted.call.member,
        accepted=accepted.accepted,
        status=state.status.value,
        tx=state.tx,
        block=state.block,
        time=state.time,
        problem=problem_of(state.error) if state.error else None,
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
