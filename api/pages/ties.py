"""Who attests to whose work: a community as a whole, nobody named."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.site import Site, page_route
from api.routes.params import CommunityKey
from ledger_py import figures


def routes(site: Site) -> APIRouter:
    """The route of a community's ties."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/ties")
    def ties(request: Request, community: CommunityKey) -> HTMLResponse:
        frame = site.frame(community)
        found = figures.ties(site.reads, site.ties, frame.community.community)
        return site.page(request, "ties.html", frame=frame, ties=found)

    return router
