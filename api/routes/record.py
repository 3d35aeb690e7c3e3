"""Contributions with their attestations, and the public documents that define things."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from api import shapes_record as shapes
from api.answers import Parts, Reader
from api.routes.params import (
    LIST,
    READ,
    After,
    Before,
    CommunityKey,
    Hash,
    Limit,
    OneMember,
    OneSmall,
    Order,
    Since,
    problems,
)
from api.shapes import Items, StateName
from ledger_py.commitments import canonical
from ledger_py.models import State
from ledger_py.store.reads import MemberUnclaimed, NotFound, Reads

router = APIRouter(tags=["record"])


class Filters(BaseModel):
    """Which contributions to list."""

    contributor: int | None
    recorder: int | None
    attester: int | None
    activity: int | None
    group: int | None
    epoch: int | None
    state: State | None
    since: int | None
    before: int | None


def filters(
    contributor: OneMember = None,
    recorder: OneMember = None,
    attester: OneMember = None,
    activity: OneSmall = None,
    group: OneSmall = None,
    epoch: OneSmall = None,
    state: StateName | None = None,
    since: Since = None,
    before: Before = None,
) -> Filters:
    """The filters of a request."""
    return Filters(
        contributor=contributor,
        recorder=recorder,
        attester=attester,
        activity=activity,
        group=group,
        epoch=epoch,
        state=State[state.upper()] if state else None,
        since=since,
        before=before,
    )


@router.get(
    "/communities/{c}/contributions", responses=LIST, response_model=Items[shapes.Contribution]
)
async def contributions(
    community: CommunityKey,
    reader: Reader,
    wanted: Annotated[Filters, Depends(filters)],
    order: Order = "newest",
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Contributions, by the chain's order; a list of one unclaimed member's would be their page.

    since, before: when they were recorded.
    """

    def build(reads: Reads) -> Items[shapes.Contribution]:
        key = reads.locate(community).community
        _refuse_unclaimed(reads, key, wanted.contributor)
        page = reads.contributions(
            key, **dict(wanted), oldest_first=order == "oldest", after=after, limit=limit
        )
        return Items[shapes.Contribution](
            items=[shapes.Contribution.of(row) for row in page.items],
            next=reader.following(page.next),
        )

    return reader.answer(build)


@router.get(
    "/communities/{c}/contributions/{id}", responses=READ, response_model=shapes.Contribution
)
async def contribution(community: CommunityKey, id: Hash, reader: Reader) -> Response:
    """A contribution with its attestations, its content where it is held here, and the proof."""
    return reader.answer(
        lambda reads: shapes.Contribution.of(
            reads.contribution(reads.locate(community).community, id)
        )
    )


@router.get(
    "/documents/{hash}",
    responses={**problems(404, 422), 200: {"description": "Canonical JSON, hashing to its name"}},
    response_model=dict[str, object],
)
async def document(hash: Hash, parts: Parts) -> Response:
    """A public definition document, in the very bytes whose keccak-256 is its name."""
    found = parts.reads.documents([hash.lower()])
    if not found:
        raise NotFound("document", hash)
    # The bytes never change; whether they may still be shown is for this gateway to say.
    headers = {"Cache-Control": "max-age=300"}
    return Response(canonical(found[hash.lower()]), headers=headers, media_type="application/json")


def _refuse_unclaimed(reads: Reads, key: str, contributor: int | None) -> None:
    if contributor is None:
        return
    who = reads.who(key, [contributor]).get(contributor)
    if who and who.unclaimed:
        raise MemberUnclaimed(contributor)
