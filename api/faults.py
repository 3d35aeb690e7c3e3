"""What a gateway refuses by itself, whatever the ledger says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ledger_py.errors import AuzolanError


class GatewayFault(AuzolanError):
    """A refusal of this gateway's own; each kind has its status and headers in HTTP."""

    status: ClassVar[int] = 400
    headers: ClassVar[Mapping[str, str]] = {}
