"""What the community wants to see: indicators with their levels, and what their votes come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.drafts import number
from api.pages.figures import Bar, Moves, bars, moves
from api.pages.members import ended
from api.pages.shares import Division, Earned, ShareChange, division, earned, share_changes
from api.pages.site import Frame, Site, page_route
from api.pages.trying import tried
from api.routes.params import CommunityKey, IndicatorId
from ledger_py import figures, tally
from ledger_py.figures import Outcome
from ledger_py.models import Kind
from ledger_py.store.rows import Activity, Epoch, Group, Indicator, LiveBallot, Version, Vote


@dataclass(frozen=True, slots=True)
class TypeView:
    """An activity type in a vote: its ballots, what they come to, how close that is to moving."""

    activity: Activity
    counts: tuple[int, ...]
    opinions: int
    decided: bool
    level: int | None
    previous: int | None
    bars: tuple[Bar, ...]
    moves: Moves

    @property
    def reach(self) -> tuple[int, int]:
        """The lowest and the highest level that one more ballot can make of it."""
        level = self.level or 0
        low = self.moves.down_to if self.moves.down == 1 else level
        high = self.moves.up_to if self.moves.up == 1 else level
        return (level if low is None else low, level if high is None else high)

    @property
    def swing(self) -> int:
        """By how many levels one more ballot can move it, from the lowest to the highest."""
        low, high = self.reach
        return high - low


@dataclass(frozen=True, slots=True)
class GroupView:
    """The activity types of a group in a vote."""

    group: Group
    types: tuple[TypeView, ...]


@dataclass(frozen=True, slots=True)
class VoteView:
    """What the page of a vote shows."""

    vote: Vote
    state: str
    indicator: Indicator
    groups: tuple[GroupView, ...]
    ballots: tuple[LiveBallot, ...]
    demo: bool
    division: Division | None
    """Of a vote of shares."""

    @property
    def types(self) -> tuple[TypeView, ...]:
        """All activity types of the vote, by group and id."""
        return tuple(t for g in self.groups for t in g.types)

    @property
    def undecided(self) -> tuple[TypeView, ...]:
        """Activity types with too few opinions to decide anything."""
        return tuple(t for t in self.types if t.moves.missing)

    @property
    def close(self) -> tuple[TypeView, ...]:
        """Activity types that one more ballot can move, the widest open first."""
        return tuple(sorted((t for t in self.types if t.swing), key=lambda t: -t.swing))


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed: an activity type's level before and after, None: not yet valued."""

    activity: Activity
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with what it changed from the one before."""

    version: Version
    changes: tuple[Change, ...]
    shares: tuple[ShareChange, ...]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """What the page of an indicator shows; the vote is the one that set the last version."""

    indicator: Indicator
    current: Version | None
    decided_by: VoteView | None
    pending: Vote | None
    history: tuple[VersionView, ...]
    earned: Earned | None
    """Of an indicator of shares with a version, in the epoch looked at."""
    epochs: tuple[Epoch, ...]


def type_views(
    frame: Frame, vote: Vote, histograms: Sequence[tuple[int, ...]], came_to: Outcome
) -> dict[int, TypeView]:
    """The activity types of a vote, by id."""
    views = {}
    for index, counts in enumerate(histograms):
        level = tally.valued(came_to.levels[index])
        views[index + 1] = TypeView(
            frame.activities[index + 1],
            counts,
            came_to.opinions[index],
            came_to.decided[index],
            level,
            tally.valued(came_to.previous[index]),
            bars(counts, level if came_to.decided[index] else None),
            moves(counts, vote.quorum),
        )
    return views


def vote_view(site: Site, frame: Frame, number: int) -> VoteView:
    """Gather the page of a vote; raises NotFound."""
    reads, key = site.reads, frame.community.community
    vote = reads.vote(key, number)
    came_to = figures.outcome(reads, key, number)
    types = type_views(frame, vote, reads.histograms(key, number), came_to)
    groups = (
        GroupView(
            g, tuple(types[a.activity] for a in frame.of_group(g.group) if a.activity in types)
        )
        for g in frame.groups
    )
    ballots = reads.live_ballots(key, number)
    return VoteView(
        vote,
        vote.state_at(site.now()),
        reads.indicator(key, vote.indicator),
        tuple(group for group in groups if group.types),
        ballots,
        any(ballot.member.demo for ballot in ballots) or site.demo,
        division(frame, vote, reads.points_histograms(key, number), came_to),
    )


def changes(frame: Frame, before: Sequence[int], after: Sequence[int]) -> tuple[Change, ...]:
    """Where two versions' levels differ."""
    old = tally.padded(before, len(after))
    return tuple(
        Change(frame.activities[index + 1], tally.valued(was), tally.valued(now))
        for index, (was, now) in enumerate(zip(old, after, strict=True))
        if was != now
    )


def indicator_view(
    site: Site, frame: Frame, number: int, epoch: int | None = None
) -> IndicatorView:
    """Gather the page of an indicator; raises NotFound."""
    reads, key = site.reads, frame.community.community
    indicator = reads.indicator(key, number)
    versions = reads.versions(key, number)
    return IndicatorView(
        indicator,
        versions[-1] if versions else None,
        vote_view(site, frame, versions[-1].vote) if versions else None,
        reads.vote(key, indicator.pending) if indicator.pending else None,
        _history(frame, versions),
        _earned(site, frame, indicator, epoch),
        site.offered(frame, [epoch]),
    )


def _history(frame: Frame, versions: Sequence[Version]) -> tuple[VersionView, ...]:
    """Each version with what it changed, the newest first."""
    pairs = zip([None, *versions], versions, strict=False)
    views = [
        VersionView(
            now,
            changes(frame, before.levels if before else (), now.levels),
            share_changes(frame, before.shares if before else (), now.shares),
        )
        for before, now in pairs
    ]
    return tuple(reversed(views))


def _earned(site: Site, frame: Frame, indicator: Indicator, epoch: int | None) -> Earned | None:
    """What an indicator of shares gives in an epoch, the current one unless asked for another."""
    wanted = frame.epochs.get(epoch) if epoch else frame.epoch_at(site.now())
    if indicator.kind != Kind.SHARES or not indicator.versions or wanted is None:
        return None
    return None if ended(indicator, wanted.epoch) else earned(site, frame, indicator, wanted)


def routes(site: Site) -> APIRouter:
    """The route of an indicator."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/indicators/{i}")
    def indicator(
        request: Request,
        community: CommunityKey,
        indicator: IndicatorId,
        epoch: str | None = None,
    ) -> HTMLResponse:
        frame = site.frame(community)
        view = indicator_view(site, frame, indicator, number(epoch))
        what_if = tried(site, frame, view.indicator, epoch, request.query_params)
        return site.page(request, "indicator.html", frame=frame, view=view, what_if=what_if)

    return router
