"""Communities, groups, activity types, epochs: events of the founding and of stewards."""

from __future__ import annotations

from dataclasses import asdict

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import Activity, Rules
from ledger_py.store import schema


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


def epochs_listed(window: Window, event: Event) -> None:
    """Epochs, each from the end of the one before; the first from the community's origin."""
    community = window.community(event)
    founded = window.rows.require(schema.communities, community)
    known = window.rows.listed(schema.epochs, community)
    start = known[-1]["end"] if known else founded["origin"]
    for epoch, end in enumerate(event.values["ends"], event.values["first"]):
        row = window.rows.add(
            schema.epochs,
            community=community,
            epoch=epoch,
            start=start,
            end=end,
            closes=max(end, founded["founded"]) + founded["late_window"],
            block=event.log.block,
        )
        known.append(row)
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
    """An activity type."""
    given = asdict(Activity(*event.values["definition"]))
    window.rows.add(
        schema.activities,
        community=window.community(event),
        activity=event.values["activity"],
        block=event.log.block,
        **{**given, "document": hex_(given["document"])},
    )
