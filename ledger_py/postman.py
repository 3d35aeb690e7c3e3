"""Mail that goes out, by SMTP; where none is configured there is none."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from ledger_py.errors import AuzolanError
from ledger_py.settings import Settings
from ledger_py.store.vault import Vault

_SECONDS = 20
_IMPLICIT, _SUBMISSION = 465, 587
NAME_BYTES = 32
_WHOLE = SMTP.clone(max_line_length=998)
"""A link in a header is no link any more once it is broken or encoded."""


class LetterUnsent(AuzolanError):
    """The mail server did not take a letter."""

    hint = "See that the mail server answers, and takes letters from AUZOLAN_MAIL_FROM."

    def __init__(self) -> None:
        super().__init__("The mail could not be sent.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one address; headers: further ones, by name."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server; raises LetterUnsent."""
    message = EmailMessage(policy=_WHOLE)
    message["From"], message["To"] = settings.mail_from, letter.to
    message["Subject"], message["Date"] = letter.subject, formatdate()
    message["Message-ID"] = make_msgid(domain=str(settings.mail_from).rpartition("@")[2].strip(">"))
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    try:
        with _server(str(settings.smtp_url)) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException):
        # Without the cause: what servers say may name the address.
        raise LetterUnsent from None


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


def address_of(vault: Vault | None, subject: bytes) -> str | None:
    """The address that a mail credential's subject holds; None once it was erased."""
    name = sealed_as(subject)
    found = vault.decrypt({name: subject[NAME_BYTES:]}) if vault else {}
    return found[name].decode() if found else None


def sealed_as(subject: bytes) -> str:
    """Under which name the vault has the key of a credential's address."""
    return "0x" + subject[:NAME_BYTES].hex()
