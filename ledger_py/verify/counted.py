"""What was counted again from the events, held against what somebody answers, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger_py.errors import ContractError
from ledger_py.models import Choice
from ledger_py.verify.findings import Report
from ledger_py.verify.recount import Recount

WHERE = "counted again"
Answers = Mapping[str, Any]


def compare_counted(state: Recount, says: Answers, now: int, report: Report) -> None:
    """Compare a recount with the answers of the contracts' views (`chain_says`).

    now: the time of the block after which the views were asked, in Unix seconds.
    """
    counted = _record(state, says, now) | _votes(state, says) | _scores(state, says)
    for question, found in counted.items():
        report.compare_all(f"{WHERE}, {question}", says[question], found)
    for version, follows, was_set in state.wrong:
        report.differs(f"{WHERE}, versions", version, "", was_set, follows)


def _record(state: Recount, says: Answers, now: int) -> dict[str, Any]:
    kinds = range(1, len(says["activities"]) + 1)
    raw, capped, totals = state.raw(), state.capped(), state.totals()
    works = state.works.items()

    def listed(units: Mapping[int, int] | None) -> tuple[int, ...]:
        return tuple((units or {}).get(kind, 0) for kind in kinds)

    return {
        "contributions": {
            id_: (int(state.state(id_, now)), len(work.given), state.accepted(id_))
            for id_, work in works
        },
        "attestations": {
            (id_, place): (given.member, given.units or 0, given.basis)
            for id_, work in works
            for place, given in enumerate(work.given)
        },
        "contests": {id_: (work.contester, work.lapses) for id_, work in works},
        "raw": {key: listed(raw.get(key)) for key in says["raw"]},
        "capped": {key: listed(capped.get(key)) for key in says["capped"]},
        "totals": {epoch: listed(totals.get(epoch)) for epoch in says["totals"]},
    }


def _votes(state: Recount, says: Answers) -> dict[str, Any]:
    votes = state.weighings
    points = {v: state.points(v) for v in votes}
    histograms = {v: state.histograms(v) for v in votes}
    return {
        "histograms": {
            (v, kind): counts for v in votes for kind, counts in enumerate(histograms[v], 1)
        },
        "points": {(v, group): counts for v in votes for group, counts in enumerate(points[v], 1)},
        "votes": {
            v: (*said[:4], len(state.ballots.get(v, ())), *said[5:])
            for v, said in says["votes"].items()
        },
        "proposals": {
            v: (said, *_answers(state, v)) for v, (said, _, _) in says["proposals"].items()
        },
        "candidates": {
            v: (members, state.approvals(v, len(members)))
            for v, (members, _) in says["candidates"].items()
        },
    }


def _answers(state: Recount, vote: int) -> tuple[int, int]:
    found = state.choices(vote)
    return found[Choice.IN_FAVOUR], found[Choice.AGAINST]


def _scores(state: Recount, says: Answers) -> dict[str, Any]:
    """Scores; where the contracts name a rule by which there is none, that rule stands."""
    return {
        "scores": {
            (i, e, m): said if isinstance(said, str) else _score(state, i, e, m)
            for (i, e, m), said in says["scores"].items()
        },
        "score totals": {
            (i, e): said if isinstance(said, str) else _score(state, i, e)
            for (i, e), said in says["score totals"].items()
        },
    }


def _score(state: Recount, indicator: int, epoch: int, member: int | None = None) -> int | str:
    try:
        return state.score(indicator, epoch, member)
    except ContractError as error:
        return error.name
