"""How much one caller may ask: an address, and besides it a person or a token.

Each process counts for itself, so that no request waits for another process. What an answer says
of it has the form of draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_network
from typing import NamedTuple

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.faults import GatewayFault
from api.origins import SAFE
from api.problems import answer, problem_of
from api.proxies import address_of
from ledger_py.settings import Settings
from ledger_py.settings_shapes import NO_LIMIT

ADDRESS, PERSON, WRITES = "1200/minute", "600/minute", "120/minute"
"""Where the settings say nothing, outside the embedded profile."""
FREE = ("/static/", "/health/live")
"""Addresses that begin so cost next to nothing, and are asked by machines that watch."""
_ONE_HOME = 64
"""Whoever has an IPv6 address has all of its network."""


class RateExceeded(GatewayFault):
    """One caller asks for more than a gateway gives one; after the time told it may ask again."""

    status = 429
    hint = "Wait as long as Retry-After says; whoever reads a lot finds it all in exports."

    def __init__(self, policy: str, item: RateLimitItem, seconds: int) -> None:
        often = f"{item.amount} in {item.get_expiry()} seconds"
        super().__init__(f"These are more {policy} than one caller may make: {often}.")
        self.headers = {"Retry-After": str(seconds)}


class _Told(NamedTuple):
    """What an answer says of a bucket: how much in how long, what is left, and when it is full."""

    quota: int
    window: int
    left: int
    reset: int


class Limits:
    """The buckets of one process."""

    def __init__(self, settings: Settings) -> None:
        limited = settings.profile != "embedded"

        def item(given: str | None, default: str) -> RateLimitItem | None:
            wanted = given or (default if limited else NO_LIMIT)
            return None if wanted == NO_LIMIT else parse(wanted)

        self._address = item(settings.rate_address, ADDRESS)
        self._person = item(settings.rate_person, PERSON)
        self._writes = item(settings.rate_writes, WRITES)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, request: Request) -> None:
        """Take one request out of the caller's buckets; raises RateExceeded.

        Called for every address, and once more where somebody turns out to be known.
        """
        key = caller_key(request)
        item = self._address if key.startswith("address:") else self._person
        self._hit(request, "requests", item, key)
        if request.method not in SAFE:
            self._hit(request, "writes", self._writes, key)

    def _hit(self, request: Request, policy: str, item: RateLimitItem | None, key: str) -> None:
        if item is None:
            return
        taken = self._counter.hit(item, policy, key)
        reset, remaining = self._counter.get_window_stats(item, policy, key)
        seconds = max(1, math.ceil(reset - time.time()))
        # Of several buckets with one name, the last is the more particular: it is told.
        told: dict[str, _Told] = request.scope.setdefault("state", {}).setdefault("limits", {})
        told[policy] = _Told(item.amount, item.get_expiry(), max(0, remaining), seconds)
        if not taken:
            raise RateExceeded(policy, item, seconds)


def caller_key(request: Request) -> str:
    """Whose bucket a request is taken from: the token's, the person's, or else the address's.

    Whoever finds out who calls leaves the id at `request.state.token` or `request.state.user`.
    """
    for kind in ("token", "user"):
        if known := getattr(request.state, kind, None):
            return f"{kind}:{known}"
    return address_key(request)


def address_key(request: Request) -> str:
    """The bucket of an address, whoever is there."""
    address = address_of(request.client.host) if request.client else None
    if isinstance(address, IPv6Address):
        return f"address:{ip_network((address, _ONE_HOME), strict=False)}"
    return f"address:{address}"


class Limited:
    """Refuses what an address asks too much, and says in every answer how much is left."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return

        async def told_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                told: dict[str, _Told] = scope.get("state", {}).get("limits", {})
                if told:
                    headers = MutableHeaders(scope=message)
                    headers["RateLimit-Policy"] = ", ".join(
                        f'"{policy}";q={one.quota};w={one.window}' for policy, one in told.items()
                    )
                    headers["RateLimit"] = ", ".join(
                        f'"{policy}";r={one.left};t={one.reset}' for policy, one in told.items()
                    )
            await send(message)

        try:
            self._limits.take(Request(scope))
        except RateExceeded as error:
            await answer(problem_of(error), error.headers)(scope, receive, told_send)
            return
        await self._app(scope, receive, told_send)
