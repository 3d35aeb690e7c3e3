"""Signers whose keys are elsewhere: a wallet that is asked, a passkey on somebody's device.

What is to be signed goes out, a signature comes in; the key is never here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ledger_py import base64url
from ledger_py.errors import AuzolanError, DigestInvalid

ADDRESS_BYTES = 20
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (SEC 2, secp256r1)."""
_PRESENT, _VERIFIED = 0x01, 0x04
_FLAGS = 32
"""Where the flags are in authenticator data, after the hash of the site's name."""


class SignerInvalid(AuzolanError):
    """Signer bytes are an account's address, or a verifier's address and a key."""

    hint = "Give the 20 bytes of an account, or a passkey's two coordinates of 32 bytes."

    def __init__(self, part: str, length: int) -> None:
        super().__init__(f"The {part} of a signer has {length} bytes.")


class AssertionInvalid(AuzolanError):
    """What a passkey answered is no assertion that the contracts take."""

    hint = "Ask the device again, for a passkey of this site and with user verification required."

    def __init__(self, fault: str) -> None:
        super().__init__(f"The passkey's answer cannot be used: {fault}.")


@dataclass(frozen=True, slots=True)
class WalletSigner:
    """An account whose key a wallet keeps: a person's own, or a contract account (ERC-1271).

    signer: its address, 20 bytes. ask: given what to sign as `eth_signTypedData_v4` takes it,
    answers the signature; it may wait for a person. Raises SignerInvalid.
    """

    signer: bytes
    ask: Callable[[Mapping[str, Any]], bytes]

    def __post_init__(self) -> None:
        if len(self.signer) != ADDRESS_BYTES:
            raise SignerInvalid("address", len(self.signer))

    def sign_typed_data(self, data: Mapping[str, Any]) -> bytes:
        """Return the wallet's signature as it is; the contracts check it."""
        return self.ask(data)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a device answers to `navigator.credentials.get` (WebAuthn Level 3, section 5.2.2).

    signature: in DER, as authenticators give it.
    """

    authenticator_data: bytes
    client_data: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class PasskeySigner:
    """A passkey on a device; `ask` is given the challenge, the 32 bytes of an act's digest.

    verifier: the address of the chain's PasskeyVerifier, 20 bytes; x, y: the coordinates of its
    public key, 32 bytes each. Raises SignerInvalid.
    """

    verifier: bytes
    x: bytes
    y: bytes
    ask: Callable[[bytes], Assertion]

    def __post_init__(self) -> None:
        if len(self.verifier) != ADDRESS_BYTES:
            raise SignerInvalid("verifier", len(self.verifier))
        for name, part in (("x", self.x), ("y", self.y)):
            if len(part) != 32:
                raise SignerInvalid(name, len(part))

    @property
    def signer(self) -> bytes:
        """The signer bytes (ERC-7913): the verifier's address and the public key, 84 bytes."""
        return self.verifier + self.x + self.y

    def sign(self, digest: bytes) -> bytes:
        """Return the assertion over a digest as the contracts take it; raises AssertionInvalid."""
        if len(digest) != 32:
            raise DigestInvalid(len(digest))
        return encoded(self.ask(digest), digest)


def encoded(assertion: Assertion, digest: bytes) -> bytes:
    """An assertion over a digest as OpenZeppelin's WebAuthn library decodes it, with the lower s.

    Half of all authenticators give the upper s, which stands for the same signature and which the
    contracts refuse. Raises AssertionInvalid for an answer to something else, or by a device that
    did not verify who holds it.
    """
    client = _client(assertion.client_data)
    if client.get("type") != "webauthn.get":
        raise AssertionInvalid("it is not the answer to a request to sign")
    if _from_base64(client.get("challenge")) != digest:
        raise AssertionInvalid("it answers another challenge")
    data = assertion.authenticator_data
    if len(data) <= _FLAGS or data[_FLAGS] & _PRESENT == 0 or data[_FLAGS] & _VERIFIED == 0:
        raise AssertionInvalid("the device did not verify its user")
    try:
        r, s = decode_dss_signature(assertion.signature)
    except ValueError:
        raise AssertionInvalid("its signature is not in DER") from None
    if not (0 < r < ORDER and 0 < s < ORDER):
        raise AssertionInvalid("its signature is out of range")
    client_data = assertion.client_data
    places = (client_data.index(b'"challenge"'), client_data.index(b'"type"'))
    return _struct((r, min(s, ORDER - s), *places), (data, client_data))


def _struct(words: Sequence[int], tails: Sequence[bytes]) -> bytes:
    """Words, then bytes of any length, in the ABI's encoding of a struct."""
    heads, body = [word.to_bytes(32) for word in words], b""
    for tail in tails:
        offset = 32 * (len(words) + len(tails)) + len(body)
        heads.append(offset.to_bytes(32))
        body += len(tail).to_bytes(32) + tail + bytes(-len(tail) % 32)
    return b"".join(heads) + body


def _client(data: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or b'"challenge"' not in data or b'"type"' not in data:
        raise AssertionInvalid("its client data is no JSON of a browser")
    return found


def _from_base64(text: object) -> bytes | None:
    if not isinstance(text, str):
        return None
    try:
        return base64url.decoded(text)
    except ValueError:
        return None
