"""Who speaks for whom: signers, recoveries of those who lost theirs, claims of the unclaimed."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
from ledger_py.store import schema
from ledger_py.store.index import Row, RowMissing


def speak(window: Window, event: Event, member: Row, signer: bytes, managed: bool) -> None:
    """A signer speaks for a member from now on; it may have done so before."""
    rows, time, named = window.rows, window.time(event), hex_(signer)
    known = rows.listed(schema.signers, member["community"], member["member"])
    row = next((one for one in known if one["signer"] == named), None)
    if row:
        rows.change(schema.signers, row, managed=managed, added=time, removed=None)
    else:
        row = rows.add(
            schema.signers,
            community=member["community"],
            member=member["member"],
            signer=named,
            managed=managed,
            added=time,
            block=event.log.block,
            tx=event.log.tx,
        )
        known.append(row)
    _mark(window, member, known)


def signer_added(window: Window, event: Event) -> None:
    """A further signer of a member."""
    speak(window, event, window.member(event), event.values["signer"], event.values["managed"])


def signer_removed(window: Window, event: Event) -> None:
    """A signer that speaks no longer, and stays its member's."""
    member, time = window.member(event), window.time(event)
    known = window.rows.listed(schema.signers, member["community"], member["member"])
    _silence(window, time, [r for r in known if r["signer"] == hex_(event.values["signer"])])
    _mark(window, member, known)


def recovery_proposed(window: Window, event: Event) -> None:
    """A steward says which signer should speak for a member; that replaces what another said."""
    values = event.values
    known = _recoveries(window, event)
    row = window.rows.add(
        schema.recoveries,
        community=window.community(event),
        member=values["member"],
        number=len(known) + 1,
        signer=hex_(values["signer"]),
        managed=values["managed"],
        proposer=values["steward"],
        proposed=window.time(event),
        frozen=False,
        block=event.log.block,
        tx=event.log.tx,
    )
    known.append(row)


def recovery_confirmed(window: Window, event: Event) -> None:
    """A second steward says so too."""
    confirmed = {"confirmer": event.values["steward"], "ready": event.values["ready"]}
    window.rows.change(schema.recoveries, _recovery(window, event), **confirmed)


def recovery_objected(window: Window, event: Event) -> None:
    """The member objected: only a vote decides."""
    objected = {"frozen": True, "objected": window.time(event)}
    window.rows.change(schema.recoveries, _recovery(window, event), **objected)


def recovery_decided(window: Window, event: Event) -> None:
    """The community decided: the new signer may take over at once, or never."""
    row, time = _recovery(window, event), window.time(event)
    if event.values["granted"]:
        window.rows.change(schema.recoveries, row, frozen=False, ready=time)
    else:
        window.rows.change(schema.recoveries, row, refused=time)


def recovery_completed(window: Window, event: Event) -> None:
    """The new signer alone speaks for the member."""
    member, time = window.member(event), window.time(event)
    window.rows.change(schema.recoveries, _recovery(window, event), completed=time)
    known = window.rows.listed(schema.signers, member["community"], member["member"])
    signer = event.values["signer"]
    _silence(window, time, [row for row in known if row["signer"] != hex_(signer)])
    speak(window, event, member, signer, event.values["managed"])


def _silence(window: Window, time: int, signers: list[Row]) -> None:
    for row in signers:
        if row["removed"] is None:
            window.rows.change(schema.signers, row, removed=time)


def _mark(window: Window, member: Row, signers: list[Row]) -> None:
    """A member is managed while any signer that speaks is a gateway's key."""
    managed = any(row["managed"] for row in signers if row["removed"] is None)
    window.rows.change(schema.members, member, managed=managed)


def _recoveries(window: Window, event: Event) -> list[Row]:
    place = (window.community(event), event.values["member"])
    return window.rows.listed(schema.recoveries, *place)


def _recovery(window: Window, event: Event) -> Row:
    """The recovery of a member that holds: the last one."""
    known = _recoveries(window, event)
    if not known:
        raise RowMissing("recoveries", (window.community(event), event.values["member"]))
    return known[-1]
