"""Contributions and attestations, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable

from ledger_py import tally
from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import NO_COMMITMENT, Contribution, State
from ledger_py.store import schema
from ledger_py.store.index import Row


def load_attested(window: Window, events: Iterable[Event]) -> None:
    """Read at once what the window's attestations are about: one by one takes much longer."""
    ids: dict[str, dict[str, None]] = {}
    for event in events:
        community = window.places.get(event.log.address)  # none when it is founded in this window
        if event.name == "ContributionAttested" and community:
            ids.setdefault(community, {})[hex_(event.values["id"])] = None
    for community, wanted in ids.items():
        window.rows.load(schema.contributions, (community,), list(wanted))
        window.rows.load(schema.attestations, (community,), list(wanted))


def contribution_recorded(window: Window, event: Event) -> None:
    """A contribution; with a basis, its recorder is its first attester."""
    community, log = window.community(event), event.log
    id_, given = hex_(event.values["id"]), Contribution(*event.values["contribution"])
    row = window.rows.add(
        schema.contributions,
        community=community,
        id=id_,
        contributor=given.contributor,
        recorder=given.recorder,
        activity=given.activity,
        epoch=given.epoch,
        units=given.units,
        basis=given.basis,
        content=hex_(given.content),
        state=int(State.PROPOSED),
        accepted_units=0,
        block=log.block,
        log=log.position,
        tx=log.tx,
        time=window.time(event),
    )
    window.rows.listed_none(schema.attestations, community, id_)
    if given.basis:
        _attest(window, event, row, given.recorder, given.units, given.basis, NO_COMMITMENT)


def contribution_attested(window: Window, event: Event) -> None:
    """An attestation."""
    values = event.values
    row = window.rows.require(schema.contributions, window.community(event), hex_(values["id"]))
    member, units = values["member"], values["units"]
    _attest(window, event, row, member, units, values["basis"], values["note"])


def _attest(
    window: Window, event: Event, row: Row, member: int, units: int, basis: int, note: bytes
) -> None:
    community, id_ = row["community"], row["id"]
    before = window.rows.listed(schema.attestations, community, id_)
    attestation = window.rows.add(
        schema.attestations,
        community=community,
        contribution=id_,
        place=len(before),
        member=member,
        units=units,
        basis=basis,
        note=hex_(note),
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )
    before.append(attestation)
    _settle(window, row, [given["units"] for given in before])


def _settle(window: Window, row: Row, attested: list[int]) -> None:
    """Carry the difference a new attestation makes into units and totals, as the contract does."""
    rows, community, activity = window.rows, row["community"], row["activity"]
    kind = rows.require(schema.activities, community, activity)
    if len(attested) < kind["required"]:
        return
    accepted = tally.accepted_units(attested, kind["required"])
    change = accepted - row["accepted_units"]
    state = int(State.ACCEPTED)
    rows.change(schema.contributions, row, state=state, accepted_units=accepted)
    if change == 0:
        return
    place = {"community": community, "epoch": row["epoch"], "activity": activity}
    units = rows.get(schema.units, community, row["contributor"], row["epoch"], activity)
    units = units or rows.add(schema.units, member=row["contributor"], raw=0, **place)
    raw = units["raw"]
    rows.change(schema.units, units, raw=raw + change)
    counted = min(raw + change, kind["cap"]) - min(raw, kind["cap"])
    if counted == 0:
        return
    total = rows.get(schema.totals, community, row["epoch"], activity)
    total = total or rows.add(schema.totals, total=0, **place)
    rows.change(schema.totals, total, total=total["total"] + counted)
