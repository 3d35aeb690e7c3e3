"""Commands around weight votes: show, cast, close."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from ledger_py import calls, figures
from ledger_py.cli.desk import ChoiceMissing, Desk, describe
from ledger_py.cli.options import LARGEST_ID, AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.models import NO_LEVEL, TOP_LEVEL
from ledger_py.store.rows import Activity

app = typer.Typer(no_args_is_help=True, help="Look at weight votes, cast ballots, close votes.")
VoteId = Annotated[int, typer.Argument(help="The vote's id.", min=1, max=LARGEST_ID)]
_BARS = " ▁▂▃▄▅▆▇█"


@app.command("show")
def show_vote(
    vote: VoteId, community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Show a vote: per activity type the ballots on each level, and what they come to."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    row = desk.reads.vote(found.community, vote)
    histograms = desk.reads.histograms(found.community, vote)
    outcome = figures.outcome(desk.reads, found.community, vote)
    state = row.state_at(int(time.time()))
    show.title(
        f"Vote {vote} on indicator {row.indicator}: {state}",
        f"{minute(row.opens)} to {minute(row.closes)}; {row.ballots} ballots, quorum {row.quorum}",
    )
    activities = desk.reads.activities(found.community)[: row.activities]
    show.rows(
        ("#", "activity type", "levels 0-10", "#opinions", "#comes to"),
        [
            (a.activity, a.title, _bars(counts), sum(counts), _level(level))
            for a, counts, level in zip(activities, histograms, outcome.levels, strict=True)
        ],
    )
    show.answer({"vote": row, "state": state, "histograms": histograms, "outcome": outcome})


@app.command("cast")
def cast(
    vote: VoteId,
    by: By,
    level: Annotated[
        list[str],
        typer.Option("--level", "-l", help="TYPE=0..10, repeated; types not named: abstained."),
    ],
    rationale: Annotated[str, typer.Option(help="Why, in your own words.")] = "",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Cast a ballot, or replace the last one."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    row = desk.reads.vote(found.community, vote)
    activities = desk.reads.activities(found.community)[: row.activities]
    levels = _levels(activities, level)
    before = desk.reads.live_ballots(found.community, vote, pen.member)
    sequence = before[0].sequence + 1 if before else 1
    accepted = pen.cast(vote, sequence, levels, rationale)
    (state,) = desk.follow([accepted])
    replaced = "replaced" if before else "cast"
    show.done(f"Ballot {sequence} of {by} in vote {vote} is {replaced}.")
    show.say(f"  act {accepted.act}")
    show.answer(describe(accepted, state) | {"sequence": sequence, "levels": levels})


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
    version = desk.reads.vote(found.community, vote).version
    set_ = f"it set version {version}" if version else "no type reached the quorum"
    show.done(f"Vote {vote} is closed: {set_}.")
    show.answer(describe(accepted, state) | {"version": version})


def _levels(activities: tuple[Activity, ...], given: list[str]) -> list[int]:
    ids = {name: a.activity for a in activities for name in (a.name, str(a.activity))}
    levels = [NO_LEVEL] * len(activities)
    for item in given:
        name, _, level = item.rpartition("=")
        if name not in ids or not level.isdecimal() or int(level) > TOP_LEVEL:
            names = ", ".join(a.name for a in activities)
            raise ChoiceMissing(
                f"{item!r} gives no level to a type of this vote.", f"TYPE=0..10, of: {names}."
            )
        levels[ids[name] - 1] = int(level)
    return levels


def _bars(counts: tuple[int, ...]) -> str:
    most = max(counts) or 1
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def _level(level: int) -> str:
    return "not yet" if level == NO_LEVEL else str(level)
