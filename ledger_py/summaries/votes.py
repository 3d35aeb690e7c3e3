"""What acts about indicators, votes, proposals and elections say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger_py import models
from ledger_py.models import Choice
from ledger_py.summaries.decisions import told_call, told_kind, told_retention
from ledger_py.summaries.words import Names, name
from ledger_py.units import lasting

_CHOICES = {
    Choice.IN_FAVOUR: "votes for",
    Choice.AGAINST: "votes against",
    Choice.ABSTAINS: "abstains from",
}


def _define_indicator(act: models.DefineIndicator, names: Names) -> str:
    return (
        f"defines an indicator of kind {told_kind(act.kind)}, {told_retention(act.retention)},"
        f" by the document 0x{act.document.hex()}"
    )


def _open_vote(act: models.OpenVote, names: Names) -> str:
    start = f", in force from {name(names, 'epoch', act.from_)} on" if act.from_ else ""
    indicator = name(names, "indicator", act.indicator)
    return (
        f"opens a vote on the weights of {indicator}{start},"
        f" {lasting(act.notice)} from now, for {lasting(act.duration)}"
    )


def _propose(act: models.Propose, names: Names) -> str:
    amends = f", amending proposal {act.amends}," if act.amends else ""
    # A proposal is told in full: what is signed must be seen.
    calls = [f"({n}) {told_call(call, names)}" for n, call in enumerate(act.calls, start=1)]
    done = f"that the community {'; '.join(calls)}" if calls else "a resolution in words"
    return (
        f"proposes by the document 0x{act.document.hex()}{amends} {done}; the vote opens"
        f" {lasting(act.notice)} from now, for {lasting(act.duration)}, and members can object for"
        f" {lasting(act.delay)} after it"
    )


def _stand(act: models.Stand, names: Names) -> str:
    return f"stands for steward in election {act.vote}"


def _levels(levels: tuple[int, ...], names: Names) -> str:
    given = [
        f"{level} to {name(names, 'activity', index)}"
        for index, level in enumerate(levels, start=1)
        if level != models.NO_LEVEL
    ]
    abstained = len(levels) - len(given)
    told = ", ".join(given) or "no level"
    rest = f" and abstains on {abstained} of {len(levels)}" if abstained else ""
    return f"{told}{rest}"


def _again(sequence: int) -> str:
    return f" (replacing ballot {sequence - 1})" if sequence > 1 else ""


def _ballot(act: models.Ballot, names: Names) -> str:
    levels = _levels(act.levels, names)
    return f"votes in vote {act.vote} for these levels: {levels}{_again(act.sequence)}"


def _shares_ballot(act: models.SharesBallot, names: Names) -> str:
    given = [
        f"{points} to {name(names, 'group', index)}"
        for index, points in enumerate(act.points, start=1)
    ]
    divided = (
        f"divides in vote {act.vote} these points: {', '.join(given)}"
        if given
        else f"abstains in vote {act.vote} from dividing points"
    )
    return f"{divided}; and votes for these levels: {_levels(act.levels, names)}" + _again(
        act.sequence
    )


def _proposal_ballot(act: models.ProposalBallot, names: Names) -> str:
    known = act.choice in set(Choice)
    said = _CHOICES[Choice(act.choice)] if known else f"says {act.choice} to"
    return f"{said} proposal {act.vote}{_again(act.sequence)}"


def _election_ballot(act: models.ElectionBallot, names: Names) -> str:
    approved = ", ".join(name(names, "member", member) for member in act.approved)
    said = f"approves in election {act.vote} of {approved or 'nobody'}"
    return said + _again(act.sequence)


def _object(act: models.ObjectToProposal, names: Names) -> str:
    return f"objects to proposal {act.vote}, which has passed: their ballot is against it from then"


VOTES: dict[type, Callable[[Any, Names], str]] = {
    models.DefineIndicator: _define_indicator,
    models.OpenVote: _open_vote,
    models.Propose: _propose,
    models.Stand: _stand,
    models.Ballot: _ballot,
    models.SharesBallot: _shares_ballot,
    models.ProposalBallot: _proposal_ballot,
    models.ElectionBallot: _election_ballot,
    models.ObjectToProposal: _object,
}
