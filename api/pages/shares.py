"""Votes and indicators of shares as they are drawn: divisions, shares, what goes to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.figures import Pile, Scale, mean, median, piles, scale
from api.pages.site import Frame, Site
from ledger_py import figures
from ledger_py.figures import GroupTotal, Outcome
from ledger_py.scores import PER_BASIS_POINT, WHOLE
from ledger_py.store.rows import Epoch, Group, Indicator, Vote
from ledger_py.tally import padded


@dataclass(frozen=True, slots=True)
class GroupDivision:
    """A group in a vote of shares: its share beside two plainer ways to add up the ballots.

    All three in basis points.
    """

    group: Group
    share: int
    mean: int
    median: int
    previous: int
    piles: tuple[Pile, ...]

    @property
    def told(self) -> str:
        """The ballots in words."""
        said = (f"{one.ballots} of {one.points} points" for one in self.piles)
        return ", ".join(said) or "no division yet"


@dataclass(frozen=True, slots=True)
class Division:
    """How the ballots of a vote divide an epoch's recognition."""

    groups: tuple[GroupDivision, ...]
    divisions: int
    decided: bool
    missing: int
    """Divisions still missing to the quorum."""
    scale: Scale


@dataclass(frozen=True, slots=True)
class ShareChange:
    """A group's share before and after, in basis points."""

    group: Group
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What an indicator of shares gives to whom in an epoch, of 1,000,000."""

    epoch: Epoch
    groups: tuple[tuple[Group, GroupTotal], ...]
    unallocated: int

    @property
    def given(self) -> int:
        """What goes to members."""
        return PER_BASIS_POINT * WHOLE - self.unallocated if self.groups else 0


def division(
    frame: Frame, vote: Vote, counts: Sequence[Sequence[int]], came_to: Outcome
) -> Division | None:
    """How a vote divides, None for a vote of rates."""
    if not vote.groups:
        return None
    groups = tuple(
        GroupDivision(
            group,
            came_to.shares[index],
            mean(counts[index]),
            median(counts[index]),
            came_to.previous_shares[index],
            piles(counts[index]),
        )
        for index, group in enumerate(frame.groups[: vote.groups])
    )
    missing = max(0, vote.quorum - came_to.divisions)
    shown = [one.basis_points for group in groups for one in group.piles]
    axis = scale([*shown, *came_to.shares])
    return Division(groups, came_to.divisions, came_to.divided, missing, axis)


def share_changes(
    frame: Frame, before: Sequence[int], after: Sequence[int]
) -> tuple[ShareChange, ...]:
    """Where two versions' shares differ."""
    old = padded(before, len(after), 0)
    return tuple(
        ShareChange(group, was, now)
        for group, was, now in zip(frame.groups, old, after, strict=False)
        if was != now
    )


def earned(site: Site, frame: Frame, indicator: Indicator, epoch: Epoch) -> Earned:
    """What each group's share becomes in an epoch; raises IndicatorRetired."""
    found = figures.scores(site.reads, frame.community.community, indicator.indicator, epoch.epoch)
    by_id = {group.group: group for group in frame.groups}
    groups = tuple((by_id[total.group], total) for total in found.groups)
    return Earned(epoch, groups, found.unallocated)
