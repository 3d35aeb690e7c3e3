"""What the index holds of votes, indicators and scores, in the shapes of the contracts' views."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from ledger_py import figures, tally
from ledger_py.errors import ContractError
from ledger_py.models import VoteKind
from ledger_py.store.reads import Reads
from ledger_py.verify.index_tables import Tables, bytes_of


def assembly_says(tables: Tables) -> dict[str, Any]:
    """Return what there is of indicators, versions, votes and ballots."""
    live: dict[tuple[int, int], dict[str, Any]] = {}
    for row in tables["ballots"]:  # in the order of their sequence
        live[row["vote"], row["member"]] = row
    pending = {r["indicator"]: r["vote"] for r in tables["votes"] if r["closed"] is None}
    versions = {r["indicator"]: r["version"] for r in tables["versions"]}
    return {
        "indicators": {
            r["indicator"]: (
                r["kind"],
                tuple(json.loads(r["retention"])),
                bytes_of(r["document"]),
                versions.get(r["indicator"], 0),
                pending.get(r["indicator"], 0),
                r["until"] or 0,
            )
            for r in tables["indicators"]
        },
        "versions": {
            (r["indicator"], r["version"]): (
                r["from"],
                _packed(r["levels"]),
                tally.pack_shares(json.loads(r["shares"])),
            )
            for r in tables["versions"]
        },
        "votes": {r["vote"]: _vote(r, live) for r in tables["votes"]},
        "ballots": {key: (r["sequence"], _says(r)) for key, r in live.items()},
        "divisions": {
            key: tally.pack_points(json.loads(r["points"]))
            for key, r in live.items()
            if json.loads(r["points"] or "[]")
        },
    }


def _says(ballot: dict[str, Any]) -> int:
    if ballot["choice"] is not None:
        return int(ballot["choice"])
    if ballot["approved"] is not None:
        return sum(1 << number for number in json.loads(ballot["approved"]))
    return _packed(ballot["levels"])


def decisions_say(reads: Reads, c: str) -> dict[str, Any]:
    """Return what there is of weighings, proposals, elections and definitions."""
    weights, proposals = reads.votes(c, kind=VoteKind.WEIGHTS), reads.proposals(c)
    epochs = range(1, len(reads.epochs(c)) + 1)
    defined = [(one, one.revisions) for one in reads.indicators(c)]
    return {
        "weighings": {v.vote: (v.indicator, v.from_, v.activities, v.groups) for v in weights},
        "histograms": {
            (v.vote, activity): counts
            for v in weights
            for activity, counts in enumerate(reads.histograms(c, v.vote), 1)
        },
        "points": {
            (v.vote, group): counts
            for v in weights
            for group, counts in enumerate(reads.points_histograms(c, v.vote), 1)
        },
        "proposals": {
            p.vote.vote: (
                (
                    *(p.proposer.member, p.amends or 0, p.delay, p.ready or 0),
                    *(p.founding, bool(p.executed)),
                ),
                p.in_favour,
                p.against,
            )
            for p in proposals
        },
        "candidates": _candidates(reads, c),
        "definitions": {
            (i.indicator, e): next(
                (one.from_, one.retention, bytes_of(one.document))
                for one in reversed(found)
                if one.from_ <= e
            )
            for i, found in defined
            for e in epochs
        },
    }


def _candidates(reads: Reads, c: str) -> dict[int, Any]:
    return {
        e.vote.vote: (
            tuple(one.member.member for one in e.candidates),
            tuple(one.approvals for one in e.candidates),
        )
        for e in reads.elections(c)
    }


def scores_say(tables: Tables, reads: Reads, c: str, epochs: Sequence[int]) -> dict[str, Any]:
    """Return the scores and totals of these epochs."""
    indicators = [row["indicator"] for row in tables["indicators"]]
    joined = [member.who.member for member in reads.all_joined(c)]
    said, retired = {}, {}
    for place in itertools.product(indicators, epochs):
        try:
            said[place] = figures.scores(reads, c, *place)
        except ContractError as error:
            retired[place] = error.name
    scores = {
        (i, e, one.member.member): one.score
        for (i, e), found in said.items()
        for one in found.members
    }
    return {
        "scores": {
            (i, e, m): scores[i, e, m] if (i, e, m) in scores else _refusal(reads, c, i, e, m)
            for i, e in (*said, *retired)
            for m in joined
        },
        "score totals": {place: found.total for place, found in said.items()} | retired,
    }


def _refusal(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> str:
    try:
        figures.member_score(reads, c, indicator, epoch, member)
    except ContractError as error:
        return error.name
    raise AssertionError(f"member {member} has a score and is not listed")


def _vote(row: dict[str, Any], live: dict[tuple[int, int], Any]) -> tuple[Any, ...]:
    ballots = sum(1 for vote, _ in live if vote == row["vote"])
    head = tuple(row[name] for name in ("opens", "closes", "joined_by", "quorum"))
    return (*head, ballots, row["kind"], row["closed"] is not None)


def _packed(levels: str) -> int:
    return tally.pack_levels(json.loads(levels))
