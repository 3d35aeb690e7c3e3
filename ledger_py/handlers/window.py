"""A window of blocks while its events become rows of the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ledger_py.chain.codec import Event
from ledger_py.chain.errors import ChainError
from ledger_py.store import schema
from ledger_py.store.index import Row, Rows
from ledger_py.store.rows import acting_epoch


class LogsIncomplete(ChainError):
    """The node did not give every log of a window; nothing of the window was written."""

    hint = "Use a node that keeps all logs, or wait until it has caught up."

    def __init__(self, missing: str) -> None:
        super().__init__(f"Logs are missing: {missing}.")


@dataclass
class Window:
    """A closed window of blocks while its events are read into rows.

    places: contract -> its community; times: block -> seconds since 1970.
    """

    rows: Rows
    places: dict[str, str]
    times: Mapping[int, int]
    failed: dict[tuple[str, str], dict[int, bytes]] = field(default_factory=dict)
    relayed: dict[str, int] = field(default_factory=dict)
    unassigned: dict[tuple[str, int, int], Event] = field(default_factory=dict)

    def community(self, event: Event) -> str:
        """Return the community whose contract emitted the event."""
        return self.places[event.log.address]

    def time(self, event: Event) -> int:
        """Return the time of the event's block."""
        return self.times[event.log.block]

    def member(self, event: Event) -> Row:
        """Return the member whom the event is about."""
        return self.rows.require(schema.members, self.community(event), event.values["member"])

    def place(self, event: Event) -> Row:
        """Return what names a row by the event that made it, and says when."""
        log = event.log
        named = {"community": self.community(event), "block": log.block, "log": log.position}
        return {**named, "tx": log.tx, "time": self.time(event)}

    def epoch(self, event: Event) -> int:
        """Return the epoch it is for acts: the first before the origin, the last after the end."""
        epochs = self.rows.listed(schema.epochs, self.community(event))
        return acting_epoch([row["end"] for row in epochs], self.time(event))

    def check_finished(self) -> None:
        """Refuse a window in which an event waits for one that did not come."""
        if self.failed:
            raise LogsIncomplete("acts failed in a relay that was not reported")
        if self.unassigned:
            raise LogsIncomplete("a version was set by a vote whose closing was not reported")


Handler = Callable[[Window, Event], None]


def hex_(value: bytes) -> str:
    """Return bytes as the index holds them."""
    return "0x" + value.hex()
