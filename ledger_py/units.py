"""Units as the ledger holds them, in hundredths, and as people read them. Pure."""

from __future__ import annotations


def fixed(hundredths: int) -> str:
    """Return a number of hundredths with its two decimals: 150 -> `1.50`."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
