"""What people sign about themselves and each other: who belongs, who speaks for whom.

Re-exported by `ledger_py.models`, which says what holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NEW = 0
"""The id of somebody who is no member yet."""


class Recognition(IntEnum):
    """What a member chose: whether they are scored, or only recorded, or not recorded any more."""

    SCORED = 0
    UNSCORED = 1
    UNRECORDED = 2


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody to admit; an empty signer means an unclaimed member."""

    signer: bytes
    managed: bool
    person: bytes


@dataclass(frozen=True, slots=True)
class Admit:
    """A steward admits members."""

    member: int
    deadline: int
    admissions: tuple[Admission, ...]


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A member stands for somebody; enough of them admit without any steward."""

    member: int
    deadline: int
    admission: Admission


@dataclass(frozen=True, slots=True)
class Invite:
    """A steward's invitation, never sent: whoever holds `key` (an address, 0x hex) joins by it."""

    member: int
    deadline: int
    key: str


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody joins by an invitation; `member` is NEW, since they have no id yet."""

    member: int
    deadline: int
    invite: Invite
    admission: Admission


@dataclass(frozen=True, slots=True)
class Uninvite:
    """A steward takes an invitation back."""

    member: int
    deadline: int
    invite: Invite


@dataclass(frozen=True, slots=True)
class ClaimMembership:
    """Somebody claims to be the unclaimed `member`; managed: their signer is a gateway's key."""

    member: int
    deadline: int
    managed: bool


@dataclass(frozen=True, slots=True)
class ConfirmClaim:
    """A steward says that the signer who claims to be `unclaimed` is that person."""

    member: int
    deadline: int
    unclaimed: int
    signer: bytes


@dataclass(frozen=True, slots=True)
class ContestClaim:
    """A member says that claims of `unclaimed` should not come true by waiting."""

    member: int
    deadline: int
    unclaimed: int


@dataclass(frozen=True, slots=True)
class AddSigner:
    """A member adds a signer, which signs the same act; managed: it is a gateway's key."""

    member: int
    deadline: int
    managed: bool
    signer: bytes


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    """A member removes one of their signers."""

    member: int
    deadline: int
    signer: bytes


@dataclass(frozen=True, slots=True)
class Recover:
    """A steward says which new signer is to speak for `subject`, who lost theirs."""

    member: int
    deadline: int
    subject: int
    managed: bool
    signer: bytes


@dataclass(frozen=True, slots=True)
class ObjectToRecovery:
    """A member who still has a signer objects to their own recovery."""

    member: int
    deadline: int


@dataclass(frozen=True, slots=True)
class CompleteRecovery:
    """The new signer takes over after the wait, signing itself."""

    member: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Depart:
    """A member leaves; their id and record stay."""

    member: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Rejoin:
    """A member who left comes back under the same id."""

    member: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Choose:
    """A member chooses how `subject` is recognised: themselves, or an unclaimed member."""

    member: int
    deadline: int
    subject: int
    recognition: int


@dataclass(frozen=True, slots=True)
class Suspend:
    """A steward asks that `subject` be suspended until then (Unix seconds; 0: no longer)."""

    member: int
    deadline: int
    subject: int
    until: int
