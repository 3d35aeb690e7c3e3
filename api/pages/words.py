"""Figures, dates and states in the words of the ledger. Pure; every unit is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ledger_py.models import NO_CAP, Choice, Orientation, State, Unit
from ledger_py.store.rows import Body, Contribution, Epoch

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
UNITS = {
    Unit.SESSION: ("session", "sessions"),
    Unit.EVENT: ("event", "events"),
    Unit.HOUR: ("hour", "hours"),
    Unit.PATCH: ("patch", "patches"),
    Unit.CREDIT: ("credit", "credits"),
}
ORIENTATIONS = {
    Orientation.OBJECT: "work on what the community makes",
    Orientation.COMMUNITY: "work on the community itself",
    Orientation.BOTH: "work on both what is made and the community",
}
STATES = {
    State.PROPOSED: "waits for attestation",
    State.ACCEPTED: "accepted",
    State.CONTESTED: "contested",
    State.STRUCK: "struck",
    State.WITHDRAWN: "withdrawn",
}
VOTE_STATES = {
    "announced": "announced",
    "open": "open",
    "over": "over, not closed yet",
    "closed": "closed",
}
PROPOSAL_STATES = {
    "announced": "announced",
    "open": "open",
    "over": "over, not closed yet",
    "waiting": "passed, waits for objections",
    "ready": "passed, to be executed",
    "executed": "executed",
    "stopped": "stopped by objections",
    "failed": "has not passed",
    "lapsed": "lapsed",
}
CHOICES = {
    Choice.IN_FAVOUR: "for",
    Choice.AGAINST: "against",
    Choice.ABSTAINS: "abstains",
}
ORIGIN = {
    "repository": "{}",
    "file": "{}",
    "commit": "at commit {}",
    "format": "in the format {}",
    "sha256": "SHA-256 {}",
    "licence": "licence {}",
}
"""What a source may say of itself, in the order in which it is told."""
DAY = 86_400
MEMBER = re.compile(r"\bmember (\d{1,9})\b", re.IGNORECASE)
CONTRIBUTION = re.compile(r"\bcontribution 0x[0-9a-f]{64}\b", re.IGNORECASE)


def hundredths(value: int) -> str:
    """12_50 -> `12.5`: a number in hundredths without trailing zeros."""
    whole, rest = divmod(value, 100)
    return f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")


def amount(units: int, unit: int) -> str:
    """Hundredths and a unit of models.Unit -> `1.5 hours`."""
    singular, plural = UNITS[Unit(unit)]
    return f"{hundredths(units)} {singular if units == 100 else plural}"


def counted(contribution: Contribution, unit: int) -> str:
    """The units of a contribution: stated, or `1 of 2 sessions accepted` where fewer were."""
    stated = amount(contribution.units, unit)
    if 0 < contribution.accepted_units < contribution.units:
        return f"{hundredths(contribution.accepted_units)} of {stated} accepted"
    return stated


def count(number: int, singular: str, plural: str | None = None) -> str:
    """3, `contribution` -> `3 contributions`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def spelled(number: int) -> str:
    """A small number as a word, a larger one in digits."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else f"{number:,}"


def percent(basis_points: int) -> str:
    """430 -> `4.3%`."""
    return f"{basis_points / 100:.1f}%"


def difference(basis_points: int) -> str:
    """A difference of two shares in percentage points, with its sign: `+2.1`; `0.0` has none."""
    sign = {1: "+", -1: "−", 0: ""}[lean(basis_points)]
    return f"{sign}{abs(basis_points) / 100:.1f}"


def lean(basis_points: int) -> int:
    """1 or -1 by the sign of a difference, 0 where it is too small to be shown."""
    shown = round(abs(basis_points) / 100, 1)
    return 0 if not shown else 1 if basis_points > 0 else -1


def day(time: int) -> str:
    """Unix seconds -> `7 December 2021`."""
    moment = datetime.fromtimestamp(time, UTC)
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def minute(time: int) -> str:
    """Unix seconds -> `7 December 2021, 14:09 UTC`."""
    return f"{day(time)}, {datetime.fromtimestamp(time, UTC):%H:%M} UTC"


def iso(time: int) -> str:
    """Unix seconds as a machine-readable moment for `<time datetime>`."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written_date(text: str) -> str:
    """A date of a contribution: `2021-09-14` -> `14 September 2021`, `2021-09`, `2021` alike."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return text
    named = [str(int(parts[2]))] if len(parts) == 3 else []
    named += [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*named, parts[0]])


def span(seconds: int) -> str:
    """How long something lasts, in its largest sensible unit: `3 days`, `40 minutes`."""
    for size, name in ((DAY, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and size == 60):
            return count(seconds // size, name)
    return count(max(seconds, 0), "second")


def sentence(text: str) -> str:
    """A text with its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def epoch_name(epoch: Epoch) -> str:
    """An epoch by its calendar span: `2021`, `April to June 2024`, or its two days."""
    start, last = (
        datetime.fromtimestamp(epoch.start, UTC),
        datetime.fromtimestamp(epoch.end - 1, UTC),
    )
    end = datetime.fromtimestamp(epoch.end, UTC)
    if start.day != 1 or end.day != 1:
        return f"{day(epoch.start)} to {day(epoch.end - 1)}"
    if (start.month, last.month, start.year) == (1, 12, last.year):
        return str(start.year)
    if (start.month, start.year) == (last.month, last.year):
        return f"{MONTHS[start.month - 1]} {start.year}"
    first = MONTHS[start.month - 1] + (f" {start.year}" if start.year != last.year else "")
    return f"{first} to {MONTHS[last.month - 1]} {last.year}"


def cap(units: int, unit: int) -> str:
    """The cap of an activity type in words."""
    if units == NO_CAP:
        return "all of them count"
    return f"at most {amount(units, unit)} count per member and epoch"


def gist(body: Body | None, length: int = 150) -> str:
    """The description of a contribution in one line, cut at a word."""
    text = " ".join(str((body or {}).get("description") or "").split())
    if not text:
        return "A contribution whose description is not kept here"
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def deed(contribution: Contribution, length: int = 150) -> str:
    """What a contribution is shown as in one line: of a withdrawn one, only that there was one."""
    if contribution.withdrawn is not None:
        return "A contribution that was withdrawn"
    return gist(contribution.body, length)


def origin(source: object) -> str:
    """Where a credit comes from, in all that its source says; empty when it says nothing."""
    if not isinstance(source, Mapping):
        return str(source or "")
    told = [words.format(source[key]) for key, words in ORIGIN.items() if source.get(key)]
    told += [f"{key} {value}" for key, value in source.items() if value and key not in ORIGIN]
    return ", ".join(told).replace(", at commit ", " at commit ")


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def members_in(sentence: str) -> set[int]:
    """The ids of members that a refusal names."""
    return {int(id) for id in MEMBER.findall(sentence)}


def in_names(sentence: str, names: Mapping[int, str]) -> str:
    """A refusal by the names that its reader knows: `demo member 5 (member 7)`.

    The contribution it is about becomes `this contribution`: the page shows which.
    """

    def named(found: re.Match[str]) -> str:
        name = names.get(int(found[1]), found[0])
        return found[0] if name.lower() == found[0].lower() else f"{name} (member {found[1]})"

    told = CONTRIBUTION.sub("this contribution", MEMBER.sub(named, sentence))
    return told[:1].upper() + told[1:] if sentence.startswith("Contribution") else told
