"""What a user is told of and how: the settings and devices that their own page shows."""

from __future__ import annotations

from dataclasses import dataclass

from api.identity import mail, sign_ins
from api.services import Services
from ledger_py.notices import CLAIM, RECOVERY, SECURITY
from ledger_py.pushes import public_key
from ledger_py.store import choices, subscriptions, users
from ledger_py.store.choices import DEFAULT, Choice
from ledger_py.store.subscriptions import Subscription

WHENS = {
    "asked": "Somebody asks you to attest to a contribution",
    "vote_opened": "Something is put to the vote",
    "accepted": "A contribution of yours is accepted",
    "contested": "A contribution of yours is contested",
    "struck": "A contribution of yours is struck",
    "stands": "A contested contribution of yours stands",
    "suspended": "Your membership is suspended, or that is proposed or ended",
    "webhook_ended": "A webhook of yours is given up",
    RECOVERY: "Somebody proposes that another signer takes over your membership",
    CLAIM: "Somebody else claims to be the member whom you claim to be",
}
"""What a kind of notice is called where one chooses; safety comes last."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of notice, and by which ways the user is told of it; always: whatever they choose."""

    kind: str
    when: str
    choice: Choice
    always: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """What the page shows; mails: whether this gateway sends mail, mailed: whether to this user.

    key: what a browser subscribes with.
    """

    rows: tuple[Row, ...]
    mails: bool
    mailed: bool
    key: str | None
    devices: tuple[Subscription, ...]


def telling(parts: Services, user: str) -> Telling:
    """Gather what a user is told of and how."""
    with parts.store.reading() as connection:
        chosen = choices.choices(connection, user)
        ways = {one.way for one in users.credentials(connection, user)}
        devices = subscriptions.of_user(connection, user)
    vault, mails = parts.store.vault, mail.WAY in sign_ins.ways(parts)
    rows = (
        Row(kind, when, chosen.get(kind, DEFAULT), kind in SECURITY) for kind, when in WHENS.items()
    )
    return Telling(
        tuple(rows),
        mails,
        mails and mail.WAY in ways,
        public_key(vault) if vault else None,
        tuple(devices),
    )
