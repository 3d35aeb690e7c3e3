"""Contributions and attestations, what is put right about them, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable

from ledger_py import tally
from ledger_py.chain.codec import Event
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import NO_COMMITMENT, Contribution, State
from ledger_py.store import schema
from ledger_py.store.index import Row

_ABOUT = {
    "ContributionAttested": ("id",),
    "AttestationRetracted": ("id",),
    "ContributionWithdrawn": ("id",),
    "ContributionReplaced": ("id", "replacement"),
    "ContributionContested": ("id",),
    "ContestResolved": ("id",),
}
_STANDING = (State.PROPOSED, State.ACCEPTED)


def load_attested(window: Window, events: Iterable[Event]) -> None:
    """Read at once what the window's events are about: one by one takes much longer."""
    ids: dict[str, dict[str, None]] = {}
    contributors: dict[str, set[int]] = {}
    new: set[tuple[str, bytes]] = set()
    for event in events:
        # The contract itself tells of contributions, also where it is founded in this window.
        community = event.log.address
        if event.name == "ContributionRecorded":
            new.add((community, event.values["id"]))
            contributors.setdefault(community, set()).add(event.values["contribution"][0])
        for name in _ABOUT.get(event.name, ()):
            if (community, event.values[name]) not in new:
                ids.setdefault(community, {})[hex_(event.values[name])] = None
    for community, wanted in ids.items():
        window.rows.load(schema.contributions, (community,), list(wanted))
        window.rows.load(schema.attestations, (community,), list(wanted))
        found = (window.rows.get(schema.contributions, community, id_) for id_ in wanted)
        contributors.setdefault(community, set()).update(row["contributor"] for row in found if row)
    for community, members in contributors.items():
        window.rows.load(schema.units, (community,), sorted(members))


def contribution_recorded(window: Window, event: Event) -> None:
    """A contribution; with a basis, its recorder is its first attester."""
    id_, given = hex_(event.values["id"]), Contribution(*event.values["contribution"])
    row = window.rows.add(
        schema.contributions,
        **window.place(event),
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
        kept=False,
    )
    window.rows.listed_none(schema.attestations, row["community"], id_)
    if given.basis:
        _attest(window, event, row, given.recorder, given.units, given.basis, NO_COMMITMENT)


def contribution_attested(window: Window, event: Event) -> None:
    """An attestation."""
    values, row = event.values, _contribution(window, event)
    units, basis = values["units"], values["basis"]
    _attest(window, event, row, values["member"], units, basis, values["note"])


def attestation_retracted(window: Window, event: Event) -> None:
    """An attestation that was taken back; it keeps its place."""
    row, time = _contribution(window, event), window.time(event)
    for given in _attestations(window, row):
        if given["member"] == event.values["member"]:
            window.rows.change(schema.attestations, given, retracted=time)
    _settle(window, event, row)


def contribution_withdrawn(window: Window, event: Event) -> None:
    """A contribution that was withdrawn, which ends a contest of it and all showing of texts."""
    row, values = _contribution(window, event), event.values
    contest = window.rows.get(schema.contests, row["community"], row["id"])
    if contest and contest["ended"] is None:
        _end(window, event, contest)
    _withhold(window, event, row, contest)
    window.rows.change(
        schema.contributions,
        row,
        state=int(State.WITHDRAWN),
        withdrawn=window.time(event),
        withdrawn_by=values["member"],
        kept=values["kept"],
    )
    _settle(window, event, row)


def contribution_replaced(window: Window, event: Event) -> None:
    """A contribution that took the place of a withdrawn one."""
    community = window.community(event)
    id_, replacement = hex_(event.values["id"]), hex_(event.values["replacement"])
    for one, change in ((id_, {"replaced_by": replacement}), (replacement, {"replaces": id_})):
        row = window.rows.require(schema.contributions, community, one)
        window.rows.change(schema.contributions, row, **change)


