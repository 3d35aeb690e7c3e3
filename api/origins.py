"""Where a request was sent to, and whether a page of another site sent it."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from ledger_py.settings import Settings


def own_origin(request: Request, settings: Settings) -> str:
    """The origin under which people reach this gateway."""
    return settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


def is_foreign(request: Request) -> bool:
    """Whether a browser says that a page of another origin sent it."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.url.netloc
