"""Reads of votes part by part: every list goes by the number of its vote, or by member."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ledger_py.models import VoteKind
from ledger_py.store.reading.base import Reading
from ledger_py.store.rows import Election, LiveBallot, Page, Proposal, ProposalState, Vote
from ledger_py.store.selects import assembly, decisions
from ledger_py.store.selects.assembly import Part, VotesAsked

T = TypeVar("T")


class VoteReads(Reading):
    """What the index says of votes, in parts. after: the last one seen; time: Unix seconds."""

    def votes_page(
        self,
        c: str,
        time: int,
        *,
        kind: VoteKind | None = None,
        indicator: int | None = None,
        state: str | None = None,
        since: int | None = None,
        before: int | None = None,
        after: int = 0,
        limit: int = 50,
    ) -> Page[Vote]:
        """Votes of every kind by id. state: at that time; since, before: when they open."""
        asked = VotesAsked(kind, indicator, state, time, since, before)
        with self._reading() as connection:
            found = assembly.votes_part(connection, c, asked, Part(after, limit + 1))
        return _page(found, limit, lambda row: row.vote)

    def ballots_page(
        self, c: str, v: int, *, objections: bool = False, after: int = 0, limit: int = 50
    ) -> Page[LiveBallot]:
        """The live ballots of a vote by member, or those that are objections."""
        with self._reading() as connection:
            part = Part(after, limit + 1)
            found = assembly.live_ballots(connection, c, v, part=part, objections=objections)
        return _page(found, limit, lambda row: row.member.member)

    def proposals_page(
        self,
        c: str,
        time: int,
        *,
        state: ProposalState | None = None,
        after: int = 0,
        limit: int = 50,
    ) -> Page[Proposal]:
        """Proposals by the number of their vote; state: at that time."""
        with self._reading() as connection:
            part = Part(after, limit + 1)
            found = decisions.proposals_part(connection, c, state, time, part)
        return _page(found, limit, lambda row: row.vote.vote)

    def elections_page(self, c: str, *, after: int = 0, limit: int = 50) -> Page[Election]:
        """Elections by the number of their vote."""
        with self._reading() as connection:
            found = decisions.elections_part(connection, c, Part(after, limit + 1))
        return _page(found, limit, lambda row: row.vote.vote)


def _page(found: tuple[T, ...], limit: int, key: Callable[[T], int]) -> Page[T]:
    following = str(key(found[limit - 1])) if len(found) > limit else None
    return Page(found[:limit], following)
