"""Commands around votes of every kind: show, cast, close; the rest is in `deciding`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated

import typer

from ledger_py import calls, figures
from ledger_py.cli import deciding
from ledger_py.cli.deciding import VoteId, Why
from ledger_py.cli.desk import ChoiceMissing, Desk, describe
from ledger_py.cli.options import LARGEST_ID, AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.cli.voice import Key, lasting, voice
from ledger_py.models import NO_LEVEL, POINTS, TOP_LEVEL, VoteKind
from ledger_py.store.rows import Community, Vote
from ledger_py.summaries.words import part

app = typer.Typer(no_args_is_help=True, help="Look at votes, open, cast, close and execute.")
app.command("answer")(deciding.answer)
app.command("approve")(deciding.approve)
app.command("object")(deciding.object_to)
app.command("stand")(deciding.stand)
app.command("execute")(deciding.execute)
app.command("elect")(deciding.elect)
_BARS = " ▁▂▃▄▅▆▇█"


@app.command("show")
def show_vote(
    vote: VoteId, community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Show a vote: what it is about, the ballots, and what they come to."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    row = desk.reads.vote(found.community, vote)
    if row.kind is VoteKind.PROPOSAL:
        deciding.show_proposal(desk, show, found, vote)
    elif row.kind is VoteKind.ELECTION:
        deciding.show_election(desk, show, found, vote)
    else:
        _show_weights(desk, show, found, row)


@app.command("cast")
def cast(
    vote: VoteId,
    by: By,
    level: Annotated[
        list[str] | None,
        typer.Option("--level", "-l", help="TYPE=0..10, repeated; types not named: abstained."),
    ] = None,
    points: Annotated[
        list[str] | None,
        typer.Option(
            "--points", "-p", help="GROUP=0..100, repeated, 100 in all, in a vote of shares."
        ),
    ] = None,
    rationale: Why = "",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Cast a ballot in a weight vote, or replace the last one."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    row = desk.reads.vote(found.community, vote)
    levels = _given(_types(desk, found, row), level or [], NO_LEVEL, TOP_LEVEL)
    divided = _given(_groups(desk, found, row), points or [], 0, POINTS) if points else []
    sequence = desk.reads.next_sequence(found.community, vote, pen.member)
    if row.groups:
        accepted = pen.cast_shares(vote, sequence, divided, levels, rationale)
    else:
        accepted = pen.cast(vote, sequence, levels, rationale)
    (state,) = desk.follow([accepted])
    deciding.tell_ballot(show, by, vote, sequence, accepted.act)
    show.answer(
        describe(accepted, state) | {"sequence": sequence, "levels": levels, "points": divided}
    )


@app.command("open")
def open_vote(
    indicator: Annotated[int, typer.Argument(help="The indicator's id.", min=1, max=LARGEST_ID)],
    by: By,
    duration: Annotated[str, typer.Option("--open-for", help="How long: 14d.")] = "14d",
    notice: Annotated[str, typer.Option(help="How long from now it opens: 3d.")] = "0m",
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Open a vote on an indicator's weights, as a steward; after handover a proposal does it."""
    v = voice(by, community, as_json, data_dir)
    found = v.desk.reads.indicator(v.community.community, indicator)
    first = 0 if found.versions else v.desk.epoch(v.community, None).epoch
    waits = {"notice": lasting(notice), "duration": lasting(duration)}
    accepted = v.pen.open_vote(indicator, from_=first, key=key, **waits)
    v.told(accepted, f"A vote on {found.title} is announced.")


@app.command("close")
def close(
    vote: VoteId, community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Close a vote whose time is over; anyone may."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    desk.reads.vote(found.community, vote)
    accepted = desk.outbox.accept(calls.close_vote(desk.place(found), vote))
    (state,) = desk.follow([accepted])
    row = desk.reads.vote(found.community, vote)
    show.done(f"Vote {vote} is closed: {_came_to(desk, found, row)}.")
    show.answer(describe(accepted, state) | {"version": row.version})


def _came_to(desk: Desk, found: Community, row: Vote) -> str:
    if row.kind is VoteKind.PROPOSAL:
        proposal = desk.reads.proposal(found.community, row.vote)
        ready = proposal.ready
        return f"it can be executed from {minute(ready)} on" if ready else "it has not passed"
    if row.kind is VoteKind.ELECTION:
        elected = desk.reads.election(found.community, row.vote).elected
        return f"elected are {', '.join(who.label for who in elected) or 'none'}"
    return f"it set version {row.version}" if row.version else "nothing reached the quorum"


def _show_weights(desk: Desk, show: Show, found: Community, row: Vote) -> None:
    key, vote = found.community, row.vote
    histograms = desk.reads.histograms(key, vote)
    outcome = figures.outcome(desk.reads, key, vote)
    state = row.state_at(int(time.time()))
    show.title(f"Vote {vote} on indicator {row.indicator}: {state}", deciding.frame(row))
    if row.groups:
        _show_division(desk, show, found, row, outcome)
    activities = desk.reads.activities(key)[: row.activities]
    show.rows(
        ("#", "activity type", "levels 0-10", "#opinions", "#comes to"),
        [
            (a.activity, a.title, _bars(counts), sum(counts), _level(level))
            for a, counts, level in zip(activities, histograms, outcome.levels, strict=True)
        ],
    )
    show.answer({"vote": row, "state": state, "histograms": histograms, "outcome": outcome})


def _show_division(
    desk: Desk, show: Show, found: Community, row: Vote, outcome: figures.Outcome
) -> None:
    groups = desk.reads.groups(found.community)[: row.groups]
    decided = "" if outcome.divided else ", fewer than the quorum: the shares stay"
    show.say(f"{outcome.divisions} ballots divide the groups{decided}.")
    show.rows(
        ("#", "group", "#comes to", "#before"),
        [
            (group.group, group.title, part(share), part(before))
            for group, share, before in zip(
                groups, outcome.shares, outcome.previous_shares, strict=True
            )
        ],
    )


def _types(desk: Desk, found: Community, row: Vote) -> dict[int, str]:
    activities = desk.reads.activities(found.community)[: row.activities]
    return {activity.activity: activity.name for activity in activities}


def _groups(desk: Desk, found: Community, row: Vote) -> dict[int, str]:
    return {g.group: g.name for g in desk.reads.groups(found.community)[: row.groups]}


def _given(names: Mapping[int, str], given: list[str], rest: int, highest: int) -> list[int]:
    """What is given to each id, by id or name as `NAME=NUMBER`; `rest` to those not named."""
    ids = {word: id_ for id_, name in names.items() for word in (name, str(id_))}
    numbers = [rest] * len(names)
    for item in given:
        name, _, number = item.rpartition("=")
        if name not in ids or not number.isdecimal() or int(number) > highest:
            raise ChoiceMissing(
                f"{item!r} gives nothing to what this vote is about.",
                f"NAME=0..{highest}, of: {', '.join(names.values())}.",
            )
        numbers[ids[name] - 1] = int(number)
    return numbers


def _bars(counts: tuple[int, ...]) -> str:
    most = max(counts) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def _level(level: int) -> str:
    return "not yet" if level == NO_LEVEL else str(level)
