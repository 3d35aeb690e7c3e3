"""A link to attest, opened: the page that it leads to, and what it shows to whoever opened it.

The secret is behind the `#` of the link, which browsers send to nobody. A script puts it into the
form; whoever has no script pastes it there. It comes in the body of a POST, and in no address.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import links
from api.answers import Parts
from api.identity.browsers import holder_of, keep_browser, opening
from api.identity.callers import Calling, require_own_origin, session_of
from api.identity.speaking import spoken_for
from api.links import LinkOpened, LinkUnknown, Opened
from api.pages.contributions import contribution_view, is_link
from api.pages.forms import Posted
from api.pages.site import Frame, Site, page_route
from api.problems import status_of
from api.routes.params import CommunityKey
from api.services import Services
from ledger_py.store import audiences
from ledger_py.store.links import Holder


def routes(site: Site) -> APIRouter:
    """Routes of opening a link."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/link")
    def ask(request: Request, parts: Parts, caller: Calling) -> HTMLResponse:
        return _ask(site, request, parts, holder_of(request, caller.person))

    @router.post("/link")
    def open_link(request: Request, parts: Parts, form: Posted) -> Response:
        require_own_origin(request)
        session = session_of(request, parts)
        holder = opening(request, session.user if session else None)
        secret = form.get("secret", "").strip().rpartition("#")[2]
        try:
            found = links.open_link(parts, secret, holder)
        except (LinkUnknown, LinkOpened) as error:
            return _ask(site, request, parts, holder, error)
        frame = site.frame(found.link.community)
        page = f"{frame.base}/contributions/{found.contribution.id}/link"
        response = RedirectResponse(page, 303)
        keep_browser(request, response, holder, found.link.expires - site.now())
        return response

    @router.get("/communities/{c}/contributions/{id}/link")
    def linked(
        request: Request, community: CommunityKey, id: str, parts: Parts, caller: Calling
    ) -> Response:
        frame, user = site.frame(community), caller.person
        holder = holder_of(request, user)
        found = links.opened(parts, frame.community.community, id.lower(), holder)
        if found is None:
            return RedirectResponse(f"{frame.base}/contributions/{id}", 303)
        return _linked(site, request, frame, parts, user, found)

    return router


def _linked(
    site: Site, request: Request, frame: Frame, parts: Services, user: str | None, found: Opened
) -> HTMLResponse:
    key = frame.community.community
    return site.page(
        request,
        "linked.html",
        frame=frame,
        view=contribution_view(frame, found.contribution),
        is_link=is_link,
        expires=found.link.expires,
        signed_in=user is not None,
        speaker=spoken_for(parts, user, key) if user else None,
        is_reserved=_is_reserved(parts, key, found.contribution.contributor.member),
    )


def _ask(
    site: Site,
    request: Request,
    parts: Services,
    holder: Holder,
    error: LinkUnknown | LinkOpened | None = None,
) -> HTMLResponse:
    places = {one.community: one for one in site.reads.communities()}
    held = [(places[one.community], one) for one in links.opened_by(parts, holder)]
    status = status_of(error) if error else 200
    return site.page(request, "link.html", status, opened=held, fault=error)


def _is_reserved(parts: Services, community: str, member: int) -> bool:
    if audiences.reads_as(community):
        return False
    with parts.store.reading() as connection:
        return audiences.is_reserved(connection, community, member)
