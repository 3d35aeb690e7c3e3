"""Canonical JSON has one form; a commitment hides its content and opens to it alone."""

import json
from typing import Any

import pytest
from eth_utils import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.commitments import (
    Content,
    canonical,
    commitment,
    document_hash,
    new_salt,
    seal,
    verify,
)
from ledger_py.errors import CommitmentMismatch, NotCanonical, SaltInvalid

SALT = bytes(range(32))
TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_canonical__is_read_back_as_it_was(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(TEXT, st.integers(0, 9), max_size=6), st.randoms(use_true_random=False))
def test_canonical__does_not_depend_on_the_order_of_keys(value: dict[str, int], rng: Any) -> None:
    items = list(value.items())
    rng.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        # The example of RFC 8785, 3.2.3: keys by UTF-16 code units, so an emoji before U+FB33.
        ({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4}, '{"1":4,"€":3,"😀":2,"\ufb33":1}'),
        ('"\\/\b\f\n\r\t\x0f\x7f', '"\\"\\\\/\\b\\f\\n\\r\\t\\u000f\x7f"'),
        ({}, "{}"),
        ((1, 2), "[1,2]"),
    ],
)
def test_canonical__writes_what_the_rfc_says(value: Any, written: str) -> None:
    assert canonical(value) == written.encode()


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.5, "$"),
        (1.0, "$"),
        ({"a": [0, 2**53]}, "$.a[1]"),
        ({"a": {"b": b"x"}}, "$.a.b"),
        ({1: "x"}, "$"),
        ({"a": {1, 2}}, "$.a"),
        (float("nan"), "$"),
        ("\ud800", "$"),
    ],
)
def test_canonical__refuses_what_has_no_single_form(value: Any, path: str) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical(value)
    assert caught.value.path == path


def test_canonical__of_endless_nesting__is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonical):
        canonical(deep)
    while deep:
        deep = deep.pop()


def test_commitment__is_the_hash_of_salt_and_body() -> None:
    content = seal({"kind": "note", "text": "thanks"}, SALT)
    assert content.body == b'{"kind":"note","text":"thanks"}'
    assert content.commitment == keccak(SALT + content.body)
    assert document_hash(content.body) == keccak(content.body)


def test_seal__draws_a_salt_for_each_content() -> None:
    one, two = seal({"text": "same"}), seal({"text": "same"})
    assert len(one.salt) == 32
    assert one.salt != two.salt and one.commitment != two.commitment
    assert len({new_salt() for _ in range(100)}) == 100


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_commitment__with_a_salt_of_another_length__is_refused(length: int) -> None:
    with pytest.raises(SaltInvalid):
        commitment(bytes(length), b"{}")


@given(st.integers(0, 63), st.integers(0, 7))
def test_verify__opens_to_its_content_alone(byte: int, bit: int) -> None:
    content = seal({"kind": "note", "text": "one and the same words"}, SALT)
    verify(content)
    whole = bytearray(content.salt + content.body)
    whole[byte % len(whole)] ^= 1 << bit
    with pytest.raises(CommitmentMismatch):
        verify(Content(bytes(whole[32:]), bytes(whole[:32]), content.commitment))
