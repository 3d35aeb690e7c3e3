"""Weights as they are asked for in an address or on a command line: `mentoring=9,3=5`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger_py.errors import AuzolanError
from ledger_py.store.reads import NotFound
from ledger_py.store.rows import Activity, Group
from ledger_py.whatif import Weights

_DIGITS = 6


class WeightsUnreadable(AuzolanError):
    """Weights are pairs of a name or id and a whole number."""

    hint = "Write pairs with commas between them, such as mentoring=9,3=5, each name once."

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:80]!r} is no weight of one activity type or group.")


def asked_weights(
    activities: Sequence[Activity], groups: Sequence[Group], levels: str = "", shares: str = ""
) -> Weights:
    """Return the weights that two texts ask for; an empty one asks for none of its kind.

    Types and groups by name or id; levels 0 to 10, shares in basis points. Raises
    WeightsUnreadable, NotFound, LevelOutOfRange, SharesNotWhole.
    """
    types = {kind.name: kind.activity for kind in activities}
    types |= {str(kind.activity): kind.activity for kind in activities}
    headings = {group.name: group.group for group in groups}
    headings |= {str(group.group): group.group for group in groups}
    given = _pairs(shares, headings, "group")
    return Weights(_pairs(levels, types, "activity type"), given or None)


def _pairs(text: str, ids: Mapping[str, int], word: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for pair in text.split(",") if text.strip() else ():
        name, _, number = (part.strip() for part in pair.rpartition("="))
        if not (number.isascii() and number.isdecimal() and 0 < len(number) <= _DIGITS and name):
            raise WeightsUnreadable(pair)
        if name not in ids:
            raise NotFound(word, name)
        if ids[name] in found:
            raise WeightsUnreadable(pair)
        found[ids[name]] = int(number)
    return found
