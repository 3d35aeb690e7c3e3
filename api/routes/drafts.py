"""What a user has begun to write, kept for them alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api import shapes_discussion as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity.callers import Calling
from api.routes.params import problems
from ledger_py.drafts import Drafts
from ledger_py.store.reads import NotFound

router = APIRouter(route_class=JsonRoute, prefix="/drafts", tags=["the user"])
DraftName = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$", description="The draft's name")]


@router.get("", responses=problems(401, 403, 422))
def drafts(parts: Parts, caller: Calling) -> shapes.Drafts:
    """The user's drafts, by name."""
    found = Drafts(parts.store, caller.require("read")).listed()
    items = [
        shapes.Draft(draft=one.draft, changed=one.changed, body=dict(one.body)) for one in found
    ]
    return shapes.Drafts(items=items)


@router.put("/{draft}", status_code=204, responses=problems(401, 403, 409, 413, 422))
def keep(draft: DraftName, given: shapes.DraftBody, parts: Parts, caller: Calling) -> None:
    """Keep a draft, in the place of the one of this name."""
    mine = Drafts(parts.store, caller.require("write"))
    mine.keep(draft, given.body, int(parts.clock()))


@router.delete("/{draft}", status_code=204, responses=problems(401, 403, 404, 422))
def drop(draft: DraftName, parts: Parts, caller: Calling) -> None:
    """Destroy a draft."""
    if not Drafts(parts.store, caller.require("write")).drop(draft, int(parts.clock())):
        raise NotFound("draft", draft)
