"""Members, how they are named, and who speaks for them."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.models import Recognition


@dataclass(frozen=True, slots=True)
class Who:
    """A member wherever one is named. `joined` None: unclaimed, credited and never speaking."""

    member: int
    joined: int | None
    managed: bool
    steward: bool
    departed: int | None = None
    """When they left, None unless they are gone."""
    suspended_until: int | None = None
    """None unless they are suspended at the time of the last block."""
    recognition: Recognition = Recognition.SCORED
    name: str | None = None
    login: str | None = None
    link: str | None = None
    demo: bool = False

    @property
    def unclaimed(self) -> bool:
        """Whether nobody speaks for this member."""
        return self.joined is None

    @property
    def active(self) -> bool:
        """Whether they have a signer, are not suspended and have not departed."""
        return not (self.unclaimed or self.departed or self.suspended_until)

    @property
    def scored(self) -> bool:
        """Whether indicators may say something of them."""
        return not self.unclaimed and self.recognition == Recognition.SCORED

    @property
    def label(self) -> str:
        """A name to show, or the id in words."""
        return self.name or self.login or f"member {self.member}"

    def nameless(self) -> Who:
        """The same member by number alone."""
        return Who(
            self.member,
            self.joined,
            self.managed,
            self.steward,
            self.departed,
            self.suspended_until,
            self.recognition,
            demo=self.demo,
        )


@dataclass(frozen=True, slots=True)
class Signer:
    """A signer of a member, theirs for ever; ERC-7913 bytes in hex."""

    signer: str
    managed: bool
    added: int
    removed: int | None
    """Since when it speaks no longer, None while it does."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A new signer for a member who lost theirs; None: that has not happened."""

    number: int
    signer: str
    managed: bool
    proposer: int
    proposed: int
    confirmer: int | None
    ready: int | None
    """From when on the new signer can take over."""
    frozen: bool
    """Whether the member objected, so that only a vote decides."""
    refused: int | None
    completed: int | None

    @property
    def over(self) -> bool:
        """Whether it was completed or refused."""
        return self.refused is not None or self.completed is not None


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says that they are an unclaimed member, whom nothing here names."""

    member: int
    signer: str
    managed: bool
    claimed: int
    ready: int
    """From when on it can be completed without stewards, unless contested."""
    confirmer: int | None
    second: int | None
    contested: bool
    """Whether two stewards, or a vote, have to confirm it: somebody contested, or several claim."""
    completed: int | None
    block: int
    tx: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member who has joined, never an unclaimed one; what they did is counted."""

    who: Who
    signers: tuple[Signer, ...]
    """All there ever were, the oldest first."""
    recovery: Recovery | None
    """The last one, unless it is over."""
    last_epoch: int
    """The epoch of their last act."""
    dormant: bool
    """Whether that is so long ago that no quorum counts them."""
    admitted_by: int
    block: int
    tx: str
    recorded: int
    """Contributions they recorded, their own or others', withdrawn ones apart."""
    credited: int
    """Contributions recorded of them, in any state but withdrawn."""
    attested: int
    """Attestations they gave and did not take back, those by recording included."""
    voted: int
    """Votes in which they have a live ballot."""

    @property
    def speaking(self) -> tuple[Signer, ...]:
        """The signers that speak for them now."""
        return tuple(signer for signer in self.signers if signer.removed is None)
