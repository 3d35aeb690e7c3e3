"""What the proxy and the node that is killed share: a small HTTP server of JSON-RPC bodies."""

from __future__ import annotations

import sys
from abc import abstractmethod
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_JSON = "application/json"


class Server(ThreadingHTTPServer):
    """A server on the loopback interface; a client that is killed is nothing to tell of."""

    daemon_threads = True

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", port), handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of faults of ours only."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer what was asked, unless the client went away while it asked."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionResetError
        self.answer(body)

    @abstractmethod
    def answer(self, body: bytes) -> None:
        """Answer a request."""

    def say(self, answer: bytes, sent: int | None = None) -> None:
        """Answer; sent: only so many bytes of what is promised, before the connection ends."""
        self.send_response(200)
        self.send_header("Content-Type", _JSON)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer[:sent])
        if sent is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing of single requests."""


def asked_of(url: str, body: bytes) -> bytes:
    """What a node answers to a request."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request("POST", "/", body, {"Content-Type": _JSON})
        return connection.getresponse().read()
    finally:
        connection.close()
