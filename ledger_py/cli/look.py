"""Commands that only look: communities, scores, an act."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ledger_py import figures
from ledger_py.cli.desk import Desk, describe
from ledger_py.cli.options import LARGEST_ID, AsJson, AtEpoch, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.models import Kind, Orientation, Unit, VoteKind
from ledger_py.store.rows import Activity, Community, Indicator, Vote
from ledger_py.store.rows import Contribution as Row
from ledger_py.summaries.words import part
from ledger_py.units import fixed

communities = typer.Typer(no_args_is_help=True, help="Look at communities.")
Rows = list[dict[str, Any]]


@communities.command("list")
def list_communities(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the communities of this ledger."""
    show, found = Show(as_json), Desk(data_dir).reads.communities()
    show.title("Communities")
    show.rows(
        ("#", "name", "#joined", "#unclaimed", "#accepted", "#proposed", "#contested"),
        [
            (c.number, c.name, c.joined, c.unclaimed, c.accepted, c.proposed, c.contested)
            for c in found
        ],
    )
    show.answer({"communities": found})


@communities.command("show")
def show_community(
    community: Annotated[str | None, typer.Argument(help="Number, name or address.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a community: its activity types by group, epochs, votes."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    show.title(found.name, found.community)
    show.say(found.description)
    if found.notice:
        show.say(found.notice)
    groups = desk.reads.groups(found.community)
    activities = _recorded(desk, found)
    for group in groups:
        rows = [row for row in activities if row["group"] == group.group]
        show.title(group.title, f"group {group.group}")
        show.rows(
            (
                "#",
                "=name",
                "activity type",
                "=for",
                "=unit",
                "#attest",
                "#accepted",
                "#proposed",
            ),
            [_activity_row(row) for row in rows],
        )
    _show_votes(desk, found, show)
    epochs = desk.reads.epochs(found.community)
    show.answer(
        {"community": found, "groups": groups, "activities": activities, "epochs": epochs}
        | {"votes": desk.reads.votes(found.community)}
    )


@communities.command("ties")
def show_ties(
    community: Annotated[str | None, typer.Argument(help="Number, name or address.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show how mutual attesting is, and how few do it: as a whole, nobody named."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    said = figures.ties(desk.reads, figures.TiesOf(), found.community)
    show.title(found.name, "who attests for whom")
    show.rows(
        ("what", "#figure"),
        [
            ("links between members who have joined", said.links),
            ("returned", _part(said.reciprocity)),
            ("would be by chance", _part(said.density)),
            ("attestations that stand", said.attestations),
            ("attesters", said.attesters),
            ("effective number of attesters", fixed(said.effective_attesters or 0)),
            ("the largest part of one attester", _part(said.largest)),
        ],
    )
    show.answer({"community": found.community, "ties": said})


def _part(basis_points: int | None) -> str:
    return "–" if basis_points is None else part(basis_points)


def scores(
    indicator: Annotated[int, typer.Option(help="The indicator's id.", min=1, max=LARGEST_ID)] = 1,
    member: Annotated[
        int | None, typer.Option(help="A member who has joined.", min=1, max=LARGEST_ID)
    ] = None,
    epoch: AtEpoch = None,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show what an indicator says: totals per activity type, or a member's score and its story.

    An unclaimed member, or one who chose not to be scored, has no score; nobody is ranked.
    """
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    at = desk.epoch(found, epoch)
    row = desk.reads.indicator(found.community, indicator)
    if member is None:
        _show_totals(desk, show, found, row, at.epoch)
    else:
        _show_score(desk, show, found, row, at.epoch, member)


def act(
    act: Annotated[str, typer.Argument(help="The id that was answered when it was accepted.")],
    wait: Annotated[bool, typer.Option(help="Wait until the chain has it.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show what has become of an act."""
    desk, show = Desk(data_dir), Show(as_json)
    accepted = desk.outbox.act(act.lower())
    if wait:
        desk.follow([accepted])
    state = desk.outbox.state(accepted.act)
    show.title(f"{accepted.call.name}: {state.status}", accepted.act)
    show.say(f"Accepted {minute(accepted.accepted)}")
    if state.tx:
        show.say(f"Transaction {state.tx}")
    if state.block is not None and state.time is not None:
        show.say(f"Block {state.block}, {minute(state.time)}")
    if state.error:
        show.say(f"{state.error}  {state.error.hint}")
    show.answer(describe(accepted, state))


def _recorded(desk: Desk, found: Community) -> Rows:
    counts = {row.activity: row for row in desk.reads.recorded(found.community)}
    return [
        {
            "activity": activity.activity,
            "name": activity.name,
            "title": activity.title,
            "group": activity.group,
            "orientation": Orientation(activity.orientation),
            "unit": Unit(activity.unit),
            "required": activity.required,
            "accepted": counts[activity.activity].accepted,
            "proposed": counts[activity.activity].proposed,
        }
        for activity in desk.reads.activities(found.community)
    ]


def _activity_row(row: dict[str, Any]) -> tuple[object, ...]:
    orientation, unit = row["orientation"].name.lower(), row["unit"].name.lower()
    counts = (row["required"], row["accepted"], row["proposed"])
    return (row["activity"], row["name"], row["title"], orientation, unit, *counts)


def _show_votes(desk: Desk, found: Community, show: Show) -> None:
    if votes := desk.reads.votes(found.community):
        show.title("Votes")
        show.rows(
            ("#", "about", "opens", "closes", "#ballots", "#quorum"),
            [
                (v.vote, _about(v), minute(v.opens), minute(v.closes), v.ballots, v.quorum)
                for v in votes
            ],
        )


def _about(vote: Vote) -> str:
    if vote.kind is VoteKind.WEIGHTS:
        return f"indicator {vote.indicator}"
    return vote.kind.name.lower()


def _show_totals(
    desk: Desk, show: Show, found: Community, indicator: Indicator, epoch: int
) -> None:
    said = figures.scores(desk.reads, found.community, indicator.indicator, epoch)
    names = _titles(desk.reads.activities(found.community))
    groups = {group.group: group.title for group in desk.reads.groups(found.community)}
    version = f"version {said.version}" if said.version else "no version yet"
    in_all = f"{version}; {amount(indicator, said.total)} in all"
    show.title(f"{indicator.title} in epoch {epoch}", in_all)
    counted = [t for t in said.types if t.units]
    show.rows(
        ("group", "activity type", "#units", "#level", "#points"),
        [
            (
                groups[t.group],
                names[t.activity],
                fixed(t.units),
                level_told(t.level),
                fixed(t.points),
            )
            for t in counted
        ],
    )
    show.say(f"{len(said.types) - len(counted)} activity types have no units in this epoch.")
    if said.groups:
        show.rows(
            ("group", "#share", "#points", "#goes to nobody"),
            [(groups[g.group], part(g.share), g.points, g.unallocated) for g in said.groups],
        )
    answer = {"indicator": indicator.indicator, "epoch": epoch, "version": said.version}
    show.answer(answer | {"total": said.total, "types": said.types, "groups": said.groups})


def _show_score(
    desk: Desk, show: Show, found: Community, indicator: Indicator, epoch: int, member: int
) -> None:
    said = figures.member_score(desk.reads, found.community, indicator.indicator, epoch, member)
    names = _titles(desk.reads.activities(found.community))
    # A score is never told without all that it stands on.
    story = list(desk.reads.all_contributions(found.community, contributor=member, epoch=epoch))
    score = f"{said.member.label}: {amount(indicator, said.score)}"
    show.title(score, f"{indicator.title}, epoch {epoch}")
    columns = ("activity type", "#stated", "#accepted", "=state", "what was done")
    show.rows(columns, map(_story(names), story))
    answer = {"indicator": indicator.indicator, "epoch": epoch, "member": said.member}
    told = figures.explanation(desk.reads, found.community, indicator.indicator, epoch, member)
    answer |= {"score": said.score, "units": said.units, "contributions": story}
    show.answer(answer | {"ages": told.ages})


def _counted(units: int, level: int | None, points: int) -> tuple[str, str, str]:
    return fixed(units), level_told(level), fixed(points)


def amount(indicator: Indicator, points: int) -> str:
    """A score or a total, as its indicator's kind counts it."""
    if indicator.kind == Kind.RATES:
        return f"{fixed(points)} points"
    return f"{points:,} of an epoch's 1,000,000"


def _story(names: dict[int, str]) -> Any:
    def row(contribution: Row) -> tuple[object, ...]:
        text = (contribution.body or {}).get("description", "")
        if contribution.withdrawn:
            text = "withdrawn, and shown no more"
        state = contribution.state.name.lower()
        stated, accepted = fixed(contribution.units), fixed(contribution.accepted_units)
        return names[contribution.activity], stated, accepted, state, text

    return row


def _titles(activities: tuple[Activity, ...]) -> dict[int, str]:
    return {activity.activity: activity.title for activity in activities}


def level_told(level: int | None) -> str:
    """A level in words."""
    return "not yet" if level is None else str(level)
