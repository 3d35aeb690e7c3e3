"""What a gateway does by itself: closes votes, executes proposals, opens elections.

index: what is due -> the same unsigned call for every gateway -> outbox -> relay. Anyone may make
these calls, so whoever is first has done it for all. What is refused is tried again, each time
after twice as long, and readers are told why (`Reads.retries`, `Proposal.refusal`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from ledger_py import calls
from ledger_py.calls import Call, Place
from ledger_py.outbox import ActNotFound, ActStatus, Outbox
from ledger_py.store import Store, acts
from ledger_py.store import due as dues
from ledger_py.store.due import Due
from ledger_py.store.index import read_checkpoint

AT_ONCE = 16
"""So many of each kind are seen to in one step."""
FIRST_WAIT = 60
LONGEST_WAIT = 24 * 60 * 60
"""Seconds after the first refusal, and at most after any."""
_LANDED = (ActStatus.INCLUDED, ActStatus.FINALISED)
_log = logging.getLogger(__name__)


class Duties:
    """Sees to what is due by the index; a part of the worker, beside relay and indexer."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        chain_id: int,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._outbox, self._chain_id, self._clock = store, outbox, chain_id, clock

    def step(self) -> int:
        """Hand in what is due now; return how many calls that were."""
        with self._store.reading() as connection:
            reached = read_checkpoint(connection)
            now = max(int(self._clock()), reached.time if reached else 0)
            found, done = dues.due(connection, now, AT_ONCE), dues.has_done(connection)
        if done:
            with self._store.transaction() as connection:
                dues.forget_done(connection)
        return sum(self._see_to(one, now) for one in found)

    def _see_to(self, one: Due, now: int) -> bool:
        """Hand in a call once; after a refusal again, when it is time."""
        call = self._call(one)
        try:
            state = self._outbox.state(call.act)
        except ActNotFound:
            self._outbox.accept(call)
            return True
        if not state.over or state.status in _LANDED:
            return False  # on its way, or the index is about to say that it is done
        key = (one.community, one.name, one.vote)
        with self._store.transaction() as connection:
            before, row = dues.tried(connection, key), acts.find(connection, call.act)
            if row is None or (row.error is None and row.batch is None):
                return False  # another process has queued it again meanwhile
            if before and before.again is not None and before.again <= now:
                dues.note_try(connection, key)
                acts.queue_again(connection, call.act)
                return True
            if before is None or before.again is None:
                again = now + wait_after(before.refused + 1 if before else 1)
                dues.note_refusal(connection, key, call.act, state.reason, again)
                _log.warning("%s of vote %d was refused: %s", one.name, one.vote, state.error)
        return False

    def _call(self, one: Due) -> Call:
        place = Place(self._chain_id, one.community, one.assembly)
        if one.name == calls.CLOSE_VOTE:
            return calls.close_vote(place, one.vote)
        if one.name == calls.EXECUTE:
            return calls.execute(place, one.vote, one.calls)
        return calls.open_election(place, one.vote)


def wait_after(refused: int) -> int:
    """How many seconds to wait after so many refusals in a row."""
    return min(LONGEST_WAIT, FIRST_WAIT << min(refused - 1, 16))
