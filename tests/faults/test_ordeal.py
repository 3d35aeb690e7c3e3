"""The road of acts while everything fails; the long run is `make soak`."""

from __future__ import annotations

from pathlib import Path

from tests.databases import Database
from tests.faults.ordeal import ordeal


def test_every_accepted_act_lands_once_while_everything_fails(
    database: Database, tmp_path: Path
) -> None:
    figures = ordeal(tmp_path, acts=200, kills=8, seed=20, database=database)
    assert figures.accepted >= 200
    assert figures.refused > 5, "some were handed in that must not land"
    assert set(figures.kills) == {"node", "worker 1", "worker 2", "gateway"}
    met = set(figures.faults)
    assert {"delay", "drop_before", "drop_after", "cut", "twice", "refuse", "stale"} <= met
    assert "truncate" in met, "and logs were left out"
