"""The words of which summaries in Spanish are made: names, amounts, times, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger_py.summaries.words import PASSKEY_BYTES, Names, amount
from ledger_py.summaries.words import day as english_day
from ledger_py.units import lasting as english_lasting

_KINDS = {
    "member": "miembro",
    "activity": "tipo de actividad",
    "group": "grupo",
    "epoch": "época",
    "indicator": "indicador",
}
_TIMES = {
    "second": "segundo",
    "minute": "minuto",
    "hour": "hora",
    "day": "día",
    "week": "semana",
    "month": "mes",
    "year": "año",
}
_SHOWN = 5
_NAMELESS = re.compile(r"(member|epoch) (\d+)")


def name(names: Names, kind: str, number: int) -> str:
    """What an id is called, or the id with what it is an id of."""
    called = names.get((kind, number))
    if called is None:
        return f"{_KINDS[kind]} {number}"
    # Whoever has no name is called by number, and an epoch by number and time.
    found = _NAMELESS.match(called)
    return f"{_KINDS[found[1]]} {found[2]}{called[found.end() :]}" if found else called


def day(seconds: int) -> str:
    """A time in UTC, to the minute."""
    return english_day(seconds).replace("second ", "segundo ")


def lasting(seconds: int) -> str:
    """How long something lasts."""
    words = english_lasting(seconds).replace(" and ", " y ")
    for word, said in _TIMES.items():
        plural = said + ("es" if said.endswith("s") else "s")
        words = re.sub(rf"\b{word}s\b", plural, words)
        words = re.sub(rf"\b{word}\b", said, words)
    return words


def percent(basis_points: int) -> str:
    """A part of a whole, as people write it."""
    return f"{amount(basis_points)} %"


def listed(items: Sequence[str]) -> str:
    """The first few of many, and how many more there are."""
    more = len(items) - _SHOWN
    shown = [*items[:_SHOWN], *([f"{more} más"] if more > 0 else [])]
    return "; ".join(shown)


def told_signer(signer: bytes, managed: bool = False) -> str:
    """A signer by its bytes, a passkey by the end of its key, and whose key it is."""
    kept = " (una clave que guarda una pasarela)" if managed else ""
    if len(signer) == PASSKEY_BYTES:
        return f"la llave de acceso cuya clave termina en {signer.hex()[-8:]}{kept}"
    return f"el firmante 0x{signer.hex()}{kept}"
