"""Indicators with versions and scores, what-if, and the visibility gap."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes_assembly as shapes
from api import shapes_explained, shapes_whatif
from api.answers import Parts, Reader, chain_time
from api.routes.params import (
    READ,
    WHOLE,
    CommunityKey,
    IndicatorId,
    LevelsAsked,
    MemberId,
    OneSmall,
    SharesAsked,
    problems,
)
from api.shapes import Items
from ledger_py import figures
from ledger_py.figures import whatif as figures_whatif
from ledger_py.figures.asked import asked_weights
from ledger_py.store.reads import NotFound, Reads

router = APIRouter(tags=["assembly"])
_INDICATOR = "/communities/{c}/indicators/{i}"


@router.get("/communities/{c}/indicators", responses=WHOLE, response_model=Items[shapes.Indicator])
async def indicators(community: CommunityKey, reader: Reader) -> Response:
    """Indicators, by id."""
    return reader.answer(
        lambda reads: Items[shapes.Indicator](
            items=[
                shapes.Indicator.of(row)
                for row in reads.indicators(reads.locate(community).community)
            ]
        )
    )


@router.get(_INDICATOR, responses=READ, response_model=shapes.Indicator)
async def indicator(community: CommunityKey, indicator: IndicatorId, reader: Reader) -> Response:
    """An indicator."""
    return reader.answer(
        lambda reads: shapes.Indicator.of(
            reads.indicator(reads.locate(community).community, indicator)
        )
    )


@router.get(f"{_INDICATOR}/versions", responses=WHOLE, response_model=Items[shapes.Version])
async def versions(community: CommunityKey, indicator: IndicatorId, reader: Reader) -> Response:
    """Versions of an indicator, first to last; past ones stay, so any past score can be redone."""

    def build(reads: Reads) -> Items[shapes.Version]:
        key = reads.locate(community).community
        reads.indicator(key, indicator)
        rows = reads.versions(key, indicator)
        return Items[shapes.Version](items=[shapes.Version.of(row) for row in rows])

    return reader.answer(build)


@router.get(
    f"{_INDICATOR}/scores",
    responses={**WHOLE, **problems(409)},
    response_model=shapes.Scores,
)
async def scores(
    community: CommunityKey, indicator: IndicatorId, reader: Reader, epoch: OneSmall = None
) -> Response:
    """What an indicator says of an epoch (without one: the epoch of the chain's time).

    Totals per group and activity type include everybody's work; scores are of members who have
    joined and not chosen otherwise, by id.
    """

    def build(reads: Reads) -> shapes.Scores:
        key = reads.locate(community).community
        wanted = _current(reads, key) if epoch is None else epoch
        found = figures.scores(reads, key, indicator, wanted)
        return shapes.Scores.of(found, f"/v1/communities/{key}")

    return reader.answer(build)


@router.get(
    f"{_INDICATOR}/scores/{{m}}",
    responses={**READ, **problems(409)},
    response_model=shapes.MemberScore,
)
async def score(
    community: CommunityKey,
    indicator: IndicatorId,
    member: MemberId,
    reader: Reader,
    epoch: OneSmall = None,
) -> Response:
    """One member's score; MemberNotScored where they chose not to have one."""

    def build(reads: Reads) -> shapes.MemberScore:
        key = reads.locate(community).community
        wanted = _current(reads, key) if epoch is None else epoch
        found = figures.member_score(reads, key, indicator, wanted, member)
        return shapes.MemberScore.of(found, f"/v1/communities/{key}")

    return reader.answer(build)


@router.get(
    f"{_INDICATOR}/scores/{{m}}/explanation",
    responses={**READ, **problems(409)},
    response_model=shapes_explained.Explanation,
)
def explanation(
    community: CommunityKey,
    indicator: IndicatorId,
    member: MemberId,
    reader: Reader,
    epoch: OneSmall = None,
) -> Response:
    """All that a score stands on: epochs, versions and votes, units, contributions, attestations.

    Each with the transaction in which it was signed in.
    """

    def build(reads: Reads) -> shapes_explained.Explanation:
        key = reads.locate(community).community
        wanted = _current(reads, key) if epoch is None else epoch
        found = figures.explanation(reads, key, indicator, wanted, member)
        return shapes_explained.Explanation.of(found)

    return reader.answer(build)


@router.get(
    f"{_INDICATOR}/what-if",
    responses={**READ, **problems(400, 409)},
    response_model=shapes_whatif.WhatIf,
)
def what_if(
    community: CommunityKey,
    indicator: IndicatorId,
    reader: Reader,
    parts: Parts,
    levels: LevelsAsked = "",
    shares: SharesAsked = "",
    epoch: OneSmall = None,
) -> Response:
    """What an indicator would say of an epoch under other weights, beside what it says.

    The weights hold in that epoch and in all of which it keeps something; what is not asked for
    stays as it was in each. Members who are scored, in the order of admission.
    """

    def build(reads: Reads) -> shapes_whatif.WhatIf:
        key = reads.locate(community).community
        wanted = _current(reads, key) if epoch is None else epoch
        weights = asked_weights(reads.activities(key), reads.groups(key), levels, shares)
        found = figures_whatif.what_if(reads, parts.columns, key, indicator, wanted, weights)
        return shapes_whatif.WhatIf.of(found, f"/v1/communities/{key}")

    return reader.answer(build)


@router.get(f"{_INDICATOR}/visibility-gap", responses=WHOLE, response_model=shapes.Gap)
async def visibility_gap(
    community: CommunityKey, indicator: IndicatorId, reader: Reader
) -> Response:
    """How each kind of work is valued against how much of it is recorded and accepted."""
    return reader.answer(
        lambda reads: shapes.Gap.model_validate(
            figures.visibility_gap(reads, reads.locate(community).community, indicator)
        )
    )


def _current(reads: Reads, key: str) -> int:
    now = chain_time(reads)
    begun = [epoch.epoch for epoch in reads.epochs(key) if epoch.start <= now]
    if not begun:
        raise NotFound("epoch", "that has begun")
    return begun[-1]
