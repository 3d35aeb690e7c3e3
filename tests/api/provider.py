"""An OpenID Connect provider on this machine, for one organisation of one person."""

from __future__ import annotations

import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "auzolan", "kept between the two"


class Provider:
    """Signs everybody in as its one person; `claims` change what it says of them."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.url, self.claims = "", dict[str, Any]()
        self.codes: dict[str, dict[str, str]] = {}
        self.instead: dict[str, bytes] = {}
        """By path: what it answers in the place of all else."""

    def visit(self, url: str) -> dict[str, str]:
        """What a browser brings back which comes to the page where people sign in."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, given: dict[str, str], who: str) -> tuple[int, dict[str, Any]]:
        """What it answers to a program."""
        match path:
            case "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "/sign-in", "token_endpoint": "/token"}
                named = {name: self.url + place for name, place in places.items()}
                return 200, {"issuer": self.url, "jwks_uri": self.url + "/keys", **named}
            case "/keys":
                return 200, {"keys": [self.key.as_dict(private=False)]}
            case "/token":
                return self._token(given, who)
        return 404, {}

    def _token(self, given: dict[str, str], who: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(given.get("code", ""), None)
        shown = urlsafe_b64encode(sha256(given.get("code_verifier", "").encode()).digest())
        known = b64decode(who.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        if asked is None or not known or shown.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "sub": "one", "nonce": asked["nonce"]}
        said |= {"iat": now, "exp": now + 60} | self.claims
        token = jwt.encode({"alg": "RS256", "kid": "one"}, said, self.key)
        return 200, {"id_token": token, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def open_provider() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*provider.answer(self.path, {}, ""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            given = {name: one[0] for name, one in parse_qs(body).items()}
            self._say(*provider.answer(self.path, given, self.headers["authorization"] or ""))

        def log_message(self, *_: object) -> None:
            pass

        def _say(self, status: int, found: dict[str, Any]) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(provider.instead.get(self.path) or json.dumps(found).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
