"""As whom a browser may sign, and where the keys are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from fastapi import Request

from api.identity.callers import session_of
from api.identity.faults import MemberForeign
from api.identity.speaking import is_for_user, label_of
from api.pages.csrf import is_on_this_machine
from api.services import Services
from ledger_py.store import speaking
from ledger_py.store.rows import Community, Who


class Hand(Enum):
    """Where the key is: a demo account's or a user's is kept here, one's own is on a device."""

    DEMO = "demo"
    MANAGED = "managed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A member who can be signed for.

    signers: which speak for them at this browser, on devices several. label: of the key that is
    kept here.
    """

    who: Who
    hand: Hand
    signers: tuple[bytes, ...]
    label: str = ""

    @property
    def member(self) -> int:
        """The member's id."""
        return self.who.member


class Speakers:
    """Whom a browser can sign as: members of who is signed in, and this machine's demo accounts.

    demo: whether this installation has demo accounts.
    """

    def __init__(self, parts: Services, demo: bool) -> None:
        self.demo, self._parts = demo, parts

    def all(self, request: Request, community: Community) -> tuple[Speaker, ...]:
        """One's own first; each member once."""
        found = {one.member: one for one in self._demo(request, community)}
        own = {one.member: one for one in self._own(request, community)}
        return (*own.values(), *(one for member, one in found.items() if member not in own))

    def one(self, request: Request, community: Community, member: int) -> Speaker:
        """The speaker for a member; raises MemberForeign."""
        return the_one(self.all(request, community), member)

    def _own(self, request: Request, community: Community) -> Iterator[Speaker]:
        session = session_of(request, self._parts)
        if session is None:
            return
        with self._parts.store.reading() as connection:
            held = speaking.memberships(connection, session.user)
        here = [one for one in held if one.community == community.community]
        label = label_of(session.user, community.community)
        for who in self._parts.reads.who(community.community, [m.member for m in here]).values():
            of_them = [one for one in here if one.member == who.member]
            # A key of one's own goes before one that is kept here.
            if own := tuple(bytes.fromhex(m.signer[2:]) for m in of_them if not m.managed):
                yield Speaker(who, Hand.OWN, own)
            else:
                signers = tuple(bytes.fromhex(m.signer[2:]) for m in of_them)
                yield Speaker(who, Hand.MANAGED, signers, label)

    def _demo(self, request: Request, community: Community) -> Iterator[Speaker]:
        if not self.demo or not is_on_this_machine(request):
            return
        labels = self._parts.accounts.by_signer()
        for member in self._parts.reads.all_joined(community.community):
            if not member.who.active:
                continue
            kept = (bytes.fromhex(one.signer[2:]) for one in member.speaking if one.managed)
            signer = next((signer for signer in kept if signer in labels), None)
            # A key that is kept for a user signs for that user alone.
            if signer is not None and not is_for_user(labels[signer]):
                yield Speaker(member.who, Hand.DEMO, (signer,), labels[signer])


def the_one(speakers: Iterable[Speaker], member: int) -> Speaker:
    """The speaker for a member, of those at a browser; raises MemberForeign."""
    for speaker in speakers:
        if speaker.member == member:
            return speaker
    raise MemberForeign(member)
