"""What an indicator would say under weights that a visitor tries; nothing is written anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.drafts import number
from api.pages.figures import Scale, scale
from api.pages.members import ended
from api.pages.site import Frame, Site
from ledger_py.errors import AuzolanError
from ledger_py.figures.whatif import GroupShift, TypeShift, WhatIf, what_if
from ledger_py.models import Kind
from ledger_py.store.rows import Activity, Epoch, Group, Indicator
from ledger_py.whatif import SharesNotWhole, Weights

_LEVEL, _SHARE = "level-{}", "share-{}"
_NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)
PER_BASIS_POINT = 100


class WeightUnreadable(AuzolanError):
    """A field holds no level or share."""

    hint = "Levels are whole numbers from 0 to 10, shares are percentages such as 12.5."

    def __init__(self, title: str, given: str) -> None:
        super().__init__(f"{given[:20]!r} is no weight of {title}.")


@dataclass(frozen=True, slots=True)
class TriedType:
    """An activity type, what stands in its field, and what the weights make of it."""

    activity: Activity
    field: str
    kept: str
    shift: TypeShift

    @property
    def portion(self) -> tuple[int, int]:
        """Its part of the whole as it is and as it would be, in basis points."""
        return _basis_points(self.shift.portion)

    @property
    def moves(self) -> bool:
        """Whether there is anything to tell of it."""
        return self.shift.level[0] != self.shift.level[1] or self.portion[0] != self.portion[1]


@dataclass(frozen=True, slots=True)
class TriedGroup:
    """A group, what stands in its field (percent), and what the weights make of it."""

    group: Group
    field: str
    kept: str
    shift: GroupShift
    types: tuple[TriedType, ...]

    @property
    def portion(self) -> tuple[int, int]:
        """Its part of the whole as it is and as it would be, in basis points."""
        return _basis_points(self.shift.portion)


@dataclass(frozen=True, slots=True)
class Tried:
    """The section of an indicator's page in which other weights are tried.

    fault: why the weights that were asked for cannot be tried, in words.
    """

    epoch: Epoch
    groups: tuple[TriedGroup, ...]
    found: WhatIf
    fault: str
    scale: Scale

    @property
    def asked(self) -> bool:
        """Whether other weights were asked for, and can be."""
        return self.found.weights != Weights({})

    @property
    def shifts(self) -> tuple[TriedType, ...]:
        """Activity types of which there is something to tell, by group and id."""
        return tuple(kind for group in self.groups for kind in group.types if kind.moves)

    @property
    def unallocated(self) -> tuple[int, int]:
        """What goes to nobody as it is and as it would be, in basis points of the epoch."""
        return _basis_points(self.found.unallocated)

    @property
    def gains(self) -> tuple[int, int]:
        """How many members who are scored would have a larger and a smaller part of the whole."""
        pairs = [one.portion for one in self.found.members]
        return sum(b > a for a, b in pairs), sum(b < a for a, b in pairs)


def tried(
    site: Site, frame: Frame, indicator: Indicator, epoch: str | None, given: Mapping[str, str]
) -> Tried | None:
    """Try the weights of a form, None where there is nothing to try; raises NotFound.

    epoch: its number; without one the last in which something is recorded, so that there is
    something to see.
    """
    wanted = _epoch(site, frame, indicator, epoch)
    if wanted is None or not indicator.versions:
        return None

    def ask(weights: Weights) -> WhatIf:
        key = frame.community.community
        place = (key, indicator.indicator, wanted.epoch)
        return what_if(site.reads, site.columns, *place, weights)

    found, fault = ask(Weights({})), ""
    try:
        weights = _weights(frame, found, given)
        found = ask(weights) if weights != found.weights else found
    except SharesNotWhole as error:
        fault = f"The shares come to {error.given / 100:g} percent; together they are 100."
    except AuzolanError as error:
        fault = f"{site.explained(frame, error).faults[0][0]} {error.hint}"
    groups = _groups(frame, found, given)
    shown = [part for group in groups for part in group.portion]
    return Tried(wanted, groups, found, fault, scale(shown))


def _epoch(site: Site, frame: Frame, indicator: Indicator, asked: str | None) -> Epoch | None:
    if (chosen := number(asked)) is not None:
        wanted = frame.epochs.get(chosen)
    else:
        recorded = site.reads.epochs_recorded(frame.community.community)
        living = [one for one in recorded if not ended(indicator, one)]
        wanted = frame.epochs.get(living[-1]) if living else frame.epoch_at(site.now())
    return None if wanted is None or ended(indicator, wanted.epoch) else wanted


def _weights(frame: Frame, found: WhatIf, given: Mapping[str, str]) -> Weights:
    """The weights of the fields that were changed; those in force are not asked for."""
    levels: dict[int, int] = {}
    for one in found.types:
        text = given.get(_LEVEL.format(one.activity), "").strip()
        title = frame.activities[one.activity].title
        level = _hundredths(title, text) if text else None
        if level is not None and level % 100:
            raise WeightUnreadable(title, text)
        if level is not None and level // 100 != one.level[0]:
            levels[one.activity] = level // 100
    return Weights(levels, _shares(frame, found, given))


def _shares(frame: Frame, found: WhatIf, given: Mapping[str, str]) -> dict[int, int] | None:
    """Shares in basis points, None where they are as they were; an empty field gives nothing."""
    if found.kind != Kind.SHARES:
        return None
    titles = {group.group: group.title for group in frame.groups}
    texts = {one.group: given.get(_SHARE.format(one.group), "").strip() for one in found.groups}
    if not any(texts.values()):
        return None
    asked = {group: _hundredths(titles[group], text or "0") for group, text in texts.items()}
    return None if asked == {one.group: one.share[0] for one in found.groups} else asked


def _hundredths(title: str, text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise WeightUnreadable(title, text)
    return 100 * int(found[1]) + int((found[2] or "").ljust(2, "0"))


def _groups(frame: Frame, found: WhatIf, given: Mapping[str, str]) -> tuple[TriedGroup, ...]:
    shifts = {one.group: one for one in found.groups}
    return tuple(
        TriedGroup(
            group,
            _SHARE.format(group.group),
            given.get(_SHARE.format(group.group), f"{shifts[group.group].share[1] / 100:g}"),
            shifts[group.group],
            _types(frame, [one for one in found.types if one.group == group.group], given),
        )
        for group in frame.groups
        if group.group in shifts
    )


def _types(
    frame: Frame, shifts: Sequence[TypeShift], given: Mapping[str, str]
) -> tuple[TriedType, ...]:
    return tuple(
        TriedType(
            frame.activities[one.activity],
            _LEVEL.format(one.activity),
            given.get(
                _LEVEL.format(one.activity), "" if one.level[0] is None else str(one.level[0])
            ),
            one,
        )
        for one in shifts
    )


def _basis_points(millionths: tuple[int, int]) -> tuple[int, int]:
    now, then = (round(part / PER_BASIS_POINT) for part in millionths)
    return now, then
