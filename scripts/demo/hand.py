"""Whose hands load the demonstration: demo accounts only, each with the key kept for it here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ledger_py.accounts import Accounts
from ledger_py.calls import Place
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger, Newcomer
from ledger_py.outbox import AcceptedAct, ActState, ActStatus, Outbox
from ledger_py.store.reads import Reads

STEWARDS = ("demo steward 1", "demo steward 2")
MEMBERS = tuple(f"demo member {number}" for number in range(1, 6))
PAUSE = 0.2
Report = Callable[[str], None]


class DemoFailed(AuzolanError):
    """An act of the demonstration was refused."""

    hint = "Start with another DATA_DIR, or remove this one to begin anew."


class Stopped(Exception):
    """The ledger is being stopped; the load goes on at its next start."""


@dataclass(frozen=True)
class Hand:
    """Signs as demo accounts and waits for the chain; `report` is told every step in words."""

    outbox: Outbox
    reads: Reads
    accounts: Accounts
    report: Report
    stopped: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.time

    def account(self, label: str) -> Newcomer:
        """A demo account as it is admitted."""
        body: dict[str, Any] = {"kind": "person", "name": label, "demo": True}
        return Newcomer(body, self.accounts.ensure(label).signer, managed=True)

    def ledger(self, place: Place, label: str) -> Ledger:
        """The pen of a demo account."""
        return Ledger(place, member_of(label), self.accounts.signer(label), self.outbox)

    def wait(self, acts: Iterable[AcceptedAct], tolerated: frozenset[str] = frozenset()) -> None:
        """Wait until acts are over; raise DemoFailed for one that was refused, but for these."""
        for act in acts:
            state = self.outbox.wait(act.act, self._is_over)
            refused = state.status is ActStatus.FAILED and state.error is not None
            if refused and state.error and state.error.name not in tolerated:
                raise DemoFailed(f"The demonstration's act {act.call.name} failed: {state.error}")

    def wait_until(self, moment: float) -> None:
        """Let time pass."""
        while self.clock() < moment:
            self.go_on()
            time.sleep(PAUSE)

    def go_on(self) -> None:
        """Raise Stopped once the ledger is being stopped."""
        if self.stopped():
            raise Stopped

    def _is_over(self, state: ActState) -> bool:
        self.go_on()
        return state.over


def member_of(label: str) -> int:
    """The id of a demo account: the stewards were founders, the members admitted next."""
    return (*STEWARDS, *MEMBERS).index(label) + 1
