"""A gateway as a stranger asks it: GET, JSON, all pages of a list."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import orjson

from ledger_py.verify.gateway import Json, Refused

Get = Callable[[str], Json]
_TIMEOUT = 30.0
_PAGES = 100_000
_PAGED = ("members", "contributions")
_MOST = 200


class Gateway:
    """The REST interface at an address such as `http://127.0.0.1:8000`; answers paths under /v1."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(url, 0, "not an http(s) address")
        self.url = f"{parts.scheme}://{parts.netloc}"
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=_TIMEOUT)

    def __call__(self, path: str) -> Json:
        """Answer a path; raises Refused."""
        return whole(self._get, path)

    def close(self) -> None:
        """Close the connection; another question opens it again."""
        self._connection.close()

    def _get(self, path: str) -> Json:
        try:
            try:
                status, body = self._exchange(path)
            except (ConnectionError, HTTPException):
                # A gateway may close a connection that was idle; that is no refusal.
                self._connection.close()
                status, body = self._exchange(path)
            if status != 200:
                raise Refused(path, status)
            return orjson.loads(body)
        except (OSError, HTTPException, orjson.JSONDecodeError) as error:
            self._connection.close()
            raise Refused(path, 0, str(error) or type(error).__name__) from None

    def _exchange(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path, headers={"Accept": "application/json"})
        response = self._connection.getresponse()
        return response.status, response.read()


def whole(get: Get, path: str) -> Json:
    """Ask for a path under /v1 and, of a list, for all the pages after it."""
    place = f"/v1{path}"
    if path.rsplit("/", 1)[-1] in _PAGED:
        place += f"?limit={_MOST}"
    found = get(place)
    following = found.get("next") if isinstance(found, dict) else None
    seen: set[str] = set()
    while following:
        # A gateway could go round in circles, or lead elsewhere.
        if following in seen or len(seen) > _PAGES or not following.startswith("/v1/"):
            raise Refused(place, 0, "its pages do not end")
        seen.add(following)
        page = get(following)
        found["items"] += page.get("items", [])
        following = page.get("next")
    return found
