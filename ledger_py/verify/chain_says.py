"""What the contracts' views answer about a community, in the shapes of `index_says`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ledger_py.models import VoteKind
from ledger_py.verify.views import Views

Answers = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What to ask about, which the contracts do not list themselves.

    signers: ERC-7913 bytes; claims: (member, signer); contributions: ids; epochs: those whose
    scores are asked for.
    """

    signers: Sequence[bytes]
    claims: Sequence[tuple[int, bytes]]
    contributions: Sequence[bytes]
    epochs: Sequence[int]


def chain_says(views: Views, asked: Asked) -> Answers:
    """Return all answers, by question and then by what it is about."""
    members = range(1, views.record("memberCount") + 1)
    people = views.records("member", members)
    return (
        _people_say(views, asked, members, people)
        | _definitions_say(views)
        | _record_says(views, asked, members)
        | _votes_say(views, members)
        | _indicators_say(views, asked, [m for m in members if people[m][0]])
    )


def _people_say(
    views: Views, asked: Asked, members: Sequence[int], people: dict[int, Any]
) -> Answers:
    return {
        "members": people,
        "stewards": views.record("stewardCount"),
        "electorate": views.record("electorate"),
        "signers": views.records("memberOf", asked.signers),
        "recoveries": views.records("recoveryOf", members),
        "claims": views.records("claimOf", asked.claims),
    }


def _definitions_say(views: Views) -> Answers:
    epochs, groups, activities = (
        range(1, views.record(count) + 1) for count in ("epochCount", "groupCount", "activityCount")
    )
    return {
        "rules": views.record("rules"),
        "handed over": views.record("handedOver"),
        "terms": views.records("termsOf", product(activities, epochs)),
        "groups": views.records("group", groups),
        "sensitive": views.records("sensitiveActivity", groups),
        "activities": views.records("activity", activities),
        "epochs": views.records("epoch", epochs),
        "epoch states": views.records("epochState", epochs),
    }


def _record_says(views: Views, asked: Asked, members: Iterable[int]) -> Answers:
    epochs = range(1, views.record("epochCount") + 1)
    states = views.records("contribution", asked.contributions)
    known = {id_: state for id_, state in states.items() if state[0]}
    places = [(id_, place) for id_, state in known.items() for place in range(state[1])]
    people = list(product(members, epochs))
    return {
        "contributions": known,
        "attestations": views.records("attestation", places),
        "contests": views.records("contestOf", known),
        "raw": views.records("rawUnits", people),
        "capped": views.records("cappedUnits", people),
        "totals": views.records("totalUnits", epochs),
    }


def _votes_say(views: Views, members: Iterable[int]) -> Answers:
    votes = range(1, views.will("voteCount") + 1)
    found = views.wills("vote", votes)
    kinds = {kind: [v for v in votes if found[v][5] == kind] for kind in VoteKind}
    weighings = views.wills("weighing", kinds[VoteKind.WEIGHTS])
    said = list(product(votes, members))
    types = [(v, a) for v, about in weighings.items() for a in range(1, about[2] + 1)]
    groups = [(v, g) for v, about in weighings.items() for g in range(1, about[3] + 1)]
    ballots = views.wills("ballot", said)
    proposals = views.wills("proposal", kinds[VoteKind.PROPOSAL])
    return {
        "votes": {v: one[:7] for v, one in found.items()},
        "weighings": weighings,
        "histograms": views.wills("histogram", types),
        "points": views.wills("pointsHistogram", groups),
        "ballots": {key: ballot for key, ballot in ballots.items() if ballot[0]},
        "divisions": {
            key: points for key, points in views.wills("division", said).items() if points
        },
        "proposals": {v: _proposal(*one) for v, one in proposals.items()},
        "candidates": views.wills("candidatesOf", kinds[VoteKind.ELECTION]),
    }


def _indicators_say(views: Views, asked: Asked, joined: Sequence[int]) -> Answers:
    indicators = views.wills("indicator", range(1, views.will("indicatorCount") + 1))
    epochs = range(1, views.record("epochCount") + 1)
    versions = [(i, n) for i, one in indicators.items() for n in range(1, one[3] + 1)]
    scored = {(i, e, m): (m, i, e) for i, e, m in product(indicators, asked.epochs, joined)}
    scores = views.wills("scoreOf", scored.values())
    return {
        "indicators": indicators,
        "versions": views.wills("version", versions),
        "definitions": views.wills("definitionIn", product(indicators, epochs)),
        "scores": {place: scores[arguments] for place, arguments in scored.items()},
        "score totals": views.wills("totalOf", product(indicators, asked.epochs)),
    }


def _proposal(proposal: tuple[Any, ...], in_favour: int, against: int) -> Any:
    """All but the hash of the calls, of which the index holds the calls themselves."""
    return proposal[1:], in_favour, against
