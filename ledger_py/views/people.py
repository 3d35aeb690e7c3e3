"""The record's views about people: members, who speaks for them, claims, recoveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from ledger_py.models import Recognition
from ledger_py.views.asking import Asking


@dataclass(frozen=True, slots=True)
class Standing:
    """A member; joined: Unix seconds, 0 while unclaimed. last_epoch: of their last act.

    suspended_until: Unix seconds, 0 when they are not.
    """

    joined: int
    last_epoch: int
    signers: int
    recognition: Recognition
    active: bool
    departed: bool
    steward: bool
    managed: bool
    suspended_until: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a membership; ready: from when it can be completed; confirmer: 0 for nobody."""

    ready: int
    confirmer: int
    managed: bool
    contested: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """A recovery on its way; ready: 0 while one steward alone has spoken (`proposer`)."""

    signer_hash: bytes
    ready: int
    proposer: int
    managed: bool
    frozen: bool


class PeopleViews(Asking):
    """What the record answers about people."""

    __slots__ = ()

    def member(self, member: int) -> Standing:
        """A member by id."""
        return _standing(self.record("member", member))

    def member_of(self, signer: bytes) -> int:
        """The member for whom a signer speaks, 0 for nobody."""
        return int(self.record("memberOf", signer))

    def standing(self, member: int, signer: bytes) -> Standing:
        """A member, asked as one for whom this signer speaks."""
        return _standing(self.record("standingOf", member, keccak(signer)))

    def member_count(self) -> int:
        """How many members there are, unclaimed ones included: their ids are 1 to this."""
        return int(self.record("memberCount"))

    def steward_count(self) -> int:
        """How many stewards are active."""
        return int(self.record("stewardCount"))

    def electorate(self) -> int:
        """How many members a quorum is counted of."""
        return int(self.record("electorate"))

    def claim(self, member: int, signer: bytes) -> Claim:
        """A signer's claim of an unclaimed membership, all zeros for none."""
        return Claim(*self.record("claimOf", member, signer))

    def recovery(self, member: int) -> Recovery:
        """The recovery of a member, all zeros for none."""
        return Recovery(*self.record("recoveryOf", member))


def _standing(found: tuple[Any, ...]) -> Standing:
    joined, last, signers, recognition, *rest = found
    return Standing(joined, last, signers, Recognition(recognition), *rest)
