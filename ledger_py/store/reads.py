"""Every SELECT for pages and API: what the index says, joined with documents and contents.

A community is named by its address; only `community` also takes its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from ledger_py import tally
from ledger_py.errors import AuzolanError
from ledger_py.models import State
from ledger_py.store import Store
from ledger_py.store.rows import (
    Activity,
    Body,
    Checkpoint,
    Community,
    Contribution,
    Epoch,
    Group,
    Indicator,
    LiveBallot,
    Member,
    Page,
    Recorded,
    Total,
    Units,
    Version,
    Vote,
    Who,
)
from ledger_py.store.selects import assembly, definitions, people, record, shaping

T = TypeVar("T")
_PREFIX = re.compile("0x[0-9a-f]{8,64}")
LAST_EPOCH = 2**16 - 1
"""No epoch has a higher id: the contract keeps 16 bits for it."""
_PER_WALK = 500


class NotFound(AuzolanError):
    """The index holds no such thing; `kind` is its word, `key` what was asked for."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key} here.")
        self.kind, self.key = kind, key


class MemberUnclaimed(NotFound):
    """Nobody speaks for this member: there is no page and no score, by the rules of the ledger."""

    def __init__(self, member: int) -> None:
        super().__init__("page or score of member", member)
        self.args = (
            f"Member {member} is unclaimed: shown by name only on the contributions that credit "
            "them, with no page and no score.",
        )


