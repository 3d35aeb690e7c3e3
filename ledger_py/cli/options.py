"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from ledger_py.models import Basis

LARGEST_ID = 2**32 - 1
"""Of members, votes and indicators: the contracts keep 32 bits for it."""
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
DataDir: TypeAlias = Annotated[
    Path | None,
    typer.Option("--data-dir", help="The data directory of the ledger (AUZOLAN_DATA_DIR, .data)."),
]
InCommunity: TypeAlias = Annotated[
    str | None,
    typer.Option("--community", "-c", help="Number, name or address; needed if there are several."),
]
By: TypeAlias = Annotated[
    str, typer.Option("--as", help="The label of the managed key that signs, e.g. 'demo member 1'.")
]
AtEpoch: TypeAlias = Annotated[
    str | None,
    typer.Option("--epoch", "-e", help="Number, month (2025-09) or day; the current one if left."),
]


class OnBasis(StrEnum):
    """On what one speaks."""

    PRESENT = "present"
    VOUCHED = "vouched"

    @property
    def basis(self) -> Basis:
        """As the contracts have it."""
        return Basis[self.name]
