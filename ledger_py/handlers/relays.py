"""What became of the acts of a relay."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import LogsIncomplete, Window, hex_
from ledger_py.store import schema


def act_failed(window: Window, event: Event) -> None:
    """An act of a relay that changed nothing; the relay's own event comes after."""
    failed = window.failed.setdefault((event.log.tx, event.log.address), {})
    failed[event.values["index"]] = event.values["reason"]


def relayed(window: Window, event: Event) -> None:
    """The outcomes of a relay: its events name every act, succeeded or failed.

    So no call is decoded, and a relay that some other contract started is read alike.
    """
    log, succeeded = event.log, event.values["succeeded"]
    failed = window.failed.pop((log.tx, log.address), {})
    count = succeeded.bit_count() + len(failed)
    start = window.relayed.get(log.tx, 0)
    window.relayed[log.tx] = start + count
    for index in range(count):
        if (succeeded >> index & 1) == (index in failed):
            raise LogsIncomplete(f"the outcome of act {index} in {log.tx}")
        window.rows.add(
            schema.outcomes,
            tx=log.tx,
            position=start + index,
            reason=hex_(failed.get(index, b"")),
            block=log.block,
            time=window.time(event),
        )


def nothing_to_index(_window: Window, _event: Event) -> None:
    """For events that no row follows from: what they tell is known otherwise."""
