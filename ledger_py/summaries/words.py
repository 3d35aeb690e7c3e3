"""The words of which summaries are made: names, amounts, days, lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ledger_py.units import fixed

Names = Mapping[tuple[str, int], str]
"""Words for ids: ("member", 3), ("activity", 2), ("group", 1), ("epoch", 5), ("indicator", 1)."""
PASSKEY_BYTES = 84
"""Of a passkey's signer: its verifier's address and the two coordinates of its key."""
_SHOWN = 5
"""So many items are told one by one; the rest is counted."""


def name(names: Names, kind: str, number: int) -> str:
    """What an id is called, or the id with what it is an id of."""
    word = "activity type" if kind == "activity" else kind
    return names.get((kind, number), f"{word} {number}")


def amount(hundredths: int) -> str:
    """Units as people write them: without hundredths where there are none."""
    return fixed(hundredths).removesuffix(".00")


def day(seconds: int) -> str:
    """A time in UTC, to the minute."""
    if seconds >= 253_402_300_800:
        return f"second {seconds}"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def part(basis_points: int) -> str:
    """A part of a whole, as people write it: 5000 -> `50%`."""
    return f"{amount(basis_points)}%"


def listed(items: list[str]) -> str:
    """The first few of many, and how many more there are."""
    more = len(items) - _SHOWN
    shown = items[:_SHOWN] + ([f"{more} more"] if more > 0 else [])
    return "; ".join(shown)


def told_signer(signer: bytes, managed: bool = False) -> str:
    """A signer by its bytes, a passkey by the end of its key, and whose key it is."""
    kept = " (a key that a gateway keeps)" if managed else ""
    if len(signer) == PASSKEY_BYTES:
        return f"the passkey whose key ends in {signer.hex()[-8:]}{kept}"
    return f"the signer 0x{signer.hex()}{kept}"
