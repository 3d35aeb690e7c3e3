"""The record: the list of contributions, and one contribution with who says so and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api import links
from api.pages.discussion import Listening, talk
from api.pages.drafts import number
from api.pages.site import Frame, Site, page_route
from api.pages.words import origin
from api.routes.params import CommunityKey
from ledger_py.models import PLACES, State
from ledger_py.store.rows import Contribution, Page, Who

PER_PAGE = 25
STATES = {
    "waiting": State.PROPOSED,
    "accepted": State.ACCEPTED,
    "contested": State.CONTESTED,
    "struck": State.STRUCK,
    "withdrawn": State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrowed the list to; None means everything."""

    group: int | None = None
    activity: int | None = None
    epoch: int | None = None
    state: str | None = None
    contributor: int | None = None

    def query(self, after: str | None = None) -> str:
        """The same narrowing as a query, at a place of the list."""
        pairs: dict[str, int | str | None] = {
            "group": self.group,
            "activity": self.activity,
            "epoch": self.epoch,
        }
        pairs |= {"state": self.state, "contributor": self.contributor, "after": after}
        text = urlencode({key: value for key, value in pairs.items() if value})
        return f"?{text}" if text else ""

    @property
    def any(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.query())


@dataclass(frozen=True, slots=True)
class ContributionView:
    """A contribution with what its page works out of its content.

    at_commit: whether the source names a commit, so that its recorder spoke from that very file.
    """

    contribution: Contribution
    missing: int
    evidence: tuple[str, ...]
    origin: str
    at_commit: bool
    canonical: str | None

    @property
    def full(self) -> bool:
        """Whether no further member may attest."""
        return len(self.contribution.attestations) >= self.most

    @property
    def most(self) -> int:
        """How many members may attest at most."""
        return PLACES


def narrowed(
    group: str | None = None,
    activity: str | None = None,
    epoch: str | None = None,
    state: str | None = None,
    contributor: str | None = None,
) -> Filters:
    """What a visitor narrowed the list to, by the address."""
    return Filters(
        number(group), number(activity), number(epoch), state or None, number(contributor)
    )


Narrowed = Annotated[Filters, Depends(narrowed)]


def is_link(text: str) -> bool:
    """Whether a text may become a link: web addresses only, never another scheme."""
    return text.startswith(("https://", "http://"))


def contribution_view(frame: Frame, contribution: Contribution) -> ContributionView:
    """What the page of a contribution shows."""
    body = contribution.body
    source = (body or {}).get("source")
    required = frame.activities[contribution.activity].required
    return ContributionView(
        contribution,
        max(required - len(contribution.standing), 0),
        tuple(str(link) for link in (body or {}).get("evidence") or ()),
        origin(source),
        isinstance(source, Mapping) and bool(source.get("commit")),
        orjson.dumps(dict(body), option=orjson.OPT_SORT_KEYS).decode() if body else None,
    )


def listing(site: Site, frame: Frame, filters: Filters, after: str | None) -> Page[Contribution]:
    """A page of the record, newest first; withdrawn ones only where they are asked for."""
    return site.reads.contributions(
        frame.community.community,
        group=filters.group,
        activity=filters.activity,
        epoch=filters.epoch,
        state=STATES.get(filters.state or ""),
        contributor=filters.contributor,
        shown=filters.state != "withdrawn",
        after=after,
        limit=PER_PAGE,
    )


def work_of(site: Site, frame: Frame, filters: Filters) -> Who | None:
    """Whose work is listed, None for everybody's; raises NotFound, MemberUnclaimed."""
    if filters.contributor is None:
        return None
    return site.reads.member(frame.community.community, filters.contributor).who


def routes(site: Site) -> APIRouter:
    """Routes of the record."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/contributions")
    def contributions(
        request: Request, community: CommunityKey, filters: Narrowed, after: str | None = None
    ) -> HTMLResponse:
        frame = site.frame(community)
        return site.page(
            request,
            "contributions.html",
            frame=frame,
            filters=filters,
            work_of=work_of(site, frame, filters),
            listed=listing(site, frame, filters, after or None),
            epochs=site.offered(frame, {filters.epoch}),
            after=after,
        )

    @router.get("/communities/{c}/contributions/{id}")
    def contribution(
        request: Request, community: CommunityKey, id: str, listener: Listening
    ) -> HTMLResponse:
        frame, user = site.frame(community), listener.caller.person
        found = site.reads.contribution(frame.community.community, id.lower())
        return site.page(
            request,
            "contribution.html",
            frame=frame,
            view=contribution_view(frame, found),
            is_link=is_link,
            handing=links.handing(listener.parts, user, frame.community.community, found),
            talk=talk(site, frame, "contribution", found.id, listener),
        )

    return router
