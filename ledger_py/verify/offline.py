"""A community checked from a bundle alone, with every node switched off."""

from __future__ import annotations

from ledger_py.errors import AuzolanError
from ledger_py.store import Store
from ledger_py.verify.bundle import BLOCKS, HEADERS, STATE, Bundle
from ledger_py.verify.bundle_rpc import BundleRpc
from ledger_py.verify.community import Checked, Factory, Progress
from ledger_py.verify.counted import compare_counted
from ledger_py.verify.exporting import expected_slots
from ledger_py.verify.findings import Report
from ledger_py.verify.trie import NodeMissing
from ledger_py.verify.witness import Witness


def check_bundle(
    bundle: Bundle, head: str | None, store: Store, report: Report, progress: Progress
) -> Checked | None:
    """Check a bundle; return the community rebuilt from it, None where it does not hang together.

    head: the hash of the last header as the person knows it, None where they take the bundle's.
    """
    if head is not None:
        report.compare(HEADERS, "last block", "hash", head.lower(), bundle.head)
    bundle.check(report)
    if not report.equal:
        return None
    found = Report()
    try:
        checked = _rebuild_and_check(bundle, store, found, progress)
    except Exception as error:
        # The contracts of a chain that was made up wrote anything at all; it is told, never passed.
        said = str(error) if isinstance(error, AuzolanError) else f"{type(error).__name__}: {error}"
        report.differs(BLOCKS, "events", "", "what the contracts write", said)
        return None
    report.add(found)
    return checked


def _rebuild_and_check(bundle: Bundle, store: Store, report: Report, progress: Progress) -> Checked:
    witness = Witness(BundleRpc(bundle))
    factory = Factory(bundle.factory, bundle.start)
    checked = Checked(witness, store, factory, bundle.community, progress)
    checked.rebuild()
    checked.check_acts(report)
    compare_counted(checked.recount(), checked.index(), witness.pinned.time, report)
    _check_state(bundle, checked, report)
    return checked


def _check_state(bundle: Bundle, checked: Checked, report: Report) -> None:
    """Hold what the events add up to against the state that the last header proves."""
    for slot in expected_slots(checked):
        try:
            found = bundle.storage(slot.address, slot.slot) & slot.mask
        except NodeMissing as missing:
            digest = missing.args[0].hex()
            report.differs(STATE, slot.record, "proof", f"a node 0x{digest}", None)
            continue
        report.compare(STATE, slot.record, "storage", hex(found), hex(slot.expected & slot.mask))
    bundle.check_used(report)
