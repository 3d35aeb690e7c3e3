"""Browsers that have opened a link, known by a cookie that no script reads."""

from __future__ import annotations

import re
import secrets

from fastapi import Request, Response

from api.identity import cookies
from ledger_py.store.links import Holder

_COOKIE = "auzolan-links"
_SECRET = re.compile("[A-Za-z0-9_-]{43}")


def holder_of(request: Request, user: str | None) -> Holder:
    """Who asks: a user, and the browser if it is known."""
    given = request.cookies.get(cookies.name_of(request, _COOKIE), "")
    return Holder(user, given if _SECRET.fullmatch(given) else None)


def opening(request: Request, user: str | None) -> Holder:
    """Who opens a link: a user, or a browser that is known from now on."""
    found = holder_of(request, user)
    return found if found.user or found.browser else Holder(None, secrets.token_urlsafe(32))


def keep_browser(request: Request, response: Response, holder: Holder, seconds: int) -> None:
    """Leave with a browser, where nobody is signed in, that it has opened a link."""
    if holder.user is None and holder.browser:
        cookies.give(request, response, cookies.name_of(request, _COOKIE), holder.browser, seconds)
