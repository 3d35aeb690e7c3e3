"""What an answered sign-in has shown, and the key by which its credential is found."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Proven:
    """A credential that somebody has just shown to hold.

    key: of the table of credentials. signer: in hex, where the credential speaks for members
    itself. new: whether it may become a new user's, who has none yet.
    """

    key: str
    way: str
    label: str
    subject: bytes | None = None
    public_key: bytes | None = None
    uses: int = 0
    signer: str | None = None
    new: bool = True


def credential_key(secret: bytes, way: str, subject: bytes) -> str:
    """By what a credential is found: nobody who has the database alone learns the subject."""
    return hmac.new(secret, way.encode() + b"\0" + subject, sha256).hexdigest()
