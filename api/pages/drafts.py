"""What was written into a form, turned into what a member signs. Pure; faults name their field.

Texts, links and dates obey the one rulebook of every door, `ledger_py.contents`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, DecimalException

from ledger_py import contents
from ledger_py.contents import ContentFault
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Attesting, Statement
from ledger_py.models import MAX_UNITS, NO_LEVEL, POINTS, TOP_LEVEL, Basis
from ledger_py.store.rows import Contribution, LiveBallot

Form = Mapping[str, str]
OWN = "own"


class FormFault(AuzolanError):
    """A field of a form cannot be read; the sentence says why, the hint what to write."""

    def __init__(self, field: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.field, self.hint = field, hint


class FormFaults(AuzolanError):
    """Several fields of a form cannot be read; `faults` says each in its own words."""

    def __init__(self, faults: Sequence[FormFault | ContentFault]) -> None:
        super().__init__(" ".join(map(str, faults)))
        self.faults = tuple(faults)


def together(*readings: Callable[[], object]) -> None:
    """Read several parts of a form; raise the one fault, or FormFaults with all of them."""
    faults: list[FormFault | ContentFault] = []
    for reading in readings:
        try:
            reading()
        except FormFaults as several:
            faults += several.faults
        except (FormFault, ContentFault) as one:
            faults.append(one)
    if len(faults) > 1:
        raise FormFaults(faults)
    if faults:
        raise faults[0]


def number(text: str | None) -> int | None:
    """A whole number as somebody wrote it, None for whatever is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 10 else None


def speaker(form: Form) -> int:
    """The account to sign with."""
    return whole(form, "member", "The account to sign with")


