"""Who has joined, in the order of admission, and the page of one of them. Nobody is ranked."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.decisions import Decision, decisions
from api.pages.drafts import number
from api.pages.site import Frame, Site, page_route
from api.routes.params import CommunityKey, MemberId
from ledger_py import figures
from ledger_py.figures import MemberScore
from ledger_py.models import Kind
from ledger_py.scores import version_in_force
from ledger_py.store.rows import Contribution, Epoch, Indicator, LiveBallot, Member, Page, Version

PER_PAGE = 50
LATEST = 10


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score with all that it stands on: contributions, units of the epoch, levels in force.

    kept: accepted contributions of earlier epochs of which the indicator keeps a part.
    """

    indicator: Indicator
    score: MemberScore
    version: Version | None
    counted: tuple[Contribution, ...]
    kept: tuple[Contribution, ...]

    @property
    def shared(self) -> bool:
        """Whether it is a part of what the epoch recognises, and not points."""
        return self.indicator.kind == Kind.SHARES


@dataclass(frozen=True, slots=True)
class MemberView:
    """What the page of a member who has joined shows, narrative before numbers."""

    member: Member
    credited: Page[Contribution]
    recorded: Page[Contribution]
    attested: Page[Contribution]
    ballots: tuple[tuple[LiveBallot, Decision], ...]
    """With what each was cast in, the newest first."""
    epoch: Epoch | None
    epochs: tuple[Epoch, ...]
    scores: tuple[ScoreView, ...]


def accepted(
    site: Site, frame: Frame, member: int, epoch: int, at_once: int = 200
) -> tuple[Contribution, ...]:
    """All of a member's contributions that count in an epoch: a score is shown with every one.

    at_once: how many are read at a time.
    """
    key = frame.community.community
    return tuple(
        site.reads.all_contributions(
            key, contributor=member, epoch=epoch, counting=True, at_once=at_once
        )
    )


def keeping(site: Site, frame: Frame, member: int) -> set[int]:
    """Epochs in which indicators keep a part of a member's work of earlier ones."""
    key, now = frame.community.community, site.now()
    ages = max((len(one.retention) for one in site.reads.indicators(key)), default=0)
    later = {e + a for e in site.reads.epochs_recorded(key, member) for a in range(1, ages + 1)}
    return {epoch for epoch in later if epoch in frame.epochs and frame.epochs[epoch].start <= now}


def score_views(site: Site, frame: Frame, member: int, epoch: int) -> tuple[ScoreView, ...]:
    """What every indicator with a version in force says of a member in an epoch."""
    key, found = frame.community.community, []
    counted = accepted(site, frame, member, epoch)
    for indicator in site.reads.indicators(key):
        version = version_in_force(site.reads.versions(key, indicator.indicator), epoch)
        if version and not ended(indicator, epoch):
            score = figures.member_score(site.reads, key, indicator.indicator, epoch, member)
            kept = [
                contribution
                for age, part in enumerate(retained(indicator, epoch), start=1)
                if part and age < epoch
                for contribution in accepted(site, frame, member, epoch - age)
            ]
            found.append(ScoreView(indicator, score, version, counted, tuple(kept)))
    return tuple(found)


def retained(indicator: Indicator, epoch: int) -> tuple[int, ...]:
    """What an indicator keeps of earlier epochs, as it is defined in this one."""
    revision = version_in_force(indicator.revisions, epoch)
    return revision.retention if revision else ()


def ended(indicator: Indicator, epoch: int) -> bool:
    """Whether an indicator says nothing any more in an epoch."""
    return indicator.until is not None and indicator.until <= epoch


def _voted(site: Site, frame: Frame, member: int) -> tuple[tuple[LiveBallot, Decision], ...]:
    cast = {b.vote: b for b in site.reads.live_ballots(frame.community.community, member=member)}
    every = decisions(site, frame)
    return tuple((cast[one.vote.vote], one) for one in every if one.vote.vote in cast)


def member_view(site: Site, frame: Frame, member: int, epoch: int | None) -> MemberView:
    """Gather the page of a member; raises NotFound, MemberUnclaimed."""
    reads, key = site.reads, frame.community.community
    found = reads.member(key, member)
    credited = reads.contributions(key, contributor=member, shown=True, limit=LATEST)
    default = credited.items[0].epoch if credited.items else None
    shown = frame.epochs.get(epoch or default or 0) or frame.epoch_at(site.now())
    return MemberView(
        found,
        credited,
        reads.contributions(key, recorder=member, shown=True, limit=LATEST),
        reads.contributions(key, attester=member, shown=True, limit=LATEST),
        _voted(site, frame, member),
        shown,
        site.offered(
            frame, {shown.epoch if shown else None, *keeping(site, frame, member)}, member
        ),
        score_views(site, frame, member, shown.epoch) if shown and found.who.scored else (),
    )


def routes(site: Site) -> APIRouter:
    """Routes of members."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/members")
    def members(
        request: Request, community: CommunityKey, after: str | None = None
    ) -> HTMLResponse:
        frame = site.frame(community)
        page = site.reads.members(frame.community.community, number(after) or 0, PER_PAGE)
        return site.page(request, "members.html", frame=frame, listed=page)

    @router.get("/communities/{c}/members/{m}")
    def member(
        request: Request, community: CommunityKey, member: MemberId, epoch: str | None = None
    ) -> HTMLResponse:
        frame = site.frame(community)
        view = member_view(site, frame, member, number(epoch))
        return site.page(request, "member.html", frame=frame, view=view)

    return router
