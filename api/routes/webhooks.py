"""Webhooks: programs are told what happens in a community."""

from __future__ import annotations

import base64
import secrets
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Response

from api import shapes_webhooks as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.faults import GatewayFault
from api.identity.callers import Calling
from api.identity.speaking import speaker
from api.routes.notices import AfterNumber
from api.routes.params import CommunityKey, Limit, problems
from api.services import Services
from ledger_py.outward import target
from ledger_py.store import happenings, webhooks
from ledger_py.store.reads import CursorInvalid, NotFound
from ledger_py.store.webhooks import Webhook
from ledger_py.webhooks import PREFIX

router = APIRouter(route_class=JsonRoute, prefix="/communities/{c}/webhooks", tags=["being told"])
MOST = 5
SECRET_BYTES = 32
_OWN = problems(401, 403, 404, 422)
WebhookId = Annotated[str, Path(alias="w", pattern="^[0-9a-f]{32}$", description="A webhook")]


class WebhooksMany(GatewayFault):
    """A user has so many webhooks in a community at most."""

    status = 409
    hint = "Delete one that is not needed any more."

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} webhooks of yours here already.")


@router.post("", status_code=201, responses={**_OWN, **problems(400, 409, 413)})
def make(
    c: CommunityKey, draft: shapes.WebhookDraft, parts: Parts, caller: Calling, response: Response
) -> shapes.NewWebhook:
    """Have a program told from now on; what its messages are signed by is told this once."""
    user, who = caller.require("write"), speaker(parts, caller, c)
    community = parts.reads.locate(c).community
    target(draft.url, loopback=parts.settings.profile == "embedded")
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    name = "0x" + secrets.token_hex(32)
    plain = orjson.dumps({"url": draft.url, "secret": secret})
    sealed = parts.store.require_vault().encrypt({name: plain})[name]
    with parts.store.transaction() as connection:
        if len(webhooks.of_user(connection, user, community)) >= MOST:
            raise WebhooksMany
        at = happenings.newest(connection)
        made = Webhook(
            webhook=secrets.token_hex(16),
            community=community,
            user=user,
            member=who.member,
            created=int(parts.clock()),
            sealed=sealed,
            name=name,
            block=at.block,
            log=at.log,
            hash=at.hash,
        )
        webhooks.add(connection, made)
    response.headers["Cache-Control"] = "no-store"
    return shapes.NewWebhook(**shapes.Webhook.of(made, draft.url).model_dump(), secret=secret)


@router.get("", responses=_OWN)
def listed(c: CommunityKey, parts: Parts, caller: Calling) -> shapes.Webhooks:
    """The user's webhooks of the community."""
    user, community = caller.require("read"), parts.reads.locate(c).community
    with parts.store.reading() as connection:
        found = webhooks.of_user(connection, user, community)
    plain = parts.store.require_vault().decrypt({one.name: one.sealed for one in found})
    urls = {name: orjson.loads(said)["url"] for name, said in plain.items()}
    return shapes.Webhooks(items=[shapes.Webhook.of(one, urls.get(one.name, "")) for one in found])


@router.delete("/{w}", status_code=204, responses=_OWN)
def drop(c: CommunityKey, w: WebhookId, parts: Parts, caller: Calling) -> None:
    """Tell the program nothing more; address and secret are destroyed."""
    found = _own(parts, caller.require("write"), c, w)
    parts.store.require_vault().destroy([found.name], int(parts.clock()))
    with parts.store.transaction() as connection:
        webhooks.drop(connection, [w])


@router.post("/{w}/replay", status_code=202, responses={**_OWN, **problems(400, 413)})
def replay(
    c: CommunityKey, w: WebhookId, given: shapes.Replay, parts: Parts, caller: Calling
) -> None:
    """Deliver again from a place in the ledger on, also where it was given up."""
    _own(parts, caller.require("write"), c, w)
    if (at := happenings.place(given.after)) is None:
        raise CursorInvalid(given.after)
    with parts.store.transaction() as connection:
        webhooks.go_back(connection, w, at)


@router.get("/{w}/deliveries", responses=_OWN)
def deliveries(
    c: CommunityKey,
    w: WebhookId,
    parts: Parts,
    caller: Calling,
    after: AfterNumber = None,
    limit: Limit = 50,
) -> shapes.Deliveries:
    """What was sent when and what was answered, the newest first; no bodies."""
    _own(parts, caller.require("read"), c, w)
    with parts.store.reading() as connection:
        found = webhooks.deliveries(connection, w, limit + 1, int(after) if after else None)
    items = [
        shapes.Delivery(**{name: getattr(one, name) for name in webhooks.Delivery.__slots__})
        for one in found[:limit]
    ]
    return shapes.Deliveries(
        items=items, next=str(items[-1].number) if len(found) > limit else None
    )


def _own(parts: Services, user: str, c: str, webhook: str) -> Webhook:
    community = parts.reads.locate(c).community
    with parts.store.reading() as connection:
        found = webhooks.of_user(connection, user, community)
    for one in found:
        if one.webhook == webhook:
            return one
    raise NotFound("webhook", webhook)
