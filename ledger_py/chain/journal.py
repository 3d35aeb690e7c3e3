"""The embedded chain's write-ahead journal: what a block is made of, durable before it is mined.

A file of frames. A frame is a head (mark, kind, length, CRC-32 of these), a payload, and a tail
(CRC-32 of head and payload, end mark). Kinds: one GENESIS first, then for every block a BLOCK
(number, time, raw transactions) and, once it is mined, a SEAL (number, block hash). Each is
fsync'ed before the next step: an acknowledged block has its seal, and only the last frame can be
torn.
"""

import json
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Self
from zlib import crc32

from ledger_py.chain.errors import JournalCorrupt, JournalWriteFailed
from ledger_py.durable import write_durably

_MARK, _END = b"AZ", b"\n"
_HEAD, _TAIL = struct.Struct(">2scII"), struct.Struct(">Ic")
_BLOCK, _SEAL, _LENGTH = struct.Struct(">QQI"), struct.Struct(">Q32s"), struct.Struct(">I")
_GENESIS_KIND, _BLOCK_KIND, _SEAL_KIND = b"G", b"B", b"S"


@dataclass(frozen=True)
class Genesis:
    """Everything outside the blocks that decides their hashes, and the node that began it."""

    chain_id: int
    time: int
    gas_limit: int
    hardfork: str
    funded: dict[str, int]
    node: str


@dataclass(frozen=True)
class JournalBlock:
    """One block as it was ordered: seconds since 1970, raw signed transactions in order."""

    number: int
    timestamp: int
    transactions: tuple[bytes, ...]


class Journal:
    """An append-only journal file; use `create` or `open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hashes: list[str] = []
        self.number = 0
        self._file: BinaryIO = path.open("r+b", buffering=0)
        try:
            self.genesis, self.timestamp, self._end = self._scan()
        except BaseException:
            self._file.close()
            raise

    @classmethod
    def create(cls, path: Path, genesis: Genesis) -> Self:
        """Begin a journal; it appears under its name only when its head is durable."""
        head = _frame(_GENESIS_KIND, json.dumps(asdict(genesis)).encode())
        try:
            write_durably(path, head)
        except OSError as error:
            raise JournalWriteFailed(path, error) from error
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Check every frame, cut off a torn last one; raise JournalCorrupt for any other damage."""
        return cls(path)

    @property
    def sealed(self) -> bool:
        """Whether the last block is known to be mined, with its hash."""
        return len(self.hashes) == self.number

    def append_block(self, block: JournalBlock) -> None:
        """Make the next block durable; must happen before it is mined."""
        if not self.sealed or block.number != self.number + 1 or block.timestamp < self.timestamp:
            raise ValueError(f"block {block.number} cannot follow {self.number}")
        self._append(_BLOCK_KIND, _pack(block))
        self.number, self.timestamp = block.number, block.timestamp

    def append_seal(self, block_hash: str) -> None:
        """Record the hash that the last block has on the chain."""
        if self.sealed:
            raise ValueError(f"block {self.number} is sealed")
        self._append(_SEAL_KIND, _SEAL.pack(self.number, bytes.fromhex(block_hash[2:])))
        self.hashes.append(block_hash)

    def blocks(self, after: int = 0) -> Iterator[JournalBlock]:
        """Yield the blocks above a number, in order, straight from the file."""
        with self.path.open("rb") as file:
            for _, kind, payload in _frames(file, self.path, self._end):
                if kind == _BLOCK_KIND and _BLOCK.unpack_from(payload)[0] > after:
                    yield _unpack(payload)

    def close(self) -> None:
        """Close the file; everything in it is durable already."""
        self._file.close()

    def _append(self, kind: bytes, payload: bytes) -> None:
        frame = _frame(kind, payload)
        try:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            written = 0
            while written < len(frame):
                written += self._file.write(frame[written:])
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):  # tried again before the next record
                self._file.truncate(self._end)
            raise JournalWriteFailed(self.path, error) from error
        self._end += len(frame)

    def _scan(self) -> tuple[Genesis, int, int]:
        size = os.fstat(self._file.fileno()).st_size
        genesis, timestamp, end = None, 0, 0
        with self.path.open("rb") as file:
            for end, kind, payload in _frames(file, self.path, size):
                if genesis is None:
                    genesis = self._genesis(kind, payload)
                    timestamp = genesis.time
                else:
                    timestamp = self._follow(end, kind, payload, timestamp)
        if genesis is None:
            raise JournalCorrupt(self.path, 0, "it has no beginning")
        if end < size:
            self._file.truncate(end)
            os.fsync(self._file.fileno())
        return genesis, timestamp, end

    def _genesis(self, kind: bytes, payload: bytes) -> Genesis:
        try:
            if kind == _GENESIS_KIND:
                return Genesis(**json.loads(payload))
        except (ValueError, TypeError) as error:
            raise JournalCorrupt(self.path, 0, "its beginning is of another version") from error
        raise JournalCorrupt(self.path, 0, "it does not begin with a genesis")

    def _follow(self, end: int, kind: bytes, payload: bytes, timestamp: int) -> int:
        if kind == _BLOCK_KIND and self.sealed:
            number, time, _ = _BLOCK.unpack_from(payload)
            if number == self.number + 1 and time >= timestamp:
                self.number = number
                return int(time)
        if kind == _SEAL_KIND and not self.sealed:
            number, block_hash = _SEAL.unpack(payload)
            if number == self.number:
                self.hashes.append("0x" + block_hash.hex())
                return timestamp
        raise JournalCorrupt(self.path, end, f"before it stands a record out of order ({kind!r})")


def _frame(kind: bytes, payload: bytes) -> bytes:
    start = _MARK + kind + _LENGTH.pack(len(payload))
    body = start + _LENGTH.pack(crc32(start)) + payload
    return body + _TAIL.pack(crc32(body), _END)


def _frames(file: BinaryIO, path: Path, size: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (offset of the frame's end, kind, payload) up to the end or a torn last frame."""
    start = 0
    while start < size:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return
        _, kind, length, checksum = _HEAD.unpack(head)
        if not head.startswith(_MARK) or crc32(head[:-4]) != checksum:
            if _never_written(head + file.read(), _HEAD.size):
                return
            raise JournalCorrupt(path, start, "not the head of a record")
        rest = file.read(length + _TAIL.size)
        end = start + _HEAD.size + length + _TAIL.size
        if len(rest) < length + _TAIL.size:
            return
        payload, tail = rest[:length], rest[length:]
        if tail != _TAIL.pack(crc32(head + payload), _END):
            if end == size and rest.endswith(b"\0"):
                return  # a whole frame ends with the end mark: this one was never wholly written
            raise JournalCorrupt(path, start, "a record does not match its checksum")
        yield end, kind, payload
        start = end


def _never_written(rest: bytes, head_size: int) -> bool:
    """After a power cut a file may have grown without its bytes: they read as zeros to the end."""
    return len(rest.rstrip(b"\0")) < head_size


def _pack(block: JournalBlock) -> bytes:
    parts = [_BLOCK.pack(block.number, block.timestamp, len(block.transactions))]
    for raw in block.transactions:
        parts += (_LENGTH.pack(len(raw)), raw)
    return b"".join(parts)


def _unpack(payload: bytes) -> JournalBlock:
    number, timestamp, count = _BLOCK.unpack_from(payload)
    at, transactions = _BLOCK.size, []
    for _ in range(count):
        (length,) = _LENGTH.unpack_from(payload, at)
        at += _LENGTH.size + length
        transactions.append(payload[at - length : at])
    return JournalBlock(number, timestamp, tuple(transactions))
