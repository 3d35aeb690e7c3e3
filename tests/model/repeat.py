"""From a long walk that failed to the few steps that repeat the failure."""

import re
import time
from collections.abc import Sequence

from tests.model.acts import Step
from tests.model.complaints import Broken
from tests.model.trial import Trial
from tests.model.world import Founding


def complaint(founding: Founding, steps: Sequence[Step], look_at_all: bool) -> str:
    """Return what is wrong after these steps, "" for nothing; only the last is looked at."""
    trial = Trial(founding)
    try:
        for step in steps[:-1]:
            trial.run(step, look=False)
        for step in steps[-1:]:
            trial.run(step)
        if look_at_all:
            trial.look_at_all()
    except Broken as broken:
        return str(broken)
    except (KeyError, IndexError):
        # A step that makes no sense without those that were left out.
        return ""
    return ""


def kind_of(told: str) -> str:
    """Return a complaint without its numbers and names: what is the same in every repetition."""
    return " ".join(re.findall(r"[A-Za-z]+", told)[:12])


def shorten(
    founding: Founding, steps: Sequence[Step], told: str, look_at_all: bool, seconds: float = 300
) -> list[Step]:
    """Leave out steps, many at once and then fewer, as long as the same failure remains."""
    wanted, until = kind_of(told), time.monotonic() + seconds
    kept, size = list(steps), max(1, len(steps) // 2)
    while size:
        at = 0
        while at < len(kept) - 1 and time.monotonic() < until:
            shorter = kept[:at] + kept[min(at + size, len(kept) - 1) :]
            if kind_of(complaint(founding, shorter, look_at_all)) == wanted:
                kept = shorter
            else:
                at += size
        size //= 2
    return kept
