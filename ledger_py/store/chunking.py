"""Many keys, in parts that one statement takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key", str, tuple[int, int, int])
# SQLite takes 32,766 bound values in one statement; far fewer keep the statement's parsing cheap.
_AT_ONCE = 500


def chunks(keys: Iterable[Key]) -> Iterable[list[Key]]:
    """Keys, each once, in parts that one statement takes."""
    wanted = sorted(set(keys))
    return (wanted[i : i + _AT_ONCE] for i in range(0, len(wanted), _AT_ONCE))
