"""The Idempotency-Key header, as draft-ietf-httpapi-idempotency-key-header has it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from api.faults import GatewayFault

_HEADER = "idempotency-key"
LONGEST_KEY = 128
PATTERN = r'^"([ !#-\[\]-~]|\\["\\]){1,128}"$'
"""What a header's value looks like, without parameters."""
# A String of RFC 8941: printable ASCII in double quotes, both of which a backslash may go before;
# what parameters say after it is for nobody here.
_STRING = re.compile(r' *"((?:[ !#-\[\]-~]|\\["\\])*)" *(?:;.*)?', re.ASCII)


class IdempotencyKeyMissing(GatewayFault):
    """What is to be accepted comes under a key, so that it is safe to send again."""

    hint = 'Send a header such as Idempotency-Key: "6b2f…", a new one for each act.'

    def __init__(self) -> None:
        super().__init__("The request has no Idempotency-Key.")


class IdempotencyKeyMalformed(GatewayFault):
    """An idempotency key is one string in double quotes (RFC 8941), of 1 to 128 characters."""

    hint = 'Put it in double quotes: Idempotency-Key: "6b2f…".'

    def __init__(self) -> None:
        super().__init__("The header Idempotency-Key holds no string in double quotes.")


def key_of(text: str) -> str:
    """The key that a header's value names; raises IdempotencyKeyMalformed."""
    found = _STRING.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", found[1]) if found else ""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise IdempotencyKeyMalformed
    return key


def idempotency_key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="A string in double quotes, new for each act: the same request under it "
            "has the same answer for a day; another request is refused",
            examples=['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
        ),
    ] = None,
) -> str:
    """The key of a request; raises IdempotencyKeyMissing, IdempotencyKeyMalformed."""
    given = request.headers.getlist(_HEADER)
    if not given:
        raise IdempotencyKeyMissing
    # Two headers are a list, which is no string.
    return key_of(", ".join(given))


IdempotencyKey = Annotated[str, Depends(idempotency_key)]
