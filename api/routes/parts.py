"""Single parts of a community: one epoch, one group, one activity type, one version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from fastapi import APIRouter, Response

from api import shapes, shapes_assembly, shapes_parts
from api.answers import Reader
from api.routes.params import (
    READ,
    WHOLE,
    ActivityId,
    AfterId,
    CommunityKey,
    EpochId,
    GroupId,
    IndicatorId,
    Limit,
    OneMember,
    OneSmall,
    VersionId,
)
from api.shapes import Items
from ledger_py.store.reads import LAST_EPOCH, MemberUnclaimed, NotFound, Reads

router = APIRouter(tags=["communities"])
T = TypeVar("T")


@router.get("/communities/{c}/rules", responses=READ, response_model=shapes.Rules)
async def rules(community: CommunityKey, reader: Reader) -> Response:
    """The rules in force."""
    return reader.answer(
        lambda reads: shapes.Rules.model_validate(reads.community(community).rules)
    )


@router.get("/communities/{c}/groups/{g}", responses=READ, response_model=shapes.Group)
async def group(community: CommunityKey, group: GroupId, reader: Reader) -> Response:
    """A group."""

    def build(reads: Reads) -> shapes.Group:
        found = reads.groups(reads.locate(community).community)
        return shapes.Group.model_validate(_one(found, "group", group, lambda row: row.group))

    return reader.answer(build)


@router.get("/communities/{c}/activities/{a}", responses=READ, response_model=shapes.Activity)
async def activity(community: CommunityKey, activity: ActivityId, reader: Reader) -> Response:
    """An activity type."""

    def build(reads: Reads) -> shapes.Activity:
        found = reads.activities(reads.locate(community).community)
        row = _one(found, "activity type", activity, lambda row: row.activity)
        return shapes.Activity.of(row)

    return reader.answer(build)


@router.get(
    "/communities/{c}/activities/{a}/terms", responses=WHOLE, response_model=Items[shapes.Terms]
)
async def terms(community: CommunityKey, activity: ActivityId, reader: Reader) -> Response:
    """What an activity type requires and caps, the oldest terms first."""

    def build(reads: Reads) -> Items[shapes.Terms]:
        found = reads.activities(reads.locate(community).community)
        row = _one(found, "activity type", activity, lambda row: row.activity)
        return Items[shapes.Terms](items=[shapes.Terms.of(one) for one in row.terms])

    return reader.answer(build)


@router.get("/communities/{c}/epochs/{e}", responses=READ, response_model=shapes.Epoch)
async def epoch(community: CommunityKey, epoch: EpochId, reader: Reader) -> Response:
    """An epoch."""

    def build(reads: Reads) -> shapes.Epoch:
        found = reads.epochs(reads.locate(community).community)
        return shapes.Epoch.model_validate(_one(found, "epoch", epoch, lambda row: row.epoch))

    return reader.answer(build)


@router.get(
    "/communities/{c}/indicators/{i}/revisions",
    responses=WHOLE,
    response_model=Items[shapes_assembly.Revision],
)
async def revisions(community: CommunityKey, indicator: IndicatorId, reader: Reader) -> Response:
    """How an indicator is defined, the oldest definition first."""

    def build(reads: Reads) -> Items[shapes_assembly.Revision]:
        row = reads.indicator(reads.locate(community).community, indicator)
        items = [shapes_assembly.Revision.of(one) for one in row.revisions]
        return Items[shapes_assembly.Revision](items=items)

    return reader.answer(build)


@router.get(
    "/communities/{c}/indicators/{i}/versions/{n}",
    responses=READ,
    response_model=shapes_assembly.Version,
)
async def version(
    community: CommunityKey, indicator: IndicatorId, version: VersionId, reader: Reader
) -> Response:
    """One version of an indicator."""

    def build(reads: Reads) -> shapes_assembly.Version:
        key = reads.locate(community).community
        reads.indicator(key, indicator)
        found = reads.versions(key, indicator)
        return shapes_assembly.Version.of(_one(found, "version", version, lambda row: row.version))

    return reader.answer(build)


@router.get("/communities/{c}/units", responses=WHOLE, response_model=Items[shapes_parts.Units])
async def units(
    community: CommunityKey,
    reader: Reader,
    member: OneMember = None,
    epoch: OneSmall = None,
    after: AfterId = 0,
    limit: Limit = 50,
) -> Response:
    """Accepted units of members who have joined, before the cap, by member, epoch and type."""

    def build(reads: Reads) -> Items[shapes_parts.Units]:
        key = reads.locate(community).community
        if member is not None and (who := reads.who(key, [member]).get(member)) and who.unclaimed:
            raise MemberUnclaimed(member)
        span = (0, LAST_EPOCH) if epoch is None else (epoch, epoch)
        page = reads.units_page(key, *span, member, after, limit)
        items = [shapes_parts.Units.model_validate(row) for row in page.items]
        return Items[shapes_parts.Units](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/totals", responses=WHOLE, response_model=Items[shapes_parts.Total])
async def totals(community: CommunityKey, reader: Reader, epoch: OneSmall = None) -> Response:
    """Units of all members that count, by epoch and activity type."""

    def build(reads: Reads) -> Items[shapes_parts.Total]:
        found = reads.totals(reads.locate(community).community, epoch)
        items = [shapes_parts.Total.model_validate(row) for row in found]
        return Items[shapes_parts.Total](items=items)

    return reader.answer(build)


@router.get(
    "/communities/{c}/recorded", responses=WHOLE, response_model=Items[shapes_parts.Recorded]
)
async def recorded(community: CommunityKey, reader: Reader) -> Response:
    """How much of each activity type is in the record, zeros included."""

    def build(reads: Reads) -> Items[shapes_parts.Recorded]:
        found = reads.recorded(reads.locate(community).community)
        items = [shapes_parts.Recorded.model_validate(row) for row in found]
        return Items[shapes_parts.Recorded](items=items)

    return reader.answer(build)


def _one(rows: Iterable[T], kind: str, wanted: int, id_of: Callable[[T], int]) -> T:
    found = next((row for row in rows if id_of(row) == wanted), None)
    if found is None:
        raise NotFound(kind, wanted)
    return found
