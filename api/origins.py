"""Where a request was sent to, whether a page of another site sent it, what changes nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from ledger_py.settings import Settings

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods by which nothing is changed (RFC 9110, section 9.2.1)."""


def own_origin(request: Request, settings: Settings) -> str:
    """The origin under which people reach this gateway."""
    return settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


def is_foreign(request: Request) -> bool:
    """Whether a browser says that a page of another origin sent it."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.url.netloc
