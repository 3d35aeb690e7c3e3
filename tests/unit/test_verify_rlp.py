"""Recursive length prefix, as the package of its name has it, and nothing else read as it."""

import pytest
import rlp as published  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.verify import rlp

items = st.recursive(st.binary(max_size=80), lambda inner: st.lists(inner, max_size=6))


@given(items)
def test_encode_and_decode__are_as_published(item: rlp.Item) -> None:
    raw = published.encode(item)
    assert rlp.encode(item) == raw
    assert rlp.decode(raw) == item


@pytest.mark.parametrize("length", [0, 1, 55, 56, 255, 256, 65_535, 65_536])
def test_encode__of_every_width_of_length__is_as_published(length: int) -> None:
    for item in (b"a" * length, [b""] * length):
        raw = published.encode(item)
        assert (rlp.encode(item), rlp.decode(raw)) == (raw, item)


@given(st.binary(max_size=40))
def test_decode__takes_what_the_published_takes_and_no_more(raw: bytes) -> None:
    try:
        expected = published.decode(raw)
    except published.exceptions.RLPException:
        with pytest.raises(rlp.NotRlp):
            rlp.decode(raw)
    else:
        assert rlp.decode(raw) == expected


@pytest.mark.parametrize(
    "raw", ["", "8100", "b800", "b90038", "f800", "c1", "c18100", "83aabb", "0000"]
)
def test_decode__of_another_form__is_refused(raw: str) -> None:
    with pytest.raises(rlp.NotRlp):
        rlp.decode(bytes.fromhex(raw))


def test_decode__of_the_deepest_list__is_read() -> None:
    raw = bytes([0xC0 + left for left in range(rlp.DEEPEST - 1, -1, -1)])
    assert rlp.decode(raw) == published.decode(raw)
    with pytest.raises(rlp.NotRlp, match="deeper than"):
        rlp.decode(bytes([0xC0 + rlp.DEEPEST]) + raw)


def test_decode_list__of_bytes__is_refused() -> None:
    with pytest.raises(rlp.NotRlp, match="no list"):
        rlp.decode_list(b"\x80")
