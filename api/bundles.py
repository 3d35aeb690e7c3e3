"""Bundles made while somebody waits: work that asks the chain for much, so one at a time."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from api.faults import GatewayFault
from ledger_py.chain.rpc import Rpc
from ledger_py.store import Store
from ledger_py.verify.community import Checked, Factory
from ledger_py.verify.exporting import export_at_rest
from ledger_py.verify.witness import Witness


class BundleBusy(GatewayFault):
    """A bundle is made for somebody else, and another has to wait until it is done."""

    status = 503
    hint = "Ask again in a moment, or make it yourself with `auzolan bundle` and a node."

    def __init__(self) -> None:
        super().__init__("Another bundle is being made here.")


class Bundles:
    """Makes bundles of the communities of a factory; raises what the chain raises."""

    def __init__(self, rpc: Rpc, factory: Factory) -> None:
        self._rpc, self._factory, self._making = rpc, factory, threading.Lock()

    def made(self, community: str) -> bytes:
        """The file of a community, by its address; raises BundleBusy."""
        if not self._making.acquire(blocking=False):
            raise BundleBusy
        try:
            with tempfile.TemporaryDirectory() as folder:
                return self._make(community, Path(folder))
        finally:
            self._making.release()

    def _make(self, community: str, folder: Path) -> bytes:
        store = Store(f"sqlite:///{folder / 'rebuilt.sqlite'}")
        try:
            store.migrate()
            witness = Witness(self._rpc)
            checked = Checked(witness, store, self._factory, community, _untold)
            checked.rebuild()
            return export_at_rest(checked).packed()
        finally:
            store.close()


def _untold(what: str, done: int, total: int) -> None:
    """Nobody watches."""
