"""What an indicator says, equal to the contract's scores to the last digit.

Units are hundredths, by activity type. A score of kind *rates* is hundredths of a unit times a
level; of kind *shares* it is a part of an epoch's recognition, 1,000,000 for the whole of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from ledger_py.errors import contract_error
from ledger_py.models import NO_LEVEL

WHOLE = 10_000
PER_BASIS_POINT = 100
Units = Mapping[int, int]
"""Units (hundredths) by activity type; a type that is not there has none."""


@dataclass(frozen=True, slots=True)
class Version:
    """Levels in force from an epoch on, that of activity type 1 first; NO_LEVEL: not yet valued.

    shares: of an indicator of shares, that of group 1 first, in basis points.
    """

    from_: int
    levels: tuple[int, ...]
    shares: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """How an indicator is defined from an epoch on; retention: basis points kept, from age 1 on."""

    from_: int
    retention: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What an indicator of shares divides by: the group of activity types 1, 2, ...; all units."""

    groups: Sequence[int]
    totals: Mapping[int, Units]


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


def weighted(units: Units, groups: Sequence[int], version: Version | None) -> dict[int, int]:
    """Return units times level by group, over the activity types that are valued."""
    found: dict[int, int] = {}
    for activity, amount in units.items():
        if (level := level_of(version, activity)) != NO_LEVEL:
            group = groups[activity - 1]
            found[group] = found.get(group, 0) + amount * level
    return found


def shared(
    units: Units, totals: Units, groups: Sequence[int], version: Version | None
) -> dict[int, int]:
    """Return floor(100 x share x weighted units / everybody's) by group; their sum is P(e).

    totals: everybody's units, the member's among them. The share of a group in which nothing counts
    goes to nobody.
    """
    own, whole = weighted(units, groups, version), weighted(totals, groups, version)
    return {
        group: PER_BASIS_POINT * share_of(version, group) * own.get(group, 0) // weight
        for group, weight in sorted(whole.items())
        if weight
    }


def share_of(version: Version | None, group: int) -> int:
    """Return a group's share in basis points, 0 where none was set."""
    if version is None or group > len(version.shares):
        return 0
    return version.shares[group - 1]


def retention_in(definitions: Sequence[Definition], epoch: int) -> tuple[int, ...]:
    """Return the retention by the definition in force in an epoch; the first is from 0 on."""
    found = version_in_force(definitions, epoch)
    assert found is not None, "an indicator is defined from epoch 0 on"
    return found.retention


def require_living(indicator: int, until: int, epoch: int) -> None:
    """Raise IndicatorRetired when an indicator says nothing in an epoch; until: 0 for no end."""
    if until and until <= epoch:
        raise contract_error("IndicatorRetired", {"indicator": indicator, "until": until})


def score(
    units_by_epoch: Mapping[int, Units],
    versions: Sequence[Version],
    retention: Sequence[int],
    epoch: int,
    sharing: Sharing | None = None,
) -> int:
    """Return floor(sum over ages a of keep[a] x P(epoch - a) / 10,000).

    `units_by_epoch` are a member's capped units, or everybody's totals; each epoch is weighed with
    the version in force in it. `versions` in the order in which they were set; `retention` in basis
    points from age 1 on, as defined in `epoch`; `sharing` of an indicator of shares, None for
    rates. Source: contracts/assembly/Scores.sol, `_score`.
    """
    aged = 0
    for age, kept in enumerate((WHOLE, *retention)):
        if age >= epoch:
            break
        past = epoch - age
        units, version = units_by_epoch.get(past, {}), version_in_force(versions, past)
        if sharing is None:
            aged += kept * points(units, version)
        else:
            totals = sharing.totals.get(past, {})
            aged += kept * sum(shared(units, totals, sharing.groups, version).values())
    return aged // WHOLE


def unvalued(units: Units, version: Version | None) -> dict[int, int]:
    """Return the units that enter no score because their activity type is not yet valued."""
    return {
        activity: amount
        for activity, amount in sorted(units.items())
        if amount and level_of(version, activity) == NO_LEVEL
    }
