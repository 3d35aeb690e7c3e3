"""A chain's part in one file: headers, whole blocks, state; and what of it hangs together.

Headers link from the deployment's block to the last; a block whose bloom may hold logs of ours is
there whole, its lists hashing to its header's roots; nodes of the state's tries lead from the last
header's root. So whoever knows the last header's hash knows that the rest is the chain's.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from eth_hash.auto import keccak

from ledger_py.chain.errors import ChainError
from ledger_py.durable import write_durably
from ledger_py.verify import rlp
from ledger_py.verify.encoding import bytes_of, header_json
from ledger_py.verify.findings import Report
from ledger_py.verify.trie import NodeMissing, lookup, ordered_root

FORMAT = "auzolan-bundle-1"
HEADERS, BLOCKS, STATE = "bundle headers", "bundle blocks", "bundle state"
_LARGEST = 4 * 2**30
_UNFOLDS = 200
"""So many times its size at most; headers of empty blocks, of the same digits, come to 10."""
_ADDRESS = re.compile("0x[0-9a-f]{40}")
Json = dict[str, Any]


class BundleDamaged(ChainError):
    """A file is no bundle, or not in its one form."""

    hint = "Fetch the bundle again, or have it exported again with `auzolan bundle`."

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} cannot be read as a bundle: {fault}.")


@dataclass(frozen=True)
class Block:
    """A whole block: its transactions and receipts, in the bytes that are hashed."""

    transactions: list[bytes]
    receipts: list[bytes]


@dataclass(frozen=True)
class Bundle:
    """What a file holds. headers: their bytes, from the deployment's block on, without a gap."""

    chain_id: int
    factory: str
    community: str
    headers: list[bytes]
    blocks: dict[int, Block]
    nodes: list[bytes]
    used: set[bytes] = field(default_factory=set)

    @cached_property
    def heads(self) -> list[Json]:
        """The headers as JSON-RPC has them; raises ValueError."""
        return [header_json(raw) for raw in self.headers]

    @property
    def start(self) -> int:
        """The block of the deployment."""
        return int(self.heads[0]["number"], 16)

    @property
    def head(self) -> str:
        """The hash of the last header, on which everything rests."""
        return str(self.heads[-1]["hash"])

    def storage(self, address: str, slot: int) -> int:
        """Return what a contract holds in a slot after the last block; raises NodeMissing."""
        _, _, root, _ = self._account(address) or (b"",) * 4
        found = self._find(root, keccak(slot.to_bytes(32))) if root else None
        return int.from_bytes(bytes_of(rlp.decode(found))) if found else 0

    def code_hash(self, address: str) -> bytes | None:
        """Return the hash of a contract's code after the last block; raises NodeMissing."""
        account = self._account(address)
        return account[3] if account else None

    def check(self, report: Report) -> None:
        """Name every part that does not hang together with the last header."""
        for number, (before, header) in enumerate(
            zip(self.heads, self.heads[1:], strict=False), start=self.start + 1
        ):
            linked = (header["parentHash"], int(header["number"], 16))
            report.compare(HEADERS, f"block {number}", "parent", (before["hash"], number), linked)
        headers = {int(header["number"], 16): header for header in self.heads}
        for number, block in self.blocks.items():
            if (about := headers.get(number)) is None:
                report.differs(BLOCKS, f"block {number}", "header", None, "a block")
                continue
            for name, items in _lists(block):
                said = bytes.fromhex(about[f"{name}Root"][2:])
                report.compare(BLOCKS, f"block {number}", name, said, ordered_root(items))

    def check_used(self, report: Report) -> None:
        """Name what is in the bundle and belongs to nothing that was looked up."""
        for digest in self._by_hash.keys() - self.used:
            report.differs(STATE, "0x" + digest.hex(), "node", None, "a node that nothing leads to")
        if len(self._by_hash) != len(self.nodes):
            report.differs(STATE, "nodes", "count", len(self._by_hash), len(self.nodes))

    @cached_property
    def _by_hash(self) -> dict[bytes, bytes]:
        return {keccak(node): node for node in self.nodes}

    @property
    def _state_root(self) -> bytes:
        return bytes.fromhex(self.heads[-1]["stateRoot"][2:])

    def _account(self, address: str) -> list[bytes] | None:
        """Nonce, balance, root of the storage, hash of the code; None where there is nothing."""
        found = self._find(self._state_root, keccak(bytes.fromhex(address[2:])))
        return list(map(bytes_of, rlp.decode_list(found))) if found else None

    def _find(self, root: bytes, key: bytes) -> bytes | None:
        return lookup(root, key, self._by_hash, self.used)

    # --- the file

    def save(self, path: Path) -> int:
        """Write the file; return its size in bytes."""
        raw = self.packed()
        write_durably(path, raw, 0o644)
        return len(raw)

    def packed(self) -> bytes:
        """The bytes of the file."""
        return gzip.compress(self.text().encode(), mtime=0)

    def text(self) -> str:
        """The one form of the file's text."""
        blocks = {
            str(number): {"transactions": _hexes(b.transactions), "receipts": _hexes(b.receipts)}
            for number, b in sorted(self.blocks.items())
        }
        told = {
            "format": FORMAT,
            "chain_id": self.chain_id,
            "factory": self.factory,
            "community": self.community,
            "headers": _hexes(self.headers),
            "blocks": blocks,
            "nodes": _hexes(self.nodes),
        }
        return json.dumps(told, indent=0, separators=(",", ":")) + "\n"

    @classmethod
    def load(cls, path: Path) -> Bundle:
        """Read a file; raises BundleDamaged."""
        try:
            most = min(_LARGEST, _UNFOLDS * path.stat().st_size)
            with gzip.open(path) as file:
                raw = file.read(most + 1)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise BundleDamaged(path, str(error)) from None
        if len(raw) > most:
            raise BundleDamaged(path, "it unfolds to more than any bundle holds")
        return cls.read(raw, path)

    @classmethod
    def read(cls, raw: bytes, path: Path) -> Bundle:
        """Read a file's text; raises BundleDamaged unless it is in its one form."""
        try:
            told = orjson.loads(raw)
            if told["format"] != FORMAT:
                raise ValueError(f"its format is {str(told['format'])[:40]}")
            blocks = {
                int(number): Block(_bytes(block["transactions"]), _bytes(block["receipts"]))
                for number, block in told["blocks"].items()
            }
            chain_id, factory, community = told["chain_id"], told["factory"], told["community"]
            headers, nodes = _bytes(told["headers"]), _bytes(told["nodes"])
            found = cls(chain_id, factory, community, headers, blocks, nodes)
            if not headers or not found.is_placed() or found.text().encode() != raw:
                raise ValueError("it is not in the form in which bundles are written")
            assert found.heads
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise BundleDamaged(path, str(e) or type(e).__name__) from None
        return found

    def is_placed(self) -> bool:
        """Whether it says of which chain, factory and community it is."""
        places = (self.factory, self.community)
        are_addresses = all(isinstance(p, str) and _ADDRESS.fullmatch(p) for p in places)
        return are_addresses and type(self.chain_id) is int and 0 < self.chain_id < 2**256


def _lists(block: Block) -> Iterator[tuple[str, list[bytes]]]:
    yield "transactions", block.transactions
    yield "receipts", block.receipts


def _hexes(items: list[bytes]) -> list[str]:
    return [item.hex() for item in items]


def _bytes(items: list[str]) -> list[bytes]:
    return [bytes.fromhex(item) for item in items]


__all__ = ["Block", "Bundle", "BundleDamaged", "NodeMissing"]
