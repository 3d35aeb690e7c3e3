"""What acts about work say: definitions, contributions, contests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_py import models
from ledger_py.models import Attestation, Basis, Contribution, Orientation, Unit
from ledger_py.summaries.words import Names, amount, day, listed, name


def _basis(basis: int) -> str:
    return {Basis.PRESENT: "was there", Basis.VOUCHED: "vouches"}.get(Basis(basis), "")


def _what(c: Contribution, names: Names) -> str:
    activity, epoch = name(names, "activity", c.activity), name(names, "epoch", c.epoch)
    return f"{amount(c.units)} of {activity} in {epoch}"


def _did(c: Contribution, names: Names) -> str:
    return f"{name(names, 'member', c.contributor)} did {_what(c, names)}"


def _done(contributions: tuple[Contribution, ...], names: Names) -> str:
    return listed([_did(contribution, names) for contribution in contributions])


def _recorded(c: Contribution, names: Names) -> str:
    text = _did(c, names)
    return f"{text} (the recorder {_basis(c.basis)})" if c.basis in (1, 2) else text


def _attested(a: Attestation, names: Names) -> str:
    c = a.contribution
    attested = amount(a.units)
    done = _did(c, names)
    said = f"{done}, of which {attested} attested" if a.units != c.units else done
    return f"{said} (the attester {_basis(a.basis)})" if a.basis in (1, 2) else said


def _define_group(act: models.DefineGroup, names: Names) -> str:
    return f"defines a group by the document 0x{act.document.hex()}"


def _define_activity(act: models.DefineActivity, names: Names) -> str:
    return told_activity(act.activity, names)


def told_activity(a: models.Activity, names: Names) -> str:
    """What defining this activity type says."""
    label = Orientation(a.orientation).name.lower() if 1 <= a.orientation <= 3 else a.orientation
    unit = Unit(a.unit).name.lower() if 1 <= a.unit <= 5 else a.unit
    sensitive = ", for all sensitive kinds of work of this group" if a.sensitive else ""
    return (
        f"defines an activity type of {name(names, 'group', a.group)}{sensitive},"
        f" oriented to {label}, counted by {unit}, {told_cap(a.cap)}, accepted by {a.required}"
        f" attesting, in force from {name(names, 'epoch', a.since)} on,"
        f" by the document 0x{a.document.hex()}"
    )


def told_cap(cap: int) -> str:
    """A cap (hundredths) in words."""
    return "without a cap" if cap == models.NO_CAP else f"with a cap of {amount(cap)}"


def _list_epochs(act: models.ListEpochs, names: Names) -> str:
    return f"lists epochs that end at {listed([day(end) for end in act.ends])}"


def _record(act: models.Record, names: Names) -> str:
    items = [_recorded(contribution, names) for contribution in act.contributions]
    return f"records that {listed(items)}"


def _attest(act: models.Attest, names: Names) -> str:
    items = [_attested(attestation, names) for attestation in act.attestations]
    return f"attests that {listed(items)}"


def _retract(act: models.Retract, names: Names) -> str:
    said = "attestation" if len(act.contributions) == 1 else "attestations"
    return f"takes back their {said} that {_done(act.contributions, names)}"


def _withdraw(act: models.Withdraw, names: Names) -> str:
    said = "statement" if len(act.contributions) == 1 else "statements"
    return f"withdraws the {said} that {_done(act.contributions, names)}"


def _correct(act: models.Correct, names: Names) -> str:
    before, after = _did(act.replaced, names), _recorded(act.replacement, names)
    return f"withdraws the statement that {before}, and records in its place that {after}"


def _contest(act: models.Contest, names: Names) -> str:
    reason = "giving a reason" if act.reason != models.NO_COMMITMENT else "without a reason"
    return f"contests, {reason}, that {_did(act.contribution, names)}"


def _resolve(act: models.Resolve, names: Names) -> str:
    reason = "giving a reason" if act.reason != models.NO_COMMITMENT else "without a reason"
    done = _did(act.contribution, names)
    if act.strike:
        return f"strikes, {reason}, the contested statement that {done}, which counts no more then"
    return f"lets stand, {reason}, the contested statement that {done}"


WORK: dict[type, Callable[[Any, Names], str]] = {
    models.DefineGroup: _define_group,
    models.DefineActivity: _define_activity,
    models.ListEpochs: _list_epochs,
    models.Record: _record,
    models.Attest: _attest,
    models.Retract: _retract,
    models.Withdraw: _withdraw,
    models.Correct: _correct,
    models.Contest: _contest,
    models.Resolve: _resolve,
}
