"""Reads of members: who they are, who speaks for them, who may vote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger_py.store.reading.base import PER_WALK, MemberUnclaimed, NotFound, Reading, only
from ledger_py.store.rows import Claim, Member, Page, Who
from ledger_py.store.selects import claims, people


class PeopleReads(Reading):
    """What the index says of people."""

    def members(self, c: str, after: int = 0, limit: int = 50) -> Page[Member]:
        """Members who have joined, by id; unclaimed members are in no list."""
        with self._reading() as connection:
            found = people.joined(connection, c, after, limit + 1)
        following = str(found[limit - 1].who.member) if len(found) > limit else None
        return Page(found[:limit], following)

    def all_joined(self, c: str) -> Iterator[Member]:
        """Everybody who has joined, by id."""
        after: int | None = 0
        while after is not None:
            page = self.members(c, after, PER_WALK)
            yield from page.items
            after = int(page.next) if page.next else None

    def member(self, c: str, m: int) -> Member:
        """A member who has joined; raises NotFound, MemberUnclaimed."""
        with self._reading() as connection:
            found = people.joined(connection, c, m=m)
            if not found and people.who(connection, c, [m]):
                raise MemberUnclaimed(m)
        return only(found, "member", m)

    def who(self, c: str, members: Iterable[int]) -> dict[int, Who]:
        """How members are named, unclaimed ones included: for contributions only."""
        with self._reading() as connection:
            return people.who(connection, c, members)

    def member_of(self, c: str, signer: bytes) -> int:
        """The member for whom a signer speaks; raises NotFound."""
        with self._reading() as connection:
            found = people.member_of(connection, c, "0x" + signer.hex())
        if found is None:
            raise NotFound("member with the signer", "0x" + signer.hex())
        return found

    def claims(self, c: str) -> tuple[Claim, ...]:
        """Claims of members who have not joined yet, by member."""
        with self._reading() as connection:
            return claims.claims(connection, c)
