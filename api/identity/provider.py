"""Signing in by an organisation's provider: OpenID Connect Core 1.0, code flow with PKCE."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.faults import GatewayFault
from api.identity.faults import SignInRefused
from api.identity.proofs import Asked
from api.identity.proven import Proven, credential_key
from api.services import Services
from ledger_py import base64url

WAY = "provider"
CALLBACK = "/v1/sign-ins/provider/callback"
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Of signatures; never `none`, and none by a secret that both sides know."""
_SECONDS, _LEEWAY = 10, 60
_FRESH_SECONDS = 3_600
_LATER = {"Retry-After": "30"}


class ProviderUnreachable(GatewayFault):
    """The organisation's provider does not answer as it should."""

    status = 503
    headers = _LATER
    hint = "Try again in a moment, or sign in another way."

    def __init__(self) -> None:
        super().__init__("The provider cannot be reached.")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider does what, by its own word."""

    authorization: str
    token: str
    keys: str


def begin(parts: Services, asked: Asked) -> dict[str, Any]:
    """What the answer is held against; raises ProviderUnreachable."""
    _endpoints(parts)
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    return {"verifier": verifier, "nonce": nonce, "redirect": asked.url + CALLBACK}


def address(parts: Services, held: dict[str, Any], state: str) -> str:
    """Where the visitor's browser goes to."""
    challenge = base64url.encoded(sha256(held["verifier"].encode()).digest())
    query = {
        "response_type": "code",
        "scope": "openid",
        "client_id": parts.settings.oidc_client_id,
        "redirect_uri": held["redirect"],
        "state": state,
        "nonce": held["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    there = _endpoints(parts).authorization
    return f"{there}{'&' if '?' in there else '?'}{urlencode(query)}"


def finish(parts: Services, details: dict[str, Any], code: str | None) -> Proven:
    """Change the code for the provider's word; raises SignInRefused, ProviderUnreachable."""
    issuer = str(parts.settings.oidc_issuer)
    claims = _claims(parts, _id_token(parts, details, code or ""), str(details["nonce"]))
    subject = f"{issuer} {claims['sub']}".encode()
    key = credential_key(parts.secret, WAY, subject)
    return Proven(key, WAY, urlsplit(issuer).hostname or "provider")


def _id_token(parts: Services, details: dict[str, Any], code: str) -> str:
    settings = parts.settings
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": details["redirect"],
        "code_verifier": details["verifier"],
    }
    who = (settings.oidc_client_id or "", settings.oidc_client_secret or "")
    answer = _asked("POST", _endpoints(parts).token, data=given, auth=who)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise SignInRefused("the provider gave no identity")
    return token


def _claims(parts: Services, token: str, nonce: str) -> dict[str, Any]:
    settings = parts.settings
    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
        "nonce": {"essential": True, "value": nonce},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
    }
    try:
        _require_shallow(token)
        keys = KeySet.import_key_set(_asked("GET", _endpoints(parts).keys))  # type: ignore[arg-type]
        found = jwt.decode(token, keys, algorithms=_ALGORITHMS)
        jwt.JWTClaimsRegistry(leeway=_LEEWAY, **wanted).validate(found.claims)
    except (JoseError, ValueError, KeyError, TypeError):
        raise SignInRefused("the provider's word cannot be verified") from None
    return found.claims


def _require_shallow(token: str) -> None:
    """Refuse a token that nests beyond measure: the library's parser goes down all the way."""
    for part in token.split(".")[:2]:
        orjson.loads(base64url.decoded(part))


def _endpoints(parts: Services) -> Endpoints:
    return _discovered(str(parts.settings.oidc_issuer), int(time.time() // _FRESH_SECONDS))


@lru_cache(maxsize=4)
def _discovered(issuer: str, _hour: int) -> Endpoints:
    found = _asked("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != issuer or not all(isinstance(found.get(n), str) for n in names):
        raise ProviderUnreachable
    return Endpoints(*(str(found[name]) for name in names))


def _asked(method: str, url: str, **more: Any) -> dict[str, Any]:
    """What the provider answers; a code that it refuses is no fault of the provider's."""
    try:
        answer = httpx.request(method, url, timeout=_SECONDS, **more)
        found = orjson.loads(answer.content)
    except (httpx.HTTPError, ValueError):
        raise ProviderUnreachable from None
    if method == "POST" and answer.status_code in (400, 401):
        raise SignInRefused("the provider does not take the code")
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ProviderUnreachable
    return found
