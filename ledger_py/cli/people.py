"""Commands about people: who is here, how somebody comes in, goes, and is recognised."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from ledger_py.cli import joining
from ledger_py.cli.desk import Desk
from ledger_py.cli.options import LARGEST_ID, AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.cli.voice import Key, MemberId, hexed, moment, voice
from ledger_py.ledger import Newcomer
from ledger_py.models import Recognition

app = typer.Typer(no_args_is_help=True, help="Look at members; admit, invite, join, leave, choose.")
app.command("invite")(joining.invite)
app.command("uninvite")(joining.uninvite)
app.command("join")(joining.join)
app.command("sponsor")(joining.sponsor)
app.command("claim")(joining.claim)
app.command("confirm-claim")(joining.confirm_claim)
app.command("contest-claim")(joining.contest_claim)
app.command("complete-claim")(joining.complete_claim)
Name = Annotated[str, typer.Option("--name", help="Who it is: kept off the chain.")]


class Recognised(StrEnum):
    """How a member wants to be recognised."""

    SCORED = "scored"
    UNSCORED = "unscored"
    UNRECORDED = "unrecorded"


@app.command("list")
def list_members(
    community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """List those who have joined, in the order of admission."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    rows = list(desk.reads.all_joined(found.community))
    show.title(f"Members of {found.name}", f"and {found.unclaimed} unclaimed, without a page")
    show.rows(
        ("#member", "who", "=joined", "is"),
        [
            (m.who.member, m.who.label, minute(m.who.joined or 0), ", ".join(_marks(m)))
            for m in rows
        ],
    )
    show.answer({"members": rows, "unclaimed": found.unclaimed})


@app.command("show")
def show_member(
    member: MemberId,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a member who has joined: signers, standing, what they have said."""
    desk, show = Desk(data_dir), Show(as_json)
    row = desk.reads.member(desk.community(community).community, member)
    show.title(row.who.label, f"member {member}")
    show.say(
        f"{row.credited} contributions of theirs, {row.recorded} recorded by them,"
        f" {row.attested} attested to, {row.voted} ballots."
    )
    show.say("; ".join(_marks(row)) or "active")
    show.rows(
        ("signer", "=managed", "=speaks"),
        [(s.signer, "yes" if s.managed else "", "" if s.removed else "yes") for s in row.signers],
    )
    show.answer({"member": row})


@app.command()
def admit(
    by: By,
    name: Name,
    signer: Annotated[
        str | None, typer.Option(help="Their signer bytes, 0x hex; without one: unclaimed.")
    ] = None,
    managed: Annotated[
        str | None, typer.Option("--managed", help="Make a managed key of this label for them.")
    ] = None,
    login: joining.Login = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Admit somebody, as a steward; the id follows from the order of admission."""
    v = voice(by, community, as_json, data_dir)
    bytes_ = v.desk.accounts.ensure(managed).signer if managed else b""
    bytes_ = hexed(signer, "signer") if signer else bytes_
    accepted = v.pen.admit([Newcomer(joining.person_body(name, login), bytes_, bool(managed))], key)
    v.told(accepted, f"{name} is admitted{'' if bytes_ else ' as an unclaimed member'}.")


@app.command()
def depart(
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Leave the community; id and record stay."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.depart(key), f"{by} has left.")


@app.command()
def rejoin(
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Come back under the same id."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.rejoin(key), f"{by} is back.")


@app.command()
def choose(
    recognition: Annotated[Recognised, typer.Argument(help="How you want to be recognised.")],
    by: By,
    member: Annotated[
        int | None,
        typer.Option("--for", help="An unclaimed member who objects.", min=1, max=LARGEST_ID),
    ] = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Choose to be scored, only recorded, or not recorded any more."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.choose(Recognition[recognition.name], member, key)
    v.told(accepted, f"{by if member is None else f'Member {member}'}: {recognition} from now on.")


@app.command()
def suspend(
    member: MemberId,
    by: By,
    until: Annotated[
        str, typer.Option(help="A day (2026-12-31), a length of time (14d), or `never` to lift it.")
    ],
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Ask, as a steward, for a suspension; a second steward who asks the same puts it into force.

    Both have to name the same day, since a length of time counts from when it is said.
    """
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.suspend(member, 0 if until == "never" else moment(until), key)
    v.told(accepted, f"{by} asks for it: member {member}, until {until}.")


def _marks(row: Any) -> list[str]:
    who = row.who
    marks = {
        "steward": who.steward,
        "managed": who.managed,
        "dormant": row.dormant,
        "departed": who.departed,
        "suspended": who.suspended_until,
    }
    return [word for word, holds in marks.items() if holds]
