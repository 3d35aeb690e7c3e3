"""Signers whose keys are elsewhere: a wallet is shown typed data, a passkey asserts a digest."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from eth_abi.abi import decode
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.calls import Place
from ledger_py.elsewhere import (
    ORDER,
    Assertion,
    AssertionInvalid,
    PasskeySigner,
    SignerInvalid,
    WalletSigner,
    encoded,
)
from ledger_py.errors import DigestInvalid
from ledger_py.models import Depart
from ledger_py.signers import LocalSigner

PLACE = Place(31_337, "0x" + "11" * 20, "0x" + "22" * 20)
ACT = Depart(3, 2_000_000_000)
KEY = bytes(31) + b"\7"
DIGEST = PLACE.digest(ACT)
STRUCT = ("bytes32", "bytes32", "uint256", "uint256", "bytes", "string")


class Device:
    """An authenticator: a real P-256 key, and the answers that a browser brings from it."""

    def __init__(self, flags: int = 5, kind: str = "webauthn.get", upper: bool = False) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.flags, self.kind, self.upper = flags, kind, upper
        numbers = self.key.public_key().public_numbers()
        self.x, self.y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)

    def __call__(self, challenge: bytes) -> Assertion:
        data = hashlib.sha256(b"localhost").digest() + bytes([self.flags]) + bytes(4)
        text = urlsafe_b64encode(challenge).rstrip(b"=").decode()
        client = f'{{"type":"{self.kind}","challenge":"{text}","origin":"http://localhost"}}'
        signed = data + hashlib.sha256(client.encode()).digest()
        r, s = decode_dss_signature(self.key.sign(signed, ec.ECDSA(hashes.SHA256())))
        s = max(s, ORDER - s) if self.upper else min(s, ORDER - s)
        return Assertion(data, client.encode(), encode_dss_signature(r, s))


def test_wallet__is_shown_what_it_signs_in_full() -> None:
    shown: list[Any] = []
    account = Account.from_key(KEY)

    def ask(data: Any) -> bytes:
        shown.append(data)
        message = encode_typed_data(full_message=dict(data))
        return bytes(account.sign_message(message).signature)

    wallet = WalletSigner(bytes.fromhex(account.address[2:]), ask)
    signature = PLACE.signature(wallet, ACT)
    assert signature == LocalSigner(KEY).sign(DIGEST)
    assert shown[0]["primaryType"] == "Depart"
    assert shown[0]["domain"]["verifyingContract"] == PLACE.community


@pytest.mark.parametrize("upper", [False, True])
def test_passkey__gives_the_lower_s_whatever_the_device_gives(upper: bool) -> None:
    device = Device(upper=upper)
    passkey = PasskeySigner(b"\1" * 20, device.x, device.y, device)
    assert passkey.signer == b"\1" * 20 + device.x + device.y
    r, s, challenge_at, type_at, data, client = decode(STRUCT, PLACE.signature(passkey, ACT))
    assert int.from_bytes(s) <= ORDER // 2
    assert client[challenge_at:].startswith('"challenge":"')
    assert client[type_at:].startswith('"type":"webauthn.get"')
    signature = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
    signed = data + hashlib.sha256(client.encode()).digest()
    device.key.public_key().verify(signature, signed, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("device", "fault"),
    [
        (Device(flags=1), "did not verify its user"),
        (Device(flags=4), "did not verify its user"),
        (Device(kind="webauthn.create"), "not the answer to a request to sign"),
    ],
)
def test_passkey__that_asserts_too_little__is_refused(device: Device, fault: str) -> None:
    with pytest.raises(AssertionInvalid, match=fault):
        PasskeySigner(bytes(20), device.x, device.y, device).sign(DIGEST)


def test_passkey__that_answers_something_else__is_refused() -> None:
    device = Device()
    with pytest.raises(AssertionInvalid, match="another challenge"):
        encoded(device(bytes(32)), DIGEST)


def test_assertion__that_nests_without_end__is_refused() -> None:
    deep = b'{"type":"webauthn.get","challenge":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(AssertionInvalid, match="no JSON of a browser"):
        encoded(Assertion(b"", deep, b""), DIGEST)


@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
def test_assertion__of_any_bytes__is_refused_in_words(a: bytes, b: bytes, c: bytes) -> None:
    with pytest.raises(AssertionInvalid):
        encoded(Assertion(a, b, c), DIGEST)


@given(st.binary(max_size=80))
def test_assertion__with_any_signature__is_refused_or_in_range(signature: bytes) -> None:
    answer = Device()(DIGEST)
    try:
        found = encoded(Assertion(answer.authenticator_data, answer.client_data, signature), DIGEST)
    except AssertionInvalid:
        return
    assert 0 < int.from_bytes(found[32:64]) <= ORDER // 2


@pytest.mark.parametrize("length", [0, 19, 21, 32])
def test_signers__of_no_account__are_refused(length: int) -> None:
    with pytest.raises(SignerInvalid, match=f"{length} bytes"):
        WalletSigner(bytes(length), lambda data: b"")
    with pytest.raises(SignerInvalid, match=f"{length} bytes"):
        PasskeySigner(bytes(length), bytes(32), bytes(32), Device())
    with pytest.raises(SignerInvalid, match="y of a signer has 31"):
        PasskeySigner(bytes(20), bytes(32), bytes(31), Device())
    with pytest.raises(DigestInvalid):
        PasskeySigner(bytes(20), bytes(32), bytes(32), Device()).sign(bytes(length + 1))
