"""Communities, members, groups, activity types, epochs: events of the founding and of stewards."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
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
        late_window=values["lateWindow"],
        quorum=values["quorum"],
        managed_may_vote=values["managedMayVote"],
        founded=window.time(event),
    )


def epochs_listed(window: Window, event: Event) -> None:
    """Epochs, each from the end of the one before; the first from the community's origin."""
    community = window.community(event)
    founded = window.rows.require(schema.communities, community)
    first = event.values["first"]
    start = founded["origin"]
    if first > 1:
        start = window.rows.require(schema.epochs, community, first - 1)["end"]
    for epoch, end in enumerate(event.values["ends"], first):
        window.rows.add(
            schema.epochs,
            community=community,
            epoch=epoch,
            start=start,
            end=end,
            closes=max(end, founded["founded"]) + founded["late_window"],
            block=event.log.block,
        )
        start = end


def member_admitted(window: Window, event: Event) -> None:
    """A member, with a signer or unclaimed."""
    values = event.values
    window.rows.add(
        schema.members,
        community=window.community(event),
        member=values["member"],
        signer=hex_(values["signer"]),
        managed=values["managed"],
        steward=False,
        person=hex_(values["person"]),
        admitted_by=values["steward"],
        joined=window.time(event) if values["signer"] else None,
        block=event.log.block,
        tx=event.log.tx,
    )


def steward_appointed(window: Window, event: Event) -> None:
    """A member became a steward."""
    key = (window.community(event), event.values["member"])
    row = window.rows.require(schema.members, *key)
    window.rows.change(schema.members, row, steward=True)


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
    group, orientation, unit, required, cap, since, document = event.values["definition"]
    window.rows.add(
        schema.activities,
        community=window.community(event),
        activity=event.values["activity"],
        group=group,
        orientation=orientation,
        unit=unit,
        required=required,
        cap=cap,
        since=since,
        document=hex_(document),
        block=event.log.block,
    )
