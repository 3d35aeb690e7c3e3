"""A bundle made from a node: everything that somebody without a node needs to check a community."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from eth_hash.auto import keccak

from ledger_py.chain.errors import RpcError
from ledger_py.store.index import read_places
from ledger_py.verify.bundle import Block, Bundle
from ledger_py.verify.community import Checked
from ledger_py.verify.encoding import header_bytes, receipt_bytes, transaction_bytes
from ledger_py.verify.findings import Report
from ledger_py.verify.layout import Slot, slots
from ledger_py.windows import bloom_of

_HEADERS_AT_ONCE, _SLOTS_AT_ONCE = 200, 100
_ATTEMPTS = 5
Json = dict[str, Any]
T = TypeVar("T")


def export_at_rest(checked: Checked) -> Bundle:
    """Export as `export` does; where the node has forgotten the block meanwhile, at a newer one."""
    for _ in range(_ATTEMPTS):
        try:
            return export(checked)
        except RpcError:
            if not checked.witness.move():
                raise
            checked.rebuild()
    return export(checked)


def export(checked: Checked) -> Bundle:
    """Return the bundle of a rebuilt community at the witness's block.

    Raises EncodingUnknown where the chain hashes its blocks in a way that is not known here, and
    RpcError where the node proves no state of this block.
    """
    first, last = checked.factory.block, checked.witness.pinned.number
    heads: list[Json] = []
    for head in _heads(checked, first, last):
        heads.append(head)
        checked.progress("Fetching headers", len(heads), last - first + 1)
    with checked.store.reading() as connection:
        places = [checked.factory.address, *read_places(connection)]
    blooms = [bloom_of(place) for place in places]
    wanted = [h for h in heads if any(int(h["logsBloom"], 16) & b == b for b in blooms)]
    blocks = {}
    for done, head in enumerate(wanted, start=1):
        blocks[int(head["number"], 16)] = _block(checked, head["number"])
        checked.progress("Fetching blocks", done, len(wanted))
    return Bundle(
        chain_id=checked.place.chain_id,
        factory=checked.factory.address,
        community=checked.place.community,
        headers=[header_bytes(head) for head in heads],
        blocks=blocks,
        nodes=_nodes(checked, expected_slots(checked), checked.check_acts(Report())),
    )


def expected_slots(checked: Checked) -> list[Slot]:
    """Return the slots that a bundle has to prove, with what is expected there."""
    number = checked.reads.community(checked.place.community).number
    factory = checked.factory.address
    return slots(checked.place, factory, checked.recount(), checked.index(), number)


def _heads(checked: Checked, first: int, last: int) -> Iterator[Json]:
    for numbers in _batched(range(first, last + 1), _HEADERS_AT_ONCE):
        asked: list[tuple[str, list[Any]]]
        asked = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        yield from checked.witness.rpc.batch(asked)


def _block(checked: Checked, number: str) -> Block:
    whole, receipts = checked.witness.rpc.batch(
        [("eth_getBlockByNumber", [number, True]), ("eth_getBlockReceipts", [number])]
    )
    transactions = [transaction_bytes(tx) for tx in whole["transactions"]]
    return Block(transactions, [receipt_bytes(receipt) for receipt in receipts])


def _nodes(checked: Checked, wanted: Iterable[Slot], accounts: Iterable[str]) -> list[bytes]:
    """The nodes of the state's tries that lead to slots and accounts, each once, by hash."""
    by_address: dict[str, set[int]] = {account: set() for account in accounts}
    for slot in wanted:
        by_address.setdefault(slot.address, set()).add(slot.slot)
    at, found = hex(checked.witness.pinned.number), set()
    total, done = sum(map(len, by_address.values())), 0
    for address, numbers in by_address.items():
        for part in _batched(sorted(numbers), _SLOTS_AT_ONCE) or [()]:
            keys = [f"0x{number:064x}" for number in part]
            proof = checked.witness.rpc.call("eth_getProof", address, keys, at)
            found.update(proof["accountProof"])
            found.update(node for one in proof["storageProof"] for node in one["proof"])
            done += len(part)
            checked.progress("Fetching proofs", done, total)
    return sorted((bytes.fromhex(node[2:]) for node in found), key=keccak)


def _batched(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
