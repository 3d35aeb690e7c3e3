"""Mail that somebody waits for: what the mail server does not take is a refusal."""

from __future__ import annotations

from api.faults import GatewayFault
from ledger_py import postman
from ledger_py.postman import Letter, LetterUnsent
from ledger_py.settings import Settings

__all__ = ["Letter", "MailUnsent", "send"]
_LATER = {"Retry-After": "60"}


class MailUnsent(GatewayFault):
    """The mail server did not take a letter; nothing was changed."""

    status = 503
    headers = _LATER
    hint = "Try again in a minute, or sign in another way."

    def __init__(self) -> None:
        super().__init__("The mail could not be sent.")


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server; raises MailUnsent."""
    try:
        postman.send(settings, letter)
    except LetterUnsent:
        raise MailUnsent from None
