"""What acts about people say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_py import models
from ledger_py.models import Admission, Recognition
from ledger_py.summaries.words import Names, day, name, told_signer


def _somebody(admission: Admission) -> str:
    if not admission.signer:
        return "an unclaimed member"
    return f"somebody with {told_signer(admission.signer, admission.managed)}"


def _admit(act: models.Admit, names: Names) -> str:
    signers = sum(1 for admission in act.admissions if admission.signer and not admission.managed)
    managed = sum(1 for admission in act.admissions if admission.signer and admission.managed)
    unclaimed = len(act.admissions) - signers - managed
    counts = {"with a signer of their own": signers, "managed": managed, "unclaimed": unclaimed}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"admits members: {told or 'none'}"


def _sponsor(act: models.Sponsor, names: Names) -> str:
    return f"stands for admitting {_somebody(act.admission)}"


def _invite(act: models.Invite, names: Names) -> str:
    until = day(act.deadline)
    return f"invites whoever holds the one-time key {act.key} to join once, until {until}"


def _join(act: models.Join, names: Names) -> str:
    inviter = name(names, "member", act.invite.member)
    signer = told_signer(act.admission.signer, act.admission.managed)
    return f"joins by an invitation of {inviter}, with {signer}"


def _uninvite(act: models.Uninvite, names: Names) -> str:
    inviter = name(names, "member", act.invite.member)
    return f"takes back the invitation of {inviter} for the one-time key {act.invite.key}"


def _claim(act: models.ClaimMembership, names: Names) -> str:
    with_ = ", with a key that a gateway keeps" if act.managed else ""
    return f"claims to be {name(names, 'member', act.member)}, who has not joined yet{with_}"


def _confirm_claim(act: models.ConfirmClaim, names: Names) -> str:
    who = name(names, "member", act.unclaimed)
    return f"confirms that whoever claims to be {who} with {told_signer(act.signer)} is that person"


def _contest_claim(act: models.ContestClaim, names: Names) -> str:
    who = name(names, "member", act.unclaimed)
    return f"contests all claims to be {who}; two stewards, or a vote, then have to confirm one"


def _add_signer(act: models.AddSigner, names: Names) -> str:
    return f"lets {told_signer(act.signer, act.managed)} speak for them too"


def _remove_signer(act: models.RemoveSigner, names: Names) -> str:
    return f"lets {told_signer(act.signer)} speak for them no longer, nor ever for anybody else"


def _recover(act: models.Recover, names: Names) -> str:
    who, signer = name(names, "member", act.subject), told_signer(act.signer, act.managed)
    return f"says that {who} has lost their signers, and that {signer} alone is to speak for them"


def _object(act: models.ObjectToRecovery, names: Names) -> str:
    return "objects to their own recovery, about which only a vote decides then"


def _complete_recovery(act: models.CompleteRecovery, names: Names) -> str:
    who = name(names, "member", act.member)
    return f"takes over as {who}, for whom no other signer speaks any more"


def _depart(act: models.Depart, names: Names) -> str:
    return "leaves the community; their id and their record stay"


def _rejoin(act: models.Rejoin, names: Names) -> str:
    return "comes back to the community under the same id"


def _choose(act: models.Choose, names: Names) -> str:
    chosen = {
        Recognition.SCORED: "recorded and scored",
        Recognition.UNSCORED: "recorded and not scored",
        Recognition.UNRECORDED: "recorded no more",
    }
    known = act.recognition in set(Recognition)
    told = chosen[Recognition(act.recognition)] if known else f"recognised as {act.recognition}"
    if act.subject == act.member:
        return f"chooses to be {told}"
    return f"chooses for {name(names, 'member', act.subject)}, who is unclaimed, to be {told}"


def _suspend(act: models.Suspend, names: Names) -> str:
    until = f"until {day(act.until)}" if act.until else "no longer"
    return f"asks that {name(names, 'member', act.subject)} be suspended {until}"


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
    models.ObjectToRecovery: _object,
    models.CompleteRecovery: _complete_recovery,
    models.Depart: _depart,
    models.Rejoin: _rejoin,
    models.Choose: _choose,
    models.Suspend: _suspend,
}
