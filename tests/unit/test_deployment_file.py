"""The file that names the factory, which people hand on to each other."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from ledger_py.chain.deployment import Deployment, DeploymentDamaged, DeploymentMissing

ADDRESS = "0x" + "ab" * 20
GOOD = Deployment(1, ADDRESS, 7, *[ADDRESS] * 6)


def test_load__of_what_was_saved__is_the_same(tmp_path: Path) -> None:
    GOOD.save(tmp_path / "deployment.json")
    assert Deployment.load(tmp_path / "deployment.json") == GOOD


@pytest.mark.parametrize(
    "change",
    [
        {"factory": 5},
        {"factory": "0x12"},
        {"agenda_code": None},
        {"block": "7"},
        {"block": -1},
        {"block": True},
        {"chain_id": 0},
        {"chain_id": "1"},
        {"more": 1},
    ],
    ids=str,
)
def test_load__of_a_value_that_cannot_be__is_refused(tmp_path: Path, change: dict) -> None:
    path = tmp_path / "deployment.json"
    path.write_text(json.dumps(asdict(GOOD) | change))
    with pytest.raises(DeploymentDamaged, match="cannot be read"):
        Deployment.load(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", "5", "[" * 100_000], ids=len)
def test_load__of_another_file__is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "deployment.json"
    path.write_text(content)
    with pytest.raises(DeploymentDamaged) as found:
        Deployment.load(path)
    assert str(path) in str(found.value)
    assert found.value.hint


def test_load__of_a_folder__is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeploymentDamaged, match="Is a directory"):
        Deployment.load(tmp_path)


def test_load__of_nothing__says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none" / "deployment.json"):
        with pytest.raises(DeploymentMissing):
            Deployment.load(path)
