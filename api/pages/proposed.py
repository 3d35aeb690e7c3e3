"""What was written into the form of a proposal, turned into what a member signs. Pure.

Faults name their field; what the contracts refuse, they refuse in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from api.pages import drafts
from api.pages.drafts import Form, FormFault, number
from api.pages.site import Frame
from api.pages.words import DAY, hundredths
from ledger_py import commitments, contents, proposals
from ledger_py.models import NO_CAP, Call, Kind
from ledger_py.proposals import Decided
from ledger_py.store.rows import Indicator, Proposal

QUICK = (0, 60, 60)
"""Announced, open and delayed for so many seconds; only stewards can, and until handover."""
KINDS = {"rates": Kind.RATES, "shares": Kind.SHARES}
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class What:
    """A decision that the form offers: its name in addresses, its title, what it does."""

    key: str
    title: str
    told: str


WHATS = (
    What("words", "A resolution in words", "Say what the community holds. Nothing else changes."),
    What("appoint", "Make somebody a steward", "Stewards admit members and decide contests."),
    What("dismiss", "End that somebody is a steward", "They stay a member."),
    What(
        "terms",
        "Revise an activity type",
        "How many of its units count, and how many have to attest, from the next epoch on.",
    ),
    What("indicator", "Define an indicator", "Something more that the community wants to see."),
    What("vote", "Open a vote on weights", "What is each kind of work worth, how is it divided?"),
    What(
        "handover",
        "Hand the community over",
        "From then on only its own votes define and rule. There is no way back.",
    ),
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as a pen takes it."""

    document: Body
    calls: tuple[Call, ...]
    documents: tuple[Body, ...]
    notice: int
    duration: int
    delay: int
    amends: int


def proposed(form: Form, frame: Frame, indicators: Sequence[Indicator], epoch: int) -> Proposed:
    """A proposal; raises all faults at once. epoch: the current one, for a first version."""
    what = form.get("what", "")
    if what not in _CALLS:
        raise FormFault("what", "What should the community do?", "Choose one from the list.")
    read = _CALLS[what]
    drafts.together(
        lambda: _said(form, "title", contents.LONGEST_NAME),
        lambda: _said(form, "why"),
        lambda: read(_Given(form, frame, indicators, epoch)),
    )
    calls, documents = read(_Given(form, frame, indicators, epoch))
    rules = frame.community.rules
    quick = form.get("pace") == "quick"
    times = QUICK if quick else (rules.notice, rules.voting_time, rules.delay)
    said = {"title": _said(form, "title"), "description": _said(form, "why")}
    amends = number(form.get("amends")) or 0
    return Proposed({"kind": "proposal", **said}, calls, documents, *times, amends)


def prefilled(proposal: Proposal) -> dict[str, str]:
    """The form of an amendment, begun from what it amends, as far as the form knows that."""
    kept = {"amends": str(proposal.vote.vote), "title": proposal.title, "what": "words"}
    found = proposals.read(proposal.calls[0]) if proposal.calls else None
    return kept | (_fields(found) if found else {})


@dataclass(frozen=True, slots=True)
class _Given:
    form: Form
    frame: Frame
    indicators: Sequence[Indicator]
    epoch: int


Read = Callable[[_Given], tuple[tuple[Call, ...], tuple[Body, ...]]]


def _words(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    return (), ()


def _appoint(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    return (proposals.appoint(drafts.whole(given.form, "who", "The member")),), ()


def _dismiss(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    return (proposals.dismiss(drafts.whole(given.form, "who", "The steward")),), ()


def _terms(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    id = drafts.whole(given.form, "activity", "The activity type")
    required = drafts.whole(given.form, "required", "How many have to attest")
    kind = given.frame.activities.get(id)
    if kind is None:
        raise FormFault("activity", f"There is no activity type {id}.", "Choose one from the list.")
    document = bytes.fromhex(kind.document[2:])
    call = proposals.revise_activity(
        id, required=required, cap=_cap(given.form), until=kind.until or 0, document=document
    )
    return (call,), ()


def _indicator(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    kind = KINDS.get(given.form.get("kind", ""))
    if kind is None:
        raise FormFault("kind", "Of which kind is the indicator?", "Choose rates or shares.")
    title, description = _said(given.form, "indicator-title"), _said(given.form, "indicator-told")
    body = {"kind": "indicator", "title": title, "description": description}
    document = commitments.document_hash(commitments.canonical(body))
    return (proposals.define_indicator(kind, document),), (body,)


def _vote(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    id = drafts.whole(given.form, "indicator", "The indicator")
    rules, known = given.frame.community.rules, {one.indicator: one for one in given.indicators}
    first = given.epoch if id in known and not known[id].versions else 0
    duration = max(rules.voting_time, drafts.whole(given.form, "days", "How many days") * DAY)
    return (proposals.open_vote(id, notice=rules.notice, duration=duration, from_=first),), ()


def _hand_over(given: _Given) -> tuple[tuple[Call, ...], tuple[Body, ...]]:
    return (proposals.hand_over(),), ()


_CALLS: dict[str, Read] = {
    "words": _words,
    "appoint": _appoint,
    "dismiss": _dismiss,
    "terms": _terms,
    "indicator": _indicator,
    "vote": _vote,
    "handover": _hand_over,
}


def _fields(found: Decided) -> dict[str, str]:
    values = found.values
    match found.name:
        case "decideSteward":
            what = "appoint" if values["appointed"] else "dismiss"
            return {"what": what, "who": str(values["member"])}
        case "decideTerms":
            cap = "" if values["cap"] == NO_CAP else hundredths(values["cap"]).replace(",", "")
            told = {"activity": values["activity"], "required": values["required"], "cap": cap}
            return {"what": "terms", **{key: str(value) for key, value in told.items()}}
        case "decideVote":
            days = str(values["duration"] // DAY)
            return {"what": "vote", "indicator": str(values["indicator"]), "days": days}
        case "handOver":
            return {"what": "handover"}
    return {}


def _cap(form: Form) -> int:
    """A cap in hundredths of a unit; nothing: everything counts."""
    text = form.get("cap", "").strip().replace(",", ".")
    if not text:
        return NO_CAP
    try:
        value = Decimal(text) * 100
    except DecimalException:
        value = Decimal("NaN")
    if not value.is_finite() or value != value.to_integral_value() or not 0 < value < NO_CAP:
        raise FormFault(
            "cap",
            f"“{text[:20]}” is no cap.",
            "Write a number of units above 0 with at most two decimals; nothing for no cap.",
        )
    return int(value)


def _said(form: Form, field: str, longest: int = contents.LONGEST_TEXT) -> str:
    """A text that must be there; raises ContentFault."""
    given = form.get(field, "").replace("\r\n", "\n").strip()
    contents.text(field, given, longest)
    return given
