"""Communities, their members who have joined, and what they define."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes
from api.answers import Parts, Reader
from api.routes.params import READ, WHOLE, AfterMember, CommunityKey, Limit, MemberId
from api.shapes import Items
from ledger_py import figures
from ledger_py.store.reads import Reads

router = APIRouter(tags=["communities"])


@router.get("/communities", responses=WHOLE, response_model=Items[shapes.Community])
async def communities(reader: Reader) -> Response:
    """All communities, by number."""
    return reader.answer(
        lambda reads: Items[shapes.Community](
            items=[shapes.Community.model_validate(row) for row in reads.communities()]
        )
    )


@router.get("/communities/{c}", responses=READ, response_model=shapes.Community)
async def community(community: CommunityKey, reader: Reader) -> Response:
    """A community with its rules."""
    return reader.answer(lambda reads: shapes.Community.model_validate(reads.community(community)))


@router.get("/communities/{c}/members", responses=WHOLE, response_model=Items[shapes.Member])
async def members(
    community: CommunityKey, reader: Reader, after: AfterMember = 0, limit: Limit = 50
) -> Response:
    """Members who have joined, by id; unclaimed members are in no list."""

    def build(reads: Reads) -> Items[shapes.Member]:
        page = reads.members(reads.locate(community).community, after, limit)
        return Items[shapes.Member](
            items=[shapes.Member.model_validate(row) for row in page.items],
            next=reader.following(page.next),
        )

    return reader.answer(build)


@router.get("/communities/{c}/members/{m}", responses=READ, response_model=shapes.Member)
async def member(community: CommunityKey, member: MemberId, reader: Reader) -> Response:
    """A member who has joined; an unclaimed member has no page."""
    return reader.answer(
        lambda reads: shapes.Member.model_validate(
            reads.member(reads.locate(community).community, member)
        )
    )


@router.get("/communities/{c}/ties", responses=READ, response_model=shapes.Ties)
def ties(community: CommunityKey, reader: Reader, parts: Parts) -> Response:
    """How mutual attesting is in a community, and how few do it: as a whole, nobody named."""
    return reader.answer(
        lambda reads: shapes.Ties.model_validate(
            figures.ties(reads, parts.ties, reads.locate(community).community)
        )
    )


@router.get("/communities/{c}/claims", responses=WHOLE, response_model=Items[shapes.Claim])
async def claims(community: CommunityKey, reader: Reader) -> Response:
    """Claims of members who have not joined yet, for stewards to confirm; nobody is named."""
    return reader.answer(
        lambda reads: Items[shapes.Claim](
            items=[
                shapes.Claim.model_validate(row)
                for row in reads.claims(reads.locate(community).community)
            ]
        )
    )


@router.get("/communities/{c}/groups", responses=WHOLE, response_model=Items[shapes.Group])
async def groups(community: CommunityKey, reader: Reader) -> Response:
    """Groups, by id."""
    return reader.answer(
        lambda reads: Items[shapes.Group](
            items=[
                shapes.Group.model_validate(row)
                for row in reads.groups(reads.locate(community).community)
            ]
        )
    )


@router.get("/communities/{c}/activities", responses=WHOLE, response_model=Items[shapes.Activity])
async def activities(community: CommunityKey, reader: Reader) -> Response:
    """Activity types, by id."""
    return reader.answer(
        lambda reads: Items[shapes.Activity](
            items=[
                shapes.Activity.of(row)
                for row in reads.activities(reads.locate(community).community)
            ]
        )
    )


@router.get("/communities/{c}/epochs", responses=WHOLE, response_model=Items[shapes.Epoch])
async def epochs(community: CommunityKey, reader: Reader) -> Response:
    """Epochs, by id."""
    return reader.answer(
        lambda reads: Items[shapes.Epoch](
            items=[
                shapes.Epoch.model_validate(row)
                for row in reads.epochs(reads.locate(community).community)
            ]
        )
    )