def contribution_contested(window: Window, event: Event) -> None:
    """A contest; until it is resolved or has lapsed, the units count on."""
    row, values = _contribution(window, event), event.values
    window.rows.add(
        schema.contests,
        community=row["community"],
        contribution=row["id"],
        epoch=row["epoch"],
        contester=values["member"],
        reason=hex_(values["reason"]),
        lapses=values["lapses"],
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )
    state, lapses = int(State.CONTESTED), values["lapses"]
    window.rows.change(schema.contributions, row, state=state, lapses=lapses)


def contest_resolved(window: Window, event: Event) -> None:
    """A steward's decision: the contribution is struck, or stands."""
    row, values = _contribution(window, event), event.values
    contest = window.rows.require(schema.contests, row["community"], row["id"])
    resolution = {"struck": values["struck"], "resolution": hex_(values["reason"])}
    _end(window, event, contest, resolver=values["steward"], **resolution)
    state = State.STRUCK if values["struck"] else State.PROPOSED
    window.rows.change(schema.contributions, row, state=int(state))
    _settle(window, event, row)


def _contribution(window: Window, event: Event) -> Row:
    id_ = hex_(event.values["id"])
    return window.rows.require(schema.contributions, window.community(event), id_)


def _attestations(window: Window, row: Row) -> list[Row]:
    return window.rows.listed(schema.attestations, row["community"], row["id"])


def _end(window: Window, event: Event, contest: Row, **more: object) -> None:
    ended = {"ended": window.time(event), "ended_tx": event.log.tx}
    window.rows.change(schema.contests, contest, **ended, **more)


def _withhold(window: Window, event: Event, row: Row, contest: Row | None) -> None:
    said = [row["content"], *(given["note"] for given in _attestations(window, row))]
    if contest:
        said += [contest["reason"], contest["resolution"]]
    for commitment in {*said} - {None, hex_(NO_COMMITMENT)}:
        window.rows.add(
            schema.withheld,
            commitment=commitment,
            community=row["community"],
            contribution=row["id"],
            block=event.log.block,
        )


def _attest(
    window: Window, event: Event, row: Row, member: int, units: int, basis: int, note: bytes
) -> None:
    before = _attestations(window, row)
    attestation = window.rows.add(
        schema.attestations,
        community=row["community"],
        contribution=row["id"],
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
    _settle(window, event, row)


def _settle(window: Window, event: Event, row: Row) -> None:
    """Carry what an event changes of the accepted units into units and totals, as the contract."""
    rows, community, activity = window.rows, row["community"], row["activity"]
    terms = _terms(window, row)
    accepted = _accepted(window, row, terms["required"])
    change = accepted - row["accepted_units"]
    state = row["state"]
    if state in _STANDING:
        state = int(State.ACCEPTED if accepted else State.PROPOSED)
    rows.change(schema.contributions, row, state=state, accepted_units=accepted)
    if change == 0:
        return
    place = {"community": community, "epoch": row["epoch"], "activity": activity}
    block = event.log.block
    units = rows.get(schema.units, community, row["contributor"], row["epoch"], activity)
    units = units or rows.add(schema.units, member=row["contributor"], raw=0, block=block, **place)
    raw = units["raw"]
    rows.change(schema.units, units, raw=raw + change)
    counted = min(raw + change, terms["cap"]) - min(raw, terms["cap"])
    if counted == 0:
        return
    total = rows.get(schema.totals, community, row["epoch"], activity)
    total = total or rows.add(schema.totals, total=0, block=block, **place)
    rows.change(schema.totals, total, total=total["total"] + counted)


def _terms(window: Window, row: Row) -> Row:
    """What the activity type requires and caps in the epoch of a contribution."""
    terms = window.rows.listed(schema.terms, row["community"], row["activity"])
    return next(one for one in reversed(terms) if one["from"] <= row["epoch"])


def _accepted(window: Window, row: Row, required: int) -> int:
    """The accepted units: none once it is struck, or withdrawn before its epoch was final."""
    if row["state"] == State.STRUCK or (row["state"] == State.WITHDRAWN and not row["kept"]):
        return 0
    given = _attestations(window, row)
    return tally.accepted_units([g["units"] for g in given if g["retracted"] is None], required)
