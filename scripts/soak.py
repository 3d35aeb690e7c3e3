"""A million calls against a plain model: communities live through random acts.

    python -m scripts.soak --calls 1000000 --seed 7

Communities follow each other until enough calls were made. Each walks its own way, which follows
from a seed of its own. A failure prints that seed and the shortest list of acts that was found to
repeat it; `--only SEED` walks that one way again. The figures go to bench/results/soak.json.
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.model.acts import Step
from tests.model.complaints import Broken
from tests.model.repeat import shorten
from tests.model.walk import Walk

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "soak.json"
STEPS = 10_000
LOOK = 3
"""The outcome of every act is compared, and after so many steps what the last of them touched."""
LOOK_AT_ALL = 2_000
"""After so many steps everything there is is compared."""
SUMMED = (
    "communities",
    "calls",
    "acts",
    "questions",
    "members",
    "epochs",
    "contributions",
    "votes",
    "handovers",
)


@dataclass
class Figures:
    """What was done, in one community or in all."""

    communities: int = 0
    calls: int = 0
    acts: int = 0
    questions: int = 0
    members: int = 0
    epochs: int = 0
    contributions: int = 0
    votes: int = 0
    handovers: int = 0
    carried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    failure: str = ""

    def add(self, other: "Figures") -> None:
        """Add what was done elsewhere."""
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.carried += other.carried
        self.refused += other.refused
        self.skipped += other.skipped


def live(seed: int, steps: int = STEPS) -> Figures:
    """Walk one community through its life."""
    walk = Walk(Random(seed))
    walked: list[Step] = []
    looking = False
    failure = ""
    try:
        for number, step in enumerate(_steps(walk, steps), 1):
            walked.append(step)
            walk.trial.run(step, look=number % LOOK == 0 or step.orders)
            looking = number % LOOK_AT_ALL == 0 or number == steps
            if looking:
                walk.trial.look_at_all()
                looking = False
    except Broken as broken:
        failure = _report(seed, walk, walked, str(broken), looking)
    return _figures(walk, failure)


def _steps(walk: Walk, count: int) -> Iterator[Step]:
    opening = walk.opening()
    yield from opening
    for _ in range(count - len(opening)):
        yield walk.step()


def _report(seed: int, walk: Walk, walked: list[Step], told: str, looking: bool) -> str:
    short = shorten(walk.founding, walked, told, looking)
    lines = [f"seed {seed}, step {len(walked)}: {told}", f"repeated by {len(short)} steps:"]
    return "\n".join([*lines, f"{walk.founding.rules}", *map(str, short[-40:])])


def _figures(walk: Walk, failure: str) -> Figures:
    trial, model = walk.trial, walk.trial.model
    return Figures(
        communities=1,
        calls=trial.world.calls,
        acts=trial.acts,
        questions=trial.world.asked,
        members=len(model.members),
        epochs=model.epoch_now(),
        contributions=len(model.entries),
        votes=len(model.votes),
        handovers=model.handed_over != 0,
        carried=trial.done,
        refused=trial.refusals,
        skipped=trial.skips,
        failure=failure,
    )


def soak(calls: int, seed: int, processes: int) -> Figures:
    """Let communities live side by side until so many calls were made, or one fails."""
    total, begun, number = Figures(), time.monotonic(), 0
    running: set[Future[Figures]] = set()
    with ProcessPoolExecutor(max_workers=processes) as pool:
        while total.calls < calls and not total.failure:
            while len(running) < processes:
                running.add(pool.submit(live, seed + number))
                number += 1
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                total.add(one.result())
                total.failure = total.failure or one.result().failure
            _tell(total, calls, time.monotonic() - begun)
        for one in running:
            total.add(one.result())
            total.failure = total.failure or one.result().failure
    return total


def _tell(total: Figures, calls: int, seconds: float) -> None:
    rate = total.calls / seconds
    left = max(0, calls - total.calls) / rate
    print(
        f"{total.calls:>9,} calls, {total.acts:,} acts in {total.communities} communities, "
        f"{seconds:,.0f} s, {rate:,.0f} calls/s, {left / 60:.0f} min left",
        flush=True,
    )


def write(total: Figures, seed: int, seconds: float, target: Path = RESULT) -> None:
    """Write the figures."""
    content = {
        "command": "make soak",
        "seed": seed,
        "seconds": round(seconds),
        "communities": total.communities,
        "calls": total.calls,
        "acts": total.acts,
        "carried": total.carried.total(),
        "refused": total.refused.total(),
        "questions": total.questions,
        "members": total.members,
        "epochs": total.epochs,
        "contributions": total.contributions,
        "votes": total.votes,
        "handovers": total.handovers,
        "carried_by_name": dict(sorted(total.carried.items())),
        "refused_by_name": dict(sorted(total.refused.items())),
        "skipped_by_name": dict(sorted(total.skipped.items())),
    }
    target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Soak; 1 when chain and model disagree."""
    parser = argparse.ArgumentParser(description="Random acts against a plain model.")
    parser.add_argument("--calls", type=int, default=1_000_000, help="calls to make at least")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--only", type=int, metavar="SEED", help="walk this one way again")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    if given.only is not None:
        failure = live(given.only).failure
        print(failure or f"seed {given.only}: chain and model agree")
        return 1 if failure else 0
    print(f"seed {given.seed}: communities walk by {given.seed}, {given.seed + 1}, ...", flush=True)
    begun = time.monotonic()
    total = soak(given.calls, given.seed, given.processes)
    if total.failure:
        print(total.failure, file=sys.stderr)
        return 1
    write(total, given.seed, time.monotonic() - begun)
    shown = ", ".join(f"{name} {count:,}" for name, count in total.refused.most_common())
    print(f"{total.carried.total():,} acts carried; {total.refused.total():,} refused: {shown}")
    print(f"wrote {RESULT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
