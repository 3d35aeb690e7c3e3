"""What attesting, retracting, contesting and withdrawing make of units, one after the other."""

import random
import statistics
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

NO_CAP = 2**32 - 1
PLACES = 5
LIVE, CONTESTED, ENDED = "live", "contested", "ended"
Step = tuple[Any, ...]
"""What happens, to which contribution, and the units attested or who retracts, if any."""


@dataclass
class Stated:
    """A contribution with what was said of it so far: 0 units where somebody retracted."""

    contributor: int
    units: int
    attested: list[int] = field(default_factory=list)
    state: str = LIVE

    def accepted(self, required: int) -> int:
        standing = [units for units in self.attested if units]
        counts = self.state != ENDED and len(standing) >= required
        return statistics.median_low(standing) if counts else 0

    def take(self, act: str, value: int | None) -> None:
        if act == "attest":
            assert value is not None
            self.attested.append(value)
        elif act == "retract":
            assert value is not None
            self.attested[value] = 0
        else:
            self.state = {"contest": CONTESTED, "stand": LIVE}.get(act, ENDED)


def units_vectors() -> Json:
    """One case told by hand, one per way in which units go away again, some drawn."""
    rng = random.Random(3)
    told = [(1, 100), (1, 100), (2, 65_535)]
    given = [(0, 100), (0, 80), (1, 100), (2, 65_535), (1, 90), (2, 1), (0, 70), (0, 100), (0, 1)]
    cases = [
        _settled(150, 2, told, [("attest", index, units) for index, units in given]),
        _settled(150, 2, [(1, 100), (1, 100)], _retracted()),
        _settled(120, 1, [(1, 100), (1, 90), (2, 80)], _judged()),
        _settled(NO_CAP, 1, [(1, 100), (1, 90), (2, 80)], _withdrawn()),
    ]
    for required, cap in ((1, NO_CAP), (2, 1), (3, 40_000), (5, 100_000)):
        stated = [(rng.choice([1, 2]), rng.choice([1, 100, 65_535])) for _ in range(4)]
        cases.append(_settled(cap, required, stated, _drawn(rng, stated)))
    return {"cases": cases}


def _retracted() -> list[Step]:
    """Below what is required and back, with the places used up in the end."""
    first = [("attest", 0, 100), ("attest", 0, 60), ("attest", 1, 100), ("attest", 1, 50)]
    again = [("retract", 0, 1), ("attest", 0, 40), ("attest", 0, 90), ("retract", 0, 0)]
    return [*first, *again, ("attest", 0, 7), ("retract", 1, 0), ("retract", 0, 4)]


def _judged() -> list[Step]:
    """Contested units count until struck, and attesting and retracting go on meanwhile."""
    first = [("attest", 0, 100), ("attest", 1, 90), ("attest", 2, 80), ("contest", 0)]
    meanwhile = [("attest", 0, 30), ("retract", 0, 1), ("contest", 1), ("strike", 0)]
    return [*first, *meanwhile, ("stand", 1), ("attest", 1, 10), ("contest", 2), ("strike", 2)]


def _withdrawn() -> list[Step]:
    """Accepted, not accepted yet, and while contested."""
    first = [("attest", 0, 100), ("attest", 2, 80), ("withdraw", 1), ("withdraw", 0)]
    return [*first, ("contest", 2), ("withdraw", 2)]


def _drawn(rng: random.Random, stated: list[tuple[int, int]]) -> list[Step]:
    """Any order of what is possible: five attesters each, some who retract, some contests."""
    order = [i for i in range(len(stated)) for _ in range(PLACES + 4)]
    rng.shuffle(order)
    now = [Stated(*one) for one in stated]
    contested: set[int] = set()
    steps: list[Step] = []
    for index in order:
        one = now[index]
        if one.state == ENDED:
            continue
        step = _draw(rng, one, index in contested)
        contested |= {index} if step[0] == "contest" else set()
        one.take(step[0], step[1] if len(step) > 1 else None)
        steps.append((step[0], index, *step[1:]))
    return steps


def _draw(rng: random.Random, one: Stated, contested: bool) -> Step:
    standing = [place for place, units in enumerate(one.attested) if units]
    possible: list[Step] = []
    if len(one.attested) < PLACES:
        possible += [("attest", rng.randint(1, one.units))] * 12
    if standing:
        possible += [("retract", rng.choice(standing))] * 2
    if one.state == CONTESTED:
        possible += [("stand",), ("strike",)]
    elif not contested:
        possible.append(("contest",))
    return rng.choice(possible or [("withdraw",)])


def _settled(cap: int, required: int, stated: list[tuple[int, int]], steps: list[Step]) -> Json:
    now = [Stated(*one) for one in stated]
    told = []
    for act, index, *value in steps:
        now[index].take(act, value[0] if value else None)
        raw = {one.contributor: 0 for one in now}
        for one in now:
            raw[one.contributor] += one.accepted(required)
        who = now[index].contributor
        what = {"attest": "units", "retract": "attester"}
        told.append(
            {
                "act": act,
                "contribution": index,
                **({what[act]: value[0]} if value else {}),
                "accepted": now[index].accepted(required),
                "raw": raw[who],
                "capped": min(raw[who], cap),
                "total": sum(min(amount, cap) for amount in raw.values()),
            }
        )
    contributions = [{"contributor": who, "units": units} for who, units in stated]
    return {"cap": cap, "required": required, "contributions": contributions, "steps": told}
