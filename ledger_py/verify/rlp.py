"""Recursive length prefix: the bytes in which Ethereum hashes lists; written as published, read
strictly and to a bounded depth, since what is read may be anybody's.

Source: Ethereum Yellow Paper, appendix B. Held against the `rlp` package by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Item: TypeAlias = bytes | list["Item"]
Written: TypeAlias = bytes | Sequence["Written"]
DEEPEST = 32
"""No header, transaction, receipt or node nests deeper."""
_TEXT, _LIST, _SHORT = 0x80, 0xC0, 55


class NotRlp(ValueError):
    """Bytes that are nothing in their one form."""


def encode(item: Written) -> bytes:
    """Return the one form of bytes, or of a list of items."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < _TEXT:
            return item
        return _prefix(len(item), _TEXT) + item
    body = b"".join(map(encode, item))
    return _prefix(len(body), _LIST) + body


def decode(raw: bytes) -> Item:
    """Return what bytes are the one form of; raises NotRlp."""
    item, end = _item(raw, 0, len(raw), 0)
    if end != len(raw):
        raise NotRlp("something follows")
    return item


def decode_list(raw: bytes) -> list[Item]:
    """Return the items of a list; raises NotRlp."""
    found = decode(raw)
    if isinstance(found, bytes):
        raise NotRlp("it is no list")
    return found


def _prefix(length: int, base: int) -> bytes:
    if length <= _SHORT:
        return bytes([base + length])
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([base + _SHORT + len(digits)]) + digits


def _item(raw: bytes, at: int, end: int, depth: int) -> tuple[Item, int]:
    """The item that begins at a place and ends before another, and where the next begins."""
    if at >= end:
        raise NotRlp("it ends too soon")
    if raw[at] < _TEXT:
        return raw[at : at + 1], at + 1
    if raw[at] < _LIST:
        start, stop = _span(raw, at, end, _TEXT)
        if stop - start == 1 and raw[start] < _TEXT:
            raise NotRlp("a byte stands for itself")
        return raw[start:stop], stop
    if depth == DEEPEST:
        raise NotRlp(f"it nests deeper than {DEEPEST} levels")
    start, stop = _span(raw, at, end, _LIST)
    items: list[Item] = []
    while start < stop:
        item, start = _item(raw, start, stop, depth + 1)
        items.append(item)
    return items, stop


def _span(raw: bytes, at: int, end: int, base: int) -> tuple[int, int]:
    """Where the content of an item begins and ends."""
    length, start = raw[at] - base, at + 1
    if length > _SHORT:
        digits = raw[start : start + length - _SHORT]
        start += length - _SHORT
        length = int.from_bytes(digits)
        if length <= _SHORT or not digits[0]:
            raise NotRlp("a length is not in its one form")
    if start + length > end:
        raise NotRlp("it ends too soon")
    return start, start + length
