"""What acts about work say, in Spanish: definitions, contributions, contests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ledger_py import models
from ledger_py.models import Attestation, Basis, Contribution
from ledger_py.summaries.spanish.words import day, listed, name
from ledger_py.summaries.words import Names, amount

_BASES = {Basis.PRESENT: "estuvo allí", Basis.VOUCHED: "responde de ello"}
_ORIENTATIONS = {1: "el objeto", 2: "la comunidad", 3: "ambos"}
_UNITS = {1: "sesiones", 2: "actos", 3: "horas", 4: "parches", 5: "créditos"}


def _did(c: Contribution, names: Names) -> str:
    activity, epoch = name(names, "activity", c.activity), name(names, "epoch", c.epoch)
    who = name(names, "member", c.contributor)
    return f"{who} hizo {amount(c.units)} de {activity} en {epoch}"


def _done(contributions: Iterable[Contribution], names: Names) -> str:
    return listed([_did(one, names) for one in contributions])


def _recorded(c: Contribution, names: Names) -> str:
    text = _did(c, names)
    return f"{text} (quien lo registra {_BASES[Basis(c.basis)]})" if c.basis in (1, 2) else text


def _attested(a: Attestation, names: Names) -> str:
    done = _did(a.contribution, names)
    partly = a.units != a.contribution.units
    said = f"{done}, de lo que atestigua {amount(a.units)}" if partly else done
    return f"{said} (quien atestigua {_BASES[Basis(a.basis)]})" if a.basis in (1, 2) else said


def told_activity(a: models.Activity, names: Names) -> str:
    """What defining this activity type says."""
    sensitive = ", para todo trabajo delicado de ese grupo" if a.sensitive else ""
    return (
        f"define un tipo de actividad de {name(names, 'group', a.group)}{sensitive}, orientado a"
        f" {_ORIENTATIONS.get(a.orientation, a.orientation)}, contado en"
        f" {_UNITS.get(a.unit, a.unit)}, {told_cap(a.cap)}, aceptado con {a.required}"
        f" atestaciones, en vigor desde {name(names, 'epoch', a.since)},"
        f" por el documento 0x{a.document.hex()}"
    )


def told_cap(cap: int) -> str:
    """A cap (hundredths) in words."""
    return "sin tope" if cap == models.NO_CAP else f"con un tope de {amount(cap)}"


def _reason(commitment: bytes) -> str:
    return "sin dar razón" if commitment == models.NO_COMMITMENT else "dando una razón"


def _resolve(act: models.Resolve, names: Names) -> str:
    done, reason = _did(act.contribution, names), _reason(act.reason)
    if act.strike:
        return f"tacha, {reason}, la aportación impugnada: {done}; entonces ya no cuenta"
    return f"deja en pie, {reason}, la aportación impugnada: {done}"


def _correct(act: models.Correct, names: Names) -> str:
    before, after = _did(act.replaced, names), _recorded(act.replacement, names)
    return f"retira la aportación: {before}; y registra en su lugar: {after}"


def _record(act: models.Record, names: Names) -> str:
    return f"registra: {listed([_recorded(one, names) for one in act.contributions])}"


def _attest(act: models.Attest, names: Names) -> str:
    return f"atestigua: {listed([_attested(one, names) for one in act.attestations])}"


def _contest(act: models.Contest, names: Names) -> str:
    return f"impugna, {_reason(act.reason)}: {_did(act.contribution, names)}"


def _retract(act: models.Retract, names: Names) -> str:
    return f"retira su atestación: {_done(act.contributions, names)}"


def _withdraw(act: models.Withdraw, names: Names) -> str:
    return f"retira la aportación: {_done(act.contributions, names)}"


WORK: dict[type, Callable[[Any, Names], str]] = {
    models.DefineGroup: lambda act, names: (
        f"define un grupo por el documento 0x{act.document.hex()}"
    ),
    models.DefineActivity: lambda act, names: told_activity(act.activity, names),
    models.ListEpochs: lambda act, names: (
        f"anota épocas que acaban el {listed([day(end) for end in act.ends])}"
    ),
    models.Record: _record,
    models.Attest: _attest,
    models.Retract: _retract,
    models.Withdraw: _withdraw,
    models.Correct: _correct,
    models.Contest: _contest,
    models.Resolve: _resolve,
}
