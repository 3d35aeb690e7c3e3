"""Every SELECT for pages and API: what the index says, joined with documents and contents.

A community is named by its address; only `community` also takes its number.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger_py import tally
from ledger_py.models import OBJECTED, VoteKind
from ledger_py.store.reading.base import CursorInvalid, MemberUnclaimed, NotFound, only
from ledger_py.store.reading.listing import ListingReads
from ledger_py.store.reading.people import PeopleReads
from ledger_py.store.reading.record import LAST_EPOCH, RecordReads
from ledger_py.store.reading.votes import VoteReads
from ledger_py.store.rows import (
    Activity,
    Body,
    Checkpoint,
    Community,
    Election,
    Epoch,
    Group,
    Indicator,
    LiveBallot,
    Located,
    Proposal,
    Retry,
    Version,
    Vote,
)
from ledger_py.store.selects import assembly, decisions, definitions, shaping

__all__ = ["LAST_EPOCH", "CursorInvalid", "MemberUnclaimed", "NotFound", "Reads"]


class Reads(PeopleReads, RecordReads, ListingReads, VoteReads):
    """Reads of one store; every answer is a frozen row of `ledger_py.store.rows`."""

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
        with self._reading() as connection:
            found = definitions.communities(connection, *_named(c))
        return only(found, "community", c)

    def locate(self, c: str) -> Located:
        """Where a community is, by address (any case) or number; raises NotFound."""
        with self._reading() as connection:
            found = definitions.located(connection, *_named(c))
        return only(found, "community", c)

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

    def indicators(self, c: str) -> tuple[Indicator, ...]:
        """Indicators by id."""
        with self._reading() as connection:
            return definitions.indicators(connection, c)

    def indicator(self, c: str, i: int) -> Indicator:
        """An indicator; raises NotFound."""
        with self._reading() as connection:
            found = definitions.indicators(connection, c, i)
        return only(found, "indicator", i)

    def versions(self, c: str, i: int) -> tuple[Version, ...]:
        """Versions of an indicator, first to last."""
        with self._reading() as connection:
            return assembly.versions(connection, c, i)

    def votes(
        self, c: str, indicator: int | None = None, kind: VoteKind | None = None
    ) -> tuple[Vote, ...]:
        """Votes of every kind by id; of one kind, or weight votes on one indicator, if given."""
        with self._reading() as connection:
            return assembly.votes(connection, c, indicator, kind=kind)

    def vote(self, c: str, v: int) -> Vote:
        """A vote; raises NotFound."""
        with self._reading() as connection:
            found = assembly.votes(connection, c, v=v)
        return only(found, "vote", v)

    def live_ballots(
        self, c: str, v: int | None = None, member: int | None = None
    ) -> tuple[LiveBallot, ...]:
        """Each member's last ballot, by vote and member; of one vote or one member if given."""
        with self._reading() as connection:
            return assembly.live_ballots(connection, c, v, member)

    def next_sequence(self, c: str, v: int, member: int) -> int:
        """The sequence of a member's next ballot in a vote: 1 for the first.

        65,535 after the last one, as after an objection; the contracts refuse it as SequenceFull.
        """
        cast = self.live_ballots(c, v, member)
        return min(cast[0].sequence + 1, OBJECTED) if cast else 1

    def levels_cast(self, c: str, v: int, member: int, sequence: int) -> tuple[int, ...] | None:
        """The levels of a ballot that may have been replaced since, None if there was none."""
        with self._reading() as connection:
            found = assembly.weights_cast(connection, c, v, member, sequence)
        return found[0] if found else None

    def points_cast(self, c: str, v: int, member: int, sequence: int) -> tuple[int, ...] | None:
        """The points of a ballot that may have been replaced since, None if there was none."""
        with self._reading() as connection:
            found = assembly.weights_cast(connection, c, v, member, sequence)
        return found[1] if found else None

    def histograms(self, c: str, v: int) -> tuple[tuple[int, ...], ...]:
        """Per activity type of a weight vote: how many live ballots give level 0, 1, ... 10."""
        with self._reading() as connection:
            vote = _weights(assembly.votes(connection, c, v=v), v)
            levels, _ = assembly.live_weights(connection, c, v)
        return tally.histogram(levels, vote.activities)

    def points_histograms(self, c: str, v: int) -> tuple[tuple[int, ...], ...]:
        """Per group of a vote of shares: how many live ballots give it 0, 1, ... 100 points."""
        with self._reading() as connection:
            vote = _weights(assembly.votes(connection, c, v=v), v)
            _, points = assembly.live_weights(connection, c, v)
        return tally.points_histogram(points, vote.groups)

    def proposals(self, c: str) -> tuple[Proposal, ...]:
        """Proposals by the number of their vote."""
        with self._reading() as connection:
            return decisions.proposals(connection, c)

    def proposal(self, c: str, v: int) -> Proposal:
        """A proposal by its vote; raises NotFound."""
        with self._reading() as connection:
            found = decisions.proposals(connection, c, v)
        return only(found, "proposal", v)

    def elections(self, c: str) -> tuple[Election, ...]:
        """Elections by the number of their vote."""
        with self._reading() as connection:
            return decisions.elections(connection, c)

    def election(self, c: str, v: int) -> Election:
        """An election by its vote; raises NotFound."""
        with self._reading() as connection:
            found = decisions.elections(connection, c, v)
        return only(found, "election", v)

    def retries(self, c: str) -> tuple[Retry, ...]:
        """What this gateway does by itself, such as closing a vote, and was refused."""
        with self._reading() as connection:
            return decisions.retries(connection, c)

    def documents(self, hashes: Iterable[str]) -> dict[str, Body]:
        """Public definition documents held here, by hash."""
        with self._reading() as connection:
            return shaping.documents(connection, hashes)


def _weights(found: tuple[Vote, ...], v: int) -> Vote:
    vote = only(found, "vote", v)
    if vote.kind != VoteKind.WEIGHTS:
        raise NotFound("weight vote", v)
    return vote


def _named(c: str) -> tuple[str | None, int | None]:
    """What names a community: its address, or its number."""
    if c.isascii() and c.isdecimal() and len(c) < 10:
        return None, int(c)
    return c.lower(), None
