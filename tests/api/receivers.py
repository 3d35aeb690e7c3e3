"""A program that is told: a real HTTP server on loopback, as obedient as a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What came, and what it is answered with; each: called with the handler, before it is."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    each: Callable[[Any], None] | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of the messages that came."""
        return [headers["webhook-id"] for headers, _ in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that takes everything until it is told otherwise."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if receiver.each:
                receiver.each(self)
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.body)))
            with suppress(OSError):  # who is answered at length may be gone by then
                self.end_headers()
                self.wfile.write(receiver.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/told?by=auzolan"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
