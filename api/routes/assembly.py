"""Indicators with versions and scores, the visibility gap, and weight votes with their ballots."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes_assembly as shapes
from api.answers import Reader
from api.routes.params import READ, CommunityKey, IndicatorId, OneSmall, VoteId
from api.shapes import Items
from ledger_py.store import figures
from ledger_py.store.reads import NotFound, Reads

router = APIRouter(tags=["assembly"])
_INDICATOR = "/communities/{c}/indicators/{i}"


@router.get("/communities/{c}/indicators", responses=READ, response_model=Items[shapes.Indicator])
async def indicators(c: CommunityKey, reader: Reader) -> Response:
    """Indicators, by id."""
    return reader.answer(
        lambda reads: Items[shapes.Indicator](
            items=[
                shapes.Indicator.of(row) for row in reads.indicators(reads.community(c).community)
            ]
        )
    )


@router.get(_INDICATOR, responses=READ, response_model=shapes.Indicator)
async def indicator(c: CommunityKey, i: IndicatorId, reader: Reader) -> Response:
    """An indicator."""
    return reader.answer(
        lambda reads: shapes.Indicator.of(reads.indicator(reads.community(c).community, i))
    )


@router.get(f"{_INDICATOR}/versions", responses=READ, response_model=Items[shapes.Version])
async def versions(c: CommunityKey, i: IndicatorId, reader: Reader) -> Response:
    """Versions of an indicator, first to last; past ones stay, so any past score can be redone."""

    def build(reads: Reads) -> Items[shapes.Version]:
        key = reads.community(c).community
        reads.indicator(key, i)
        rows = reads.versions(key, i)
        return Items[shapes.Version](items=[shapes.Version.of(row) for row in rows])

    return reader.answer(build)


@router.get(f"{_INDICATOR}/scores", responses=READ, response_model=shapes.Scores)
async def scores(
    c: CommunityKey, i: IndicatorId, reader: Reader, epoch: OneSmall = None
) -> Response:
    """What an indicator says of an epoch (without one: the epoch of the chain's time).

    Totals per group and activity type include everybody's work; scores are of members who have
    joined, by id.
    """

    def build(reads: Reads) -> shapes.Scores:
        key = reads.community(c).community
        wanted = _current(reads, key) if epoch is None else epoch
        found = figures.scores(reads, key, i, wanted)
        return shapes.Scores.of(found, f"/v1/communities/{key}")

    return reader.answer(build)


@router.get(f"{_INDICATOR}/visibility-gap", responses=READ, response_model=shapes.Gap)
async def visibility_gap(c: CommunityKey, i: IndicatorId, reader: Reader) -> Response:
    """How each kind of work is valued against how much of it is recorded and accepted."""
    return reader.answer(
        lambda reads: shapes.Gap.model_validate(
            figures.visibility_gap(reads, reads.community(c).community, i)
        )
    )


@router.get("/communities/{c}/votes", responses=READ, response_model=Items[shapes.Vote])
async def votes(c: CommunityKey, reader: Reader) -> Response:
    """Weight votes, by id."""

    def build(reads: Reads) -> Items[shapes.Vote]:
        rows = reads.votes(reads.community(c).community)
        return Items[shapes.Vote](items=[shapes.Vote.of(row, _time(reads)) for row in rows])

    return reader.answer(build)


@router.get("/communities/{c}/votes/{v}", responses=READ, response_model=shapes.VoteResult)
async def vote(c: CommunityKey, v: VoteId, reader: Reader) -> Response:
    """A vote with its histograms and what they come to so far."""

    def build(reads: Reads) -> shapes.VoteResult:
        key = reads.community(c).community
        row = reads.vote(key, v)
        outcome = figures.outcome(reads, key, v)
        return shapes.VoteResult.with_result(row, _time(reads), reads.histograms(key, v), outcome)

    return reader.answer(build)


@router.get(
    "/communities/{c}/votes/{v}/ballots", responses=READ, response_model=Items[shapes.Ballot]
)
async def ballots(c: CommunityKey, v: VoteId, reader: Reader) -> Response:
    """The live ballots of a vote, by member: ballots are open, so that anyone can count again."""

    def build(reads: Reads) -> Items[shapes.Ballot]:
        key = reads.community(c).community
        reads.vote(key, v)
        rows = reads.live_ballots(key, v)
        return Items[shapes.Ballot](items=[shapes.Ballot.of(row) for row in rows])

    return reader.answer(build)


def _time(reads: Reads) -> int:
    checkpoint = reads.checkpoint()
    return checkpoint.time if checkpoint else 0


def _current(reads: Reads, key: str) -> int:
    now = _time(reads)
    begun = [epoch.epoch for epoch in reads.epochs(key) if epoch.start <= now]
    if not begun:
        raise NotFound("epoch", "that has begun")
    return begun[-1]
