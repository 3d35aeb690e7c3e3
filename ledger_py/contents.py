"""What people write: the shape and the limits of every content off the chain, at every door.

Pure. The kinds are `contribution`, `person`, `note`, `rationale` and `reason`; a fault names its
field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as calendar_date
from typing import Any

import orjson

from ledger_py.errors import AuzolanError

LONGEST_TEXT = 10_000
"""Characters of a description, a note, a rationale, a reason."""
LONGEST_NAME = 500
"""Characters of a name, a login, a part of a source."""
LONGEST_LINK = 2_000
MOST_LINKS = 20
LINK = r"^https?://[^\s<>\"]+$"
DATE = r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
DATES_OF = ("work", "recording")
SOURCE = ("repository", "file", "commit", "licence", "format", "sha256")
"""Where an imported credit comes from; only `file` must be there."""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a text holds no reason for, but for new lines and tabs: it moves a terminal's cursor or
turns a line round."""
_UNSEEN = re.compile("[\xad\u180e\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
"""What nobody sees, so that two names that look the same would not be; joiners are not among them,
as scripts and emoji need these."""
_BLANK = re.compile("[\\s\u115f\u1160\u200b-\u200d\u2060-\u2064\u2800\u3164\ufeff\uffa0\xad]*")
_LINK, _DATE = re.compile(LINK, re.ASCII), re.compile(DATE, re.ASCII)
Check = Callable[[str, Any], None]


class ContentFault(AuzolanError):
    """A content breaks a rule; `field` is the part of it that does."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class ContentMisshapen(ContentFault):
    """A content lacks a field, has one that its kind does not know, or one of the wrong type."""

    hint = "Send the fields of its kind, each of its type: /v1/openapi.json describes them."


class TextMissing(ContentFault):
    """A text that others rely on is empty."""

    hint = "Say it in a sentence: it is what others go by."

    def __init__(self, field: str) -> None:
        super().__init__(field, f"The {field} is missing.")


class TextTooLong(ContentFault):
    """A text is longer than a content holds."""

    def __init__(self, field: str, length: int, longest: int) -> None:
        super().__init__(field, f"The {field} has {length:,} characters.")
        self.hint = f"Keep to {longest:,} characters, and link to what is longer."


class TextUnprintable(ContentFault):
    """A text has control characters, which can make a screen show what is not there."""

    hint = "Leave out control characters; new lines and tabs may stay."

    def __init__(self, field: str) -> None:
        super().__init__(field, f"The {field} has characters that cannot be printed.")


class LinkInvalid(ContentFault):
    """Evidence and profiles are web addresses, so that no link runs anything."""

    hint = "Write addresses that begin with https:// or http://, without blanks."

    def __init__(self, field: str, link: str) -> None:
        super().__init__(field, f"“{link[:60]}” is no web address.")


class LinksTooMany(ContentFault):
    """A contribution has more links than a content holds."""

    hint = f"Keep to {MOST_LINKS}: the best evidence, or one page that lists the rest."

    def __init__(self, field: str, count: int) -> None:
        super().__init__(field, f"{count:,} links are too many.")


class DateInvalid(ContentFault):
    """A date is a year, a month or a day of the calendar, as exactly as it is known."""

    hint = "Write it as 2026-05-17, 2026-05 or 2026."

    def __init__(self, field: str, given: str) -> None:
        super().__init__(field, f"“{given[:20]}” is no date.")


def check(kind: str, body: object) -> None:
    """Raise a ContentFault unless `body` (JSON) is a content of this kind within its limits."""
    fields = _object("body", body)
    rules = _KINDS[kind]
    if fields.get("kind") != kind:
        raise ContentMisshapen("kind", f"The kind of this content is not {kind}.")
    _fields({key: value for key, value in fields.items() if key != "kind"}, rules, _REQUIRED[kind])


def check_bytes(kind: str, body: bytes) -> None:
    """The same of a body in JSON, as it was sealed or came from elsewhere."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ContentMisshapen("body", "The body is no JSON.") from None
    check(kind, found)


def text(field: str, value: object, longest: int = LONGEST_TEXT) -> None:
    """Raise unless `value` is a text that says something and is not too long."""
    said = _text(field, value)
    if _BLANK.fullmatch(said):
        raise TextMissing(field)
    if len(said) > longest:
        raise TextTooLong(field, len(said), longest)
    if CONTROLS.search(said):
        raise TextUnprintable(field)


def is_link(address: str) -> bool:
    """Whether this is a web address that a content may hold."""
    return len(address) <= LONGEST_LINK and _LINK.fullmatch(address) is not None


def link(field: str, value: object) -> None:
    """Raise unless `value` is a web address."""
    address = _text(field, value)
    if not is_link(address):
        raise LinkInvalid(field, address)


def links(field: str, value: object) -> None:
    """Raise unless `value` lists web addresses, not too many."""
    if not isinstance(value, list | tuple):
        raise ContentMisshapen(field, f"The {field} is no list.")
    if len(value) > MOST_LINKS:
        raise LinksTooMany(field, len(value))
    for address in value:
        link(field, address)


def date(field: str, value: object) -> None:
    """Raise unless `value` is YYYY, YYYY-MM or YYYY-MM-DD."""
    given = _text(field, value)
    if not _DATE.fullmatch(given):
        raise DateInvalid(field, given)
    try:
        calendar_date.fromisoformat((given + "-01-01")[:10])
    except ValueError:
        raise DateInvalid(field, given) from None


def _name(field: str, value: object) -> None:
    text(field, value, LONGEST_NAME)
    if _UNSEEN.search(str(value)):
        raise TextUnprintable(field)


def _date_of(field: str, value: object) -> None:
    if value not in DATES_OF:
        raise ContentMisshapen(field, f"The {field} is not {' or '.join(DATES_OF)}.")


def _flag(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ContentMisshapen(field, f"The {field} is neither true nor false.")


def _source(field: str, value: object) -> None:
    _fields(_object(field, value), dict.fromkeys(SOURCE, _name), ("file",))


def _fields(
    given: Mapping[str, Any], rules: Mapping[str, Check], required: tuple[str, ...]
) -> None:
    for name in required:
        if name not in given:
            raise ContentMisshapen(name, f"The {name} is missing.")
    for name, value in given.items():
        if name not in rules:
            raise ContentMisshapen(name[:40], f"“{name[:40]}” is no field of this content.")
        rules[name](name, value)


def _object(field: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ContentMisshapen(field, f"The {field} is no object.")
    return value


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise ContentMisshapen(field, f"The {field} is no text.")
    return value


_KINDS: dict[str, dict[str, Check]] = {
    "contribution": {
        "description": text,
        "evidence": links,
        "date": date,
        "date_of": _date_of,
        "source": _source,
    },
    "person": {"name": _name, "login": _name, "link": link, "file": _name, "demo": _flag},
    "note": {"text": text},
    "rationale": {"text": text},
    "reason": {"text": text},
}
_REQUIRED: dict[str, tuple[str, ...]] = {
    "contribution": ("description", "evidence"),
    "person": ("name",),
    "note": ("text",),
    "rationale": ("text",),
    "reason": ("text",),
}
