"""Browsers that a user's notices are pushed to."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Annotated

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import APIRouter, Path

from api import shapes_push as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.faults import GatewayFault
from api.identity.callers import Calling
from api.routes.params import problems
from ledger_py import base64url
from ledger_py.outward import target
from ledger_py.pushes import public_key
from ledger_py.store import subscriptions
from ledger_py.store.reads import NotFound
from ledger_py.store.subscriptions import Subscription

router = APIRouter(route_class=JsonRoute, prefix="/notices", tags=["being told"])
MOST = 10
_OWN = problems(401, 403, 422)
SubscriptionId = Annotated[str, Path(alias="s", pattern="^[0-9a-f]{64}$")]


class SubscriptionInvalid(GatewayFault):
    """A subscription is what the browser gave, whole."""

    status = 422
    hint = "Send what PushSubscription.toJSON() gives."

    def __init__(self) -> None:
        super().__init__("The subscription's key is no point of its curve.")


class SubscriptionsMany(GatewayFault):
    """A user has so many browsers at most."""

    status = 409
    hint = "Delete one that is not used any more."

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} browsers of yours here already.")


@router.get("/push", responses=_OWN)
def push_key(parts: Parts, caller: Calling) -> shapes.PushKey:
    """What a browser needs to subscribe."""
    caller.require("read")
    return shapes.PushKey(public_key=public_key(parts.store.require_vault()))


@router.get("/subscriptions", responses=_OWN)
def listed(parts: Parts, caller: Calling) -> shapes.Subscriptions:
    """The user's browsers."""
    with parts.store.reading() as connection:
        found = subscriptions.of_user(connection, caller.require("read"))
    return shapes.Subscriptions(items=[_shown(one) for one in found])


@router.post("/subscriptions", status_code=201, responses={**_OWN, **problems(409, 413)})
def subscribe(
    draft: shapes.SubscriptionDraft, parts: Parts, caller: Calling
) -> shapes.Subscription:
    """Push the user's notices to this browser."""
    user = caller.require_session().user
    target(draft.endpoint, loopback=parts.settings.profile == "embedded")
    _check(draft.keys.p256dh)
    name, vault = "0x" + secrets.token_hex(32), parts.store.require_vault()
    sealed = vault.encrypt({name: orjson.dumps(draft.model_dump(exclude={"expirationTime"}))})[name]
    hashed, now = sha256(draft.endpoint.encode()).hexdigest(), int(parts.clock())
    made = Subscription(hashed, user, now, sealed, name)
    with parts.store.transaction() as connection:
        held = {one.subscription for one in subscriptions.of_user(connection, user)}
        if len(held - {hashed}) >= MOST:
            raise SubscriptionsMany
        before = subscriptions.keep(connection, made)
    vault.destroy([before] if before else [], now)
    return _shown(made)


@router.delete("/subscriptions/{s}", status_code=204, responses={**_OWN, **problems(404)})
def drop(s: SubscriptionId, parts: Parts, caller: Calling) -> None:
    """Push to that browser no more."""
    user = caller.require_session().user
    with parts.store.reading() as connection:
        held = {one.subscription: one for one in subscriptions.of_user(connection, user)}
    if s not in held:
        raise NotFound("subscription", s)
    parts.store.require_vault().destroy([held[s].name], int(parts.clock()))
    with parts.store.transaction() as connection:
        subscriptions.drop(connection, s)


def _check(point: str) -> None:
    try:
        key = base64url.decoded(point)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        raise SubscriptionInvalid from None


def _shown(one: Subscription) -> shapes.Subscription:
    return shapes.Subscription(subscription=one.subscription, created=one.created)
