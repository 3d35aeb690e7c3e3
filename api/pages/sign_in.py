"""Signing in at a browser, and what is one's own: pages that ask the REST interface as tools do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.answers import Parts
from api.identity import sign_ins
from api.identity.callers import Calling
from api.pages.csrf import is_loopback
from api.pages.site import Site, page_route
from api.pages.telling import telling
from api.routes.sign_in import told
from api.services import Services
from api.shapes_users import Membership
from ledger_py.letters import SENTENCES, page_of
from ledger_py.store import audiences, notices, users
from ledger_py.store.notices import Notice
from ledger_py.store.rows import Community, Who

NEWEST = 20


def routes(site: Site) -> APIRouter:
    """Routes of signing in."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/sign-in")
    def sign_in(request: Request, parts: Parts, caller: Calling, next: str = "") -> Response:
        if caller.session:
            return RedirectResponse("/you", 303)
        return site.page(
            request,
            "sign_in.html",
            ways=sign_ins.ways(parts),
            elsewhere=_by_name(request),
            joining=next.endswith("/join"),
        )

    @router.get("/sign-in/mail")
    def by_mail(request: Request, parts: Parts, caller: Calling, sign_in: str = "") -> HTMLResponse:
        adding = sign_ins.is_adding(parts, sign_in, caller.user)
        token = caller.csrf_token if adding else None
        return site.page(request, "sign_in_mail.html", sign_in=sign_in, csrf_token=token)

    @router.get("/you")
    def you(request: Request, parts: Parts, caller: Calling) -> Response:
        if not caller.session:
            return RedirectResponse("/sign-in", 303)
        with parts.store.reading() as connection:
            credentials = users.credentials(connection, caller.session.user)
            tokens = users.tokens(connection, caller.session.user)
            news = notices.notices(connection, caller.session.user, NEWEST)
        places = {one.community: one for one in site.reads.communities()}
        return site.page(
            request,
            "you.html",
            csrf_token=caller.csrf_token,
            ways=sign_ins.ways(parts),
            credentials=credentials,
            tokens=tokens,
            spoken=_spoken(site, parts, places, told(parts, caller).memberships),
            telling=telling(parts, caller.session.user),
            news=[(SENTENCES[one.kind], _place(places[one.community], one), one) for one in news],
        )

    return router


def _spoken(
    site: Site, parts: Services, places: dict[str, Community], held: list[Membership]
) -> list[tuple[Community, Who, list[Membership], bool]]:
    """The members for whom somebody speaks, each with its community and by which signers.

    Last: whether they show name and texts to their community alone.
    """
    by: dict[tuple[str, int], list[Membership]] = {}
    for one in held:
        by.setdefault((one.community, one.member), []).append(one)
    with parts.store.reading() as connection:
        reserved = {place: audiences.is_reserved(connection, *place) for place in by}
    return [
        (
            places[community],
            site.reads.member(community, member).who,
            signers,
            reserved[community, member],
        )
        for (community, member), signers in by.items()
    ]


def _place(community: Community, one: Notice) -> str:
    return f"/communities/{community.number}{page_of(one)}"


def _by_name(request: Request) -> str | None:
    """This page under a name: browsers bind passkeys to names, and an address has none."""
    host = request.url.hostname or ""
    if host == "localhost" or not is_loopback(host):
        return None
    return str(request.url.replace(hostname="localhost"))
