"""What a gateway refuses by itself, whatever the ledger says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ledger_py.errors import AuzolanError


class GatewayFault(AuzolanError):
    """A refusal of this gateway's own; each kind has its status and headers in HTTP."""

    status: ClassVar[int] = 400
    headers: Mapping[str, str] = {}


class VoteDiffers(GatewayFault):
    """A ballot is cast in the vote that it names."""

    status = 422
    hint = "Post the ballot to the vote that was signed."

    def __init__(self, path: int, signed: int) -> None:
        super().__init__(f"The ballot is signed for vote {signed}, not for vote {path}.")
