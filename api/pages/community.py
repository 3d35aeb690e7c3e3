"""The front page, and the page of a community."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.decisions import Decision, decisions
from api.pages.figures import Scale, scale
from api.pages.members import ended
from api.pages.shares import Earned, earned
from api.pages.site import Frame, Site, page_route
from api.routes.params import CommunityKey
from ledger_py import figures
from ledger_py.figures import Gap, GapRow
from ledger_py.models import Kind, State
from ledger_py.store.rows import Contribution, Group, Indicator, Recorded

SHOWN = 5
UNDER_WAY = ("open", "announced", "waiting")
"""Decisions that the first page shows."""


@dataclass(frozen=True, slots=True)
class GroupGap:
    """A group of the gap with its activity types, the most overlooked first."""

    group: Group
    row: GapRow | None
    types: tuple[GapRow, ...]
    unvalued: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class GapPicture:
    """The visibility gap as it is drawn: one scale for groups and one for activity types."""

    gap: Gap
    indicator: Indicator
    groups: tuple[GroupGap, ...]
    group_scale: Scale
    type_scale: Scale
    most_overlooked: GapRow | None


@dataclass(frozen=True, slots=True)
class CommunityView:
    """What the page of a community shows."""

    gap: GapPicture | None
    waiting: tuple[Contribution, ...]
    recent: tuple[Contribution, ...]
    indicators: tuple[Indicator, ...]
    divided: tuple[Indicator, Earned] | None
    """An indicator of shares with what becomes of its shares in the current epoch."""
    open_votes: tuple[Decision, ...]
    recorded: dict[int, Recorded]


def gap_picture(frame: Frame, gap: Gap, indicator: Indicator) -> GapPicture | None:
    """The gap arranged for drawing, None while no type has been valued."""
    if not gap.types:
        return None
    rows = {row.id: row for row in gap.groups}
    groups = tuple(_group_gap(frame, gap, group, rows.get(group.group)) for group in frame.groups)
    shares = [share for row in gap.types for share in (row.value, row.record)]
    wide = [share for row in gap.groups for share in (row.value, row.record)]
    overlooked = max(gap.groups, key=lambda row: row.gap, default=None)
    return GapPicture(
        gap,
        indicator,
        groups,
        scale(wide),
        scale(shares),
        overlooked if overlooked and overlooked.gap > 0 else None,
    )


def _group_gap(frame: Frame, gap: Gap, group: Group, row: GapRow | None) -> GroupGap:
    ids = {activity.activity for activity in frame.of_group(group.group)}
    types = sorted((r for r in gap.types if r.id in ids), key=lambda r: (-r.gap, r.id))
    return GroupGap(group, row, tuple(types), tuple(r for r in gap.unvalued if r.id in ids))


def community_view(site: Site, frame: Frame) -> CommunityView:
    """Gather the page of a community."""
    reads, key = site.reads, frame.community.community
    indicators = reads.indicators(key)
    valued = next((i for i in indicators if i.versions and i.kind == Kind.RATES), None)
    gap = figures.visibility_gap(reads, key, valued.indicator) if valued else None
    return CommunityView(
        gap_picture(frame, gap, valued) if gap and valued else None,
        reads.contributions(key, state=State.PROPOSED, limit=SHOWN).items,
        reads.contributions(key, shown=True, limit=SHOWN).items,
        indicators,
        _divided(site, frame, indicators),
        tuple(one for one in decisions(site, frame) if one.state in UNDER_WAY)[:SHOWN],
        {row.activity: row for row in reads.recorded(key)},
    )


def _divided(
    site: Site, frame: Frame, indicators: tuple[Indicator, ...]
) -> tuple[Indicator, Earned] | None:
    epoch = frame.epoch_at(site.now())
    if epoch is None:
        return None
    voted = (i for i in indicators if i.versions and i.kind == Kind.SHARES)
    found = next((i for i in voted if not ended(i, epoch.epoch)), None)
    return (found, earned(site, frame, found, epoch)) if found else None


def routes(site: Site) -> APIRouter:
    """Routes of the front page and of communities."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/")
    def index(request: Request) -> Response:
        communities = site.reads.communities()
        if len(communities) == 1:
            return RedirectResponse(f"/communities/{communities[0].number}", 303)
        return site.page(request, "index.html", communities=communities, follows=True)

    @router.get("/communities/{c}")
    def community(request: Request, community: CommunityKey) -> HTMLResponse:
        frame = site.frame(community)
        view = community_view(site, frame)
        return site.page(request, "community.html", frame=frame, view=view, follows=True)

    return router
