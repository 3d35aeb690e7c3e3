"""What the calls of a proposal do, each in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger_py import proposals
from ledger_py.models import Activity, Call, Kind, Rules, Target
from ledger_py.proposals import FOR_EVER
from ledger_py.summaries.words import Names, day, name, part, told_signer
from ledger_py.summaries.work import told_activity, told_cap
from ledger_py.units import fixed, lasting

_CONTRACTS = {Target.RECORD: "its record", Target.ASSEMBLY: "its assembly"}


def told_call(call: Call, names: Names) -> str:
    """What a call does; said plainly where we do not know."""
    found = proposals.read(call)
    if found is not None:
        return _TELL[found.name](names, **found.values)
    known = call.to in set(Target)
    where = _CONTRACTS[Target(call.to)] if known else f"no contract ({call.to})"
    return f"makes a call of {where} that we cannot put in words: 0x{call.data.hex()}"


def told_kind(kind: int) -> str:
    """An indicator's kind by its word."""
    return Kind(kind).name.lower() if kind in set(Kind) else str(kind)


def told_retention(retention: Sequence[int]) -> str:
    """What is kept of the epochs before, in words."""
    kept = ", ".join(f"{fixed(of)}%" for of in retention)
    return f"keeping {kept} of the epochs before" if kept else "keeping nothing of epochs before"


def told_rules(rules: Rules) -> str:
    """All rules of a community in words, none left out."""
    said = [
        f"epochs take statements for {lasting(rules.late_window)} after their end",
        f"contests for {lasting(rules.contest_window)} more",
        f"a contest lapses after {lasting(rules.contest_time)}",
        f"a recovery waits {lasting(rules.recovery_wait)}",
        f"a claim {lasting(rules.claim_wait)}",
        f"a vote is announced {lasting(rules.notice)} ahead",
        f"is open for {lasting(rules.voting_time)}",
        f"and what has passed waits {lasting(rules.delay)}, at least",
        f"{rules.admission_cap} can join in an epoch",
        f"the quorum is {part(rules.quorum)} of those who can vote",
        f"{rules.sponsors} members admit somebody" if rules.sponsors else "only stewards admit",
        f"members are dormant after {rules.dormant_after} epochs"
        if rules.dormant_after
        else "nobody becomes dormant",
        f"a member contests up to {rules.contest_limit} times in an epoch",
        f"managed members {'may' if rules.managed_may_vote else 'may not'} vote",
    ]
    return ", ".join(said)


def _rules(names: Names, rules: Rules) -> str:
    return f"sets these rules: {told_rules(rules)}"


def _steward(names: Names, member: int, appointed: bool) -> str:
    who = name(names, "member", member)
    return f"makes {who} a steward" if appointed else f"ends that {who} is a steward"


def _suspension(names: Names, member: int, until: int) -> str:
    who = name(names, "member", member)
    if until == 0:
        return f"lifts the suspension of {who}"
    if until == FOR_EVER:
        return f"expels {who}: suspends them until a vote lifts it"
    return f"suspends {who} until {day(until)}"


def _recovery(names: Names, member: int, granted: bool) -> str:
    said = "grants" if granted else "refuses"
    return f"{said} the recovery of {name(names, 'member', member)}, to which they objected"


def _claim(names: Names, member: int, signer: bytes) -> str:
    who = name(names, "member", member)
    return f"decides that whoever claims to be {who} with {told_signer(signer)} is that person"


def _group(names: Names, document: bytes) -> str:
    return f"defines a group by the document 0x{document.hex()}"


def _activity(names: Names, activity: Activity) -> str:
    return told_activity(activity, names)


def _terms(
    names: Names, activity: int, required: int, cap: int, until: int, document: bytes
) -> str:
    end = f", in force no more from {name(names, 'epoch', until)} on" if until else ""
    return (
        f"revises {name(names, 'activity', activity)} from the next epoch on:"
        f" {told_cap(cap)}, accepted by {required} attesting{end},"
        f" by the document 0x{document.hex()}"
    )


def _epochs(names: Names, ends: tuple[int, ...]) -> str:
    return f"lists epochs that end at {', '.join(map(day, ends)) or 'no time'}"


def _hand_over(names: Names) -> str:
    return (
        "is handed over to its votes, for ever: stewards then define nothing any more, and only"
        " proposals that pass change its rules, roles, types, groups and indicators"
    )


def _indicator(
    names: Names, kind: int, retention: tuple[int, ...], until: int, document: bytes
) -> str:
    end = f", until {name(names, 'epoch', until)} begins" if until else ""
    return (
        f"defines an indicator of kind {told_kind(kind)}, {told_retention(retention)}{end},"
        f" by the document 0x{document.hex()}"
    )


def _revision(names: Names, indicator: int, retention: tuple[int, ...], document: bytes) -> str:
    return (
        f"defines {name(names, 'indicator', indicator)} anew from the next epoch on,"
        f" {told_retention(retention)}, by the document 0x{document.hex()}"
    )


def _sunset(names: Names, indicator: int, until: int) -> str:
    which = name(names, "indicator", indicator)
    if until == 0:
        return f"lets {which} go on without an end"
    return f"ends {which}, which says nothing from {name(names, 'epoch', until)} on"


def _vote(names: Names, indicator: int, from_: int, notice: int, duration: int) -> str:
    start = f", in force from {name(names, 'epoch', from_)} on" if from_ else ""
    return (
        f"opens a vote on the weights of {name(names, 'indicator', indicator)}{start},"
        f" {lasting(notice)} after this is carried out, for {lasting(duration)}"
    )


_TELL: dict[str, Callable[..., str]] = {
    "decideRules": _rules,
    "decideSteward": _steward,
    "decideSuspension": _suspension,
    "decideRecovery": _recovery,
    "decideClaim": _claim,
    "decideGroup": _group,
    "decideActivity": _activity,
    "decideTerms": _terms,
    "decideEpochs": _epochs,
    "handOver": _hand_over,
    "decideIndicator": _indicator,
    "decideRevision": _revision,
    "decideSunset": _sunset,
    "decideVote": _vote,
}
