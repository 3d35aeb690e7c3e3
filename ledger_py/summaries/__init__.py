"""What an act says, in one sentence, for the person who is about to sign it."""

from __future__ import annotations

from ledger_py import models
from ledger_py.models import Act
from ledger_py.summaries import spanish
from ledger_py.summaries.people import PEOPLE
from ledger_py.summaries.votes import VOTES
from ledger_py.summaries.words import Names as Names
from ledger_py.summaries.words import name
from ledger_py.summaries.work import WORK

LANGUAGES = ("en", "es")
"""Languages in which summaries are told, by their tags."""
_NONE: Names = {}
_TELL = PEOPLE | WORK | VOTES


def summary(act: Act, names: Names = _NONE, language: str = "en") -> str:
    """Return one sentence in words of a language; ids without a name are shown as numbers."""
    if language == "es":
        return spanish.summary(act, names)
    return f"{_actor(act, names)} {_TELL[type(act)](act, names)}."


def _actor(act: Act, names: Names) -> str:
    match act:
        case models.Join():
            return "Somebody new"
        case models.ClaimMembership() | models.CompleteRecovery():
            # The signer is not the member's yet.
            return "Whoever signs this"
        case _:
            return name(names, "member", act.member)
