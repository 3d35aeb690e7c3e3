"""Units in hundredths, and lengths of time in seconds, as people read them. Pure."""

from __future__ import annotations

_LENGTHS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def fixed(hundredths: int) -> str:
    """Return a number of hundredths with its two decimals: 150 -> `1.50`."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def lasting(seconds: int) -> str:
    """How long that is, to the second: `3 days`, `1 hour 30 minutes`, `0 seconds`."""
    parts: list[str] = []
    left = seconds
    for word, length in _LENGTHS:
        count, left = divmod(left, length)
        if count or (length == 1 and not parts):
            parts.append(f"{count} {word}" + ("" if count == 1 else "s"))
    return " ".join(parts)
