"""What can go wrong between us and a chain: one class per broken rule, each with a way out."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger_py.errors import AuzolanError

if TYPE_CHECKING:
    from ledger_py.chain.mining import Refusal


class ChainError(AuzolanError):
    """An error of the chain side; `hint` says in one sentence what to do."""


def place_of(url: str) -> str:
    """Where a node or gateway is, to be told to anybody: its address may hold a secret."""
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "", scheme
    return f"{scheme}{found}{re.split(r'[/?#]', rest)[0].rpartition('@')[2]}"


class RpcError(ChainError):
    """The node understood the request and refused it (JSON-RPC error object)."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"The node answered {code}: {message}.")
        self.code, self.message, self.data = code, message, data


class NodeUnreachable(ChainError):
    """No answer came from the node: it is down, too slow, or does not speak JSON-RPC."""

    hint = "Check that the node runs and that its address is right."

    def __init__(self, url: str, reason: object) -> None:
        super().__init__(f"No answer from the node at {place_of(url)} ({reason}).")
        self.url = url


class NodeMissing(ChainError):
    """The program of the embedded node is not installed."""

    hint = "Run `npm install` in the project's folder."

    def __init__(self, looked_in: list[Path]) -> None:
        places = ", ".join(str(path) for path in looked_in) or "no package for this platform"
        super().__init__(f"The embedded node is not installed (looked for {places}).")


class NodeDidNotStart(ChainError):
    """The embedded node ended, or stayed silent, before it listened."""

    hint = "Start again; if it stays so, run `make clean` and `make run`."

    def __init__(self, said: str) -> None:
        super().__init__(f"The embedded node did not start: {said.strip() or 'it said nothing'}.")


class DataDirInUse(ChainError):
    """Another process holds the lock of this data directory."""

    hint = "Stop that process, or name another directory: make run DATA_DIR=..."

    def __init__(self, data_dir: Path) -> None:
        super().__init__(f"Another process is using the chain in {data_dir}.")


class GenesisDiffers(ChainError):
    """The chain in the data directory began with other values than the ones asked for."""

    hint = "Use the key and chain id this data directory began with, or another directory."

    def __init__(self, name: str, stored: object, asked: object) -> None:
        super().__init__(f"The stored chain began with {name} {stored}, not {asked}.")


class JournalCorrupt(ChainError):
    """A record that was once durable is damaged; nothing was changed."""

    hint = "Put back a copy of the file from a backup; do not edit or delete it."

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"The journal {path} is damaged at byte {offset}: {reason}.")
        self.offset = offset


class JournalWriteFailed(ChainError):
    """A record could not be made durable; its block is not acknowledged."""

    hint = "Free some space on the disk and check its permissions, then try again."

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"The journal {path} could not be written ({reason}).")


class SnapshotDamaged(ChainError):
    """A snapshot's checksum is wrong; an older one or the journal alone takes its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The snapshot {path} is damaged.")


class ReplayMismatch(ChainError):
    """Replaying the journal gave another block than the one that was acknowledged."""

    hint = (
        "Start with the node version named in the journal, or put back a backup of the data"
        " directory."
    )

    def __init__(self, number: int, stored: str, replayed: str, node: str) -> None:
        super().__init__(
            f"Block {number} replays to {replayed} but was acknowledged as {stored}"
            f" (journal begun by {node})."
        )
        self.number = number


class ForeignTransaction(ChainError):
    """A block of the embedded node holds something that we did not put there."""

    hint = "Find out what else writes to the embedded node's port."

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"Block {number} is not ours: {reason}.")
        self.number = number


class TransactionsRefused(ChainError):
    """The node took none of the transactions offered; no block was made."""

    def __init__(self, refused: "Sequence[Refusal]") -> None:
        super().__init__(f"The node took none of {len(refused)} transactions: {refused[0].reason}.")
        self.refused = tuple(refused)


class ChainClosed(ChainError):
    """The embedded chain is not started, or was closed."""

    def __init__(self) -> None:
        super().__init__("The embedded chain is not running.")


class ContractMissing(ChainError):
    """The node knows no contract of ours at an address, as far as it has read the chain."""

    hint = "Wait until the node has read the whole chain; if it has, the address is wrong."

    def __init__(self, address: str) -> None:
        super().__init__(f"There is no community at {address}.")


class EventUnknown(ChainError):
    """A contract of ours emitted an event that this version of the package does not know."""

    hint = "Install the version of this package that belongs to the contracts."

    def __init__(self, topic: bytes, address: str) -> None:
        super().__init__(f"{address} emitted an unknown event 0x{topic.hex()}.")


class CallMalformed(ChainError):
    """Bytes are no call of the contract they are meant for."""

    hint = "Encode the call with the contract's ABI."

    def __init__(self, contract: str, data: bytes) -> None:
        super().__init__(f"0x{data[:4].hex()}... is no call of {contract}.")
