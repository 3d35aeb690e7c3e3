"""Tries have the roots that are published of them, and say nothing that they do not prove."""

import rlp
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger_py.verify import trie

PUBLISHED = (
    (
        {b"doe": b"reindeer", b"dog": b"puppy", b"dogglesworth": b"cat"},
        "8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3",
    ),
    (
        {b"do": b"verb", b"dog": b"puppy", b"doge": b"coin", b"horse": b"stallion"},
        "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84",
    ),
    (
        {b"A": b"a" * 50},
        "d23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab",
    ),
)
"""Of the test vectors of ethereum/tests (TrieTests): dogs, puppy, singleItem."""
EMPTY = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"


def test_root__of_published_vectors() -> None:
    for items, root in PUBLISHED:
        assert trie.root(items).hex() == root
    assert trie.root({}).hex() == trie.ordered_root([]).hex() == EMPTY


items = st.dictionaries(st.binary(min_size=4, max_size=4), st.binary(min_size=33), min_size=1)


def nodes_of(items: dict[bytes, bytes]) -> tuple[bytes, dict[bytes, bytes]]:
    """The root and all hashed nodes of a trie, gathered from how its parts are encoded."""
    found: dict[bytes, bytes] = {}
    pairs = sorted((trie.nibbles(key), value) for key, value in items.items())

    def gather(pairs: list[tuple[trie.Nibbles, bytes]], depth: int) -> None:
        node = trie._build(pairs, depth)
        raw = rlp.encode(node)
        found[keccak(raw)] = raw
        if len(pairs) < 2:
            return
        first, last = pairs[0][0], pairs[-1][0]
        shared = next(i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
        if shared > depth:
            gather(pairs, shared)
        for half in range(16):
            if below := [pair for pair in pairs if pair[0][shared] == half]:
                gather(below, shared + 1)

    gather(pairs, 0)
    return trie.root(items), found


@given(items, st.binary(min_size=4, max_size=4))
def test_lookup__finds_what_is_there__and_proves_what_is_not(
    items: dict[bytes, bytes], other: bytes
) -> None:
    root, nodes = nodes_of(items)
    for key, value in items.items():
        assert trie.lookup(root, key, nodes, set()) == value
    assert trie.lookup(root, other, nodes, set()) == items.get(other)


@given(items, st.data())
def test_lookup__without_a_node_or_with_another_byte__says_what_is_missing(
    items: dict[bytes, bytes], data: st.DataObject
) -> None:
    root, nodes = nodes_of(items)
    key = data.draw(st.sampled_from(sorted(items)))
    used: set[bytes] = set()
    trie.lookup(root, key, nodes, used)
    gone = data.draw(st.sampled_from(sorted(used)))
    try:
        trie.lookup(root, key, {k: v for k, v in nodes.items() if k != gone}, set())
        raise AssertionError("a node is missing and nobody noticed")
    except trie.NodeMissing as missing:
        assert missing.args[0] == gone
