"""Signing in by a passkey (WebAuthn Level 3), a credential apart from any that signs acts."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.identity.faults import SignInRefused
from api.identity.proven import Proven, credential_key
from api.services import Services
from ledger_py.store import users

WAY = "passkey"
_REQUIRED = UserVerificationRequirement.REQUIRED
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError)
"""What the library raises for an answer that is none."""


def begin(host: str, origin: str, new: bool, known: list[bytes]) -> tuple[dict[str, Any], Any]:
    """What the answer is held against, and the browser's options.

    new: whether a passkey is to be made; known: ids of those that the user has already.
    """
    challenge = secrets.token_bytes(32)
    options: Any
    if new:
        options = generate_registration_options(
            rp_id=host,
            rp_name="Auzolan",
            user_name="Auzolan",
            user_id=secrets.token_bytes(32),
            challenge=challenge,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
            ),
        )
    else:
        options = generate_authentication_options(
            rp_id=host, challenge=challenge, user_verification=_REQUIRED
        )
    held = {"challenge": challenge.hex(), "host": host, "origin": origin, "new": new}
    return held, {"options": orjson.loads(options_to_json(options))}


def finish(parts: Services, details: dict[str, Any], answer: dict[str, Any] | None) -> Proven:
    """Hold a browser's answer against what was asked; raises SignInRefused."""
    asked = {
        "credential": answer or {},
        "expected_challenge": bytes.fromhex(details["challenge"]),
        "expected_rp_id": details["host"],
        "expected_origin": details["origin"],
        "require_user_verification": True,
    }
    try:
        _require_shallow(asked["credential"])
        return _made(parts, asked) if details["new"] else _shown(parts, asked)
    except _MALFORMED as error:
        raise SignInRefused(f"the passkey's answer cannot be used ({error})") from None


def _require_shallow(credential: dict[str, Any]) -> None:
    """Refuse client data that nest beyond measure: the library's parser goes down all the way."""
    orjson.loads(base64url_to_bytes(str(credential["response"]["clientDataJSON"])))


def _made(parts: Services, asked: dict[str, Any]) -> Proven:
    found = verify_registration_response(**asked)
    id_ = found.credential_id
    label = f"passkey {bytes_to_base64url(id_)[:8]}"
    key = credential_key(parts.secret, WAY, id_)
    return Proven(key, WAY, label, id_, found.credential_public_key, found.sign_count)


def _shown(parts: Services, asked: dict[str, Any]) -> Proven:
    key = credential_key(parts.secret, WAY, base64url_to_bytes(str(asked["credential"]["id"])))
    with parts.store.reading() as connection:
        held = users.credential(connection, key)
    if held is None or held.public_key is None:
        raise SignInRefused("the passkey is not known here")
    found = verify_authentication_response(
        **asked,
        credential_public_key=held.public_key,
        credential_current_sign_count=held.uses,
    )
    return Proven(key, WAY, held.label, uses=found.new_sign_count, new=False)
