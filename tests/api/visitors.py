"""Visitors of a gateway: browsers with a wallet or a passkey, and tools with a token."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

import cbor2
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from eth_hash.auto import keccak

from ledger_py import commitments
from ledger_py.models import NEW, Admission, Invite, Join
from ledger_py.signers import LocalSigner
from ledger_py.structs import to_json
from tests.api.stack import Gateway, posted

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def personal(text: str) -> bytes:
    """The digest of a text as wallets sign it (EIP-191)."""
    told = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(told)).encode() + told)


class Visitor:
    """A browser: it keeps cookies, and sends what our own pages send."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.client = httpx.Client(base_url=gateway.client.base_url, timeout=60)
        self.csrf: dict[str, str] = {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request to /v1, held against what the API says of itself."""
        given = {} if body is None else {"json": body}
        headers = {"Idempotency-Key": f'"{uuid4()}"'} | headers
        answer = self.client.request(method, f"/v1{path}", headers=self.csrf | headers, **given)
        return self.gateway._checked(answer)

    def begin(self, **asked: Any) -> dict[str, Any]:
        """Begin a sign-in."""
        answer = self.send("POST", "/sign-ins", asked)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def open(self, **answer: Any) -> httpx.Response:
        """Answer a sign-in."""
        found = self.send("POST", "/sessions", answer)
        if found.status_code == 201:
            self.csrf = {"X-CSRF-Token": found.json()["csrf_token"]}
        return found

    def by_wallet(self, key: LocalSigner) -> dict[str, Any]:
        """Sign in by a wallet."""
        begun = self.begin(way="wallet", address="0x" + key.signer.hex())
        signature = "0x" + key.sign(personal(begun["message"])).hex()
        answer = self.open(sign_in=begun["sign_in"], signature=signature)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def token(self, *scopes: str) -> Tool:
        """A tool with a new token of this user."""
        draft = {"name": "a tool", "scopes": list(scopes)}
        answer = self.send("POST", "/tokens", draft)
        assert answer.status_code == 201, answer.text
        return Tool(self.gateway, answer.json()["secret"])


class Tool(Visitor):
    """A program that works for a user."""

    def __init__(self, gateway: Gateway, secret: str) -> None:
        super().__init__(gateway)
        self.csrf = {"Authorization": f"Bearer {secret}"}


def invited(gateway: Gateway, signer: bytes) -> dict[str, Any]:
    """What a newcomer with this managed signer posts to join, but for their own signature."""
    steward, one_time = gateway.keys[1], LocalSigner(secrets.token_bytes(32))
    person = commitments.seal({"kind": "person", "name": "Somebody new"})
    invite = Invite(1, gateway.deadline(), "0x" + one_time.signer.hex())
    act = Join(NEW, gateway.deadline(), invite, Admission(signer, True, person.commitment))
    place = gateway.place
    return {
        "act": to_json(act),
        "contents": [posted(person)],
        "answer": "0x" + one_time.sign(place.digest(act)).hex(),
        "inviter": "0x" + steward.signer.hex(),
        "invitation": "0x" + steward.sign(place.digest(invite)).hex(),
    }


def managed_member(gateway: Gateway, visitor: Visitor) -> int:
    """Let a signed-in visitor join by an invitation as a managed member; return the member's id."""
    path = f"/communities/{gateway.place.community}"
    signer = visitor.send("PUT", f"{path}/managed-key").json()["signer"]
    body = invited(gateway, bytes.fromhex(signer[2:]))
    asked = {"primary_type": "Join", "act": body["act"]}
    signed = visitor.send("POST", f"{path}/signatures", asked).json()
    body |= {key: signed[key] for key in ("signer", "signature")}
    joined = visitor.send("POST", f"{path}/acts/join", body, Prefer="wait=20")
    assert joined.status_code == 200, joined.text
    (spoken,) = visitor.send("GET", "/session").json()["memberships"]
    assert (spoken["managed"], spoken["signer"]) == (True, signer)
    return int(spoken["member"])


class Authenticator:
    """A device with one passkey to sign in by (WebAuthn Level 3), its user always verified."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.uses = secrets.token_bytes(16), 0

    def create(self, options: dict[str, Any], origin: str) -> dict[str, Any]:
        """Make the passkey that a site asks for."""
        point = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], _PRESENT | _VERIFIED | _ATTESTED) + attested
        answer = {
            "clientDataJSON": _text(_client("webauthn.create", options, origin)),
            "attestationObject": _text(
                cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
            ),
        }
        return self._credential(answer)

    def get(
        self, options: dict[str, Any], origin: str, flags: int = _PRESENT | _VERIFIED
    ) -> dict[str, Any]:
        """Answer to a site that asks who somebody is."""
        self.uses += 1
        client = _client("webauthn.get", options, origin)
        data = self._data(options["rpId"], flags)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {"clientDataJSON": _text(client), "authenticatorData": _text(data)}
        return self._credential(answer | {"signature": _text(signature), "userHandle": None})

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        named = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key"}
        return {**named, "response": response, "clientExtensionResults": {}}


def _client(kind: str, options: dict[str, Any], origin: str) -> bytes:
    challenge = options["challenge"]
    assert len(urlsafe_b64decode(challenge + "==")) == 32
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(said).encode()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
