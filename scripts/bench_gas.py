"""Compare gas with EAS's, with the least that is possible and with what we aim at.

The rows, {name, unit, ours, peer, limit, command} with a note where one is needed, go into
bench/results/gas.json. A missed aim is told, and is no failure.
"""

import subprocess

from scripts.measured import ROOT


def main() -> int:
    """Measure on Hardhat's node; 1 when that could not be done."""
    done = subprocess.run(["hardhat", "run", "bench/gas/gas.js"], cwd=ROOT)
    return min(done.returncode, 1)


if __name__ == "__main__":
    raise SystemExit(main())
