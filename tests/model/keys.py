"""Who signs in the model's world: wallets, contract accounts and passkeys, all made from a number.

Nothing here is fit for anything but tests: every key can be guessed.
"""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cache, cached_property

from coincurve import PrivateKey
from eth_hash.auto import keccak


def secret(label: str) -> bytes:
    """Return 32 bytes that follow from a label."""
    return keccak(label.encode())


@dataclass(frozen=True)
class Wallet:
    """A secp256k1 key; its signer bytes are its address, from which it can call by itself."""

    label: str

    @cached_property
    def _key(self) -> PrivateKey:
        return PrivateKey(secret(self.label))

    @cached_property
    def signer(self) -> bytes:
        """The address, 20 bytes."""
        return keccak(self._key.public_key.format(compressed=False)[1:])[-20:]

    @cached_property
    def address(self) -> str:
        """The address, 0x hex."""
        return "0x" + self.signer.hex()

    def sign(self, digest: bytes) -> bytes:
        """Return r, s and v."""
        signature: bytes = self._key.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([27 + signature[64]])


ACCOUNT_CODE = bytes.fromhex("60043560643514631626ba7e60e01b025f5260205ff3")
"""An ERC-1271 account: it takes the digest itself, and nothing else, for a signature."""


@dataclass(frozen=True)
class ContractAccount:
    """An account that is a contract; it signs and does not call."""

    label: str

    @cached_property
    def signer(self) -> bytes:
        """The address, 20 bytes, at which the world puts ACCOUNT_CODE."""
        return secret(self.label)[-20:]

    def sign(self, digest: bytes) -> bytes:
        """Return what the account takes for a signature."""
        return digest


P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None


def _add(a: Point, b: Point) -> Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


@cache
def _doubled() -> list[Point]:
    """G, 2 G, 4 G, ..."""
    found: list[Point] = [G]
    while len(found) < 256:
        found.append(_add(found[-1], found[-1]))
    return found


def _times_g(scalar: int) -> tuple[int, int]:
    total: Point = None
    for bit, point in enumerate(_doubled()):
        if scalar >> bit & 1:
            total = _add(total, point)
    assert total
    return total


@dataclass(frozen=True)
class Passkey:
    """A P-256 key on a device; signer bytes: the verifier's address and the public key."""

    label: str
    verifier: str
    _signed: dict[bytes, bytes] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _key(self) -> int:
        return int.from_bytes(secret(self.label)) % N

    @cached_property
    def signer(self) -> bytes:
        """The verifier's address and x and y of the key: 84 bytes."""
        x, y = _times_g(self._key)
        return bytes.fromhex(self.verifier[2:]) + x.to_bytes(32) + y.to_bytes(32)

    def sign(self, digest: bytes) -> bytes:
        """Return a WebAuthn assertion over the digest, user verified, with the lower s."""
        if digest not in self._signed:
            self._signed[digest] = self._assert(digest)
        return self._signed[digest]

    def _assert(self, digest: bytes) -> bytes:
        authenticator = secret("relying party") + bytes([5]) + bytes(4)
        challenge = urlsafe_b64encode(digest).rstrip(b"=")
        client = b'{"type":"webauthn.get","challenge":"' + challenge + b'"}'
        message = authenticator + hashlib.sha256(client).digest()
        r, s = self._ecdsa(int.from_bytes(hashlib.sha256(message).digest()))
        tails = [_tail(authenticator), _tail(client)]
        offset = 32 * 6
        heads = [r, s, client.index(b'"challenge"'), client.index(b'"type"'), offset]
        heads.append(offset + len(tails[0]))
        return b"".join([n.to_bytes(32) for n in heads] + tails)

    def _ecdsa(self, message: int) -> tuple[int, int]:
        nonce = int.from_bytes(secret(f"{self.label} {message}")) % N
        r = _times_g(nonce)[0] % N
        s = pow(nonce, -1, N) * (message + r * self._key) % N
        return r, min(s, N - s)


def _tail(value: bytes) -> bytes:
    return len(value).to_bytes(32) + value + bytes(-len(value) % 32)


Key = Wallet | ContractAccount | Passkey
