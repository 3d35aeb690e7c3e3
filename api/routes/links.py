"""Links to attest: made by whose contribution it is, opened by one person who was there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import links
from api import shapes_links as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity.browsers import keep_browser, opening
from api.identity.callers import Calling, require_own_origin
from api.origins import own_origin
from api.routes.params import CommunityKey, Hash, problems
from api.shapes_record import Contribution

router = APIRouter(route_class=JsonRoute, tags=["links"])
PAGE = "/link"
_OF = "/communities/{c}/contributions/{id}/links"
_OWN = problems(401, 403, 404, 422)
LinkId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="A link's id")]


@router.post(_OF, status_code=201, responses={**_OWN, **problems(400, 409, 413)})
def make(
    c: CommunityKey,
    id: Hash,
    draft: shapes.LinkDraft,
    request: Request,
    response: Response,
    parts: Parts,
    caller: Calling,
) -> shapes.NewLink:
    """A link to hand to one person who was there, for the contributor or the recorder.

    It shows them this contribution, and is told this once.
    """
    user, community = caller.require("write"), parts.reads.locate(c).community
    secret, made = links.make(parts, user, community, id.lower(), draft.days)
    response.headers["Cache-Control"] = "no-store"
    url = f"{own_origin(request, parts.settings)}{PAGE}#{secret}"
    told = shapes.Link.of(made, "unopened").model_dump()
    return shapes.NewLink(**told, secret=secret, url=url)


@router.get(_OF, responses=_OWN)
def listed(c: CommunityKey, id: Hash, parts: Parts, caller: Calling) -> shapes.Links:
    """The user's links to a contribution that are not over by their time."""
    user, community = caller.require("read"), parts.reads.locate(c).community
    found = links.made(parts, user, community, parts.reads.contribution(community, id.lower()))
    return shapes.Links(items=[shapes.Link.of(one, state) for one, state in found])


@router.delete(f"{_OF}/{{link}}", status_code=204, responses=_OWN)
def take_back(c: CommunityKey, id: Hash, link: LinkId, parts: Parts, caller: Calling) -> None:
    """Take a link back: it shows nothing any more, also to whoever has opened it."""
    user, community = caller.require("write"), parts.reads.locate(c).community
    links.take_back(parts, user, community, id.lower(), link)


@router.post("/links/opening", responses={**_OWN, **problems(400, 409, 413)})
def open_link(
    given: shapes.Opening, request: Request, response: Response, parts: Parts, caller: Calling
) -> shapes.OpenedLink:
    """Open a link, as the first: then it is the user's, or this browser's, by a cookie.

    Again it opens for them alone. Its maker, the contributor and who has attested look at it and
    leave it unopened.
    """
    require_own_origin(request)
    user = caller.require("write") if caller.user else None
    holder = opening(request, user)
    found = links.open_link(parts, given.secret, holder)
    keep_browser(request, response, holder, found.link.expires - int(parts.clock()))
    response.headers["Cache-Control"] = "no-store"
    number = parts.reads.locate(found.link.community).number
    path = f"/communities/{number}/contributions/{found.link.contribution}/link"
    return shapes.OpenedLink(
        community=found.link.community,
        expires=found.link.expires,
        contribution=Contribution.of(found.contribution),
        url=own_origin(request, parts.settings) + path,
    )
