"""The door for signed acts: each is tried on the chain as it is now, and taken only if it holds.

Everything here may wait for the node or the disk, so routes call it in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.services import Services
from ledger_py.calls import Call
from ledger_py.chain import codec
from ledger_py.errors import ContractError
from ledger_py.outbox import AcceptedAct, ActNotFound, ActStatus, OffChain
from ledger_py.store import acts

# More acts than this ahead of one are not played through: it is then judged on its own.
_AHEAD = 60


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
        head = self._services.node.head()
        now = max(head.time, int(self._services.clock()))
        try:
            self._services.node.call(call.contract, call.data, time=now)
        except ContractError:
            ahead = self._ahead(call)
            if not ahead:
                raise
            self._try_after([*ahead, call.data], call.contract, now, head.gas_limit)

    def _ahead(self, call: Call) -> list[bytes]:
        """Acts that wait for the same contract: this one may build on them."""
        with self._services.store.reading() as connection:
            waiting = acts.waiting(connection, _AHEAD)
        return [bytes(act.data) for act in waiting if act.contract == call.contract]

    def _try_after(self, calls: Sequence[bytes], contract: str, now: int, gas: int) -> None:
        limit = gas // (len(calls) + 1)
        relay = codec.encode_call("Community", "relay", [(limit, data) for data in calls])
        found = self._services.node.call(contract, relay, time=now, gas=gas)
        (outcomes,) = codec.decode_result("Community", "relay", found)
        reason: bytes = outcomes[-1][1]
        if reason:
            raise codec.contract_error(reason)
