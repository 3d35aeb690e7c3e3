"""What acts say, in Spanish: the same nouns, each with the one word that stands for it here.

miembro (member), firmante (signer), responsable (steward), época (epoch), aportación
(contribution), tipo de actividad (activity type), votación (vote), papeleta (ballot), nivel
(level), propuesta (proposal).
"""

from __future__ import annotations

from ledger_py import models
from ledger_py.models import Act
from ledger_py.summaries.spanish.people import PEOPLE
from ledger_py.summaries.spanish.votes import VOTES
from ledger_py.summaries.spanish.words import name
from ledger_py.summaries.spanish.work import WORK
from ledger_py.summaries.words import Names

TELL = PEOPLE | WORK | VOTES


def summary(act: Act, names: Names) -> str:
    """Return one sentence in words; ids without a name are shown as numbers."""
    return f"{_actor(act, names)} {TELL[type(act)](act, names)}."


def _actor(act: Act, names: Names) -> str:
    match act:
        case models.Join():
            return "Alguien nuevo"
        case models.ClaimMembership() | models.CompleteRecovery():
            return "Quien firma esto"
        case _:
            return name(names, "member", act.member)
