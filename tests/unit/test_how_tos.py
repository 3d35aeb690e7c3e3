"""What the how-tos say of refusals; their commands are run by tests/chain/test_how_tos.py."""

import re
from pathlib import Path

import pytest

from ledger_py.explanations import EXPLANATIONS

HOW_TOS = Path(__file__).resolve().parents[2] / "docs" / "how-to"


@pytest.mark.parametrize(
    "page",
    [
        "recover-a-member.md",
        "contest-a-contribution.md",
        "invite-somebody.md",
        "decide-together.md",
        "use-the-rest-api.md",
    ],
)
def test_refusals__that_a_how_to_names__are_errors_of_the_contracts(page: str) -> None:
    named = re.findall(r"^\| `(\w+)` \|", (HOW_TOS / page).read_text("utf-8"), re.MULTILINE)
    assert named
    assert set(named) <= EXPLANATIONS.keys()
