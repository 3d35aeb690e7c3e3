"""What an indicator would say of an epoch under other weights, from the rows of the index."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ledger_py import whatif as rules
from ledger_py.columns import Caps, Columns, row_array
from ledger_py.figures.scoring import EpochRule, rule_of
from ledger_py.models import Kind
from ledger_py.scores import Version, level_of, share_of
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Activity, Checkpoint
from ledger_py.tally import valued
from ledger_py.whatif import MILLION, Rule, Weights

Shift = tuple[int, int]
"""As it is, and as it would be."""


@dataclass(frozen=True, slots=True)
class TypeShift:
    """An activity type: its level in the epoch, None: not valued; its part of the total."""

    activity: int
    group: int
    level: tuple[int | None, int | None]
    portion: Shift
    """Of 1,000,000, rounded down."""


@dataclass(frozen=True, slots=True)
class GroupShift:
    """A group: its share in the epoch, in basis points, 0 in rates; its part of the total."""

    group: int
    share: Shift
    portion: Shift
    """Of 1,000,000: the sum of its activity types'."""


@dataclass(frozen=True, slots=True)
class MemberShift:
    """A member who is scored: their score, and its part of the total."""

    member: int
    score: Shift
    portion: Shift
    """Of 1,000,000, rounded down."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An indicator in an epoch under other weights; members in the order of admission."""

    indicator: int
    kind: Kind
    epoch: int
    version: int | None
    weights: Weights
    total: Shift
    unallocated: Shift
    """Of shares: what of the epoch's 1,000,000 goes to nobody."""
    types: tuple[TypeShift, ...]
    groups: tuple[GroupShift, ...]
    members: tuple[MemberShift, ...]


class ColumnsOf:
    """The columns of communities, kept from one question to the next; threads may share it.

    What the index has written since the last question is all that is read anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[Checkpoint, Columns]] = {}

    def read(self, seen: Reads, c: str, activities: Sequence[Activity]) -> Columns:
        """Return a community's columns as a snapshot of the index has them."""
        newest = seen.newest_block()
        if newest is None:
            return Columns.empty()
        with self._lock:
            found = self._held.get(c)
            if found and found[0] == newest:
                return found[1]
            # A block that was left takes with it what was read of it.
            since = found[0].block if found and seen.holds_block(found[0]) else None
            before = found[1] if found and since is not None else Columns.empty()
            parts = [row_array(rows) for rows in seen.unit_rows(c, since)]
            rows = np.concatenate(parts) if parts else row_array(())
            groups = [kind.group for kind in activities]
            columns = before.with_rows(rows, groups, _caps(activities, len(seen.epochs(c))))
            self._held[c] = newest, columns
            return columns


def what_if(
    reads: Reads, kept: ColumnsOf, c: str, indicator: int, epoch: int, weights: Weights
) -> WhatIf:
    """What an indicator would say of an epoch under other weights.

    They hold in that epoch and in all of which it keeps something; what is not given is as it was
    in each. Raises NotFound, IndicatorRetired, SharesForeign, LevelOutOfRange, SharesNotWhole.
    """
    with reads.snapshot() as seen:
        found = rule_of(seen, c, indicator, epoch)
        _check(found, weights)
        columns = kept.read(seen, c, found.activities)
        scored = seen.scored(c)
    groups = tuple(kind.group for kind in found.activities)
    shares = found.indicator.kind == Kind.SHARES
    now = rules.rule(found.versions, found.retention, epoch, groups, shares)
    both = (now, now.under(weights))
    total = _pair(rules.total(columns, by) for by in both)
    portions = [rules.type_portions(columns, by) for by in both]
    return WhatIf(
        indicator=indicator,
        kind=Kind(found.indicator.kind),
        epoch=epoch,
        version=found.number,
        weights=weights,
        total=total,
        unallocated=_pair(rules.unallocated(columns, by) for by in both),
        types=_types(both, portions),
        groups=_groups(both, portions),
        members=_members(columns, both, total, scored),
    )


def _check(found: EpochRule, weights: Weights) -> None:
    """Refuse weights of what the community does not have."""
    if weights.shares is not None and found.indicator.kind != Kind.SHARES:
        raise rules.SharesForeign(found.indicator.indicator)
    groups = {kind.group for kind in found.activities}
    for word, given, there in (
        ("activity type", weights.levels, range(1, len(found.activities) + 1)),
        ("group with an activity type", weights.shares or (), groups),
    ):
        for one in given:
            if one not in there:
                raise NotFound(word, one)


def _caps(activities: Sequence[Activity], epochs: int) -> Caps:
    return {
        (epoch, kind.activity): kind.terms_in(epoch).cap
        for kind in activities
        for epoch in range(1, epochs + 1)
    }


def _pair(values: Iterator[int]) -> Shift:
    now, then = values
    return now, then


def _version(by: Rule) -> Version | None:
    return by.ages[0][2]


def _types(both: tuple[Rule, Rule], portions: Sequence[Mapping[int, int]]) -> tuple[TypeShift, ...]:
    versions = [_version(by) for by in both]
    shifts = []
    for activity, group in enumerate(both[0].groups, start=1):
        now, then = (valued(level_of(version, activity)) for version in versions)
        portion = (portions[0][activity], portions[1][activity])
        shifts.append(TypeShift(activity, group, (now, then), portion))
    return tuple(shifts)


def _groups(
    both: tuple[Rule, Rule], portions: Sequence[Mapping[int, int]]
) -> tuple[GroupShift, ...]:
    now, then = (rules.group_portions(one, by) for one, by in zip(portions, both, strict=True))
    return tuple(
        GroupShift(
            group,
            _pair(share_of(_version(by), group) for by in both),
            (now[group], then[group]),
        )
        for group in now
    )


def _members(
    columns: Columns, both: tuple[Rule, Rule], total: Shift, scored: Sequence[int]
) -> tuple[MemberShift, ...]:
    now, then = (_of_members(columns, by, scored) for by in both)
    return tuple(
        MemberShift(member, (was, would), (_part(was, total[0]), _part(would, total[1])))
        for member, was, would in zip(scored, now, then, strict=True)
    )


def _of_members(columns: Columns, by: Rule, scored: Sequence[int]) -> list[int]:
    """Scores of these members, 0 for those of whom nothing counts."""
    scores, wanted = rules.scores(columns, by), np.array(scored, np.int64)
    if not len(scores):
        return [0] * len(scored)
    places = np.minimum(np.searchsorted(columns.members, wanted), len(scores) - 1)
    found = np.where(columns.members[places] == wanted, scores[places], 0)
    return [int(score) for score in found]


def _part(score: int, total: int) -> int:
    return MILLION * score // total if total else 0
