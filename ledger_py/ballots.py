"""What the contracts ask of a ballot, for whoever is about to sign one: told before, not after."""

from __future__ import annotations

from collections.abc import Sequence

from ledger_py.errors import contract_error
from ledger_py.models import NO_LEVEL, POINTS, TOP_LEVEL, Choice


def require_levels(levels: Sequence[int], activities: int) -> None:
    """Raise LevelsLength or LevelOutOfRange unless there is a level for each type of the vote."""
    if len(levels) != activities:
        raise contract_error("LevelsLength", {"expected": activities, "given": len(levels)})
    for activity, level in enumerate(levels, start=1):
        if level > TOP_LEVEL and level != NO_LEVEL:
            raise contract_error("LevelOutOfRange", {"activity": activity, "level": level})


def require_points(points: Sequence[int], groups: int) -> None:
    """Raise PointsLength or PointsSum unless 100 are divided over the groups, or nothing is."""
    if not points:
        return
    if len(points) != groups:
        raise contract_error("PointsLength", {"expected": groups, "given": len(points)})
    if sum(points) != POINTS:
        raise contract_error("PointsSum", {"sum": sum(points)})


def require_choice(choice: int) -> None:
    """Raise ChoiceUnknown unless it is one of the three."""
    if choice not in set(Choice):
        raise contract_error("ChoiceUnknown", {"choice": choice})


def require_candidates(vote: int, approved: Sequence[int], candidates: Sequence[int]) -> None:
    """Raise CandidateUnknown unless all stand who are approved of."""
    for member in approved:
        if member not in candidates:
            raise contract_error("CandidateUnknown", {"vote": vote, "member": member})
