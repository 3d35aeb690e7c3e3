"""Who has joined, in the order of admission, and the page of one of them. Nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.contributions import number
from api.pages.site import Frame, Site, page_route
from ledger_py.models import State
from ledger_py.store import figures
from ledger_py.store.figures import MemberScore
from ledger_py.store.rows import Contribution, Epoch, Indicator, LiveBallot, Member, Page, Version

PER_PAGE = 50
LATEST = 10


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score with what it stands on: the units of the epoch and the levels in force."""

    indicator: Indicator
    score: MemberScore
    version: Version | None


@dataclass(frozen=True, slots=True)
class MemberView:
    """What the page of a member who has joined shows, narrative before numbers."""

    member: Member
    credited: Page[Contribution]
    recorded: Page[Contribution]
    attested: Page[Contribution]
    ballots: tuple[LiveBallot, ...]
    epoch: Epoch | None
    counted: tuple[Contribution, ...]
    scores: tuple[ScoreView, ...]


def in_force(versions: tuple[Version, ...], epoch: int) -> Version | None:
    """The version of an indicator that an epoch is weighed with, None before the first."""
    return next((v for v in reversed(versions) if v.from_ <= epoch), None)


def score_views(site: Site, frame: Frame, member: int, epoch: int) -> tuple[ScoreView, ...]:
    """What every indicator with a version in force says of a member in an epoch."""
    key, found = frame.community.community, []
    for indicator in site.reads.indicators(key):
        version = in_force(site.reads.versions(key, indicator.indicator), epoch)
        if version:
            score = figures.member_score(site.reads, key, indicator.indicator, epoch, member)
            found.append(ScoreView(indicator, score, version))
    return tuple(found)


def member_view(site: Site, frame: Frame, m: int, epoch: int | None) -> MemberView:
    """Gather the page of a member; raises NotFound, MemberUnclaimed."""
    reads, key = site.reads, frame.community.community
    member = reads.member(key, m)
    credited = reads.contributions(key, contributor=m, limit=LATEST)
    default = credited.items[0].epoch if credited.items else None
    shown = frame.epochs.get(epoch or default or 0) or frame.epoch_at(site.now())
    counted = (
        reads.contributions(key, contributor=m, epoch=shown.epoch, state=State.ACCEPTED).items
        if shown
        else ()
    )
    return MemberView(
        member,
        credited,
        reads.contributions(key, recorder=m, limit=LATEST),
        reads.contributions(key, attester=m, limit=LATEST),
        reads.live_ballots(key, member=m),
        shown,
        counted,
        score_views(site, frame, m, shown.epoch) if shown else (),
    )


def routes(site: Site) -> APIRouter:
    """Routes of members."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/members")
    def members(request: Request, c: str, after: str | None = None) -> HTMLResponse:
        frame = site.frame(c)
        page = site.reads.members(frame.community.community, number(after) or 0, PER_PAGE)
        return site.page(request, "members.html", frame=frame, listed=page)

    @router.get("/communities/{c}/members/{m}")
    def member(request: Request, c: str, m: int, epoch: str | None = None) -> HTMLResponse:
        frame = site.frame(c)
        view = member_view(site, frame, m, number(epoch))
        return site.page(request, "member.html", frame=frame, view=view)

    return router
