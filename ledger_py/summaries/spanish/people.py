"""What acts about people say, in Spanish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_py import models
from ledger_py.models import Recognition
from ledger_py.summaries.spanish.words import day, name, told_signer
from ledger_py.summaries.words import Names

_CHOSEN = {
    Recognition.SCORED: "con aportaciones registradas y con puntuación",
    Recognition.UNSCORED: "con aportaciones registradas y sin puntuación",
    Recognition.UNRECORDED: "sin que se registre nada más",
}


def _admit(act: models.Admit, names: Names) -> str:
    signers = sum(1 for one in act.admissions if one.signer and not one.managed)
    managed = sum(1 for one in act.admissions if one.signer and one.managed)
    unclaimed = len(act.admissions) - signers - managed
    counts = {"con firmante propio": signers, "gestionados": managed, "sin reclamar": unclaimed}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"admite miembros: {told or 'ninguno'}"


def _sponsor(act: models.Sponsor, names: Names) -> str:
    one = act.admission
    who = f"alguien con {told_signer(one.signer, one.managed)}" if one.signer else ""
    return f"avala que se admita a {who or 'un miembro sin reclamar'}"


def _invite(act: models.Invite, names: Names) -> str:
    until = day(act.deadline)
    return f"invita a quien tenga la clave de un solo uso {act.key} a unirse una vez, hasta {until}"


def _join(act: models.Join, names: Names) -> str:
    inviter = name(names, "member", act.invite.member)
    signer = told_signer(act.admission.signer, act.admission.managed)
    return f"se une por una invitación de {inviter}, con {signer}"


def _uninvite(act: models.Uninvite, names: Names) -> str:
    inviter = name(names, "member", act.invite.member)
    return f"anula la invitación de {inviter} para la clave de un solo uso {act.invite.key}"


def _claim(act: models.ClaimMembership, names: Names) -> str:
    kept = ", con una clave que guarda una pasarela" if act.managed else ""
    return f"dice ser {name(names, 'member', act.member)}, que aún no se ha unido{kept}"


def _confirm_claim(act: models.ConfirmClaim, names: Names) -> str:
    who = name(names, "member", act.unclaimed)
    return f"confirma que quien dice ser {who} con {told_signer(act.signer)} es esa persona"


def _contest_claim(act: models.ContestClaim, names: Names) -> str:
    who = name(names, "member", act.unclaimed)
    return (
        f"impugna toda reclamación de ser {who}; entonces han de confirmar una dos responsables,"
        " o una votación"
    )


def _add_signer(act: models.AddSigner, names: Names) -> str:
    return f"deja que {told_signer(act.signer, act.managed)} hable también en su nombre"


def _remove_signer(act: models.RemoveSigner, names: Names) -> str:
    signer = told_signer(act.signer)
    return f"deja de permitir que {signer} hable en su nombre, ni nunca en el de nadie más"


def _recover(act: models.Recover, names: Names) -> str:
    who, signer = name(names, "member", act.subject), told_signer(act.signer, act.managed)
    return f"dice que {who} ha perdido sus firmantes y que solo {signer} ha de hablar en su nombre"


def _complete_recovery(act: models.CompleteRecovery, names: Names) -> str:
    who = name(names, "member", act.member)
    return f"pasa a ser {who}, en cuyo nombre ya no habla ningún otro firmante"


def _choose(act: models.Choose, names: Names) -> str:
    known = act.recognition in set(Recognition)
    told = _CHOSEN[Recognition(act.recognition)] if known else f"con {act.recognition}"
    if act.subject == act.member:
        return f"elige figurar {told}"
    who = name(names, "member", act.subject)
    return f"elige por {who}, sin reclamar, que figure {told}"


def _suspend(act: models.Suspend, names: Names) -> str:
    who = name(names, "member", act.subject)
    return f"pide que se suspenda a {who} " + (
        f"hasta {day(act.until)}" if act.until else "no más tiempo"
    )


PEOPLE: dict[type, Callable[[Any, Names], str]] = {
    models.Admit: _admit,
    models.Sponsor: _sponsor,
    models.Invite: _invite,
    models.Join: _join,
    models.Uninvite: _uninvite,
    models.ClaimMembership: _claim,
    models.ConfirmClaim: _confirm_claim,
    models.ContestClaim: _contest_claim,
    models.AddSigner: _add_signer,
    models.RemoveSigner: _remove_signer,
    models.Recover: _recover,
    models.ObjectToRecovery: lambda act, names: (
        "se opone a su propia recuperación; entonces solo decide una votación"
    ),
    models.CompleteRecovery: _complete_recovery,
    models.Depart: lambda act, names: "deja la comunidad; su número y su registro quedan",
    models.Rejoin: lambda act, names: "vuelve a la comunidad con el mismo número",
    models.Choose: _choose,
    models.Suspend: _suspend,
}
