"""What people and programs are told of: happenings as streams and webhooks have them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from ledger_py.store.happenings import Happening


class Told(BaseModel):
    """A happening: ids, numbers and times; what they mean is asked of the other routes."""

    place: str = Field(description="`block-log-hash`: where it is in the ledger")
    name: str = Field(description="The contracts' event in other letters: `contribution_recorded`")
    community: str
    block: int
    log: int
    tx: str
    time: int
    about: dict[str, Any] = Field(
        description="Ids, numbers and times; `state` where a contribution has a new one"
    )

    @classmethod
    def of(cls, one: Happening) -> Told:
        """A happening as it is told."""
        return cls(
            place=str(one.place),
            name=one.name,
            community=one.community,
            block=one.block,
            log=one.log,
            tx=one.tx,
            time=one.time,
            about=dict(one.about),
        )
