"""A gateway as a stranger asks it: GET, JSON, all pages of a list, and no answer without end."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from threading import Timer

import orjson

from ledger_py.chain.errors import place_of
from ledger_py.chain.wire import Address, AnswerEndless, read_all
from ledger_py.errors import AuzolanError
from ledger_py.verify.gateway import Json, Refused

Get = Callable[[str], Json]
_TIMEOUT = 30.0
_LARGEST = 2**30
_PAGES = 100_000
_WAITS, _LONGEST_WAIT = 5, 120
"""How often, and how many seconds, whoever reads a whole community waits for a gateway's limit."""
_PAGED = ("members", "contributions")
_MOST = 200


class GatewayUnreachable(AuzolanError):
    """A gateway gives no answer, or none that ends: it cannot be compared with anything."""

    hint = "Check that the gateway runs and that its address is right."

    def __init__(self, url: str, reason: object) -> None:
        super().__init__(f"No answer from the gateway at {place_of(url)} ({reason}).")


class Gateway:
    """The REST interface at an address such as `http://127.0.0.1:8000`; answers paths under /v1.

    most: bytes of a resource with all its pages. seconds: for each of these.
    """

    def __init__(self, url: str, most: int = _LARGEST, seconds: float = 120.0) -> None:
        self.url = url if "//" in url else f"http://{url}"
        try:
            self._address = Address.of(self.url)
        except ValueError as error:
            raise GatewayUnreachable(url, error) from None
        self._most, self._seconds, self._left = most, seconds, most
        self._connection = self._address.connection(_TIMEOUT)
        self._is_late, self._retry_after = False, ""

    def __call__(self, path: str) -> Json:
        """Answer a path; raises Refused, GatewayUnreachable."""
        self._left = self._most
        return whole(self._get, path)

    def close(self) -> None:
        """Close the connection; another question opens it again."""
        self._connection.close()

    def _get(self, path: str, waits: int = _WAITS) -> Json:
        try:
            try:
                status, body = self._exchange(path)
            except (ConnectionError, HTTPException):
                # A gateway may close a connection that was idle; that is no refusal.
                self._connection.close()
                status, body = self._exchange(path)
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise GatewayUnreachable(self.url + path, error or type(error).__name__) from None
        self._left -= len(body)
        if status == 429 and (seconds := self._wait()) and waits:
            time.sleep(seconds)
            return self._get(path, waits - 1)
        if status != 200:
            raise Refused(path, status)
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Refused(path, 0, str(error)) from None

    def _exchange(self, path: str) -> tuple[int, bytes]:
        # Each byte on its own may come in time: the end comes by a clock that hears of none.
        self._is_late = False
        clock = Timer(self._seconds, self._end)
        clock.start()
        try:
            target = self._address.path + path
            self._connection.request("GET", target, headers={"Accept": "application/json"})
            response = self._connection.getresponse()
            self._retry_after = response.headers.get("Retry-After", "")
            answer = response.status, read_all(response, self._left, self._seconds)
        except (OSError, HTTPException):
            if not self._is_late:
                raise
        finally:
            clock.cancel()
        if self._is_late:
            raise AnswerEndless(f"the answer did not end within {self._seconds:.0f} seconds")
        return answer

    def _wait(self) -> int:
        """How long a gateway asks to be let alone, in seconds; 0 when not, or for too long."""
        told = self._retry_after
        return int(told) if told.isdecimal() and len(told) < 4 and int(told) <= _LONGEST_WAIT else 0

    def _end(self) -> None:
        self._is_late = True
        with suppress(OSError, AttributeError):  # closed already, or not open yet
            self._connection.sock.shutdown(socket.SHUT_RDWR)


def whole(get: Get, path: str) -> Json:
    """Ask for a path under /v1 and, of a list, for all the pages after it."""
    place = f"/v1{path}"
    if path.rsplit("/", 1)[-1] in _PAGED:
        place += f"?limit={_MOST}"
    found = page = get(place)
    seen: set[str] = set()
    while isinstance(page, dict) and (following := page.get("next")):
        # A gateway could go round in circles, or lead elsewhere.
        if not _leads_on(following) or following in seen or len(seen) > _PAGES:
            raise Refused(place, 0, "its pages do not end")
        seen.add(following)
        page = get(following)
        if not all(isinstance(one, dict) and _is_list(one.get("items")) for one in (found, page)):
            raise Refused(place, 0, "its pages are no lists")
        found["items"] += page["items"]
    return found


def _leads_on(following: Json) -> bool:
    return isinstance(following, str) and following.startswith("/v1/") and following.isascii()


def _is_list(value: Json) -> bool:
    return isinstance(value, list)
