"""Commands by which a managed member speaks: record, attest."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger_py import calls
from ledger_py.cli.desk import ChoiceMissing, Desk, describe
from ledger_py.cli.options import LARGEST_ID, AsJson, AtEpoch, By, DataDir, InCommunity, OnBasis
from ledger_py.cli.show import Show, hundredths
from ledger_py.cli.voice import Key
from ledger_py.ledger import Attesting, Statement
from ledger_py.models import Basis
from ledger_py.typed_data import contribution_id
from ledger_py.units import fixed


def record(
    activity: Annotated[str, typer.Argument(help="The activity type's name or id.")],
    description: Annotated[str, typer.Argument(help="What was done, in words.")],
    by: By,
    contributor: Annotated[
        int | None,
        typer.Option(help="The member who did it; the signer if left out.", min=1, max=LARGEST_ID),
    ] = None,
    amount: Annotated[str, typer.Option("--units", help="How much, e.g. 1 or 2.5.")] = "1",
    epoch: AtEpoch = None,
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
    """Record a contribution, your own or another member's."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    who = contributor or pen.member
    if who != pen.member and basis is None:
        raise ChoiceMissing(
            "On what basis do you say this of another member?", "Add --basis present or vouched."
        )
    body = {"kind": "contribution", "description": description, "evidence": evidence or []}
    statement = Statement(
        who,
        desk.activity(found, activity).activity,
        desk.epoch(found, epoch).epoch,
        hundredths(amount),
        body,
        Basis.NONE if who == pen.member or basis is None else basis.basis,
    )
    accepted = pen.record([statement], key=key)
    (state,) = desk.follow([accepted])
    id_ = "0x" + contribution_id(calls.recorded(accepted.call)[0]).hex()
    if accepted.offchain.contents:
        show.done(f"Recorded {fixed(statement.units)} of {activity} in epoch {statement.epoch}.")
    else:
        show.done(f"Accepted before under the key {key!r}; nothing new was recorded.")
    show.say(f"  contribution {id_}\n  act          {accepted.act}")
    show.answer(describe(accepted, state) | {"contribution": id_})


def attest(
    contributions: Annotated[
        list[str], typer.Argument(help="Ids of the contributions, or how they begin.")
    ],
    by: By,
    basis: Annotated[OnBasis, typer.Option(help="Were you there, or do you vouch from a source?")],
    amount: Annotated[
        str | None, typer.Option("--units", help="How much you attest; what is stated if left out.")
    ] = None,
    note: Annotated[str, typer.Option(help="A note in your own words.")] = "",
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Attest that contributions took place."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    rows = [desk.contribution(found, id_) for id_ in contributions]
    stated = None if amount is None else hundredths(amount)
    attestings = [Attesting(r.as_signed(), stated or r.units, basis.basis, note) for r in rows]
    accepted = pen.attest(attestings, key=key)
    (state,) = desk.follow([accepted])
    for row in rows:
        now = desk.reads.contribution(found.community, row.id)
        show.done(f"Attested to {row.id}, which is {now.state.name.lower()} now.")
    show.say(f"  act {accepted.act}")
    show.answer(describe(accepted, state) | {"contributions": [row.id for row in rows]})
