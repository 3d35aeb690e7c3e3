"""Indicators with their revisions, and weight votes with their ballots and versions."""

from __future__ import annotations

import json
from typing import Any

from ledger_py import tally
from ledger_py.chain.codec import Event
from ledger_py.handlers.window import LogsIncomplete, Window, hex_
from ledger_py.models import VoteKind
from ledger_py.store import schema
from ledger_py.store.index import Row


def indicator_defined(window: Window, event: Event) -> None:
    """An indicator, and its first definition."""
    values = event.values
    place = {"community": window.community(event), "indicator": values["indicator"]}
    defined = {"retention": listed(values["retention"]), "document": hex_(values["document"])}
    block = event.log.block
    window.rows.add(schema.indicators, kind=values["kind"], block=block, **place, **defined)
    window.rows.add(schema.revisions, block=block, **{"from": 0}, **place, **defined)


def indicator_revised(window: Window, event: Event) -> None:
    """What an indicator is from an epoch on; of two in one epoch the last one holds."""
    values = event.values
    key = (window.community(event), values["indicator"])
    defined = {"retention": listed(values["retention"]), "document": hex_(values["document"])}
    row = window.rows.require(schema.indicators, *key)
    window.rows.change(schema.indicators, row, **defined)
    if revised := window.rows.get(schema.revisions, *key, values["from"]):
        window.rows.change(schema.revisions, revised, **defined)
        return
    place = {"community": key[0], "indicator": key[1], "from": values["from"]}
    window.rows.add(schema.revisions, block=event.log.block, **place, **defined)


def indicator_sunset(window: Window, event: Event) -> None:
    """From when on an indicator says nothing any more, if so."""
    key = (window.community(event), event.values["indicator"])
    row = window.rows.require(schema.indicators, *key)
    window.rows.change(schema.indicators, row, until=event.values["until"] or None)


def vote_opened(window: Window, event: Event) -> None:
    """A weight vote."""
    names = ("indicator", "from", "activities", "groups")
    about = {name: event.values[name] for name in names}
    opened(window, event, VoteKind.WEIGHTS, about)


def opened(window: Window, event: Event, kind: VoteKind, about: dict[str, int]) -> None:
    """A vote of any kind; `about` what only a weight vote has."""
    values = event.values
    window.rows.add(
        schema.votes,
        community=window.community(event),
        kind=int(kind),
        joined_by=values["joinedBy"],
        block=event.log.block,
        tx=event.log.tx,
        **{name: values[name] for name in ("vote", "opens", "closes", "quorum")},
        **about,
    )


def ballot_cast(window: Window, event: Event) -> None:
    """A ballot in a vote of rates, cast or replaced; all of them stay."""
    cast(window, event, levels=_levels(event, _vote(window, event)))


def shares_ballot_cast(window: Window, event: Event) -> None:
    """A ballot in a vote of shares, cast or replaced."""
    vote = _vote(window, event)
    points = listed(tally.unpack_points(event.values["points"], vote["groups"]))
    cast(window, event, levels=_levels(event, vote), points=points)


def cast(window: Window, event: Event, sequence: int | None = None, **says: Any) -> None:
    """A ballot of any kind, with what it says; `sequence` where the event names none."""
    values = event.values
    window.rows.add(
        schema.ballots,
        community=window.community(event),
        vote=values["vote"],
        member=values["member"],
        sequence=values["sequence"] if sequence is None else sequence,
        rationale=hex_(values["rationale"]),
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
        **says,
    )


def version_set(window: Window, event: Event) -> None:
    """A version; which vote set it, that vote's closing says next, in the same transaction."""
    key = (window.community(event), event.values["indicator"], event.values["version"])
    window.unassigned[key] = event


def vote_closed(window: Window, event: Event) -> None:
    """The end of a weight vote, and with it the version it set, if any."""
    community, number = window.community(event), event.values["version"]
    vote, log, time = _vote(window, event), event.log, window.time(event)
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
        levels=_levels(set_, vote),
        shares=listed(tally.unpack_shares(set_.values["shares"], vote["groups"])),
        vote=vote["vote"],
        block=log.block,
        tx=log.tx,
        time=time,
        **{"from": set_.values["from"]},
    )


def listed(values: object) -> str:
    """Return a list of numbers as the index holds it."""
    return json.dumps(values, separators=(",", ":"))


def _vote(window: Window, event: Event) -> Row:
    return window.rows.require(schema.votes, window.community(event), event.values["vote"])


def _levels(event: Event, vote: Row) -> str:
    return listed(tally.unpack_levels(event.values["levels"], vote["activities"]))
