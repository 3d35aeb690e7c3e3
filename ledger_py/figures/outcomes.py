"""What weight votes come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger_py import tally
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Version, Vote


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a weight vote comes to; levels per activity type, 15: not yet valued.

    Of a vote of shares also a share per group, in basis points; of rates those lists are empty.
    """

    levels: tuple[int, ...]
    previous: tuple[int, ...]
    decided: tuple[bool, ...]
    """Per activity type: whether the opinions on it reach the quorum."""
    opinions: tuple[int, ...]
    """Per activity type: ballots that do not abstain on it."""
    shares: tuple[int, ...] = ()
    previous_shares: tuple[int, ...] = ()
    divided: bool = False
    """Whether the ballots that divide the groups reach the quorum."""
    divisions: int = 0
    """Ballots that divide the groups."""


def outcome(reads: Reads, c: str, v: int) -> Outcome:
    """What a weight vote comes to with the ballots cast so far, or came to if it is closed."""
    with reads.snapshot() as seen:
        vote = seen.vote(c, v)
        histograms, points = seen.histograms(c, v), seen.points_histograms(c, v)
        before = _before(seen.versions(c, vote.indicator), vote)
    previous = tally.padded(before.levels if before else (), vote.activities)
    opinions = tuple(sum(counts) for counts in histograms)
    division = tally.division(points, vote.quorum, before.shares if before else ())
    return Outcome(
        levels=tally.outcome(histograms, vote.quorum, previous).levels,
        previous=previous,
        decided=tuple(0 < count >= vote.quorum for count in opinions),
        opinions=opinions,
        shares=division.shares,
        previous_shares=tally.padded(before.shares if before else (), vote.groups, 0),
        divided=division.decided,
        divisions=sum(points[0]) if points else 0,
    )


def _before(versions: Sequence[Version], vote: Vote) -> Version | None:
    """The version that the vote's types fall back to: the last one that other votes set."""
    earlier = [version for version in versions if version.vote < vote.vote]
    return earlier[-1] if earlier else None
