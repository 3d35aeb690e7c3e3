"""Signatures are judged as the contracts judge them: the same are taken, the same refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.signers import LocalSigner
from ledger_py.verify.signatures import Verdict, judge, recovered
from tests.passkeys import Passkey

VERIFIER = "0x" + "7e" * 20
DIGEST = bytes(range(32))
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEY = LocalSigner(b"\7" * 32)
PASSKEY = Passkey(VERIFIER)
SIGNATURE, ASSERTION = KEY.sign(DIGEST), PASSKEY.sign(DIGEST)


def test_key__signs__is_known_by_its_address() -> None:
    assert judge(KEY.signer, DIGEST, SIGNATURE) is Verdict.KEY
    assert recovered(DIGEST, SIGNATURE) == KEY.signer


@given(st.integers(0, len(SIGNATURE) * 8 - 1))
def test_key__signature_with_one_bit_changed__is_refused(bit: int) -> None:
    changed = bytearray(SIGNATURE)
    changed[bit // 8] ^= 1 << bit % 8
    assert judge(KEY.signer, DIGEST, bytes(changed)) is Verdict.INVALID


def test_key__the_other_signature_of_the_pair__is_refused() -> None:
    """High s (EIP-2): valid on the curve, and no second signature of the same act."""
    s = ORDER - int.from_bytes(SIGNATURE[32:64])
    other = SIGNATURE[:32] + s.to_bytes(32) + bytes([55 - SIGNATURE[64]])
    assert judge(KEY.signer, DIGEST, other) is Verdict.INVALID


@pytest.mark.parametrize("signature", [b"", SIGNATURE[:-1], SIGNATURE + b"\0", bytes(65)])
def test_key__what_is_no_signature__is_nobodys(signature: bytes) -> None:
    assert recovered(DIGEST, signature) is None


def test_passkey__user_verified__is_taken() -> None:
    assert judge(PASSKEY.signer, DIGEST, ASSERTION) is Verdict.PASSKEY
    assert judge(PASSKEY.signer, DIGEST, PASSKEY.sign(DIGEST, flags=0x1D)) is Verdict.PASSKEY


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": 0x01},
        {"flags": 0x04},
        {"flags": 0x15},
        {"upper_s": True},
        {"kind": "webauthn.create"},
        {"challenge": bytes(32)},
    ],
    ids=["not verified", "not present", "backed up, not eligible", "high s", "kind", "challenge"],
)
def test_passkey__wrong_in_one_way__is_refused(wrong: dict[str, object]) -> None:
    assertion = PASSKEY.sign(DIGEST, **wrong)  # type: ignore[arg-type]
    assert judge(PASSKEY.signer, DIGEST, assertion) is Verdict.INVALID


def test_passkey__of_somebody_else_or_over_something_else__is_refused() -> None:
    assert judge(Passkey(VERIFIER).signer, DIGEST, ASSERTION) is Verdict.INVALID
    assert judge(PASSKEY.signer, bytes(32), ASSERTION) is Verdict.INVALID
    assert judge(PASSKEY.signer[:-1], DIGEST, ASSERTION) is Verdict.INVALID
    assert judge(PASSKEY.signer[:20] + bytes(64), DIGEST, ASSERTION) is Verdict.INVALID


@given(st.integers(0, len(ASSERTION)))
def test_passkey__assertion_cut_short__is_refused(size: int) -> None:
    # Behind the client's data is padding, which nothing reads.
    read = ASSERTION.rstrip(b"\0")
    if size < len(read):
        assert judge(PASSKEY.signer, DIGEST, ASSERTION[:size]) is Verdict.INVALID
