"""Units of a whole community as arrays of numpy, in the order in which scores need them. Pure.

One row for each epoch, member and activity type, sorted by epoch, member, group, activity type; a
row's place is one 59-bit number. All units are hundredths in 64-bit integers: what counts of a row
is at most its cap, below 2^32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Caps = Mapping[tuple[int, int], int]
"""What counts at most, by epoch and activity type; a row without one is no row of the ledger."""

_ACTIVITY, _GROUP, _MEMBER = 6, 5, 32
_TYPES = 1 << _ACTIVITY
_HALF = 16


@dataclass(frozen=True, slots=True)
class Page:
    """An epoch's rows, and what they add up by: the member of a row, and its part.

    A part is what one member did in one group. Members and parts are numbered from 0 on, within the
    page; `members` are the page's among those of the whole table.
    """

    units: Floats
    """What counts of each row; below 2^32, and so are their sums exact below 2^53."""
    types: Places
    of_member: Places
    members: Places
    of_part: Places
    part_groups: Places
    part_members: Places
    totals: tuple[int, ...]
    """Everybody's units by activity type, that of type 0, which is none, first."""


class Columns:
    """The units of a community; `with_rows` gives another one, and this one stays as it is.

    places: sorted, unique; raw: units before the cap, one per place.
    """

    def __init__(self, places: Ints, raw: Ints, caps: Caps) -> None:
        self.places, self.raw, self.caps = places, raw, caps
        kept = places[raw > 0]
        owners = kept >> _GROUP + _ACTIVITY & (1 << _MEMBER) - 1
        self.members: Ints = np.unique(owners)
        self._kept, self._owners, self._raw = kept, owners, raw[raw > 0]

    @classmethod
    def empty(cls) -> Columns:
        """Those of a community in which nothing is accepted."""
        nothing = np.empty(0, np.int64)
        return cls(nothing, nothing, {})

    def __len__(self) -> int:
        return len(self._kept)

    def with_rows(self, rows: Ints, groups: Sequence[int], caps: Caps) -> Columns:
        """Return the columns with rows put in or over; shape (rows, 4), as `row_array` makes it.

        groups: that of activity types 1, 2, ...; of two rows at one place the last one holds.
        """
        epochs, members, activities, raw = rows.T
        own = np.array([0, *groups], np.int64)[activities]
        places = ((epochs << _MEMBER | members) << _GROUP | own) << _ACTIVITY | activities
        every, last = np.concatenate([self.places, places]), np.concatenate([self.raw, raw])
        # The first of equals in a reversed list is the last that was said.
        unique, first = np.unique(every[::-1], return_index=True)
        return Columns(unique, last[::-1][first], caps)

    def page(self, epoch: int) -> Page | None:
        """Return an epoch's rows, None where it has none."""
        return self._pages.get(epoch)

    @cached_property
    def _pages(self) -> dict[int, Page]:
        epochs = self._kept >> _MEMBER + _GROUP + _ACTIVITY
        bounds = [*_starts(epochs).tolist(), len(epochs)]
        return {
            int(epochs[first]): self._page(int(epochs[first]), slice(first, end))
            for first, end in pairwise(bounds)
        }

    def _page(self, epoch: int, rows: slice) -> Page:
        places, owners = self._kept[rows], self._owners[rows]
        types = (places & _TYPES - 1).astype(np.intp)
        caps = np.array([self.caps.get((epoch, activity), 0) for activity in range(_TYPES)])
        units = np.minimum(self._raw[rows], caps[types])
        owner_starts, part_starts = _starts(owners), _starts(places >> _ACTIVITY)
        parts = places[part_starts]
        of_member = _numbers(owner_starts, len(owners))
        return Page(
            units=units.astype(np.float64),
            types=types,
            of_member=of_member,
            members=np.searchsorted(self.members, owners[owner_starts]),
            of_part=_numbers(part_starts, len(owners)),
            part_groups=(parts >> _ACTIVITY & (1 << _GROUP) - 1).astype(np.intp),
            part_members=of_member[part_starts],
            totals=_sums(types, units),
        )


def row_array(rows: Iterable[Sequence[int]]) -> Ints:
    """Return rows (epoch, member, activity type, raw units) as an array of shape (rows, 4)."""
    return np.array(list(rows), np.int64).reshape(-1, 4)


def _starts(values: Ints) -> Places:
    """Where each run of equal values begins."""
    if not len(values):
        return np.empty(0, np.intp)
    return np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1])


def _numbers(starts: Places, count: int) -> Places:
    """The run, from 0 on, that each of so many values belongs to."""
    marks = np.zeros(count, np.intp)
    marks[starts[1:]] = 1
    return np.cumsum(marks)


def _sums(types: Places, units: Ints) -> tuple[int, ...]:
    """Sums by activity type; halves of 16 bits stay exact in the floats that `bincount` adds."""
    low = np.bincount(types, units & (1 << _HALF) - 1, _TYPES)
    high = np.bincount(types, units >> _HALF, _TYPES)
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return tuple((int(above) << _HALF) + int(below) for above, below in pairs)
