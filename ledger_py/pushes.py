"""Notices to browsers by Web Push (RFC 8030, 8291, 8292): numbers and a sentence, once.

It is noted that they go out before they do, so that a worker that dies sends nothing twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from webpush import WebPush, WebPushSubscription  # type: ignore[import-untyped]

from ledger_py import base64url
from ledger_py.letters import SENTENCES
from ledger_py.notices import SECURITY
from ledger_py.outward import AddressForbidden, HostSilent, post
from ledger_py.settings import Settings
from ledger_py.store import Store, subscriptions
from ledger_py.store.notices import Notice
from ledger_py.store.outgoing import PUSH, mark, pending
from ledger_py.store.subscriptions import Subscription
from ledger_py.store.vault import Vault

OLDEST_SECONDS = 86_400
LOOK_SECONDS, RETRY_SECONDS = 1, 300
GONE = (404, 410)
MOST, AT_ONCE = 100, 8
_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)
_log = logging.getLogger(__name__)


class Pushes:
    """Pushes notices; a part of a worker, of which there may be several."""

    def __init__(
        self, store: Store, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._look_again, self._later = 0.0, dict[str, float]()
        self._threads = ThreadPoolExecutor(AT_ONCE, "pushes")

    def step(self) -> int:
        """Push what is due; return to how many users."""
        now = self._clock()
        if now < self._look_again:
            return 0
        self._look_again = now + LOOK_SECONDS
        with self._store.reading() as connection:
            waiting = pending(connection, PUSH, SECURITY, int(now) - OLDEST_SECONDS)
        due = [user for user in waiting if self._later.get(user, 0) <= now]
        return sum(self._threads.map(lambda user: self._push(user, int(now)), due))

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def _push(self, user: str, now: int) -> bool:
        with self._store.transaction() as connection:
            found = pending(connection, PUSH, SECURITY, now - OLDEST_SECONDS, user).get(user, [])
            browsers = subscriptions.of_user(connection, user)
            mark(connection, PUSH, user, found, now)
        if not found:
            return False
        done = [self._send(one, found) for one in browsers]
        if any(done) or not browsers:
            return any(done)
        self._later[user] = now + RETRY_SECONDS
        with self._store.transaction() as connection:
            mark(connection, PUSH, user, found, None)
        return False

    def _send(self, browser: Subscription, found: Sequence[Notice]) -> bool:
        """Push to one browser; whether it was taken. One that is gone is forgotten."""
        vault = self._store.require_vault()
        plain = vault.decrypt({browser.name: browser.sealed}).get(browser.name)
        if plain is None:
            return False
        said, loopback = orjson.loads(plain), self._settings.profile == "embedded"
        try:
            body, headers = message(said, told(found), vault, self._settings)
            status = post(said["endpoint"], body, headers, loopback=loopback).status
        except (AddressForbidden, HostSilent) as error:
            _log.warning("A browser was not reached: %s", error)
            return False
        if status in GONE:
            vault.destroy([browser.name], int(self._clock()))
            with self._store.transaction() as connection:
                subscriptions.drop(connection, browser.subscription)
        return 200 <= status < 300


def told(found: Sequence[Notice]) -> bytes:
    """What a browser is told: a sentence that names nobody, and the notices' numbers."""
    sentence = SENTENCES[found[0].kind] if len(found) == 1 else f"{len(found)} notices for you."
    return orjson.dumps({"text": sentence, "notices": [one.number for one in found[-MOST:]]})


def message(
    browser: dict[str, Any], data: bytes, vault: Vault, settings: Settings
) -> tuple[bytes, dict[str, str]]:
    """A message that only the browser can read, with headers by which its service knows us."""
    key, parts = _key(vault), settings.mail_from.rpartition("<")
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    library = WebPush(private, public, subscriber=parts[2].strip("> "), ttl=OLDEST_SECONDS)
    found = library.get(data, WebPushSubscription.model_validate(browser))
    kind = {"Content-Type": "application/octet-stream", "Urgency": "normal"}
    return found.encrypted, {**found.headers, **kind}


def public_key(vault: Vault) -> str:
    """What a browser subscribes with (VAPID), the same at all gateways of an installation."""
    point = _key(vault).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64url.encoded(point)


def _key(vault: Vault) -> ec.EllipticCurvePrivateKey:
    secret = int.from_bytes(vault.secret("web push"))
    return ec.derive_private_key(secret % (_ORDER - 1) + 1, ec.SECP256R1())
