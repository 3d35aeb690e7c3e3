"""What people sign about work: contributions, attestations, and what puts a record right.

Re-exported by `ledger_py.models`, which says what holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

NO_COMMITMENT = bytes(32)


class Basis(IntEnum):
    """On what an attester speaks."""

    NONE = 0
    PRESENT = 1
    VOUCHED = 2


class State(IntEnum):
    """What has become of a contribution."""

    NONE = 0
    PROPOSED = 1
    ACCEPTED = 2
    CONTESTED = 3
    STRUCK = 4
    WITHDRAWN = 5


@dataclass(frozen=True, slots=True)
class Contribution:
    """A statement that a member did units of an activity type in an epoch."""

    contributor: int
    recorder: int
    activity: int
    epoch: int
    units: int
    basis: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement that a contribution took place, and how many units it was."""

    contribution: Contribution
    units: int
    basis: int
    note: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class Record:
    """A member records contributions."""

    member: int
    deadline: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Attest:
    """A member attests to contributions."""

    member: int
    deadline: int
    attestations: tuple[Attestation, ...]


@dataclass(frozen=True, slots=True)
class Retract:
    """A member takes back their attestations to these contributions."""

    member: int
    deadline: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A member withdraws contributions that are theirs to withdraw."""

    member: int
    deadline: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Correct:
    """A member puts a contribution in the place of another, which is withdrawn."""

    member: int
    deadline: int
    replaced: Contribution
    replacement: Contribution


@dataclass(frozen=True, slots=True)
class Contest:
    """A member says that a contribution should not stand as it is."""

    member: int
    deadline: int
    contribution: Contribution
    reason: bytes = NO_COMMITMENT


@dataclass(frozen=True, slots=True)
class Resolve:
    """A steward who is no party decides a contest: the contribution is struck, or it stands."""

    member: int
    deadline: int
    strike: bool
    contribution: Contribution
    reason: bytes = NO_COMMITMENT
