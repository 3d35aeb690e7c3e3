"""The command that tries other weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger_py.cli.desk import Desk
from ledger_py.cli.look import amount, level_told
from ledger_py.cli.options import LARGEST_ID, AsJson, AtEpoch, DataDir, InCommunity
from ledger_py.cli.show import Show
from ledger_py.summaries.words import part

if TYPE_CHECKING:
    from ledger_py.figures.whatif import WhatIf

PER_BASIS_POINT = 100


def what_if(
    indicator: Annotated[int, typer.Option(help="The indicator's id.", min=1, max=LARGEST_ID)] = 1,
    levels: Annotated[
        str, typer.Option(help="Levels to try: type=level,… by name or id, e.g. mentoring=9,3=5.")
    ] = "",
    shares: Annotated[
        str,
        typer.Option(help="Shares to try: group=basis points,… by name or id, 10000 in all."),
    ] = "",
    epoch: AtEpoch = None,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show what an indicator would say under other weights, and change nothing.

    What is not given stays as it is. Only groups and activity types are shown; with --json also
    members who are scored, in the order of admission: nobody is ranked.
    """
    # Imported here: loading numpy takes longer than all that most commands do.
    from ledger_py.figures.asked import asked_weights
    from ledger_py.figures.whatif import ColumnsOf
    from ledger_py.figures.whatif import what_if as tried

    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    at, reads, key = desk.epoch(found, epoch), desk.reads, found.community
    row, activities = reads.indicator(key, indicator), reads.activities(key)
    groups = reads.groups(key)
    weights = asked_weights(activities, groups, levels, shares)
    said = tried(reads, ColumnsOf(), key, indicator, at.epoch, weights)
    total = f"{amount(row, said.total[0])} in all → {amount(row, said.total[1])}"
    show.title(f"{row.title} in epoch {at.epoch}, if …", total)
    _show_groups(show, said, {group.group: group.title for group in groups})
    _show_types(show, said, {kind.activity: kind.title for kind in activities})
    show.answer(said)


def _show_groups(show: Show, said: WhatIf, titles: dict[int, str]) -> None:
    show.rows(
        ("group", "#of the whole", "#would be", "#shift"),
        [(titles[one.group], *_shifted(one.portion)) for one in said.groups],
    )
    if any(said.unallocated):
        now, then = (part(each // PER_BASIS_POINT) for each in said.unallocated)
        show.say(f"Goes to nobody: {now} of the epoch; would be {then}.")


def _show_types(show: Show, said: WhatIf, titles: dict[int, str]) -> None:
    show.rows(
        ("activity type", "#level", "#would be", "#of the whole", "#would be", "#shift"),
        [
            (titles[one.activity], *map(level_told, one.level), *_shifted(one.portion))
            for one in said.types
            if any(one.portion) or one.level[0] != one.level[1]
        ],
    )


def _shifted(portion: tuple[int, int]) -> tuple[str, str, str]:
    """A part of the whole as it is, as it would be, and the difference in percentage points."""
    now, then = portion
    return (_percent(now), _percent(then), f"{(then - now) / 10_000:+.2f}" if then != now else "–")


def _percent(millionths: int) -> str:
    return f"{millionths / 10_000:.2f} %"
