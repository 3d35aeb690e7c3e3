"""What acts about indicators, votes, proposals and elections say, in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_py import models
from ledger_py.models import Choice
from ledger_py.summaries.spanish.decisions import told_call, told_kind, told_retention
from ledger_py.summaries.spanish.words import lasting, name
from ledger_py.summaries.words import Names

_CHOICES = {
    Choice.IN_FAVOUR: "vota a favor de",
    Choice.AGAINST: "vota en contra de",
    Choice.ABSTAINS: "se abstiene ante",
}


def _define_indicator(act: models.DefineIndicator, names: Names) -> str:
    return (
        f"define un indicador de clase {told_kind(act.kind)}, {told_retention(act.retention)},"
        f" por el documento 0x{act.document.hex()}"
    )


def _open_vote(act: models.OpenVote, names: Names) -> str:
    start = f", en vigor desde {name(names, 'epoch', act.from_)}" if act.from_ else ""
    return (
        f"abre una votación sobre los pesos de {name(names, 'indicator', act.indicator)}{start},"
        f" dentro de {lasting(act.notice)}, durante {lasting(act.duration)}"
    )


def _propose(act: models.Propose, names: Names) -> str:
    amends = f", que enmienda la propuesta {act.amends}," if act.amends else ""
    # A proposal is told in full: what is signed must be seen.
    calls = [f"({n}) {told_call(call, names)}" for n, call in enumerate(act.calls, start=1)]
    done = f"que la comunidad {'; '.join(calls)}" if calls else "una resolución en palabras"
    return (
        f"propone por el documento 0x{act.document.hex()}{amends} {done}; la votación se abre"
        f" dentro de {lasting(act.notice)}, durante {lasting(act.duration)}, y los miembros pueden"
        f" oponerse durante {lasting(act.delay)} después"
    )


def _levels(levels: tuple[int, ...], names: Names) -> str:
    given = [
        f"{level} a {name(names, 'activity', index)}"
        for index, level in enumerate(levels, start=1)
        if level != models.NO_LEVEL
    ]
    abstained = len(levels) - len(given)
    rest = f" y se abstiene en {abstained} de {len(levels)}" if abstained else ""
    return f"{', '.join(given) or 'ningún nivel'}{rest}"


def _again(sequence: int) -> str:
    return f" (en lugar de la papeleta {sequence - 1})" if sequence > 1 else ""


def _ballot(act: models.Ballot, names: Names) -> str:
    levels = _levels(act.levels, names)
    return f"vota en la votación {act.vote} por estos niveles: {levels}{_again(act.sequence)}"


def _shares_ballot(act: models.SharesBallot, names: Names) -> str:
    given = [
        f"{points} a {name(names, 'group', index)}"
        for index, points in enumerate(act.points, start=1)
    ]
    divided = (
        f"reparte en la votación {act.vote} estos puntos: {', '.join(given)}"
        if given
        else f"se abstiene en la votación {act.vote} de repartir puntos"
    )
    levels = _levels(act.levels, names)
    return f"{divided}; y vota por estos niveles: {levels}{_again(act.sequence)}"


def _proposal_ballot(act: models.ProposalBallot, names: Names) -> str:
    known = act.choice in set(Choice)
    said = _CHOICES[Choice(act.choice)] if known else f"dice {act.choice} a"
    return f"{said} la propuesta {act.vote}{_again(act.sequence)}"


def _election_ballot(act: models.ElectionBallot, names: Names) -> str:
    approved = ", ".join(name(names, "member", member) for member in act.approved)
    told = f"aprueba en la elección {act.vote} a {approved or 'nadie'}"
    return told + _again(act.sequence)


def _object(act: models.ObjectToProposal, names: Names) -> str:
    return (
        f"se opone a la propuesta {act.vote}, ya aprobada: desde entonces su papeleta es en contra"
    )


VOTES: dict[type, Callable[[Any, Names], str]] = {
    models.DefineIndicator: _define_indicator,
    models.OpenVote: _open_vote,
    models.Propose: _propose,
    models.Stand: lambda act, names: f"se presenta a responsable en la elección {act.vote}",
    models.Ballot: _ballot,
    models.SharesBallot: _shares_ballot,
    models.ProposalBallot: _proposal_ballot,
    models.ElectionBallot: _election_ballot,
    models.ObjectToProposal: _object,
}
