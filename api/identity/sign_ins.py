"""Signing in: begun with a question, answered once, and then a session.

Whoever answers with a credential that no user has becomes a new user; somebody signed in may add
further credentials to be the same user by.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request

from api.identity import mail, passkeys, provider, wallets
from api.identity.callers import SESSION_SECONDS
from api.identity.faults import (
    CredentialLast,
    CredentialTaken,
    SignInRefused,
    SignInUnknown,
    WayUnavailable,
)
from api.identity.proofs import Asked
from api.identity.proven import Proven
from api.origins import own_origin
from api.services import Services
from ledger_py.postman import sealed_as
from ledger_py.store import drafts, speaking, subscriptions, users, webhooks
from ledger_py.store.users import Credential, SignIn

SIGN_IN_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes in answer to a sign-in, whichever of it the way asks for."""

    signature: str | None = None
    credential: dict[str, Any] | None = None
    code: str | None = None


def ways(parts: Services) -> tuple[str, ...]:
    """The ways in which somebody may sign in here."""
    settings = parts.settings
    by_mail = (mail.WAY,) if settings.smtp_url else ()
    by_provider = (provider.WAY,) if settings.oidc_issuer else ()
    return (passkeys.WAY, wallets.WAY, *by_provider, *by_mail)


def asked(request: Request, parts: Services) -> Asked:
    """Where and when somebody is asked, with a new nonce."""
    origin, now = own_origin(request, parts.settings), int(parts.clock())
    host, expires = origin.partition("://")[2], now + SIGN_IN_SECONDS
    return Asked(host, origin, parts.deployment.chain_id, token_hex(16), now, expires)


def begin(
    request: Request, parts: Services, way: str, given: dict[str, Any], user: str | None
) -> dict[str, Any]:
    """Begin a sign-in; user: whose credential it will be, where it adds one.

    Returns what the visitor needs to answer. Raises WayUnavailable.
    """
    if way not in ways(parts):
        raise WayUnavailable(way)
    where = asked(request, parts)
    held, told = _begun(parts, where, way, given, user)
    if way == mail.WAY and mail.is_full(parts, held, where.now):
        return {"way": way, "expires": where.expires}
    with parts.store.transaction() as connection:
        begun = SignIn(way, user, held)
        secret = users.begin_sign_in(connection, begun, where.now, where.expires)
    if way == mail.WAY:
        # Who asks is not told whether anybody signs in with the address, nor what the link is.
        mail.post(parts, where, given["address"], secret)
        return {"way": way, "expires": where.expires}
    if way == provider.WAY:
        told = {"url": provider.address(parts, held, secret)}
    return {"way": way, "sign_in": secret, "expires": where.expires, **told}


def _begun(
    parts: Services, where: Asked, way: str, given: dict[str, Any], user: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    match way:
        case wallets.WAY:
            return wallets.begin(where, given["address"])
        case mail.WAY:
            return mail.begin(parts, given["address"]), {}
        case provider.WAY:
            return provider.begin(parts, where), {}
    new, known = bool(given.get("new")) or user is not None, _known(parts, user)
    host = urlsplit(where.url).hostname or ""
    return passkeys.begin(host, where.url, new, known)


def sign_in(parts: Services, secret: str, answer: Answer) -> tuple[str, str]:
    """Answer a sign-in; return the session's secret and the user.

    Raises SignInUnknown, SignInRefused. Whatever is wrong, the sign-in is over.
    """
    begun, proven = _answered(parts, secret, answer)
    if begun.user is not None:
        raise SignInUnknown  # it was begun to add a credential, which is another thing
    now = int(parts.clock())
    with parts.store.transaction() as connection:
        found = users.credential(connection, proven.key)
        if found is None:
            if not proven.new:
                raise SignInRefused("the credential is not known here")
            user = users.add_user(connection, now)
            users.add_credential(connection, _credential(proven, user, now))
        else:
            user = found.user
            users.used_credential(connection, proven.key, proven.uses)
        if proven.signer:
            speaking.hold(connection, proven.signer, user, now)
        session = users.begin_session(connection, user, proven.way, now, now + SESSION_SECONDS)
    return session, user


def add_credential(parts: Services, user: str, secret: str, answer: Answer) -> Credential:
    """Add a credential to a user; raises SignInUnknown, SignInRefused, CredentialTaken."""
    begun, proven = _answered(parts, secret, answer)
    if begun.user != user:
        raise SignInUnknown
    now = int(parts.clock())
    made = _credential(proven, user, now)
    with parts.store.transaction() as connection:
        found = users.credential(connection, proven.key)
        if found and found.user != user:
            raise CredentialTaken
        if found is None:
            users.add_credential(connection, made)
        if proven.signer:
            speaking.hold(connection, proven.signer, user, now)
    return found or made


def is_adding(parts: Services, secret: str, user: str | None) -> bool:
    """Whether a sign-in was begun to add a credential to this very user."""
    with parts.store.reading() as connection:
        begun_for = users.begun_for(connection, secret, int(parts.clock()))
    return user is not None and begun_for == user


def drop_credential(parts: Services, user: str, key: str) -> bool:
    """Take a credential from a user, and end all sessions; raises CredentialLast."""
    with parts.store.transaction() as connection:
        held = users.credentials(connection, user)
        if [one.credential for one in held] == [key]:
            raise CredentialLast
        dropped = next((one for one in held if one.credential == key), None)
        if dropped is None:
            return False
        users.drop_credential(connection, user, key)
        if dropped.way == wallets.WAY:
            speaking.let_go(connection, user, dropped.label)
        users.end_sessions(connection, user)
    return True


def forget(parts: Services, user: str) -> None:
    """Forget a user: first the keys of what is encrypted, then the rows, then the files."""
    with parts.store.reading() as connection:
        held = users.credentials(connection, user)
        names = [one.name for one in webhooks.of_user(connection, user)]
        names += subscriptions.names_of(connection, [user])
        names += drafts.names_of(connection, [user])
        names += users.token_keys(connection, [user])
    names += [sealed_as(one.subject) for one in held if one.way == mail.WAY and one.subject]
    if parts.store.vault:
        parts.store.vault.destroy(names, int(parts.clock()))
    with parts.store.transaction() as connection:
        speaking.forget_user(connection, user)
    parts.store.forget_deleted()


def _answered(parts: Services, secret: str, answer: Answer) -> tuple[SignIn, Proven]:
    with parts.store.transaction() as connection:
        begun = users.end_sign_in(connection, secret, int(parts.clock()))
    if begun is None:
        raise SignInUnknown
    match begun.way:
        case wallets.WAY:
            return begun, wallets.finish(parts, begun.details, answer.signature)
        case passkeys.WAY:
            return begun, passkeys.finish(parts, begun.details, answer.credential)
        case provider.WAY:
            return begun, provider.finish(parts, begun.details, answer.code)
        case mail.WAY:
            return begun, mail.finish(parts, begun.details)
    raise SignInUnknown


def _known(parts: Services, user: str | None) -> list[bytes]:
    if user is None:
        return []
    with parts.store.reading() as connection:
        held = users.credentials(connection, user)
    return [one.subject for one in held if one.way == passkeys.WAY and one.subject]


def _credential(proven: Proven, user: str, now: int) -> Credential:
    return Credential(
        credential=proven.key,
        user=user,
        way=proven.way,
        label=proven.label,
        created=now,
        subject=proven.subject,
        public_key=proven.public_key,
        uses=proven.uses,
    )
