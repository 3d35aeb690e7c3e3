"""Indicators, votes, ballots, versions."""

from __future__ import annotations

import json

from ledger_py import tally
from ledger_py.chain.codec import Event
from ledger_py.handlers.window import LogsIncomplete, Window, hex_
from ledger_py.store import schema


def indicator_defined(window: Window, event: Event) -> None:
    """An indicator."""
    values = event.values
    window.rows.add(
        schema.indicators,
        community=window.community(event),
        indicator=values["indicator"],
        kind=values["kind"],
        retention=_json(values["retention"]),
        document=hex_(values["document"]),
        block=event.log.block,
    )


def vote_opened(window: Window, event: Event) -> None:
    """A weight vote."""
    names = ("vote", "indicator", "opens", "closes", "from", "activities", "quorum")
    window.rows.add(
        schema.votes,
        community=window.community(event),
        block=event.log.block,
        tx=event.log.tx,
        **{name: event.values[name] for name in names},
    )


def ballot_cast(window: Window, event: Event) -> None:
    """A ballot, cast or replaced; all of them stay."""
    community, values = window.community(event), event.values
    vote = window.rows.require(schema.votes, community, values["vote"])
    window.rows.add(
        schema.ballots,
        community=community,
        vote=values["vote"],
        member=values["member"],
        sequence=values["sequence"],
        levels=_json(tally.unpack_levels(values["levels"], vote["activities"])),
        rationale=hex_(values["rationale"]),
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )


def version_set(window: Window, event: Event) -> None:
    """A version; which vote set it, that vote's closing says next, in the same transaction."""
    key = (window.community(event), event.values["indicator"], event.values["version"])
    window.unassigned[key] = event


def vote_closed(window: Window, event: Event) -> None:
    """The end of a vote, and with it the version it set, if any."""
    community, number = window.community(event), event.values["version"]
    vote = window.rows.require(schema.votes, community, event.values["vote"])
    log, time = event.log, window.time(event)
    window.rows.change(schema.votes, vote, closed=time, version=number)
    if number == 0:
        return
    set_ = window.unassigned.pop((community, vote["indicator"], number), None)
    if set_ is None:
        raise LogsIncomplete(f"version {number} of a vote closed in block {log.block}")
    window.rows.add(
        schema.versions,
        community=community,
        indicator=vote["indicator"],
        version=number,
        levels=_json(tally.unpack_levels(set_.values["levels"], vote["activities"])),
        vote=vote["vote"],
        block=log.block,
        tx=log.tx,
        time=time,
        **{"from": set_.values["from"]},
    )


def _json(values: object) -> str:
    return json.dumps(values, separators=(",", ":"))
