"""An act as it is handed in: who signs it, how, and who carries it."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from tests.model.keys import Key, Wallet

NEVER = 2**48 - 1
AT_ASSEMBLY = frozenset(
    """defineIndicator openVote propose cast castShares castProposal castElection stand openElection
    closeVote objectToProposal execute decideIndicator decideRevision decideSunset
    decideVote""".split()  # noqa: SIM905 - one a line is a wall
)
"""Acts that go to the assembly; all others go to the record."""


class Proof(Enum):
    """What stands for a signature."""

    NOTHING = "nothing"
    """Enough for whoever calls by themselves."""
    GOOD = "a signature"
    FORGED = "a signature of another key"
    OTHER_CHAIN = "a signature for another chain"
    OTHER_COMMUNITY = "a signature for another community"
    OTHER_CONTRACT = "a signature for the other contract of this community"
    OTHER_MEMBER = "a signature of the same act for another member"


class Signing(NamedTuple):
    """A key and what it gives."""

    key: Key
    proof: Proof

    def holds(self, caller: bytes) -> bool:
        """Whether the contract has to take it, when `caller` (empty: a relay) calls."""
        return self.proof is Proof.GOOD or (
            isinstance(self.key, Wallet) and caller == self.key.signer
        )


class Invite(NamedTuple):
    """A steward's invitation: whoever holds the one-time key at this address may join."""

    member: int
    deadline: int
    key: str


@dataclass(frozen=True)
class Act:
    """One act. `fields` are those of its struct after member and deadline.

    `by` signs it; `more` are the signatures it takes besides: the new signer's consent, or the
    answer of an invitation's key and the inviter's signature. Without `by` it is no signed act:
    whoever calls does it.
    """

    name: str
    member: int
    deadline: int
    fields: tuple[Any, ...]
    by: Signing | None = None
    more: tuple[Signing, ...] = ()
    caller: Wallet | None = None
    """Who carries it; the assembly when there is neither `by` nor a caller."""

    astray: bool = False
    """Whether it goes to the assembly although it is none of its acts."""

    @property
    def at_assembly(self) -> bool:
        """Whether the assembly is called, and not the record."""
        return self.astray or self.name in AT_ASSEMBLY

    @property
    def message(self) -> tuple[Any, ...]:
        """The struct that is signed."""
        return (self.member, self.deadline, *self.fields)

    @property
    def essence(self) -> tuple[Any, ...]:
        """What makes it this act and no other."""
        return (self.name, *self.message)


@dataclass(frozen=True)
class Step:
    """Acts at a time: one that is carried by itself, or several in one relay."""

    at: int
    acts: tuple[Act, ...]
    relayed: bool = False
    starved: frozenset[int] = field(default_factory=frozenset)
    """Which acts of the relay are promised too little gas."""
    orders: bool = False
    """Acts that do not depend on each other: tried in several orders, then done one by one."""

    def __str__(self) -> str:
        how = " relayed" if self.relayed else " in any order" if self.orders else ""
        head = f"at {self.at}{how}" + (f", starving {set(self.starved)}" if self.starved else "")
        return "\n  ".join([head, *(told(act) for act in self.acts)])


def told(act: Act) -> str:
    """Return an act in a line, for a report."""
    signed = f" by {act.by.key.label} with {act.by.proof.value}" if act.by else ""
    more = "".join(f", {signing.key.label} with {signing.proof.value}" for signing in act.more)
    carried = f", carried by {act.caller.label}" if act.caller else ""
    return f"{act.name}{act.message}{signed}{more}{carried}"
