"""What anyone may have done when it is due: nobody signs it, the contracts say whether it is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from api.answers import Parts
from api.bodies import JsonRoute
from api.keys import IdempotencyKey
from api.routes.acts import POST
from api.routes.params import CommunityKey, MemberId, Prefer, VoteId
from api.services import Services
from api.shapes_acts import Given, HexBytes
from api.taking import Posted, bytes_of, patience, respond, take
from ledger_py import calls
from ledger_py.calls import Call

router = APIRouter(route_class=JsonRoute, tags=["duties"])


class Completion(Given):
    """Whose claim is to be completed."""

    signer: HexBytes


@router.post("/communities/{c}/votes/{v}/closing", **POST)
async def close(
    c: CommunityKey, v: VoteId, parts: Parts, key: IdempotencyKey, prefer: Prefer = None
) -> Response:
    """Close a vote whose time is over."""
    community = parts.reads.locate(c)
    parts.reads.vote(community.community, v)
    return await _carry(parts, calls.close_vote(parts.place(community), v), key, prefer)


@router.post("/communities/{c}/proposals/{v}/execution", **POST)
async def execute(
    c: CommunityKey, v: VoteId, parts: Parts, key: IdempotencyKey, prefer: Prefer = None
) -> Response:
    """Carry out a proposal that has passed, has waited and was not stopped."""
    community = parts.reads.locate(c)
    proposed = parts.reads.proposal(community.community, v).calls
    return await _carry(parts, calls.execute(parts.place(community), v, proposed), key, prefer)


@router.post("/communities/{c}/elections", **POST)
async def elect(
    c: CommunityKey, parts: Parts, key: IdempotencyKey, prefer: Prefer = None
) -> Response:
    """Open an election where no steward is active."""
    community = parts.reads.locate(c)
    held = parts.reads.elections(community.community)
    last = held[-1].vote.vote if held else 0
    return await _carry(parts, calls.open_election(parts.place(community), last), key, prefer)


@router.post("/communities/{c}/claims/{m}/completion", **POST)
async def complete(
    c: CommunityKey,
    m: MemberId,
    completion: Completion,
    parts: Parts,
    key: IdempotencyKey,
    prefer: Prefer = None,
) -> Response:
    """Complete the claim of an unclaimed membership that has waited and that nobody contests."""
    community = parts.reads.locate(c)
    signer = bytes_of(completion.signer)
    call = calls.complete_claim(parts.place(community), m, signer)
    return await _carry(parts, call, key, prefer, completion.model_dump())


async def _carry(
    parts: Services, call: Call, key: str, prefer: str | None, receipt: Any = None
) -> Response:
    posted, seconds = Posted(call, key, receipt or {}), patience(prefer)
    return respond(await take(parts, posted, seconds), posted.receipt, seconds)
