"""A gateway's answers compared with a rebuilt community's, while the chain goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ledger_py.store import keeping
from ledger_py.verify.community import Checked, resources
from ledger_py.verify.findings import Report
from ledger_py.verify.gateway import Ask, compare_resource, fetch_documents
from ledger_py.verify.index_tables import document_hashes

_ATTEMPTS = 4
_PAUSE = 0.5
"""Seconds in which a gateway's index follows the chain."""


class Kept:
    """Documents that hash to their names go into the rebuilt store."""

    def __init__(self, checked: Checked) -> None:
        self._store = checked.store

    def keep(self, digest: bytes, body: bytes) -> None:
        """Keep a document."""
        with self._store.transaction() as connection:
            keeping.keep_document(connection, digest, body.decode())


def compare_gateway(checked: Checked, ours: Ask, theirs: Ask, report: Report) -> None:
    """Compare every resource; what differs is asked again a few times, as the chain goes on.

    ours: the same questions answered from the rebuilt store. The store follows the chain meanwhile.
    """
    community = checked.place.community
    fetch_documents(document_hashes(checked.store, community), theirs, Kept(checked), report)
    waiting: Sequence[str] = list(resources(checked.reads, community))
    total = len(waiting)
    for attempt in range(_ATTEMPTS):
        found: dict[str, Report] = {}
        for done, path in enumerate(waiting):
            found[path] = Report()
            compare_resource(path, ours, theirs, found[path])
            checked.progress("Asking the gateway", total - len(waiting) + done, total)
        waiting = [path for path, one in found.items() if not one.equal]
        last = attempt == _ATTEMPTS - 1
        for one in found.values():
            if one.equal or last:
                report.add(one)
        if not waiting or last:
            return
        time.sleep(_PAUSE)
        if checked.witness.move():
            checked.rebuild()
