"""The pages of the gateway: server-rendered, one style sheet, nothing from another host."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api.pages import (
    acting,
    community,
    contributions,
    decisions,
    discussion,
    glossary,
    indicators,
    links,
    members,
    sign_in,
    votes,
)
from api.pages import ties as ties_page
from api.pages.desk import Desk
from api.pages.site import FOLDER, Site, page_route
from api.pages.speakers import Speakers
from api.services import Services

__all__ = ["Site", "mount", "put"]

FOR_PROGRAMS = ("v1", "health")
"""Addresses that begin so answer in JSON, whoever asks."""


def mount(app: FastAPI, services: Services) -> None:
    """Put the pages on the gateway; in the embedded profile demo accounts can be used."""
    demo = services.settings.profile == "embedded"
    site = Site(
        services.reads,
        Desk(services, Speakers(services, demo)),
        services.clock,
        services.loading,
        columns=services.columns,
        ties=services.ties,
    )
    put(app, site)


def put(app: FastAPI, site: Site) -> None:
    """Put the pages of a site on an application."""
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for module in (
        community,
        contributions,
        members,
        decisions,
        discussion,
        indicators,
        votes,
        glossary,
        links,
        ties_page,
        sign_in,
    ):
        app.include_router(module.routes(site))
    if site.desk is not None:
        app.include_router(acting.routes(site, site.desk))
    app.include_router(_elsewhere(site))
    _answer_people_with_pages(app, site)


def _elsewhere(site: Site) -> APIRouter:
    """Whatever else lies under a community is told to be missing as a page."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{rest:path}")
    def elsewhere(request: Request, rest: str) -> HTMLResponse:
        return site.nowhere(request)

    return router


def _answer_people_with_pages(app: FastAPI, site: Site) -> None:
    """Tell a browser at an address that no route has of it as a page, and programs as before."""
    for_programs = app.exception_handlers[HTTPException]

    async def answer(request: Request, error: Exception) -> Response:
        if _wants_page(request):
            return site.fault(request, error)
        told: Response = await for_programs(request, error)  # type: ignore[misc]
        return told

    app.add_exception_handler(HTTPException, answer)


def _wants_page(request: Request) -> bool:
    first = request.url.path.split("/")[1]
    return first not in FOR_PROGRAMS and "text/html" in request.headers.get("accept", "")