class CursorInvalid(AuzolanError):
    """A cursor is taken from a list's `next` link, never made by hand."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no place in this list.")


class Reads:
    """Reads of one store; every answer is a frozen row of `ledger_py.store.rows`."""

    def __init__(self, store: Store, connection: Connection | None = None) -> None:
        self._store, self._connection = store, connection

    @contextmanager
    def snapshot(self) -> Iterator[Reads]:
        """Reads that all see the same block, and cost one transaction together; for one thread."""
        with self._reading() as connection:
            yield Reads(self._store, connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._connection is not None:
            yield self._connection
            return
        with self._store.reading() as connection:
            yield connection

    def checkpoint(self) -> Checkpoint | None:
        """The last block the index holds, None before the first."""
        with self._reading() as connection:
            return definitions.checkpoint(connection)

    def communities(self) -> tuple[Community, ...]:
        """All communities that are founded, by number."""
        with self._reading() as connection:
            return definitions.communities(connection)

    def community(self, c: str) -> Community:
        """A community by address (any case) or number; raises NotFound."""
        number = int(c) if c.isascii() and c.isdecimal() and len(c) < 10 else None
        address = c.lower() if number is None else None
        with self._reading() as connection:
            found = definitions.communities(connection, address, number)
        return _only(found, "community", c)

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
            page = self.members(c, after, _PER_WALK)
            yield from page.items
            after = int(page.next) if page.next else None

    def member(self, c: str, m: int) -> Member:
        """A member who has joined; raises NotFound, MemberUnclaimed."""
        with self._reading() as connection:
            found = people.joined(connection, c, m=m)
            if not found and people.who(connection, c, [m]):
                raise MemberUnclaimed(m)
        return _only(found, "member", m)

    def who(self, c: str, members: Iterable[int]) -> dict[int, Who]:
        """How members are named, unclaimed ones included: for contributions only."""
        with self._reading() as connection:
            return people.who(connection, c, members)

    def groups(self, c: str) -> tuple[Group, ...]:
        """Groups by id."""
        with self._reading() as connection:
            return definitions.groups(connection, c)

    def activities(self, c: str) -> tuple[Activity, ...]:
        """Activity types by id; ids are 1 to their number."""
        with self._reading() as connection:
            return definitions.activities(connection, c)

    def epochs(self, c: str) -> tuple[Epoch, ...]:
        """Epochs by id."""
        with self._reading() as connection:
            return definitions.epochs(connection, c)

    def contributions(
        self,
        c: str,
        *,
        contributor: int | None = None,
        recorder: int | None = None,
        attester: int | None = None,
        activity: int | None = None,
        group: int | None = None,
        epoch: int | None = None,
        state: State | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Contribution]:
        """Contributions, newest first, with their attestations; raises CursorInvalid."""
        place = record.place(after) if after is not None else None
        if after is not None and place is None:
            raise CursorInvalid(after)
        filters = record.Filters(contributor, recorder, attester, activity, group, epoch, state)
        with self._reading() as connection:
            found = record.contributions(connection, c, filters, place, limit + 1)
        following = found[limit - 1].cursor if len(found) > limit else None
        return Page(found[:limit], following)

    def all_contributions(
        self,
        c: str,
        *,
        contributor: int | None = None,
        epoch: int | None = None,
        state: State | None = None,
        at_once: int = _PER_WALK,
    ) -> Iterator[Contribution]:
        """Every contribution, newest first, `at_once` of them read at a time."""
        after: str | None = None
        while True:
            page = self.contributions(
                c, contributor=contributor, epoch=epoch, state=state, after=after, limit=at_once
            )
            yield from page.items
            if (after := page.next) is None:
                return

    def contribution(self, c: str, id: str) -> Contribution:
        """A contribution by id, with its attestations; raises NotFound."""
        with self._reading() as connection:
            found = record.contribution(connection, c, id.lower())
        return _only((found,) if found else (), "contribution", id)

    def epochs_recorded(self, c: str, contributor: int | None = None) -> tuple[int, ...]:
        """Epochs in which contributions are recorded, of everybody or of one member, by id."""
        with self._reading() as connection:
            return record.epochs(connection, c, contributor)

    def contribution_ids(self, c: str, prefix: str) -> tuple[str, ...]:
        """At most two ids of contributions that begin so: `0x` and eight hex digits at least."""
        if not _PREFIX.fullmatch(prefix):
            return ()
        with self._reading() as connection:
            return record.ids(connection, c, prefix, 2)

    def indicators(self, c: str) -> tuple[Indicator, ...]:
        """Indicators by id."""
        with self._reading() as connection:
            return definitions.indicators(connection, c)

    def indicator(self, c: str, i: int) -> Indicator:
        """An indicator; raises NotFound."""
        with self._reading() as connection:
            found = definitions.indicators(connection, c, i)
        return _only(found, "indicator", i)

    def versions(self, c: str, i: int) -> tuple[Version, ...]:
        """Versions of an indicator, first to last."""
        with self._reading() as connection:
            return assembly.versions(connection, c, i)

    def votes(self, c: str, indicator: int | None = None) -> tuple[Vote, ...]:
        """Votes by id."""
        with self._reading() as connection:
            return assembly.votes(connection, c, indicator)

    def vote(self, c: str, v: int) -> Vote:
        """A vote; raises NotFound."""
        with self._reading() as connection:
            found = assembly.votes(connection, c, v=v)
        return _only(found, "vote", v)

    def live_ballots(
        self, c: str, v: int | None = None, member: int | None = None
    ) -> tuple[LiveBallot, ...]:
        """Each member's last ballot, by vote and member; of one vote or one member if given."""
        with self._reading() as connection:
            return assembly.live_ballots(connection, c, v, member)

    def levels_cast(self, c: str, v: int, member: int, sequence: int) -> tuple[int, ...] | None:
        """The levels of a ballot that may have been replaced since, None if there was none."""
        with self._reading() as connection:
            return assembly.levels_cast(connection, c, v, member, sequence)

    def histograms(self, c: str, v: int) -> tuple[tuple[int, ...], ...]:
        """Per activity type of the vote: how many live ballots give level 0, 1, ... 10."""
        with self._reading() as connection:
            vote = _only(assembly.votes(connection, c, v=v), "vote", v)
            live = assembly.live_levels(connection, c, v)
        return tally.histogram(live, vote.activities)

    def totals(self, c: str, epoch: int | None = None) -> tuple[Total, ...]:
        """Units of all members that count, by epoch and activity type; zeros are left out."""
        first, last = (0, LAST_EPOCH) if epoch is None else (epoch, epoch)
        return self.totals_between(c, first, last)

    def totals_between(self, c: str, first: int, last: int) -> tuple[Total, ...]:
        """Units of all members that count, in epochs first to last."""
        with self._reading() as connection:
            return record.totals(connection, c, first, last)

    def units(self, c: str, member: int, epoch: int) -> dict[int, int]:
        """A member's accepted units of an epoch before the cap, by activity type."""
        with self._reading() as connection:
            found = record.units(connection, c, epoch, epoch, member)
        return {row.activity: row.raw for row in found}

    def joined_units(
        self, c: str, first: int, last: int, member: int | None = None
    ) -> tuple[Units, ...]:
        """Accepted units of all who have joined in epochs first to last, by member, epoch, type."""
        with self._reading() as connection:
            return record.units(connection, c, first, last, member)

    def recorded(self, c: str) -> tuple[Recorded, ...]:
        """How much of each activity type is recorded, by id, zeros included."""
        with self._reading() as connection:
            return record.recorded(connection, c)

    def documents(self, hashes: Iterable[str]) -> dict[str, Body]:
        """Public definition documents held here, by hash."""
        with self._reading() as connection:
            return shaping.documents(connection, hashes)


def _only(found: tuple[T, ...], kind: str, key: object) -> T:
    if not found:
        raise NotFound(kind, key)
    return found[0]
