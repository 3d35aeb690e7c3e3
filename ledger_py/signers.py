"""Who signs: anything that has signer bytes (ERC-7913) and can sign a digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

from coincurve import PrivateKey
from eth_hash.auto import keccak

from ledger_py.errors import DigestInvalid, KeyInvalid


class Key(Protocol):
    """A key that speaks for a member, and signs a digest."""

    @property
    def signer(self) -> bytes:
        """The signer bytes that the chain knows: an address (20 bytes), or a verifier and a key."""

    def sign(self, digest: bytes) -> bytes:
        """Return the signature of a digest of 32 bytes, as the contracts check it."""


@runtime_checkable
class Wallet(Protocol):
    """A key that signs only what it can show to a person, as typed data (EIP-712)."""

    @property
    def signer(self) -> bytes:
        """The address of its account, 20 bytes."""

    def sign_typed_data(self, data: Mapping[str, Any]) -> bytes:
        """Return the signature of typed data as `eth_signTypedData_v4` takes it."""


Signer: TypeAlias = Key | Wallet


class LocalSigner:
    """A secp256k1 key in this process; signs like a wallet, with low s, and never shows the key."""

    __slots__ = ("_key", "signer")

    def __init__(self, private_key: bytes) -> None:
        """Take the 32 bytes of a private key; raises KeyInvalid when they are none."""
        if len(private_key) != 32:
            raise KeyInvalid
        try:
            self._key = PrivateKey(private_key)
        except ValueError:
            # Without the cause: a traceback must not carry the key.
            raise KeyInvalid from None
        self.signer: bytes = _address(self._key.public_key.format(compressed=False))

    def sign(self, digest: bytes) -> bytes:
        """Return r, s and v (27 or 28), 65 bytes; the same digest always gives the same bytes."""
        if len(digest) != 32:
            raise DigestInvalid(len(digest))
        signature: bytes = self._key.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([27 + signature[64]])

    def __repr__(self) -> str:
        return f"LocalSigner(0x{self.signer.hex()})"


def _address(public_key: bytes) -> bytes:
    return keccak(public_key[1:])[-20:]
