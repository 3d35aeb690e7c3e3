"""Members: how they come in and go, what they choose, and in which epoch they last acted."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.signers import speak
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import Recognition
from ledger_py.store import schema
from ledger_py.store.index import Row


def member_admitted(window: Window, event: Event) -> None:
    """A member, with a signer or unclaimed."""
    values = event.values
    community, signer = window.community(event), values["signer"]
    row = window.rows.add(
        schema.members,
        community=community,
        member=values["member"],
        person=hex_(values["person"]),
        admitted_by=values["admitter"],
        last_epoch=0,
        steward=False,
        managed=False,
        recognition=int(Recognition.SCORED),
        block=event.log.block,
        tx=event.log.tx,
    )
    window.rows.listed_none(schema.signers, community, values["member"])
    if signer:
        join(window, event, row, signer, values["managed"])


def join(window: Window, event: Event, row: Row, signer: bytes, managed: bool) -> None:
    """A member's first signer: from now on they are active."""
    epoch = window.epoch(event)
    window.rows.change(schema.members, row, joined=window.time(event), last_epoch=epoch)
    speak(window, event, row, signer, managed)


def steward_appointed(window: Window, event: Event) -> None:
    """A member became a steward."""
    window.rows.change(schema.members, window.member(event), steward=True)


def steward_dismissed(window: Window, event: Event) -> None:
    """A member is a steward no longer."""
    window.rows.change(schema.members, window.member(event), steward=False)


def member_acted(window: Window, event: Event) -> None:
    """The first act of a member in an epoch, which lifts a suspension whose time is over."""
    row, epoch = window.member(event), event.values["epoch"]
    window.rows.change(schema.members, row, last_epoch=epoch, suspended_until=None)


def member_departed(window: Window, event: Event) -> None:
    """A member left, and is a steward no longer."""
    time = window.time(event)
    window.rows.change(schema.members, window.member(event), departed=time, steward=False)


def member_rejoined(window: Window, event: Event) -> None:
    """A member came back; who is suspended still is not active by that."""
    row, until = window.member(event), window.member(event)["suspended_until"]
    if until is not None and until <= window.time(event):
        until = None
    window.rows.change(schema.members, row, departed=None, suspended_until=until)
    _be_active(window, event, row)


def recognition_chosen(window: Window, event: Event) -> None:
    """What a member chose for themselves, or a steward for an unclaimed one."""
    row, values = window.member(event), event.values
    chosen = {"recognition": values["recognition"], "chooser": values["chooser"]}
    window.rows.change(schema.members, row, **chosen)


def suspension_proposed(window: Window, event: Event) -> None:
    """A steward asks for a suspension, or for its end."""
    _suspension(window, event, event.values["steward"])


def suspension_set(window: Window, event: Event) -> None:
    """A suspension is in force, or over."""
    _suspension(window, event, None)
    row = window.member(event)
    window.rows.change(schema.members, row, suspended_until=event.values["until"] or None)
    if not event.values["until"]:
        _be_active(window, event, row)


def admission_sponsored(window: Window, event: Event) -> None:
    """A member stands for somebody."""
    values = event.values
    window.rows.add(
        schema.sponsorships,
        **window.place(event),
        admission=hex_(values["admission"]),
        sponsor=values["sponsor"],
        sponsors=values["sponsors"],
    )


def invitation_used(window: Window, event: Event) -> None:
    """Somebody joined by an invitation."""
    _invitation(window, event, event.values["inviter"], event.values["member"])


def invitation_withdrawn(window: Window, event: Event) -> None:
    """A steward's invitation was taken back."""
    _invitation(window, event, event.values["member"], None)


def _be_active(window: Window, event: Event, row: Row) -> None:
    """Whoever becomes active again counts from the epoch it is."""
    if row["departed"] is None and row["suspended_until"] is None:
        window.rows.change(schema.members, row, last_epoch=window.epoch(event))


def _suspension(window: Window, event: Event, steward: int | None) -> None:
    window.rows.add(
        schema.suspensions,
        **window.place(event),
        member=event.values["member"],
        steward=steward,
        until=event.values["until"],
    )


def _invitation(window: Window, event: Event, inviter: int, member: int | None) -> None:
    window.rows.add(
        schema.invitations,
        community=window.community(event),
        invitation=hex_(event.values["invitation"]),
        inviter=inviter,
        member=member,
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )
