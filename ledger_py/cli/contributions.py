"""Commands about what was recorded: look, take back, correct, contest, decide."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger_py.cli.desk import Desk
from ledger_py.cli.options import LARGEST_ID, AsJson, AtEpoch, By, DataDir, InCommunity, OnBasis
from ledger_py.cli.show import Show, hundredths
from ledger_py.cli.voice import Key, voice
from ledger_py.ledger import Statement
from ledger_py.models import Basis
from ledger_py.store.rows import Contribution as Row
from ledger_py.units import fixed

app = typer.Typer(
    no_args_is_help=True,
    help="Look at contributions, take them back, correct, contest and decide.",
)
Ids = Annotated[list[str], typer.Argument(help="Ids of the contributions, or how they begin.")]
Id = Annotated[str, typer.Argument(help="The contribution's id, or how it begins.")]
Reason = Annotated[str, typer.Option(help="Why, in your own words.")]


@app.command("list")
def list_contributions(
    member: Annotated[
        int | None, typer.Option(help="Only this member's.", min=1, max=LARGEST_ID)
    ] = None,
    epoch: AtEpoch = None,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List contributions of an epoch, in the order in which they were recorded."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    at = desk.epoch(found, epoch).epoch
    rows = list(desk.reads.all_contributions(found.community, contributor=member, epoch=at))
    names = {a.activity: a.title for a in desk.reads.activities(found.community)}
    show.title(f"Contributions of epoch {at}", found.name)
    show.rows(
        ("=id", "who", "activity type", "#units", "=state"),
        [_row(row, names) for row in rows],
    )
    show.answer({"epoch": at, "contributions": rows})


@app.command("show")
def show_contribution(
    contribution: Id,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a contribution: what was said, who attests, where it stands on the chain."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    row = desk.contribution(found, contribution)
    names = {a.activity: a.title for a in desk.reads.activities(found.community)}
    show.title(f"{names[row.activity]}: {row.state.name.lower()}", row.id)
    show.say(
        f"{row.contributor.label}, epoch {row.epoch}: {fixed(row.units)} units stated,"
        f" {fixed(row.accepted_units)} accepted; recorded by {row.recorder.label}."
    )
    show.say(str((row.body or {}).get("description", "Its text is not kept here.")))
    show.rows(
        ("who", "#units", "=basis", "note"),
        [
            (a.member.label, fixed(a.units), Basis(a.basis).name.lower(), a.text or "")
            for a in row.attestations
        ],
    )
    show.say(f"Block {row.block}, transaction {row.tx}")
    show.answer({"contribution": row})


@app.command()
def retract(
    contributions: Ids,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take back your attestations, while their epoch is open."""
    v = voice(by, community, as_json, data_dir)
    rows = [v.desk.contribution(v.community, id_) for id_ in contributions]
    accepted = v.pen.retract([row.as_signed() for row in rows], key)
    v.told(accepted, f"{by} attests to {_those(rows)} no more.")


@app.command()
def withdraw(
    contributions: Ids,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Withdraw contributions; their texts are shown no more."""
    v = voice(by, community, as_json, data_dir)
    rows = [v.desk.contribution(v.community, id_) for id_ in contributions]
    accepted = v.pen.withdraw([row.as_signed() for row in rows], key)
    v.told(accepted, f"Withdrawn: {_those(rows)}.")


@app.command()
def correct(
    contribution: Id,
    description: Annotated[str, typer.Argument(help="What was done, in words.")],
    by: By,
    amount: Annotated[
        str | None, typer.Option("--units", help="How much; as before if left out.")
    ] = None,
    activity: Annotated[
        str | None, typer.Option(help="The activity type's name or id; as before if left out.")
    ] = None,
    basis: Annotated[
        OnBasis | None, typer.Option(help="On what you say so of another member.")
    ] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="A link to it; may be repeated.")
    ] = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Put a contribution in the place of another, which is withdrawn; attestations stay behind."""
    v = voice(by, community, as_json, data_dir)
    row = v.desk.contribution(v.community, contribution)
    own = row.contributor.member == v.pen.member
    kind = v.desk.activity(v.community, activity).activity if activity else row.activity
    statement = Statement(
        row.contributor.member,
        kind,
        row.epoch,
        hundredths(amount) if amount else row.units,
        {"kind": "contribution", "description": description, "evidence": evidence or []},
        Basis.NONE if own else basis.basis if basis else Basis(row.basis),
    )
    accepted = v.pen.correct(row.as_signed(), statement, key)
    v.told(accepted, f"Another contribution stands in the place of {row.id}.", replaced=row.id)


@app.command()
def contest(
    contribution: Id,
    by: By,
    reason: Reason = "",
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say that a contribution should not stand as it is; a steward who is no party decides."""
    v = voice(by, community, as_json, data_dir)
    row = v.desk.contribution(v.community, contribution)
    v.told(v.pen.contest(row.as_signed(), reason, key), f"{row.id} is contested.")


@app.command()
def resolve(
    contribution: Id,
    by: By,
    strike: Annotated[bool, typer.Option("--strike/--keep", help="Strike it, or let it stand.")],
    reason: Reason = "",
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Decide a contest, as a steward who is no party."""
    v = voice(by, community, as_json, data_dir)
    row = v.desk.contribution(v.community, contribution)
    accepted = v.pen.resolve(row.as_signed(), strike=strike, reason=reason, key=key)
    v.told(accepted, f"{row.id} {'is struck' if strike else 'stands'}.")


def _row(row: Row, names: dict[int, str]) -> tuple[str, ...]:
    state = row.state.name.lower()
    return row.id[:10], row.contributor.label, names[row.activity], fixed(row.units), state


def _those(rows: list[Row]) -> str:
    return rows[0].id if len(rows) == 1 else f"{len(rows)} contributions"
