"""What is told of a ballot before it is signed is what the contracts would say."""

from collections.abc import Callable

import pytest

from ledger_py.ballots import require_candidates, require_choice, require_levels, require_points
from ledger_py.errors import ContractError

REFUSED: dict[str, tuple[Callable[[], None], dict[str, int]]] = {
    "LevelsLength": (lambda: require_levels((1, 2), 3), {"expected": 3, "given": 2}),
    "LevelOutOfRange": (lambda: require_levels((1, 11), 2), {"activity": 2, "level": 11}),
    "PointsLength": (lambda: require_points((100,), 2), {"expected": 2, "given": 1}),
    "PointsSum": (lambda: require_points((60, 41), 2), {"sum": 101}),
    "ChoiceUnknown": (lambda: require_choice(4), {"choice": 4}),
    "CandidateUnknown": (
        lambda: require_candidates(7, (1, 3), (1, 2)),
        {"vote": 7, "member": 3},
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_ballot__that_breaks_a_rule__is_refused_by_its_name(name: str) -> None:
    require, values = REFUSED[name]
    with pytest.raises(ContractError) as error:
        require()
    assert (error.value.name, error.value.values) == (name, values)


def test_ballot__that_holds__is_not_refused() -> None:
    require_levels((0, 10, 15), 3)
    require_points((), 2)
    require_points((100, 0), 2)
    require_choice(3)
    require_candidates(7, (), ())
    require_candidates(7, (2, 1), (1, 2))
