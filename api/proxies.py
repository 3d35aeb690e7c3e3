"""Whom a request comes from, and by what scheme: told by the connection, or by a proxy we trust.

What anybody could write is never believed: of X-Forwarded-For, the last address that no trusted
proxy has is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ledger_py.settings_shapes import host_of

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Forwarded:
    """Puts caller and scheme right before anything else looks at them.

    trusted: addresses and networks of proxies. public_url: where the scheme is known whoever
    carries the request, since it asks for that very name.
    """

    def __init__(
        self, app: ASGIApp, trusted: Iterable[str] = (), public_url: str | None = None
    ) -> None:
        self._app = app
        self._trusted = tuple(ip_network(one) for one in trusted)
        self._public = public_url.split("://") if public_url else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as from whom it is."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if self._trusted and is_among(self._trusted, _peer(scope)):
                scope["client"] = (self._caller(headers, str(_peer(scope))), 0)
                scheme = headers.get("x-forwarded-proto", "").strip().lower()
                scope["scheme"] = scheme if scheme in ("http", "https") else scope["scheme"]
            if self._public and headers.get("host", "").lower() == self._public[1]:
                scope["scheme"] = self._public[0]
        await self._app(scope, receive, send)

    def _caller(self, headers: Headers, peer: str) -> str:
        named = ",".join(headers.getlist("x-forwarded-for")).split(",")
        caller = peer
        for text in reversed(named):
            address = address_of(text)
            if address is None:
                break
            caller = str(address)
            if not is_among(self._trusted, address):
                break
        return caller


def address_of(text: str) -> Address | None:
    """An address as proxies write it, perhaps with a port; None for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_among(networks: Iterable[Network], address: Address | None) -> bool:
    """Whether an address is in one of the networks."""
    return address is not None and any(address in one for one in networks)


def public_host(public_url: str | None) -> frozenset[str]:
    """The name that people know, as a set of one or none."""
    return frozenset([host_of(public_url)]) if public_url else frozenset()


def _peer(scope: Scope) -> Address | None:
    client = scope.get("client")
    return address_of(client[0]) if client else None
