"""The JSON of the ledger's place, and of single parts of what is listed elsewhere."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.shapes import Shape
from api.shapes_proposals import Retry


class Deployment(Shape):
    """The chain's id, the factory with the block it came in, and the code behind communities."""

    chain_id: int
    factory: str
    block: int
    community_code: str
    membership_code: str
    upkeep_code: str
    charter_code: str
    assembly_code: str
    agenda_code: str
    verifier: str = Field(
        description="What checks passkeys; with a key's x and y it makes signer bytes (ERC-7913)"
    )


class Checkpoint(Shape):
    """A block."""

    block: int
    hash: str
    time: int


class Units(Shape):
    """Accepted units of one member who has joined, before the cap, in hundredths."""

    member: int
    epoch: int
    activity: int
    raw: int


class Total(Shape):
    """Units of all members that count, of one activity type in one epoch, after the cap."""

    epoch: int
    activity: int
    total: int


class Recorded(Shape):
    """How much of an activity type is in the record."""

    activity: int
    accepted: int
    proposed: int
    contested: int
    accepted_units: int


class Trying(Retry):
    """Something that this gateway does by itself, for which vote, and why it was refused."""

    name: str = Field(description="The contract's function: closeVote, execute, openElection")
    vote: int


class Receipt(Shape):
    """An accepted act as any gateway, or none, can carry it: the contract and the call.

    The texts that it commits to are the member's own to bring.
    """

    act: str
    name: str
    community: str
    member: int
    contract: str
    data: str = Field(description="The call, selector first")
    message: dict[str, Any] | None = Field(description="What was signed, None: nobody signs it")
    signer: str | None
    signature: str | None
