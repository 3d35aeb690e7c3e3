"""Signing in by a wallet: Sign-In with Ethereum (EIP-4361), for keys and contract accounts.

The gateway writes the text and holds the signature against that very text, so nothing is parsed.
"""

from __future__ import annotations

from typing import Any

from api.identity.faults import SignInRefused
from api.identity.proofs import Asked, is_by, sign_in_text
from api.identity.proven import Proven, credential_key
from api.services import Services

WAY = "wallet"


def begin(asked: Asked, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the answer is held against, and what the visitor is told."""
    address = address.lower()
    message = sign_in_text(asked, address)
    return {"address": address, "message": message}, {"message": message}


def finish(parts: Services, details: dict[str, Any], signature: str | None) -> Proven:
    """Hold a signature (hex) against the text; raises SignInRefused."""
    address, given = details["address"], bytes.fromhex((signature or "0x")[2:])
    if not is_by(parts.node, bytes.fromhex(address[2:]), details["message"], given):
        raise SignInRefused("the text was not signed by that account")
    key = credential_key(parts.secret, WAY, address.encode())
    return Proven(key, WAY, address, signer=address)
