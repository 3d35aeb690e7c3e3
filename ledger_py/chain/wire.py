"""HTTP as it is asked of nodes and gateways: the address, and an answer that comes to an end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import urlsplit

_PART = 2**20


class AnswerEndless(OSError):
    """An answer is larger, or takes longer, than any that is meant."""


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address; path: as it is given, without the slash at its end."""

    secure: bool
    host: str
    port: int | None
    path: str
    query: str

    @classmethod
    def of(cls, url: str) -> Address:
        """Take an address apart; raises ValueError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            # Without the cause, which may quote a user and a password.
            raise ValueError("it cannot be taken apart") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an http(s) address")
        if not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("it has characters that no address has")
        secure, path = parts.scheme == "https", parts.path.rstrip("/")
        return cls(secure, parts.hostname, port, path, parts.query)

    def connection(self, timeout: float) -> HTTPConnection:
        """Return a connection, opened by the first request. timeout: seconds without a byte."""
        kind = HTTPSConnection if self.secure else HTTPConnection
        return kind(self.host, self.port, timeout=timeout)


def read_all(response: HTTPResponse, most: int, seconds: float) -> bytes:
    """Return the body; raises AnswerEndless beyond so many bytes or seconds, HTTPException."""
    found, until = bytearray(), time.monotonic() + seconds
    while part := response.read1(_PART):
        found += part
        if len(found) > most:
            raise AnswerEndless(f"the answer has more than {most:,} bytes")
        if time.monotonic() > until:
            raise AnswerEndless(f"the answer did not end within {seconds:.0f} seconds")
    if response.length:
        raise IncompleteRead(bytes(found), response.length)
    response.close()  # so that the connection can be asked again
    return bytes(found)
