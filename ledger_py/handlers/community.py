"""Communities with their rules, groups, activity types, epochs."""

from __future__ import annotations

from dataclasses import asdict

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import Activity, Rules
from ledger_py.store import schema
from ledger_py.store.index import Row

_TERMS = ("required", "cap", "document")


def community_created(window: Window, event: Event) -> None:
    """A community exists; what it was founded with comes in the same transaction."""
    values, log = event.values, event.log
    community, assembly = values["communityAddress"], values["assemblyAddress"]
    window.places |= {community: community, assembly: community}
    window.rows.add(
        schema.communities,
        community=community,
        number=values["number"],
        assembly=assembly,
        block=log.block,
        tx=log.tx,
    )


def community_founded(window: Window, event: Event) -> None:
    """A community's document, rules and origin."""
    row = window.rows.require(schema.communities, window.community(event))
    values = event.values
    window.rows.change(
        schema.communities,
        row,
        document=hex_(values["document"]),
        origin=values["origin"],
        founded=window.time(event),
        **asdict(Rules(*values["rules"])),
    )


def rules_set(window: Window, event: Event) -> None:
    """Other rules; epochs that are listed keep their windows."""
    row = window.rows.require(schema.communities, window.community(event))
    window.rows.change(schema.communities, row, **asdict(Rules(*event.values["rules"])))


def community_handed_over(window: Window, event: Event) -> None:
    """From now on only votes define and rule; what was done before the founding is settled."""
    community = window.community(event)
    founded = window.rows.require(schema.communities, community)
    window.rows.change(schema.communities, founded, handed_over=window.time(event))
    for row in window.rows.listed(schema.epochs, community):
        window.rows.change(schema.epochs, row, closes=_closes(founded, row))


def _closes(founded: Row, epoch: Row) -> int:
    """When an epoch closes: as `Calendar._spanOf` of the contracts."""
    closes: int = epoch["end"] + epoch["late_window"]
    if epoch["end"] >= founded["founded"]:
        return closes
    latest: int = founded["founded"] + epoch["late_window"]
    if founded["handed_over"] is not None:
        latest = min(latest, founded["handed_over"])
    return max(closes, latest)


def epochs_listed(window: Window, event: Event) -> None:
    """Epochs, each from the end of the one before; the first from the community's origin."""
    community = window.community(event)
    founded = window.rows.require(schema.communities, community)
    known = window.rows.listed(schema.epochs, community)
    start = known[-1]["end"] if known else founded["origin"]
    windows = {name: founded[name] for name in ("late_window", "contest_window")}
    for epoch, end in enumerate(event.values["ends"], event.values["first"]):
        span = {"community": community, "epoch": epoch, "start": start, "end": end, **windows}
        closes, block = _closes(founded, span), event.log.block
        known.append(window.rows.add(schema.epochs, closes=closes, block=block, **span))
        start = end


def group_defined(window: Window, event: Event) -> None:
    """A group."""
    window.rows.add(
        schema.groups,
        community=window.community(event),
        group=event.values["group"],
        document=hex_(event.values["document"]),
        block=event.log.block,
    )


def activity_defined(window: Window, event: Event) -> None:
    """An activity type, and the terms with which it begins."""
    given = asdict(Activity(*event.values["definition"]))
    given["document"] = hex_(given["document"])
    place = {"community": window.community(event), "activity": event.values["activity"]}
    window.rows.add(schema.activities, block=event.log.block, **place, **given)
    _terms(window, event, 0, {name: given[name] for name in _TERMS})


def activity_revised(window: Window, event: Event) -> None:
    """What an activity type requires and caps from an epoch on, or that it ends."""
    values = event.values
    row = window.rows.require(schema.activities, window.community(event), values["activity"])
    terms = {**{name: values[name] for name in _TERMS}, "document": hex_(values["document"])}
    window.rows.change(schema.activities, row, until=values["until"] or None, **terms)
    _terms(window, event, values["from"], terms)


def _terms(window: Window, event: Event, from_: int, terms: Row) -> None:
    """Terms from an epoch on; of two revisions in one epoch the last one holds."""
    place = (window.community(event), event.values["activity"])
    known = window.rows.listed(schema.terms, *place)
    if known and known[-1]["from"] == from_:
        window.rows.change(schema.terms, known[-1], **terms)
        return
    key = dict(zip(("community", "activity", "from"), (*place, from_), strict=True))
    known.append(window.rows.add(schema.terms, block=event.log.block, **key, **terms))
