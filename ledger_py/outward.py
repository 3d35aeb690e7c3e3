"""Requests to addresses that users give: never into networks that are not everybody's.

A name is resolved once, every address that it has is judged, and the connection goes to the very
one that was judged. Redirects are not followed; an answer is read up to a few kB, within seconds.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ledger_py.errors import AuzolanError

SECONDS = 10.0
"""For all of a request, from connecting on."""
LARGEST = 4_096
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""IPv6 addresses behind which any IPv4 address may be, one of this network among them."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressForbidden(AuzolanError):
    """An address that users give has to be everybody's, and to be asked over https."""

    hint = "Give an https address of a host that is reached over the public internet."

    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing is sent there: {reason}.")


class HostSilent(AuzolanError):
    """What was sent was not answered in time, or not in HTTP."""

    hint = "See that the address answers."

    def __init__(self, reason: str) -> None:
        super().__init__(f"There was no answer: {reason}.")


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the beginning of the body of an answer."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    secure: bool
    host: str
    port: int
    path: str


def target(url: str, *, loopback: bool = False) -> Target:
    """What an address says, without asking anybody; raises AddressForbidden.

    loopback: whether this machine itself may be asked, then by http too.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise AddressForbidden("it is no address") from None
    if not host or not url.isascii() or any(ord(one) <= 0x20 or one == "\x7f" for one in url):
        raise AddressForbidden("it is no address")
    if parts.username is not None or parts.password is not None:
        raise AddressForbidden("it has a name or a password in it")
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise AddressForbidden("it is not https")
    secure = parts.scheme == "https"
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    found = Target(secure, host, port or (443 if secure else 80), path)
    if (literal := _literal(host)) is not None:
        _judge(literal, secure, loopback)
    return found


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    loopback: bool = False,
    seconds: float = SECONDS,
) -> Answer:
    """Post to an address that a user gave; raises AddressForbidden, HostSilent."""
    where = target(url, loopback=loopback)
    address = _resolve(where, loopback)
    connection = _Pinned(where, address, seconds)
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", where.path, body, {"Connection": "close", **headers})
        with connection.getresponse() as response:
            return Answer(response.status, response.read(LARGEST))
    except (OSError, http.client.HTTPException) as error:
        raise HostSilent(type(error).__name__) from None
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one judged address; its certificate is held against the name."""

    def __init__(self, where: Target, address: str, seconds: float) -> None:
        super().__init__(where.host, where.port, timeout=seconds)
        self._where, self._address, self._seconds = where, address, seconds
        self._cut = False

    def connect(self) -> None:
        """Connect, and be sure who answers."""
        self.sock = socket.create_connection((self._address, self._where.port), self._seconds)
        if self._where.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._where.host)
        if self._cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it, whatever it is at: who answers a byte at a time would hold it for ever."""
        self._cut = True
        try:
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended by itself


def _resolve(where: Target, loopback: bool) -> str:
    """One address of a host, all of which may be asked; raises AddressForbidden, HostSilent."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostSilent("its name is not known") from None
    addresses = [str(one[4][0]) for one in found]
    for one in addresses:
        # A scope, as in fe80::1%eth0, is of a link and so of no public address.
        literal = _literal(one)
        if literal is None:
            raise AddressForbidden("it is in a network that is not everybody's")
        _judge(literal, where.secure, loopback)
    return addresses[0]


def _judge(address: Address, secure: bool, loopback: bool) -> None:
    if loopback and address.is_loopback:
        return
    if not is_public(address):
        raise AddressForbidden("it is in a network that is not everybody's")
    if not secure:
        raise AddressForbidden("it is not https")


def is_public(address: Address) -> bool:
    """Whether an address is reached by everybody, and means no other one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped or address.sixtofour or address.teredo:
            return False
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
