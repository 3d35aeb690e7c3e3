"""Measure the main figures in a few minutes; every part writes its rows under bench/results/.

A row is {name, unit, ours, peer, limit, command}: what we measured, what a comparable work needs
(null while it is not measured), the least that is possible, and the command that measures it.
"""

import subprocess
import sys
from pathlib import Path

from scripts import bench_index, bench_relay, bench_whatif, carried, latency
from scripts.measured import RESULTS, ROOT


def gas() -> Path:
    """Measure gas on Hardhat's node; return the file of the rows."""
    subprocess.run(["hardhat", "run", "bench/gas/smoke.js"], cwd=ROOT, check=True)
    return RESULTS / "gas-smoke.json"


PARTS = (gas, latency.measure, bench_whatif.smoke, bench_index.smoke, bench_relay.smoke)

NOT_MEASURED = (
    latency.NotMeasured,
    bench_whatif.Differs,
    bench_index.Differs,
    carried.NotCarried,
)


def main() -> int:
    """Run every part; 1 when one of them failed."""
    for part in PARTS:
        try:
            print(f"wrote {part().relative_to(ROOT)}")
        except (subprocess.CalledProcessError, *NOT_MEASURED) as error:
            print(
                f"{part.__module__}.{part.__name__} could not be measured: {error}", file=sys.stderr
            )
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
