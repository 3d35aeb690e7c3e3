"""Mail that goes out, by SMTP; where none is configured there is none."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from api.faults import GatewayFault
from ledger_py.settings import Settings

_SECONDS = 20
_IMPLICIT, _SUBMISSION = 465, 587
_LATER = {"Retry-After": "60"}


class MailUnsent(GatewayFault):
    """The mail server did not take a letter; nothing was changed."""

    status = 503
    headers = _LATER
    hint = "Try again in a minute, or sign in another way."

    def __init__(self) -> None:
        super().__init__("The mail could not be sent.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one address."""

    to: str
    subject: str
    text: str


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server; raises MailUnsent."""
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, letter.to
    message["Subject"], message["Date"] = letter.subject, formatdate()
    message["Message-ID"] = make_msgid(domain=str(settings.mail_from).rpartition("@")[2].strip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _server(str(settings.smtp_url)) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException):
        # Without the cause: what servers say may name the address.
        raise MailUnsent from None


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """A server as `smtp://USER:PASSWORD@HOST:PORT` or `smtps://…` names it.

    Whoever has a password speaks to it encrypted, or not at all.
    """
    parts, context = urlsplit(url), ssl.create_default_context()
    host, secret = parts.hostname or "", parts.password
    if parts.scheme == "smtps":
        port = parts.port or _IMPLICIT
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or _SUBMISSION, timeout=_SECONDS)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and (secret or server.has_extn("starttls")):
            server.starttls(context=context)
        if secret:
            server.login(unquote(parts.username or ""), unquote(secret))
        yield server
