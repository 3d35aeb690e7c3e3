"""What an indicator of kind *rates* says, equal to the contract's scores to the last digit.

Units are hundredths, by activity type; a score is hundredths of a unit times a level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ledger_py.models import NO_LEVEL

WHOLE = 10_000
Units = Mapping[int, int]
"""Units (hundredths) by activity type; a type that is not there has none."""


@dataclass(frozen=True, slots=True)
class Version:
    """Levels in force from an epoch on, that of activity type 1 first; NO_LEVEL: not yet valued."""

    from_: int
    levels: tuple[int, ...]


class InForceFrom(Protocol):
    """Whatever is in force from an epoch on."""

    @property
    def from_(self) -> int:
        """The first epoch in which it is in force."""


AnyVersion = TypeVar("AnyVersion", bound=InForceFrom)


def capped(raw: int, cap: int) -> int:
    """Return the units of a member, epoch and activity type that count (hundredths)."""
    return min(raw, cap)


def version_in_force(versions: Sequence[AnyVersion], epoch: int) -> AnyVersion | None:
    """Return the last set of the versions that are in force in an epoch, None before the first."""
    return next((version for version in reversed(versions) if version.from_ <= epoch), None)


def level_of(version: Version | None, activity: int) -> int:
    """Return an activity type's level, NO_LEVEL when it is not yet valued."""
    if version is None or activity > len(version.levels):
        return NO_LEVEL
    return version.levels[activity - 1]


def points(units: Units, version: Version | None) -> int:
    """Return P(e): units times level over the activity types that are valued."""
    levels = ((amount, level_of(version, activity)) for activity, amount in units.items())
    return sum(amount * level for amount, level in levels if level != NO_LEVEL)


def score(
    units_by_epoch: Mapping[int, Units],
    versions: Sequence[Version],
    retention: Sequence[int],
    epoch: int,
) -> int:
    """Return floor(sum over ages a of keep[a] x P(epoch - a) / 10,000), the only rounding there is.

    `units_by_epoch` are a member's capped units, or everybody's totals; each epoch is weighed with
    the version in force in it. `versions` in the order in which they were set; `retention` in basis
    points from age 1 on. Source: contracts/assembly/Scores.sol, `_score`.
    """
    aged = 0
    for age, kept in enumerate((WHOLE, *retention)):
        if age >= epoch:
            break
        past = epoch - age
        aged += kept * points(units_by_epoch.get(past, {}), version_in_force(versions, past))
    return aged // WHOLE


def unvalued(units: Units, version: Version | None) -> dict[int, int]:
    """Return the units that enter no score because their activity type is not yet valued."""
    return {
        activity: amount
        for activity, amount in sorted(units.items())
        if amount and level_of(version, activity) == NO_LEVEL
    }
