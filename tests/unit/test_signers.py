"""A local key signs as a wallet does: recoverable, low s, and it keeps itself to itself."""

import pytest
from eth_account import Account
from eth_keys.datatypes import Signature
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.errors import DigestInvalid, KeyInvalid
from ledger_py.signers import LocalSigner

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEY = bytes(31) + b"\x07"


@given(st.integers(1, ORDER - 1), st.binary(min_size=32, max_size=32))
def test_signature__recovers_the_signer__with_low_s(key: int, digest: bytes) -> None:
    signer = LocalSigner(key.to_bytes(32))
    signature = signer.sign(digest)
    assert len(signature) == 65
    assert signature[64] in (27, 28)
    assert 0 < int.from_bytes(signature[32:64]) <= ORDER // 2
    found = Signature(signature[:64] + bytes([signature[64] - 27]))
    assert found.recover_public_key_from_msg_hash(digest).to_canonical_address() == signer.signer


@given(st.integers(1, ORDER - 1))
def test_signer__is_the_address_of_the_key(key: int) -> None:
    address: str = Account.from_key(key.to_bytes(32)).address
    assert LocalSigner(key.to_bytes(32)).signer == bytes.fromhex(address[2:])


def test_signature__of_the_same_digest__is_the_same() -> None:
    assert LocalSigner(KEY).sign(bytes(32)) == LocalSigner(KEY).sign(bytes(32))


@pytest.mark.parametrize(
    "key", [b"", bytes(32), b"\1" * 31, b"\1" * 33, ORDER.to_bytes(32), b"\xff" * 32]
)
def test_key__out_of_range__is_refused__and_never_shown(key: bytes) -> None:
    with pytest.raises(KeyInvalid) as caught:
        LocalSigner(key)
    assert caught.value.__cause__ is None
    assert not key or key.hex() not in str(caught.value)


@pytest.mark.parametrize("length", [0, 31, 33, 65])
def test_sign__of_anything_but_a_digest__is_refused(length: int) -> None:
    with pytest.raises(DigestInvalid):
        LocalSigner(KEY).sign(bytes(length))


def test_repr__shows_the_address_and_not_the_key() -> None:
    signer = LocalSigner(KEY)
    assert signer.signer.hex() in repr(signer)
    assert KEY.hex() not in repr(signer)
    assert not hasattr(signer, "__dict__")
