"""A vote on weights: its page, and what a ballot moved in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.pages.discussion import Listening, talk
from api.pages.indicators import Change, VoteView, changes, vote_view
from api.pages.shares import ShareChange, share_changes
from api.pages.site import Frame, Site, page_route
from api.routes.params import CommunityKey, VoteId
from ledger_py import figures, tally
from ledger_py.models import NO_LEVEL, VoteKind
from ledger_py.store.rows import LiveBallot


@dataclass(frozen=True, slots=True)
class Move:
    """What a ballot moved, against the vote without it or with the one that it replaced."""

    changes: tuple[Change, ...]
    shares: tuple[ShareChange, ...]
    replaced: bool


def moved_by(site: Site, frame: Frame, view: VoteView, member: int) -> Move | None:
    """What a member's live ballot moves, None without one: the outcome against that before it."""
    ballot = next((b for b in view.ballots if b.member.member == member), None)
    if ballot is None:
        return None
    reads, key, number = site.reads, frame.community.community, view.vote.vote
    replaced = reads.levels_cast(key, number, member, ballot.sequence - 1)
    earlier = [list(counts) for counts in reads.histograms(key, number)]
    _weigh(earlier, ballot.levels, -1)
    _weigh(earlier, replaced or (), 1)
    came_to = figures.outcome(reads, key, number)
    before = tally.outcome(earlier, view.vote.quorum, came_to.previous)
    shares = _shares_without(site, frame, view, ballot)
    return Move(
        changes(frame, before.levels, came_to.levels),
        share_changes(frame, shares, came_to.shares),
        replaced is not None,
    )


def _shares_without(
    site: Site, frame: Frame, view: VoteView, ballot: LiveBallot
) -> tuple[int, ...]:
    """The shares without a member's ballot, or with the one that it replaced."""
    reads, key, number = site.reads, frame.community.community, view.vote.vote
    replaced = reads.points_cast(key, number, ballot.member.member, ballot.sequence - 1)
    counts = [list(one) for one in reads.points_histograms(key, number)]
    for points, times in ((ballot.points, -1), (replaced or (), 1)):
        for group, given in zip(counts, points, strict=False):
            group[given] += times
    previous = figures.outcome(reads, key, number).previous_shares
    return tally.division(counts, view.vote.quorum, previous).shares


def _weigh(histograms: Sequence[list[int]], levels: Sequence[int], times: int) -> None:
    """Count a ballot into histograms, or out of them with -1."""
    for counts, level in zip(histograms, levels, strict=False):
        if level != NO_LEVEL:
            counts[level] += times


def _elsewhere(site: Site, frame: Frame, vote: int) -> str | None:
    """The page of a vote that is on no weights."""
    kind = site.reads.vote(frame.community.community, vote).kind
    paths = {VoteKind.PROPOSAL: "proposals", VoteKind.ELECTION: "elections"}
    return f"/{paths[kind]}/{vote}" if kind in paths else None


def routes(site: Site) -> APIRouter:
    """The route of a vote."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/votes/{v}")
    def vote(
        request: Request, community: CommunityKey, vote: VoteId, listener: Listening
    ) -> Response:
        frame = site.frame(community)
        if elsewhere := _elsewhere(site, frame, vote):
            return RedirectResponse(f"{frame.base}{elsewhere}", 303)
        view = vote_view(site, frame, vote)
        told = site.told(request, frame)
        moved = moved_by(site, frame, view, told.member.member) if told else None
        said = talk(site, frame, "vote", vote, listener)
        return site.page(request, "vote.html", frame=frame, view=view, moved=moved, talk=said)

    return router
