"""Who calls: nobody known, a user's browser, or a tool that works for a user.

A browser's session is a cookie that scripts cannot read. What changes something needs besides it
the token that only a page of this origin can have (OWASP, "Cross-Site Request Forgery Prevention",
signed double submit), and no other site's `Origin`.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response

from api.answers import Parts
from api.identity import cookies
from api.identity.faults import (
    RequestForged,
    ScopeMissing,
    SessionRequired,
    SignInRequired,
    TokenInvalid,
)
from api.origins import SAFE, is_foreign
from api.services import Services
from ledger_py.store import audiences, speaking, users
from ledger_py.store.users import SEEN_SECONDS, Session, Token

COOKIE = "auzolan-session"
_WAY_COOKIE, _WAY_SECONDS = "auzolan-way", 600
SESSION_SECONDS = 14 * 24 * 60 * 60
CSRF_HEADER = "x-csrf-token"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request; user: None for nobody known."""

    user: str | None = None
    session: Session | None = None
    token: Token | None = None
    csrf_token: str = field(default="", repr=False)

    @property
    def person(self) -> str | None:
        """The user who is signed in at a browser; pages show a tool what they show a stranger."""
        return self.session.user if self.session else None

    def require(self, scope: str) -> str:
        """The user; raises SignInRequired, ScopeMissing for a token made for other things."""
        if self.user is None:
            raise SignInRequired
        if self.token and scope not in self.token.scopes:
            raise ScopeMissing(scope)
        return self.user

    def require_session(self) -> Session:
        """The session; raises SignInRequired, SessionRequired for a token."""
        if self.session is None:
            raise SessionRequired if self.token else SignInRequired
        return self.session


def calling(request: Request, parts: Parts) -> Caller:
    """Who calls; raises TokenInvalid, RequestForged. A token wins over a cookie."""
    if (secret := _bearer(request)) is not None:
        return _tool(request, parts, secret)
    session = session_of(request, parts)
    return _browser(request, parts, session) if session else Caller()


async def read_as_caller(request: Request, parts: Parts) -> None:
    """Read as whoever calls: what members show to their community alone is for its members.

    Said of nobody too: the server may serve a request in the context of the one before it.
    """
    audiences.read_as(())
    if not (request.headers.get("authorization") or request.cookies.get(_cookie(request))):
        return
    user = known(request, parts)
    if user is None:
        return
    with parts.store.reading() as connection:
        held = speaking.communities(connection, user)
    audiences.read_as(held)


def known(request: Request, parts: Services) -> str | None:
    """The user by whose token or session a request comes, None for nobody's; refuses nothing."""
    if (secret := _bearer(request)) is not None:
        with parts.store.reading() as connection:
            token = users.token(connection, secret, int(parts.clock()))
        return token.user if token and "read" in token.scopes else None
    session = session_of(request, parts)
    return session.user if session else None


def session_of(request: Request, parts: Services) -> Session | None:
    """The session of the browser that asks, by its cookie alone: no leave to change anything."""
    secret = request.cookies.get(_cookie(request))
    if not secret:
        return None
    with parts.store.reading() as connection:
        return users.session(connection, secret, int(parts.clock()))


Calling = Annotated[Caller, Depends(calling)]


def _tool(request: Request, parts: Services, secret: str) -> Caller:
    now = int(parts.clock())
    with parts.store.reading() as connection:
        token = users.token(connection, secret, now)
    if token is None:
        raise TokenInvalid
    request.state.token = token.token
    request.app.state.limits.take(request)
    _seen(parts, token, now)
    return Caller(token.user, token=token)


def _browser(request: Request, parts: Services, session: Session) -> Caller:
    expected = csrf_token(parts, session)
    if request.method not in SAFE:
        require_own_page(request, request.headers.get(CSRF_HEADER, ""), expected)
    request.state.user = session.user
    request.app.state.limits.take(request)
    _seen(parts, session, int(parts.clock()))
    return Caller(session.user, session=session, csrf_token=expected)


def require_own_page(request: Request, given: str, expected: str) -> None:
    """Refuse what another site sent; raises RequestForged."""
    require_own_origin(request)
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise RequestForged


def require_own_origin(request: Request) -> None:
    """Refuse what a browser sends from a page of another origin; raises RequestForged."""
    if is_foreign(request):
        raise RequestForged


def csrf_token(parts: Services, session: Session) -> str:
    """What a page of ours sends with each change; nothing that a cookie or the database holds."""
    return hmac.new(parts.secret, b"csrf " + session.session.encode(), sha256).hexdigest()


def keep_session(request: Request, response: Response, secret: str) -> None:
    """Leave a session with the browser."""
    cookies.give(request, response, _cookie(request), secret, SESSION_SECONDS)


def drop_session(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    cookies.take(request, response, _cookie(request))


def keep_way(request: Request, response: Response, state: str) -> None:
    """Leave with the browser that it is the one which set out to a provider."""
    cookies.give(request, response, _WAY_COOKIE, state, _WAY_SECONDS)


def is_way(request: Request, state: str) -> bool:
    """Whether the browser that comes back is the one that set out."""
    kept = request.cookies.get(_WAY_COOKIE, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), state.encode())


def drop_way(request: Request, response: Response) -> None:
    """Forget that it set out."""
    cookies.take(request, response, _WAY_COOKIE)


def _bearer(request: Request) -> str | None:
    """What a tool gives to be known by (RFC 6750), None for a browser."""
    given = request.headers.get("authorization", "")
    return given[7:].strip() if given[:7].lower() == "bearer " else None


def _cookie(request: Request) -> str:
    return cookies.name_of(request, COOKIE)


def _seen(parts: Services, used: Session | Token, now: int) -> None:
    if used.used is None or now - used.used > SEEN_SECONDS:
        with parts.store.transaction() as connection:
            users.seen(connection, used, now)
