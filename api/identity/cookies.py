"""Cookies that no script reads; from other sites' pages they come with links alone (SameSite)."""

from __future__ import annotations

from fastapi import Request, Response


def name_of(request: Request, name: str) -> str:
    """A cookie's name here: over https browsers hold to it that it came from this very host."""
    return f"__Host-{name}" if _is_secure(request) else name


def give(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """Leave a cookie with the browser for so long."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take(request: Request, response: Response, name: str) -> None:
    """Take a cookie from the browser."""
    response.delete_cookie(
        name, path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
