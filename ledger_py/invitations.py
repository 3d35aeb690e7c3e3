"""An invitation as it is handed over: in a file, or behind the `#` of a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from ledger_py import base64url
from ledger_py.errors import AuzolanError
from ledger_py.models import Invite

LONGEST = 10_000
"""Characters of an invitation in a link; one of a contract account's long signature fits."""


class InvitationInvalid(AuzolanError):
    """What somebody was handed is no invitation, or was cut short on its way."""

    hint = "Open the link, or give the file, exactly as the steward handed it over."

    def __init__(self) -> None:
        super().__init__("This is no invitation.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a steward hands over to one newcomer, who joins by it once.

    inviter: the steward's signer. signature: theirs over `invite`. secret: the private key (32
    bytes) to the address that `invite` names; whoever has it can join, so it is never shown.
    """

    invite: Invite
    inviter: bytes
    signature: bytes
    secret: bytes = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """As it is written into a file; hex without 0x, but for the key's address."""
        parts = {part: getattr(self, part).hex() for part in ("inviter", "signature", "secret")}
        invite = self.invite
        return {"member": invite.member, "deadline": invite.deadline, "key": invite.key, **parts}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Invitation:
        """What was written into a file; raises InvitationInvalid."""
        try:
            invite = Invite(int(given["member"]), int(given["deadline"]), str(given["key"]))
            parts = [bytes.fromhex(given[part]) for part in ("inviter", "signature", "secret")]
        except (TypeError, KeyError, ValueError):
            raise InvitationInvalid from None
        if len(parts[-1]) != 32:
            raise InvitationInvalid
        return cls(invite, *parts)

    def to_text(self) -> str:
        """As it goes behind the `#` of a link: the JSON in base64url, without padding."""
        return base64url.encoded(orjson.dumps(self.to_json()))

    @classmethod
    def from_text(cls, text: str) -> Invitation:
        """A link, what is behind its `#`, or a file's content; raises InvitationInvalid."""
        text = text.strip().rpartition("#")[2]
        if len(text) > LONGEST:
            raise InvitationInvalid
        try:
            if not text.startswith("{"):
                text = base64url.decoded(text).decode()
            found = orjson.loads(text)
        except ValueError:
            raise InvitationInvalid from None
        if not isinstance(found, dict):
            raise InvitationInvalid
        return cls.from_json(found)
