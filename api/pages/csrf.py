"""Forms that only our pages can send: a signed token in the form, its other half in a cookie.

The token is of the session too, so that no form of one user is sent as another (OWASP, "Cross-Site
Request Forgery Prevention", signed double submit).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from ipaddress import ip_address

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from api.origins import is_foreign
from ledger_py.errors import AuzolanError

COOKIE = "auzolan-forms"
VALID_SECONDS = 12 * 60 * 60


class FormForged(AuzolanError):
    """A form came without the token that its page was given."""

    hint = "Go back and copy what you wrote, then open the form again and send it from there."

    def __init__(self) -> None:
        super().__init__(
            "This form was not opened here, or too long ago, or somebody signed in or out since."
        )


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_on_this_machine(request: Request) -> bool:
    """Whether who asks sits at this machine, and no page of another site led here by a name."""
    client = request.client.host if request.client else None
    return is_loopback(client) and is_loopback(request.url.hostname)


class FormTokens:
    """Gives and checks tokens. key: the installation's own, asked for when it is needed."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def give(self, request: Request, session: str) -> tuple[str, str]:
        """The cookie's half, kept if there is one, and a token for the form.

        session: its id, empty for who is not signed in.
        """
        half = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
        return half, self._serializer().dumps([half, session])

    def keep(self, request: Request, response: Response, half: str) -> None:
        """Leave the cookie's half with the browser."""
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, half, httponly=True, samesite="strict", path="/", secure=secure)

    def check(self, request: Request, token: str, session: str) -> None:
        """Refuse a form whose token does not fit cookie and session, or that another site sent."""
        if is_foreign(request):
            raise FormForged
        try:
            given = self._serializer().loads(token, max_age=VALID_SECONDS)
        except BadData:
            raise FormForged from None
        expected = [request.cookies.get(COOKIE, ""), session]
        if not secrets.compare_digest(repr(given).encode(), repr(expected).encode()):
            raise FormForged

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key(), salt="auzolan.forms")
