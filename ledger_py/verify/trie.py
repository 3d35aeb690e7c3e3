"""Merkle-Patricia tries: the root of an ordered list, and what a root says of a key.

Source: Ethereum Yellow Paper, appendix D. Held against its published test vectors by a test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eth_hash.auto import keccak

from ledger_py.verify import rlp

Node = list[rlp.Item]
Nibbles = tuple[int, ...]
EMPTY = keccak(rlp.encode(b""))
"""The root of a trie with nothing in it."""
_WORD = 32


class NodeMissing(Exception):
    """A trie's node is not among those given, or is none; `args[0]`: its hash."""


def ordered_root(items: Sequence[bytes]) -> bytes:
    """Return the root of a list, as blocks have it of their transactions and receipts."""
    return root({rlp.encode(_number(i)): item for i, item in enumerate(items)})


def root(items: Mapping[bytes, bytes]) -> bytes:
    """Return the root of a trie with these values; an empty value is none."""
    pairs = sorted((nibbles(key), value) for key, value in items.items() if value)
    return keccak(rlp.encode(_build(pairs, 0))) if pairs else EMPTY


def lookup(root: bytes, key: bytes, nodes: Mapping[bytes, bytes], used: set[bytes]) -> bytes | None:
    """Return what a trie holds under a key, None when it proves that it holds nothing.

    nodes: by their hashes; those on the way are put into `used`. Raises NodeMissing.
    """
    if root == EMPTY:
        return None
    path, node = nibbles(key), _load(root, nodes, used)
    while True:
        if len(node) == 17:
            if not path:
                return _bytes(node[16]) or None
            following, path = node[path[0]], path[1:]
        else:
            part, leaf = _unpack(_bytes(node[0]))
            if path[: len(part)] != part or (leaf and path != part):
                return None
            if leaf:
                return _bytes(node[1])
            following, path = node[1], path[len(part) :]
        if following == b"":
            return None
        if isinstance(following, list):
            node = _checked(following, b"")
        else:
            node = _load(following, nodes, used)


def nibbles(key: bytes) -> Nibbles:
    """Return the half bytes of a key."""
    return tuple(half for byte in key for half in (byte >> 4, byte & 15))


def _load(digest: bytes, nodes: Mapping[bytes, bytes], used: set[bytes]) -> Node:
    raw = nodes.get(digest)
    if raw is None:
        raise NodeMissing(digest)
    used.add(digest)
    try:
        return _checked(rlp.decode_list(raw), digest)
    except rlp.NotRlp as error:
        raise NodeMissing(digest) from error


def _checked(node: Node, digest: bytes) -> Node:
    if len(node) not in (2, 17):
        raise NodeMissing(digest)
    return node


def _build(pairs: list[tuple[Nibbles, bytes]], depth: int) -> bytes | Node:
    """The node over keys that agree in their first `depth` half bytes."""
    if not pairs:
        return b""
    if len(pairs) == 1:
        key, value = pairs[0]
        return [_pack(key[depth:], leaf=True), value]
    first, last = pairs[0][0], pairs[-1][0]
    shared = depth
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    branch = _branch(pairs, shared)
    if shared == depth:
        return branch
    return [_pack(first[depth:shared], leaf=False), _refer(branch)]


def _branch(pairs: list[tuple[Nibbles, bytes]], depth: int) -> Node:
    here = [value for key, value in pairs if len(key) == depth]
    children: Node = []
    for half in range(16):
        below = [pair for pair in pairs if len(pair[0]) > depth and pair[0][depth] == half]
        children.append(_refer(_build(below, depth + 1)))
    return [*children, here[0] if here else b""]


def _refer(node: bytes | Node) -> bytes | Node:
    """What a parent has of a node: its hash, or the node itself where that is shorter."""
    if node == b"":
        return b""
    encoded = rlp.encode(node)
    return node if len(encoded) < _WORD else keccak(encoded)


def _pack(part: Nibbles, *, leaf: bool) -> bytes:
    flag = 2 * leaf + len(part) % 2
    halves = (flag, *part) if len(part) % 2 else (flag, 0, *part)
    return bytes(halves[i] << 4 | halves[i + 1] for i in range(0, len(halves), 2))


def _unpack(packed: bytes) -> tuple[Nibbles, bool]:
    halves = nibbles(packed)
    if not halves:
        raise NodeMissing(b"")
    return halves[2 - halves[0] % 2 :], halves[0] >= 2


def _bytes(item: bytes | Node) -> bytes:
    if isinstance(item, bytes):
        return item
    raise NodeMissing(b"")


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8)
