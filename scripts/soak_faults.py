"""Ten thousand acts over the gateway while everything fails: each accepted one lands once.

    python -m scripts.soak_faults --acts 10000 --seed 7

The node answers through a proxy that delays, drops, cuts, repeats, refuses, lags and leaves out
logs; workers, gateway and node are killed again and again. What fails follows from the seed, but
for the timing of processes. The figures go to bench/results/soak-faults.json.
"""

import argparse
import json
import secrets
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.faults.ordeal import Figures, ordeal

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "soak-faults.json"
PAUSE = (2.0, 8.0)
"""Seconds between two kills: workers, gateway and node take a few to be back."""


def write(figures: Figures, acts: int, target: Path = RESULT) -> None:
    """Write the figures of a run of so many acts."""
    command = f"python -m scripts.soak_faults --acts {acts} --seed {figures.seed}"
    content = {"command": command} | asdict(figures)
    content["kills"] = dict(sorted(figures.kills.items()))
    content["faults"] = dict(sorted(figures.faults.items()))
    target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Soak; 1 when an act was lost or doubled, or the index is another than a replay."""
    parser = argparse.ArgumentParser(description="Acts on a road with faults.")
    parser.add_argument("--acts", type=int, default=10_000, help="acts to be accepted at least")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    given = parser.parse_args()
    print(f"seed {given.seed}: {given.acts:,} acts while everything fails", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = ordeal(Path(folder), acts=given.acts, seed=given.seed, pause=PAUSE)
        except AssertionError as error:
            print(error, file=sys.stderr)
            return 1
    write(figures, given.acts)
    print(
        f"{figures.accepted:,} acts accepted, each landed once; {figures.refused:,} others did not;"
        f" {figures.kills.total()} kills, {figures.faults.total():,} faults,"
        f" {figures.seconds:,.0f} s"
    )
    print(f"wrote {RESULT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
