"""What an act says, in one sentence, for the person who is about to sign it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ledger_py import models
from ledger_py.models import Act, Attestation, Basis, Contribution, Orientation, Unit
from ledger_py.units import fixed

Names = Mapping[tuple[str, int], str]
"""Words for ids: ("member", 3), ("activity", 2), ("group", 1), ("epoch", 5), ("indicator", 1)."""
_NONE: Names = {}
_SHOWN = 5
"""So many items are told one by one; the rest is counted."""


def summary(act: Act, names: Names = _NONE) -> str:
    """Return one sentence in words; ids without a name are shown as numbers."""
    actor = _name(names, "member", act.member)
    return f"{actor} {_TELL[type(act)](act, names)}."


def _name(names: Names, kind: str, number: int) -> str:
    word = "activity type" if kind == "activity" else kind
    return names.get((kind, number), f"{word} {number}")


def _amount(hundredths: int) -> str:
    return fixed(hundredths).removesuffix(".00")


def _day(seconds: int) -> str:
    if seconds >= 253_402_300_800:
        return f"second {seconds}"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _list(items: list[str]) -> str:
    more = len(items) - _SHOWN
    shown = items[:_SHOWN] + ([f"{more} more"] if more > 0 else [])
    return "; ".join(shown)


def _basis(basis: int) -> str:
    return {Basis.PRESENT: "was there", Basis.VOUCHED: "vouches"}.get(Basis(basis), "")


def _what(c: Contribution, names: Names) -> str:
    activity, epoch = _name(names, "activity", c.activity), _name(names, "epoch", c.epoch)
    return f"{_amount(c.units)} of {activity} in {epoch}"


def _recorded(c: Contribution, names: Names) -> str:
    text = f"{_name(names, 'member', c.contributor)} did {_what(c, names)}"
    return f"{text} (the recorder {_basis(c.basis)})" if c.basis in (1, 2) else text


def _attested(a: Attestation, names: Names) -> str:
    c = a.contribution
    attested = _amount(a.units)
    done = f"{_name(names, 'member', c.contributor)} did {_what(c, names)}"
    said = f"{done}, of which {attested} attested" if a.units != c.units else done
    return f"{said} (the attester {_basis(a.basis)})" if a.basis in (1, 2) else said


def _admit(act: models.Admit, names: Names) -> str:
    signers = sum(1 for admission in act.admissions if admission.signer and not admission.managed)
    managed = sum(1 for admission in act.admissions if admission.signer and admission.managed)
    unclaimed = len(act.admissions) - signers - managed
    counts = {"with a signer of their own": signers, "managed": managed, "unclaimed": unclaimed}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"admits members: {told or 'none'}"


def _define_group(act: models.DefineGroup, names: Names) -> str:
    return f"defines a group by the document 0x{act.document.hex()}"


def _define_activity(act: models.DefineActivity, names: Names) -> str:
    a = act.activity
    cap = "without a cap" if a.cap == models.NO_CAP else f"with a cap of {_amount(a.cap)}"
    label = Orientation(a.orientation).name.lower() if 1 <= a.orientation <= 3 else a.orientation
    unit = Unit(a.unit).name.lower() if 1 <= a.unit <= 5 else a.unit
    return (
        f"defines an activity type of {_name(names, 'group', a.group)}, oriented to {label},"
        f" counted by {unit}, {cap}, accepted by {a.required} attesting,"
        f" in force from {_name(names, 'epoch', a.since)} on,"
        f" by the document 0x{a.document.hex()}"
    )


def _list_epochs(act: models.ListEpochs, names: Names) -> str:
    return f"lists epochs that end at {_list([_day(end) for end in act.ends])}"


def _record(act: models.Record, names: Names) -> str:
    items = [_recorded(contribution, names) for contribution in act.contributions]
    return f"records that {_list(items)}"


def _attest(act: models.Attest, names: Names) -> str:
    items = [_attested(attestation, names) for attestation in act.attestations]
    return f"attests that {_list(items)}"


def _define_indicator(act: models.DefineIndicator, names: Names) -> str:
    kept = ", ".join(f"{fixed(part)}%" for part in act.retention)
    aged = f"keeping {kept} of the epochs before" if kept else "keeping nothing of epochs before"
    return (
        f"defines an indicator of kind {act.kind}, {aged}, by the document 0x{act.document.hex()}"
    )


def _open_vote(act: models.OpenVote, names: Names) -> str:
    start = f", in force from {_name(names, 'epoch', act.from_)} on" if act.from_ else ""
    indicator = _name(names, "indicator", act.indicator)
    return (
        f"opens a vote on the weights of {indicator}{start},"
        f" {act.notice} seconds from now, for {act.duration} seconds"
    )


def _ballot(act: models.Ballot, names: Names) -> str:
    given = [
        f"{level} to {_name(names, 'activity', index)}"
        for index, level in enumerate(act.levels, start=1)
        if level != models.NO_LEVEL
    ]
    abstained = len(act.levels) - len(given)
    # A ballot is told in full: what is signed must be seen.
    told = ", ".join(given) or "no level"
    rest = f" and abstains on {abstained} of {len(act.levels)}" if abstained else ""
    again = f" (replacing ballot {act.sequence - 1})" if act.sequence > 1 else ""
    return f"votes in vote {act.vote} for these levels: {told}{rest}{again}"


_TELL: dict[type, Callable[[Any, Names], str]] = {
    models.Admit: _admit,
    models.DefineGroup: _define_group,
    models.DefineActivity: _define_activity,
    models.ListEpochs: _list_epochs,
    models.Record: _record,
    models.Attest: _attest,
    models.DefineIndicator: _define_indicator,
    models.OpenVote: _open_vote,
    models.Ballot: _ballot,
}