def whole(
    form: Form,
    field: str,
    what: str,
    missing: str = "missing",
    hint: str = "Choose one from the list.",
) -> int:
    """A whole number, chosen from a list or written as `hint` says."""
    text = form.get(field, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise FormFault(field, f"{what} is {missing}.", hint)
    return int(text)


def units(form: Form, field: str = "units") -> int:
    """Units as people write them, in hundredths: 0 to 655.35 with at most two decimals."""
    text = form.get(field, "").strip().replace(",", ".")
    hint = "Write a number such as 1 or 2.5, with at most two decimals."
    try:
        value = Decimal(text) * 100
    except DecimalException:
        raise FormFault(field, f"“{text[:20]}” is no number of units.", hint) from None
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise FormFault(field, f"{text[:20]} units cannot be recorded.", hint)
    if value > MAX_UNITS:
        raise FormFault(
            field,
            f"{text[:20]} units are more than one contribution can hold.",
            "One contribution holds at most 655.35 units; record the rest as another.",
        )
    return int(value)


def text(form: Form, field: str) -> str:
    """Free text without the blanks around it, empty where nothing is said; raises ContentFault."""
    given = form.get(field, "").replace("\r\n", "\n").strip()
    if given:
        contents.text(field, given)
    return given


def basis(form: Form) -> Basis:
    """On what an attester speaks."""
    known = {"present": Basis.PRESENT, "vouched": Basis.VOUCHED}
    if form.get("basis") not in known:
        raise FormFault(
            "basis", "On what basis do you speak?", "Say whether you were there or vouch for it."
        )
    return known[form["basis"]]


def links(form: Form) -> list[str]:
    """Evidence: a web address per line; raises ContentFault."""
    found = [line.strip() for line in form.get("evidence", "").splitlines() if line.strip()]
    contents.links("evidence", found)
    return found


def date(form: Form) -> str:
    """When the work was done, empty where it is not said; raises ContentFault."""
    given = form.get("date", "").strip()
    if given:
        contents.date("date", given)
    return given


def _content(form: Form) -> dict[str, object]:
    when = date(form)
    content: dict[str, object] = {
        "kind": "contribution",
        "description": text(form, "description"),
        "evidence": links(form),
        **({"date": when, "date_of": "work"} if when else {}),
    }
    contents.check("contribution", content)
    return content


def statement(form: Form, member: int) -> Statement:
    """A contribution to record, of the member's own work or of another's; raises all faults."""
    own = form.get("contributor", OWN) in (OWN, str(member))
    together(
        lambda: own or whole(form, "contributor", "Whose work it was"),
        lambda: contents.text("description", text(form, "description")),
        lambda: whole(form, "activity", "The kind of work"),
        lambda: units(form),
        lambda: whole(form, "epoch", "The epoch"),
        lambda: date(form),
        lambda: links(form),
        lambda: own or basis(form),
    )
    return Statement(
        member if own else whole(form, "contributor", "Whose work it was"),
        whole(form, "activity", "The kind of work"),
        whole(form, "epoch", "The epoch"),
        units(form),
        _content(form),
        Basis.NONE if own else basis(form),
    )


def attesting(form: Form, contribution: Contribution) -> Attesting:
    """An attestation to a contribution, which is nested whole in what is signed."""
    together(lambda: basis(form), lambda: units(form), lambda: text(form, "note"))
    return Attesting(contribution.as_signed(), units(form), basis(form), text(form, "note"))


def ballot(form: Form, activities: int, groups: int = 0) -> tuple[tuple[int, ...], str]:
    """The levels of a ballot and why, empty where nothing is said; raises all faults.

    groups: of a vote of shares, whose ballot may give no level at all.
    """
    together(
        lambda: points(form, groups),
        lambda: levels(form, activities, bool(groups)),
        lambda: text(form, "rationale"),
    )
    return levels(form, activities, bool(groups)), text(form, "rationale")


def points(form: Form, groups: int) -> tuple[int, ...]:
    """The points of a division, none at all where every field is empty: that abstains."""
    fields = [f"points-{group}" for group in range(1, groups + 1)]
    if not any(form.get(field, "").strip() for field in fields):
        return ()
    given = [_points(form, field) for field in fields]
    if sum(given) != POINTS:
        left = POINTS - sum(given)
        raise FormFault(
            next(field for field in fields if form.get(field, "").strip()),
            f"The points come to {sum(given)}, not to {POINTS}.",
            f"Give out {left} more." if left > 0 else f"Take back {-left}.",
        )
    return tuple(given)


def left(form: Form, groups: int) -> int:
    """How many points a form has not given out yet; below 0: too many."""
    given = (form.get(f"points-{group}", "").strip() for group in range(1, groups + 1))
    return POINTS - sum(number(one) or 0 for one in given)


def _points(form: Form, field: str) -> int:
    given = form.get(field, "").strip() or "0"
    found = number(given)
    if found is None or found > POINTS:
        raise FormFault(
            field,
            f"“{given[:20]}” is no number of points.",
            "Points are whole numbers from 0 to 100; leave all of them out to abstain.",
        )
    return found


def levels(form: Form, activities: int, may_be_none: bool = False) -> tuple[int, ...]:
    """A level per activity type of a vote, NO_LEVEL where it is left out."""
    found = []
    for activity in range(1, activities + 1):
        given = form.get(f"level-{activity}", "").strip()
        level = number(given)
        if given and (level is None or level > TOP_LEVEL):
            raise FormFault(
                f"level-{activity}",
                f"“{given[:20]}” is no level.",
                "A level is a whole number from 0 to 10; leave it out to abstain.",
            )
        found.append(NO_LEVEL if level is None else level)
    if not may_be_none and all(level == NO_LEVEL for level in found):
        raise FormFault(
            "level-1", "This ballot weighs nothing.", "Give at least one kind of work a level."
        )
    return tuple(found)


def filled(ballot: LiveBallot | None) -> dict[str, str]:
    """The fields of a ballot as it stands, empty before the first."""
    if ballot is None:
        return {}
    given = enumerate(ballot.levels, start=1)
    levels = {f"level-{activity}": str(level) for activity, level in given if level != NO_LEVEL}
    divided = enumerate(ballot.points, start=1)
    points = {f"points-{group}": str(given) for group, given in divided}
    return {**levels, **points, "rationale": ballot.text or ""}
