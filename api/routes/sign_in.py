"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api import shapes_users as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity import sign_ins
from api.identity.callers import (
    Caller,
    Calling,
    csrf_token,
    drop_session,
    drop_way,
    is_way,
    keep_session,
    keep_way,
    require_own_origin,
)
from api.identity.faults import SignInRequired, SignInUnknown
from api.identity.sign_ins import Answer
from api.routes.params import problems
from api.services import Services
from ledger_py.store import speaking, users

router = APIRouter(route_class=JsonRoute, tags=["signing in"])


@router.get("/sign-ins", responses=problems(422))
def ways(parts: Parts) -> shapes.Ways:
    """The ways in which somebody may sign in here."""
    return shapes.Ways(ways=list(sign_ins.ways(parts)))


@router.post("/sign-ins", status_code=201, responses=problems(400, 401, 403, 404, 413, 422))
def begin(
    begin: shapes.Begin, request: Request, response: Response, parts: Parts, caller: Calling
) -> shapes.Begun:
    """Begin a sign-in; or, signed in, `add` a credential to sign in with from now on."""
    require_own_origin(request)
    user = caller.require_session().user if begin.add else None
    found = sign_ins.begin(request, parts, begin.way, begin.model_dump(), user)
    if "url" in found:
        keep_way(request, response, found["sign_in"])
    return shapes.Begun.model_validate(found)


@router.get("/sign-ins/provider/callback", include_in_schema=False)
def called_back(
    request: Request, parts: Parts, caller: Calling, state: str = "", code: str = ""
) -> Response:
    """Where the provider sends the browser back to, which must be the one that set out."""
    response = RedirectResponse("/you", 303)
    if not is_way(request, state):
        raise SignInUnknown
    answer = Answer(code=code)
    if caller.user and sign_ins.is_adding(parts, state, caller.user):
        sign_ins.add_credential(parts, caller.user, state, answer)
    else:
        secret, _ = sign_ins.sign_in(parts, state, answer)
        keep_session(request, response, secret)
    drop_way(request, response)
    return response


@router.post("/sessions", status_code=201, responses=problems(400, 401, 403, 413, 422))
def open_session(
    answered: shapes.Answered, request: Request, response: Response, parts: Parts
) -> shapes.Session:
    """Answer a sign-in: the session is in a cookie. Who answers with a new credential is new."""
    require_own_origin(request)
    answer = Answer(answered.signature, answered.credential)
    secret, _ = sign_ins.sign_in(parts, answered.sign_in, answer)
    keep_session(request, response, secret)
    response.headers["Cache-Control"] = "no-store"
    with parts.store.reading() as connection:
        found = users.session(connection, secret, int(parts.clock()))
    assert found is not None
    return told(parts, Caller(found.user, found, csrf_token=csrf_token(parts, found)))


@router.get("/session", responses=problems(401, 403))
def session(parts: Parts, caller: Calling, response: Response) -> shapes.Session:
    """Who is signed in, and for which members they speak here."""
    response.headers["Cache-Control"] = "no-store"
    return told(parts, caller)


@router.delete("/session", status_code=204, responses=problems(401, 403))
def close_session(
    request: Request, response: Response, parts: Parts, caller: Calling, everywhere: bool = False
) -> None:
    """Sign out, `everywhere` at all browsers."""
    found = caller.require_session()
    with parts.store.transaction() as connection:
        users.end_sessions(connection, found.user, None if everywhere else found.session)
    drop_session(request, response)


def told(parts: Services, caller: Caller) -> shapes.Session:
    """A caller as they see themselves; raises SignInRequired."""
    if caller.user is None:
        raise SignInRequired
    with parts.store.reading() as connection:
        held = speaking.memberships(connection, caller.user)
    used = caller.session or caller.token
    assert used is not None
    return shapes.Session.model_validate(
        {
            "user": caller.user,
            "way": caller.session.way if caller.session else "token",
            "expires": used.expires,
            "csrf_token": caller.csrf_token or None,
            "scopes": caller.token.scopes if caller.token else None,
            "memberships": [shapes.Membership.of(one) for one in held],
        }
    )
