"""For which members a user may speak here, and signing for managed ones."""

from __future__ import annotations

import re

from fastapi import Request

from api.identity.callers import Caller
from api.identity.faults import MemberForeign, NotManaged, SignInUnknown, StatementRefused
from api.identity.proofs import digest, is_by, statement
from api.identity.sign_ins import asked
from api.services import Services
from ledger_py.calls import Place
from ledger_py.models import Act, ClaimMembership, Join
from ledger_py.signers import LocalSigner
from ledger_py.store import speaking, users
from ledger_py.store.rows import Who
from ledger_py.store.users import SignIn

_WAY = "statement"
_LABEL = re.compile("0x[0-9a-f]{40} [0-9a-f]{32}")


def ask_statement(request: Request, parts: Services, user: str, signer: str) -> dict[str, object]:
    """The text that a signer (hex) is to sign to be known as the user's."""
    where, signer = asked(request, parts), signer.lower()
    message = statement(where, signer)
    with parts.store.transaction() as connection:
        begun = SignIn(_WAY, user, {"signer": signer, "message": message})
        secret = users.begin_sign_in(connection, begun, where.now, where.expires)
    said = "0x" + digest(message).hex()
    return {"sign_in": secret, "message": message, "digest": said, "expires": where.expires}


def show_signer(parts: Services, user: str, secret: str, signature: bytes) -> None:
    """Let the user speak for a signer's members; raises SignInUnknown, StatementRefused."""
    now = int(parts.clock())
    with parts.store.transaction() as connection:
        begun = users.end_sign_in(connection, secret, now)
    if begun is None or begun.way != _WAY or begun.user != user:
        raise SignInUnknown
    signer, message = str(begun.details["signer"]), str(begun.details["message"])
    if not is_by(parts.node, bytes.fromhex(signer[2:]), message, signature):
        raise StatementRefused
    with parts.store.transaction() as connection:
        speaking.hold(connection, signer, user, now)


def members_of(parts: Services, user: str, community: str) -> list[int]:
    """The members of a community for whom a user speaks here, by id."""
    with parts.store.reading() as connection:
        return speaking.members_of(connection, user, community)


def spoken_for(parts: Services, user: str, community: str) -> Who | None:
    """The active member of a community for whom a user speaks here, None for nobody."""
    held = members_of(parts, user, community)
    spoken = (parts.reads.member(community, member).who for member in held)
    return next((who for who in spoken if who.active), None)


def speaker(parts: Services, caller: Caller, c: str, scope: str = "write") -> Who:
    """The active member of a community for whom the caller speaks; raises MemberForeign."""
    user, community = caller.require(scope), parts.reads.locate(c).community
    found = spoken_for(parts, user, community)
    if found is None:
        raise MemberForeign
    return found


def managed_key(parts: Services, user: str, community: str) -> str:
    """The signer (hex) of the user's key in a community, made when there is none yet."""
    with parts.store.reading() as connection:
        held = speaking.managed_signer(connection, user, community)
    if held:
        return held
    # The key is durable before anything says that there is one.
    signer = "0x" + parts.accounts.ensure(label_of(user, community)).signer.hex()
    with parts.store.transaction() as connection:
        if (held := speaking.managed_signer(connection, user, community)) is None:
            speaking.hold(connection, signer, user, int(parts.clock()), managed_in=community)
    return held or signer


def sign(parts: Services, user: str, place: Place, act: Act) -> tuple[str, bytes]:
    """Sign an act by the key that is kept for the user; raises NotManaged.

    Returns the signer (hex) and the signature.
    """
    with parts.store.reading() as connection:
        signer = speaking.managed_signer(connection, user, place.community)
        spoken = speaking.membership(connection, user, place.community, signer or "")
    if signer is None or not _may(act, signer, spoken.member if spoken else None):
        raise NotManaged(act.member)
    key: LocalSigner = parts.accounts.signer(label_of(user, place.community))
    return signer, place.signature(key, act)


def _may(act: Act, signer: str, member: int | None) -> bool:
    if isinstance(act, Join):
        return act.admission.managed and "0x" + act.admission.signer.hex() == signer
    if isinstance(act, ClaimMembership):
        return act.managed and member is None
    return member is not None and act.member == member


def label_of(user: str, community: str) -> str:
    """The label of the key that is kept for a user in a community; it names nobody."""
    return f"{community} {user}"


def is_for_user(label: str) -> bool:
    """Whether a label is that of a key which is kept for a user."""
    return _LABEL.fullmatch(label) is not None
