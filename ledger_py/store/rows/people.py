"""Members, and how they are named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Who:
    """A member wherever one is named. `joined` None: unclaimed, credited and never speaking."""

    member: int
    joined: int | None
    managed: bool
    steward: bool
    name: str | None = None
    login: str | None = None
    link: str | None = None
    demo: bool = False

    @property
    def unclaimed(self) -> bool:
        """Whether nobody speaks for this member."""
        return self.joined is None

    @property
    def label(self) -> str:
        """A name to show, or the id in words."""
        return self.name or self.login or f"member {self.member}"


@dataclass(frozen=True, slots=True)
class Member:
    """A member who has joined, never an unclaimed one; what they did is counted."""

    who: Who
    signer: str
    admitted_by: int
    block: int
    tx: str
    recorded: int
    """Contributions they recorded, their own or others'."""
    credited: int
    """Contributions recorded of them, in any state."""
    attested: int
    """Attestations they gave, those by recording included."""
    voted: int
    """Votes in which they have a live ballot."""
