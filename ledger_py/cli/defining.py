"""Commands by which stewards define, until the community is handed over to its votes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from ledger_py.cli.desk import ChoiceMissing
from ledger_py.cli.options import AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import hundredths
from ledger_py.cli.voice import Key, moment, voice
from ledger_py.models import NO_CAP, Kind, Orientation, Unit

app = typer.Typer(
    no_args_is_help=True,
    help="Define, as a steward; after handover `auzolan propose` does it by vote.",
)
Title = Annotated[str, typer.Argument(help="What people read, as in `Care work`.")]
Told = Annotated[str, typer.Option("--description", help="What it is, in a sentence or two.")]
Kept = Annotated[
    list[int] | None,
    typer.Option("--retention", help="Basis points kept after 1, 2, ... epochs; repeated."),
]


class Labelled(StrEnum):
    """The community's label for a kind of work."""

    OBJECT = "object"
    COMMUNITY = "community"
    BOTH = "both"


class Counted(StrEnum):
    """What an activity type is counted in."""

    SESSION = "session"
    EVENT = "event"
    HOUR = "hour"
    PATCH = "patch"
    CREDIT = "credit"


class OfKind(StrEnum):
    """How an indicator turns units into a score."""

    RATES = "rates"
    SHARES = "shares"


@app.command()
def group(
    title: Title,
    by: By,
    description: Told,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Define the next group."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.define_group(document("group", title, description), key)
    v.told(accepted, f"The group {title} is defined.")


@app.command()
def activity(
    name: Annotated[str, typer.Argument(help="Short, as in `mentoring`.")],
    title: Title,
    by: By,
    description: Told,
    in_group: Annotated[int, typer.Option("--group", help="The group's id.", min=1, max=16)],
    unit: Annotated[Counted, typer.Option(help="What it is counted in.")],
    orientation: Annotated[Labelled, typer.Option("--for", help="Whom it serves.")] = Labelled.BOTH,
    required: Annotated[int, typer.Option(help="How many have to attest.", min=1, max=5)] = 2,
    cap: Annotated[
        str | None, typer.Option(help="How many units count per member and epoch; none: all.")
    ] = None,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="It stands for all sensitive work of its group.")
    ] = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Define the next activity type."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.define_activity(
        document("activity", title, description, name),
        group=in_group,
        orientation=Orientation[orientation.name],
        unit=Unit[unit.name],
        required=required,
        cap=NO_CAP if cap is None else hundredths(cap),
        sensitive=sensitive,
        key=key,
    )
    v.told(accepted, f"The activity type {name} is defined.")


@app.command()
def indicator(
    title: Title,
    by: By,
    description: Told,
    kind: Annotated[OfKind, typer.Option(help="How units become a score.")] = OfKind.RATES,
    retention: Kept = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Define the next indicator."""
    v = voice(by, community, as_json, data_dir)
    body = document("indicator", title, description)
    accepted = v.pen.define_indicator(body, retention or (), key, kind=Kind[kind.name])
    v.told(accepted, f"The indicator {title} is defined.")


@app.command()
def epochs(
    ends: Annotated[list[str], typer.Argument(help="Days (UTC) at whose start epochs end.")],
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List further epochs by the days on which they end."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.list_epochs([moment(end) for end in ends], key), f"{len(ends)} epochs are listed.")


def document(kind: str, title: str, description: str, name: str | None = None) -> dict[str, Any]:
    """A public definition document."""
    if not title.strip() or not description.strip():
        raise ChoiceMissing("A definition has a title and a description.", "Say both in words.")
    found = {"kind": kind, "title": title, "description": description}
    return found | ({"name": name} if name else {})
