"""A closed window of blocks as a node tells it: its headers linked, its logs checked complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from eth_hash.auto import keccak

from ledger_py.chain.client import Header, Node
from ledger_py.chain.codec import Event, Log, decode_event
from ledger_py.chain.errors import ChainError
from ledger_py.handlers import LogsIncomplete
from ledger_py.store.rows import Checkpoint


class ChainMoved(ChainError):
    """The chain changed while a window was read; nothing of the window was written."""

    hint = "Read on: the next step starts from what holds then."

    def __init__(self, number: int) -> None:
        super().__init__(f"Block {number} changed while it was read.")


@dataclass(frozen=True)
class Reading:
    """What a window holds: its headers, and the events of our contracts, oldest first.

    after: the last block before it, None for the chain's first one that may hold events; places:
    contracts known before it -> their community; founded: contracts of communities founded in it;
    head: the newest block there was, by number.
    """

    after: Checkpoint | None
    headers: Sequence[Header]
    events: Sequence[Event]
    places: Mapping[str, str]
    founded: Mapping[str, str]
    head: int

    @property
    def reached(self) -> Checkpoint:
        """Its last block."""
        last = self.headers[-1]
        return Checkpoint(last.number, last.hash, last.time)


class Reader:
    """Reads windows of one factory's communities from a node."""

    def __init__(self, node: Node, factory: str) -> None:
        self._node, self._factory = node, factory

    def read(
        self, after: Checkpoint | None, span: range, places: Mapping[str, str], head: int
    ) -> Reading:
        """Return the blocks of `span`, which follow on `after`.

        Raises ChainMoved, LogsIncomplete, RpcError, NodeUnreachable.
        """
        first, last = span[0], span[-1]
        headers = self._headers(span, after)
        addresses = [self._factory, *places]
        logs = self._node.logs(first, last, addresses)
        founded = _founded(log for log in logs if log.address == self._factory)
        if founded:
            logs += self._node.logs(first, last, list(founded))
            logs.sort(key=lambda log: (log.block, log.position))
        self._check(headers, logs, {*addresses, *founded})
        return Reading(after, headers, [decode_event(log) for log in logs], places, founded, head)

    def _headers(self, span: range, after: Checkpoint | None) -> list[Header]:
        headers = self._node.blocks(span[0], span[-1])
        if [header.number for header in headers] != list(span):
            raise ChainMoved(span[-1])
        parent = after.hash if after else headers[0].parent
        for header in headers:
            if header.parent != parent:
                raise ChainMoved(header.number)
            parent = header.hash
        return headers

    def _check(self, headers: Sequence[Header], logs: Sequence[Log], places: set[str]) -> None:
        """Refuse logs that lie outside the window or its chain, come twice, or are missing."""
        hashes = {header.number: header.hash for header in headers}
        seen: set[tuple[int, int]] = set()
        for log in logs:
            if hashes.get(log.block) != log.block_hash:
                raise ChainMoved(log.block)
            if log.address not in places or (log.block, log.position) in seen:
                raise LogsIncomplete(
                    f"log {log.position} of block {log.block} is not of those asked for"
                )
            seen.add((log.block, log.position))
        self._check_counts(headers, logs, places)

    def _check_counts(
        self, headers: Sequence[Header], logs: Sequence[Log], places: set[str]
    ) -> None:
        """Where a header's bloom says that logs of ours may be, their number is the receipts'."""
        blooms = [bloom_of(place) for place in places]
        maybe = [h.number for h in headers if any(h.bloom & b == b for b in blooms)]
        given = Counter(log.block for log in logs)
        for number, addresses in zip(maybe, self._node.log_addresses(maybe), strict=True):
            there = sum(address in places for address in addresses)
            if given[number] != there:
                raise LogsIncomplete(f"{given[number]} of {there} came from block {number}")


def _founded(logs: Iterable[Log]) -> dict[str, str]:
    """The contracts of the communities that the factory's logs tell of -> their community."""
    found = {}
    for values in (decode_event(log).values for log in logs):
        community = values.get("communityAddress")
        for place in (community, values.get("assemblyAddress")):
            if place and community:
                found[place] = community
    return found


@cache
def bloom_of(address: str) -> int:
    """Return the bits that a log of this address sets in its block's bloom (2048 bits)."""
    digest = keccak(bytes.fromhex(address[2:]))
    bloom = 0
    for at in (0, 2, 4):
        bloom |= 1 << (int.from_bytes(digest[at : at + 2]) & 2047)
    return bloom
