"""Off-chain content and what the chain has of it: commitments, hashes of documents."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eth_hash.auto import keccak

from ledger_py.errors import CommitmentMismatch, NotCanonical, SaltInvalid

SALT_BYTES = 32
_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader holds exactly."""
_DEEPEST = 32
"""No document of ours nests deeper; without a limit a hostile one exhausts the stack."""


@dataclass(frozen=True, slots=True)
class Content:
    """A private content: its canonical bytes, its salt, the commitment on the chain."""

    body: bytes
    salt: bytes
    commitment: bytes


def canonical(value: object) -> bytes:
    """Write a JSON value in its one form (RFC 8785 less fractions): sorted keys, no spaces, UTF-8.

    Raises NotCanonical for fractions, numbers from 2^53 on, keys that are no text, lone surrogates,
    and what nests deeper than 32 levels.
    """
    try:
        return "".join(_write(value, "$")).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("$", error.object[error.start : error.end]) from None


def document_hash(body: bytes) -> bytes:
    """Return the keccak-256 under which a public definition document is found."""
    return keccak(body)


def new_salt() -> bytes:
    """Draw 32 random bytes; each content has a salt of its own."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, body: bytes) -> bytes:
    """Return keccak-256 of the salt (32 bytes) followed by the canonical bytes."""
    if len(salt) != SALT_BYTES:
        raise SaltInvalid(len(salt))
    return keccak(salt + body)


def seal(value: object, salt: bytes | None = None) -> Content:
    """Commit to a JSON value under a new salt, or under the one given."""
    body = canonical(value)
    salt = new_salt() if salt is None else salt
    return Content(body, salt, commitment(salt, body))


def verify(content: Content) -> None:
    """Raise CommitmentMismatch unless salt and body open the commitment."""
    if commitment(content.salt, content.body) != content.commitment:
        raise CommitmentMismatch(content.commitment)


def _write(value: object, path: str, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise NotCanonical(path[:40], value)
    if value is None or isinstance(value, bool | str):
        yield json.dumps(value, ensure_ascii=False)
    elif isinstance(value, int) and abs(value) <= _EXACT:
        yield str(int(value))
    elif isinstance(value, list | tuple):
        yield from _write_list(value, path, depth)
    elif isinstance(value, Mapping):
        yield from _write_object(value, path, depth)
    else:
        raise NotCanonical(path, value)


def _write_list(items: list[object] | tuple[object, ...], path: str, depth: int) -> Iterator[str]:
    yield "["
    for index, item in enumerate(items):
        if index:
            yield ","
        yield from _write(item, f"{path}[{index}]", depth + 1)
    yield "]"


def _write_object(fields: Mapping[object, object], path: str, depth: int) -> Iterator[str]:
    keys = [key for key in fields if isinstance(key, str)]
    if len(keys) != len(fields):
        raise NotCanonical(path, next(key for key in fields if not isinstance(key, str)))
    yield "{"
    # RFC 8785 orders keys by their UTF-16 code units, as JavaScript does.
    for index, key in enumerate(sorted(keys, key=_utf16)):
        if index:
            yield ","
        yield json.dumps(key, ensure_ascii=False) + ":"
        yield from _write(fields[key], f"{path}.{key}", depth + 1)
    yield "}"


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
