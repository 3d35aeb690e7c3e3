"""What a user has begun to write, kept for them alone."""

from __future__ import annotations

import secrets
from typing import Annotated

import orjson
from fastapi import APIRouter, Path

from api import shapes_discussion as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.faults import GatewayFault
from api.identity.callers import Calling
from api.routes.params import problems
from ledger_py.store import discussion
from ledger_py.store.reads import NotFound

router = APIRouter(route_class=JsonRoute, prefix="/drafts", tags=["the user"])
MOST, LARGEST = 100, 64 * 1024
DraftName = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$", description="The draft's name")]


class DraftsFull(GatewayFault):
    """So many drafts are kept for a user, and so large."""

    status = 409
    hint = f"Keep {MOST} drafts at most, each of {LARGEST // 1024} kB."

    def __init__(self) -> None:
        super().__init__("There is no room for the draft.")


@router.get("", responses=problems(401, 403, 422))
def drafts(parts: Parts, caller: Calling) -> shapes.Drafts:
    """The user's drafts, by name."""
    with parts.store.reading() as connection:
        rows = discussion.drafts(connection, caller.require("read"))
    opened = parts.store.require_vault().decrypt({row.name: bytes(row.sealed) for row in rows})
    items = [
        shapes.Draft(draft=row.draft, changed=row.changed, body=orjson.loads(opened[row.name]))
        for row in rows
        if row.name in opened
    ]
    return shapes.Drafts(items=items)


@router.put("/{draft}", status_code=204, responses=problems(401, 403, 409, 413, 422))
def keep(draft: DraftName, given: shapes.DraftBody, parts: Parts, caller: Calling) -> None:
    """Keep a draft, in the place of the one of this name."""
    user, body = caller.require("write"), orjson.dumps(given.body)
    with parts.store.reading() as connection:
        held = {row.draft: row.name for row in discussion.drafts(connection, user)}
    if len(body) > LARGEST or (draft not in held and len(held) >= MOST):
        raise DraftsFull
    name, now = "0x" + secrets.token_hex(32), int(parts.clock())
    (sealed,) = parts.store.require_vault().encrypt({name: body}).values()
    with parts.store.transaction() as connection:
        discussion.keep_draft(connection, user, draft, name, sealed, now)
    if draft in held:
        parts.store.require_vault().destroy([held[draft]], now)


@router.delete("/{draft}", status_code=204, responses=problems(401, 403, 404, 422))
def drop(draft: DraftName, parts: Parts, caller: Calling) -> None:
    """Destroy a draft."""
    user = caller.require("write")
    with parts.store.reading() as connection:
        rows = discussion.drafts(connection, user, draft)
    if not rows:
        raise NotFound("draft", draft)
    parts.store.require_vault().destroy([rows[0].name], int(parts.clock()))
    with parts.store.transaction() as connection:
        discussion.drop_draft(connection, user, draft)
