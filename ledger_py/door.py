"""The door for signed acts: each is tried on the chain as it is now, and taken only if it holds.

Everything here may wait for the node or the disk, so a gateway calls it in a thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ledger_py.calls import NOBODY, NOWHERE, Call
from ledger_py.chain import codec
from ledger_py.chain.client import Node
from ledger_py.chain.relaying import simulate
from ledger_py.errors import ContractError
from ledger_py.idempotency import Asked
from ledger_py.offchain import OffChain, require_opened
from ledger_py.outbox import AcceptedAct, ActNotFound, ActStatus, Outbox, Tell

# Nobody's address: a caller who is the signer would need no signature.
_NO_SENDER = "0x" + bytes(20).hex()


@dataclass(frozen=True, slots=True)
class Door:
    """Takes signed acts into an outbox: a `ledger_py.ledger.Port` that asks the chain first."""

    node: Node
    outbox: Outbox
    clock: Callable[[], float] = time.time

    def accept(
        self,
        call: Call,
        offchain: OffChain | None = None,
        key: str | None = None,
        asked: Asked | None = None,
        tell: Tell | None = None,
    ) -> AcceptedAct:
        """Take an act that the contract would carry out now; raise its named error otherwise.

        Raises ContractError and whatever `Outbox.accept` raises; then nothing is stored. The same
        act again has the same answer, whatever the chain says by now.
        """
        offchain = offchain or OffChain()
        require_opened(call, offchain)
        if not self._is_known(call, key):
            self._try(call)
        return self.outbox.accept(call, offchain, key, asked, tell)

    def by_key(
        self, key: str, community: str = NOWHERE, member: int = NOBODY
    ) -> AcceptedAct | None:
        """The act that was taken under a member's idempotency key."""
        return self.outbox.by_key(key, community, member)

    def _is_known(self, call: Call, key: str | None) -> bool:
        if key is not None and self.by_key(key, *call.keyring):
            return True
        try:
            return self.outbox.state(call.act).status is not ActStatus.FAILED
        except ActNotFound:
            return False

    def _try(self, call: Call) -> None:
        # Chain time stands still between blocks: ask with the time that the next block will have.
        now = max(self.node.head().time, int(self.clock()))
        try:
            self._ask(call, now)
        except ContractError:
            if not (ahead := self.outbox.ahead(call.contract)):
                raise
            in_order = [*ahead, call.data]
            found = simulate(self.node, call.contract, in_order, sender=_NO_SENDER, now=now)
            if len(found) < len(in_order):
                self._ask(call, now)
            elif found[-1].reason:
                self._ask_again(call, now, found[-1].reason)

    def _ask_again(self, call: Call, now: int, reason: bytes) -> None:
        """What was ahead may be in a block by now; if not, the reason is the one with it ahead."""
        try:
            self._ask(call, now)
        except ContractError:
            raise codec.contract_error(reason) from None

    def _ask(self, call: Call, now: int) -> None:
        self.node.call(call.contract, call.data, sender=_NO_SENDER, time=now)
