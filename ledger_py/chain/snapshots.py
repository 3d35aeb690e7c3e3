"""Snapshots of the embedded node: they only shorten a start, the journal stays the truth.

A file is a mark, a BLAKE2b checksum of all that follows, the block's number and hash, and the
node's own dump. It is written aside, made durable, then renamed: a half-written one has no name.
"""

import struct
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from ledger_py.chain.errors import SnapshotDamaged
from ledger_py.durable import write_durably

_MARK = b"AUZSNAP1"
_PLACE = struct.Struct(">Q32s")
_DIGEST = 32


@dataclass(frozen=True)
class Snapshot:
    """The node's dump at a block."""

    number: int
    block_hash: str
    dump: bytes


class Snapshots:
    """The snapshots in one directory; the newest `keep` stay."""

    def __init__(self, directory: Path, keep: int = 2) -> None:
        self.directory, self._keep = directory, keep
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob("*.new"):
            leftover.unlink()

    def paths(self) -> list[Path]:
        """Return the snapshot files, newest first."""
        return sorted(self.directory.glob("*.snapshot"), reverse=True)

    def write(self, snapshot: Snapshot) -> Path:
        """Write a snapshot durably, then remove those beyond the newest `keep`."""
        block_hash = bytes.fromhex(snapshot.block_hash[2:])
        body = _PLACE.pack(snapshot.number, block_hash) + snapshot.dump
        path = self.directory / f"{snapshot.number:012d}.snapshot"
        write_durably(path, _MARK + _digest(body) + body)
        for old in self.paths()[self._keep :]:
            old.unlink()
        return path

    def read(self, path: Path) -> Snapshot:
        """Return a snapshot; raise SnapshotDamaged when a byte of it is not as it was written."""
        content = path.read_bytes()
        start = len(_MARK) + _DIGEST
        digest, body = content[len(_MARK) : start], content[start:]
        whole = content.startswith(_MARK) and len(body) >= _PLACE.size and _digest(body) == digest
        if not whole:
            raise SnapshotDamaged(path)
        number, block_hash = _PLACE.unpack_from(body)
        return Snapshot(number, "0x" + block_hash.hex(), body[_PLACE.size :])


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGEST).digest()
