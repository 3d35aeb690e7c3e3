"""Signing in by a one-time link that comes by mail."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from api.identity.faults import SignInRefused
from api.identity.proofs import Asked
from api.identity.proven import Proven, credential_key
from api.postman import Letter, send
from api.services import Services
from ledger_py import postman
from ledger_py.postman import NAME_BYTES, sealed_as
from ledger_py.store import users

WAY = "mail"
PAGE = "/sign-in/mail"
"""The page that a link leads to; signing in takes a press of its button.

Programs that look into mails before their readers do open links, and would use it up.
"""
AT_ONCE = 3
"""So many links may be under way to one address: nobody's mailbox is filled from here."""


def begin(parts: Services, address: str) -> dict[str, Any]:
    """What the answer is held against."""
    address = normal(address)
    return {"address": address, "credential": credential_key(parts.secret, WAY, address.encode())}


def is_full(parts: Services, held: dict[str, Any], now: int) -> bool:
    """Whether as many links as there may be are under way to the address."""
    with parts.store.reading() as connection:
        return users.begun_about(connection, str(held["credential"]), now) >= AT_ONCE


def post(parts: Services, asked: Asked, address: str, secret: str) -> None:
    """Send the link; raises MailUnsent."""
    link = f"{asked.url}{PAGE}?{urlencode({'sign_in': secret})}"
    text = (
        f"Somebody, probably you, wants to sign in to {asked.host} with this address.\n\n{link}\n\n"
        "The link is good for ten minutes, and once. If it was not you, there is nothing to do:\n"
        "without it nobody signs in.\n"
    )
    send(parts.settings, Letter(normal(address), f"Sign in to {asked.host}", text))


def finish(parts: Services, details: dict[str, Any]) -> Proven:
    """Who has the secret of the link has the mailbox. Raises SignInRefused, VaultMissing."""
    key = str(details["credential"])
    if parts.store.vault is None:
        raise SignInRefused("no addresses are kept here")
    # Under a name of its own each time: a user who was forgotten may come back.
    name = secrets.token_bytes(NAME_BYTES)
    plain = {sealed_as(name): str(details["address"]).encode()}
    (sealed,) = parts.store.vault.encrypt(plain).values()
    return Proven(key, WAY, "a mail address", name + sealed)


def address_of(parts: Services, subject: bytes) -> str | None:
    """The address that a credential's subject holds; None once it was erased."""
    return postman.address_of(parts.store.vault, subject)


def normal(address: str) -> str:
    """An address as it is compared: hosts in lower case; what is before the @ is its owner's."""
    local, _, host = address.strip().rpartition("@")
    return f"{local}@{host.lower()}"
