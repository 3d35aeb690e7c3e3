"""Base64 as it goes into addresses, without padding (RFC 4648, section 5)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encoded(data: bytes) -> str:
    """Bytes as text that needs no escape anywhere."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of a text; raises ValueError. What is no letter of the alphabet is passed over."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
