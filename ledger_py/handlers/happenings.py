"""What happened, event by event in the chain's order: ids, numbers and times, nobody's words.

Of this are streams, webhooks and notices; what the ids mean is asked of the index when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Handler, Window, hex_
from ledger_py.models import Contribution, State
from ledger_py.store import schema

_TOLD = frozenset(
    """activity admission admitter amends ballots chooser closes contester contributor elected
    first from granted group id indicator invitation inviter kept lapses member number opens ready
    replacement sponsor sponsors steward struck until version vote""".split()  # noqa: SIM905
)
"""What of an event's values is told: no signer, no commitment, no choice."""
_UNTOLD = frozenset(
    """ActFailed CommunityCreated EIP712DomainChanged ItemSkipped MemberActed Relayed VerifierNamed
    VersionSet""".split()  # noqa: SIM905 - VersionSet: the closing of its vote tells it
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def noting(handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """The handlers, each of which also notes that its event happened."""
    return {
        name: handler if name in _UNTOLD else _noting(name_of(name), handler)
        for name, handler in handlers.items()
    }


def name_of(event: str) -> str:
    """What an event is called outside of the contracts: `contribution_recorded`."""
    return _CAPITAL.sub("_", event).lower()


def _noting(name: str, handler: Handler) -> Handler:
    # Looking for what an event itself brings would cost a query for each.
    is_new = name == "contribution_recorded"

    def handle(window: Window, event: Event) -> None:
        before = None if is_new else _state(window, event)
        handler(window, event)
        about = {key: _plain(value) for key, value in event.values.items() if key in _TOLD}
        if given := event.values.get("contribution"):
            said = Contribution(*given)
            about |= {"recorder": said.recorder, "activity": said.activity, "epoch": said.epoch}
        after = _state(window, event)
        if after is not None and after != before:
            about["state"] = State(after).name.lower()
        if "id" in about:
            about["contribution"] = about.pop("id")
        told = orjson.dumps(about, option=orjson.OPT_SORT_KEYS).decode()
        window.rows.add(schema.happenings, **window.place(event), name=name, about=told)

    return handle


def _state(window: Window, event: Event) -> int | None:
    """The state of the contribution that an event is about, None where it is about none."""
    id_ = event.values.get("id")
    if id_ is None:
        return None
    row = window.rows.get(schema.contributions, window.community(event), hex_(id_))
    return int(row["state"]) if row else None


def _plain(value: object) -> object:
    return hex_(value) if isinstance(value, bytes) else value
