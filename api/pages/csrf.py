"""Forms that only this page can send: a signed token in the form, its other half in a cookie.

The forms sign with keys that this gateway keeps, so they answer nobody but this machine.
"""

from __future__ import annotations

import secrets
import stat
from ipaddress import ip_address
from pathlib import Path

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from api.origins import is_foreign
from ledger_py.durable import write_durably
from ledger_py.errors import AuzolanError

COOKIE = "auzolan-forms"
VALID_SECONDS = 12 * 60 * 60
KEY_BYTES = 32
KEY_MODE = 0o600


class FormForged(AuzolanError):
    """A form came without the token that its page was given."""

    hint = "Open the form again and send it from there."

    def __init__(self) -> None:
        super().__init__("This form was not opened here, or too long ago.")


class FormKeyUnusable(AuzolanError):
    """The key of the forms is cut short, or others may have read it."""

    hint = "Remove the file and start again: a new key is made, and open forms are opened anew."

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The key of the forms in {path} cannot be used: {reason}.")


class NotOnThisMachine(AuzolanError):
    """Demo accounts answer only to who sits at the machine that keeps their keys."""

    hint = "Open the page on the machine that runs it, at 127.0.0.1 or localhost."

    def __init__(self) -> None:
        super().__init__(
            "The demo accounts can be used only from the machine that keeps their keys."
        )


def form_key(path: Path) -> bytes:
    """The installation's own key for form tokens, made on first use; raises FormKeyUnusable."""
    if not path.exists():
        write_durably(path, secrets.token_bytes(KEY_BYTES), KEY_MODE)
    mode, key = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
    if mode != KEY_MODE:
        raise FormKeyUnusable(path, f"its permissions are {mode:04o}, not {KEY_MODE:04o}")
    if len(key) != KEY_BYTES:
        raise FormKeyUnusable(path, f"it holds {len(key)} bytes, not {KEY_BYTES}")
    return key


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def require_this_machine(request: Request) -> None:
    """Refuse another machine, and a page of another site that was led here by name."""
    client = request.client.host if request.client else None
    if not (is_loopback(client) and is_loopback(request.url.hostname)):
        raise NotOnThisMachine


class FormTokens:
    """Gives and checks tokens; one key per installation."""

    def __init__(self, key: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="auzolan.forms")

    def give(self, request: Request) -> tuple[str, str]:
        """The cookie's half, kept if there is one, and a token for the form."""
        half = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
        return half, self._serializer.dumps(half)

    def keep(self, response: Response, half: str) -> None:
        """Leave the cookie's half with the browser."""
        response.set_cookie(COOKIE, half, httponly=True, samesite="strict", path="/")

    def check(self, request: Request, token: str) -> None:
        """Refuse a form whose token does not fit the cookie, or that another site sent."""
        if is_foreign(request):
            raise FormForged
        try:
            given = self._serializer.loads(token, max_age=VALID_SECONDS)
        except BadData:
            raise FormForged from None
        if not secrets.compare_digest(str(given), request.cookies.get(COOKIE, "")):
            raise FormForged
