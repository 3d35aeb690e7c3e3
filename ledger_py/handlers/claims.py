"""Claims: somebody says that they are an unclaimed member, and stewards, or time, agree."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.members import join
from ledger_py.handlers.window import Window, hex_
from ledger_py.store import schema
from ledger_py.store.attesting import attesters
from ledger_py.store.index import Row

_SHARED_REST = 160
"""An unclaimed member's profile has one bit for all attesters whose numbers share a rest."""


def membership_claimed(window: Window, event: Event) -> None:
    """A claim of an unclaimed membership."""
    values = event.values
    window.rows.add(
        schema.claims,
        community=window.community(event),
        member=values["member"],
        signer=hex_(values["signer"]),
        managed=values["managed"],
        claimed=window.time(event),
        ready=values["ready"],
        block=event.log.block,
        tx=event.log.tx,
    )


def claim_confirmed(window: Window, event: Event) -> None:
    """A steward's word for a claim: the first one's, the second one's, or in the first's place."""
    row, steward = _claim(window, event), event.values["steward"]
    part = "second" if _first_counts(window, event, row) else "confirmer"
    window.rows.change(schema.claims, row, **{part: steward})


def claim_contested(window: Window, event: Event) -> None:
    """All claims of a membership need two stewards, or a vote, from now on."""
    contester = event.values["contester"]
    window.rows.change(schema.members, window.member(event), claims_contested_by=contester)


def claim_completed(window: Window, event: Event) -> None:
    """The unclaimed member joined."""
    window.rows.change(schema.claims, _claim(window, event), completed=window.time(event))
    signer, managed = event.values["signer"], event.values["managed"]
    join(window, event, window.member(event), signer, managed)


def _claim(window: Window, event: Event) -> Row:
    key = (window.community(event), event.values["member"], hex_(event.values["signer"]))
    return window.rows.require(schema.claims, *key)


def _first_counts(window: Window, event: Event, claim: Row) -> bool:
    """Whether the first steward's word still holds: as `Claims.confirmClaim` of the contracts."""
    if claim["confirmer"] is None:
        return False
    place = (claim["community"], claim["confirmer"])
    first = window.rows.require(schema.members, *place)
    suspended = (first["suspended_until"] or 0) > window.time(event)
    if not first["steward"] or first["departed"] or suspended:
        return False
    gave = attesters(window.rows, claim["community"], claim["member"])
    return claim["confirmer"] % _SHARED_REST not in {member % _SHARED_REST for member in gave}
