"""The door for signed acts: each is tried on the chain as it is now, and taken only if it holds.

Everything here may wait for the node or the disk, so routes call it in a thread.
"""

from __future__ import annotations

from api.services import Services
from ledger_py.calls import Call
from ledger_py.chain import codec
from ledger_py.chain.relaying import simulate
from ledger_py.errors import ContractError
from ledger_py.outbox import AcceptedAct, ActNotFound, ActStatus, OffChain
from ledger_py.store import acts

# More acts than this ahead of one are not played through: it is then judged on its own.
_AHEAD = 60
# Nobody's address: a caller who is the signer would need no signature.
_NOBODY = "0x" + bytes(20).hex()


class Door:
    """Takes signed acts into the outbox of a gateway."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def enter(self, call: Call, offchain: OffChain, key: str | None) -> AcceptedAct:
        """Take an act that the contract would carry out now; raise its named error otherwise.

        Raises ContractError, IdempotencyConflict, ContentUnrelated, CommitmentMismatch; then
        nothing is stored. The same act again has the same answer, whatever the chain says by now.
        """
        outbox = self._services.outbox
        if not self._is_known(call, key):
            self._try(call)
        accepted = outbox.accept(call, offchain, key)
        self._services.wake()
        return accepted

    def _is_known(self, call: Call, key: str | None) -> bool:
        outbox = self._services.outbox
        if key is not None and outbox.by_key(key):
            return True
        try:
            return outbox.state(call.act).status is not ActStatus.FAILED
        except ActNotFound:
            return False

    def _try(self, call: Call) -> None:
        # Chain time stands still between blocks: ask with the time that the next block will have.
        node = self._services.node
        now = max(node.head().time, int(self._services.clock()))
        try:
            node.call(call.contract, call.data, sender=_NOBODY, time=now)
        except ContractError:
            if not (ahead := self._ahead(call)):
                raise
            in_order = [*ahead, call.data]
            found = simulate(node, call.contract, in_order, sender=_NOBODY, now=now)
            if len(found) < len(in_order):
                raise
            if found[-1].reason:
                raise codec.contract_error(found[-1].reason) from None

    def _ahead(self, call: Call) -> list[bytes]:
        """Acts that wait for the same contract: this one may build on them."""
        with self._services.store.reading() as connection:
            waiting = acts.waiting(connection, _AHEAD)
        return [bytes(act.data) for act in waiting if act.contract == call.contract]
