"""What benches share: rows of results, and timings that take turns so that noise falls on all."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
Row = dict[str, Any]


def row(
    name: str,
    unit: str,
    ours: float | None,
    peer: float | None,
    limit: float | None,
    command: str,
    **notes: object,
) -> Row:
    """A row of results: ours, what a comparable work needs, the least that is possible."""
    figures = {"ours": ours, "peer": peer, "limit": limit}
    return {"name": name, "unit": unit, **figures, "command": command, **notes}


def write(name: str, rows: list[Row]) -> Path:
    """Write rows under bench/results/, and say them."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(rows, indent=2) + "\n")
    for one in rows:
        print(
            f"{one['name']}: {one['ours']} {one['unit']}"
            f" (peer {one['peer']}, limit {one['limit']})",
            flush=True,
        )
    return path


def turns(parts: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Run every part in turn, `times` rounds after one to warm up; the median seconds of each."""
    taken: dict[str, list[float]] = {name: [] for name in parts}
    for number in range(times + 1):
        for name, part in parts.items():
            gc.collect()
            begun = time.perf_counter()
            part()
            if number:
                taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in taken.items()}


def significant(value: float) -> float:
    """A figure to three digits."""
    return float(f"{value:.3g}")
