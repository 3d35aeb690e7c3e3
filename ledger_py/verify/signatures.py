"""Whether a signature is what the contracts take: keys of addresses, passkeys, contracts' word.

Written again here rather than asked of a node. Source: contracts/lib/SignedActs.sol, EIP-2 for low
s, OpenZeppelin's WebAuthn and ERC7913WebAuthnVerifier for passkeys (user verified, low s).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from enum import Enum
from hashlib import sha256

from coincurve import PublicKey
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_hash.auto import keccak

ADDRESS = 20
_HALF_K1 = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
_HALF_P256 = 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP = 0x01, 0x04, 0x08, 0x10
_FLAGS_AT = 32
_SHORTEST = 37
_TYPE = b'"type":"webauthn.get"'


class Verdict(Enum):
    """What is known of a signature."""

    KEY = "the key of the address signed it"
    PASSKEY = "the passkey signed it, its user verified"
    SENT = "the signer sent the transaction"
    ACCOUNT = "accepted by account"
    INVALID = "not signed"


def judge(signer: bytes, digest: bytes, signature: bytes) -> Verdict:
    """Say what can be said of a signature alone: KEY, PASSKEY or INVALID.

    signer: ERC-7913 bytes. INVALID of an address may still be a contract account's own rule.
    """
    if len(signer) == ADDRESS:
        return Verdict.KEY if recovered(digest, signature) == signer else Verdict.INVALID
    valid = len(signer) == ADDRESS + 64 and is_assertion(signer[ADDRESS:], digest, signature)
    return Verdict.PASSKEY if valid else Verdict.INVALID


def recovered(digest: bytes, signature: bytes) -> bytes | None:
    """Return the address whose key signed (r, s, v: 65 bytes, low s), None for nobody's."""
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    if int.from_bytes(signature[32:64]) > _HALF_K1:
        return None
    raw = signature[:64] + bytes([signature[64] - 27])
    try:
        key = PublicKey.from_signature_and_message(raw, digest, hasher=None)
    except ValueError:  # r or s is none of the curve's
        return None
    return keccak(key.format(compressed=False)[1:])[12:]


def is_assertion(key: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether a WebAuthn assertion by a P-256 key (x, y) is over this digest, the user verified."""
    found = _assertion(signature)
    if found is None:
        return False
    (r, s), (challenge_at, type_at), authenticator, client = found
    if len(authenticator) < _SHORTEST or not _flags_allow(authenticator[_FLAGS_AT]):
        return False
    challenge = b'"challenge":"' + urlsafe_b64encode(digest).rstrip(b"=") + b'"'
    if not (_stands(client, type_at, _TYPE) and _stands(client, challenge_at, challenge)):
        return False
    if int.from_bytes(s) > _HALF_P256:
        return False
    pair = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
    return _is_p256(key, authenticator + sha256(client).digest(), pair)


def _stands(text: bytes, at: int, wanted: bytes) -> bool:
    return text[at : at + len(wanted)] == wanted


def _flags_allow(flags: int) -> bool:
    backup = bool(flags & _ELIGIBLE) or not flags & _BACKED_UP
    return bool(flags & _PRESENT) and bool(flags & _VERIFIED) and backup


def _assertion(
    data: bytes,
) -> tuple[tuple[bytes, bytes], tuple[int, int], bytes, bytes] | None:
    """r and s, where challenge and type stand, the authenticator's data, the client's; as packed
    by the ABI encoding of a WebAuthnAuth."""
    words = [data[at : at + 32] for at in range(0, 0xC0, 32)]
    if len(data) < 0xC0:
        return None
    parts = [_bytes_at(data, int.from_bytes(word)) for word in words[4:]]
    authenticator, client = parts
    if authenticator is None or client is None:
        return None
    places = int.from_bytes(words[2]), int.from_bytes(words[3])
    return (words[0], words[1]), places, authenticator, client


def _bytes_at(data: bytes, at: int) -> bytes | None:
    size = int.from_bytes(data[at : at + 32]) if at + 32 <= len(data) else len(data)
    return data[at + 32 : at + 32 + size] if at + 32 + size <= len(data) else None


def _is_p256(key: bytes, message: bytes, signature: bytes) -> bool:
    x, y = int.from_bytes(key[:32]), int.from_bytes(key[32:])
    try:
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        public.verify(signature, message, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):  # no point of the curve, or no signature of it
        return False
    return True
