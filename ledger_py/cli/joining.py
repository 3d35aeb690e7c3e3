"""Commands by which people come in: sponsors, invitations, claims of unclaimed memberships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ledger_py import commitments
from ledger_py.cli.desk import ChoiceMissing, Desk, require_new
from ledger_py.cli.options import AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.cli.voice import Key, MemberId, Voice, hexed, lasting, read_json, voice
from ledger_py.durable import write_durably
from ledger_py.errors import contract_error
from ledger_py.invitations import Invitation, InvitationInvalid
from ledger_py.ledger import Ledger, Newcomer
from ledger_py.models import NEW

Login = Annotated[str | None, typer.Option(help="Their login elsewhere: kept off the chain.")]
Signer = Annotated[str, typer.Argument(help="Signer bytes, 0x hex: 20 bytes for an account.")]
File = Annotated[Path, typer.Argument(help="The file with the invitation.")]


def sponsor(
    file: Annotated[
        Path, typer.Argument(help="What sponsors hand on: the first one's command writes it.")
    ],
    by: By,
    signer: Annotated[str, typer.Option(help="Their signer bytes, 0x hex.")],
    name: Annotated[str | None, typer.Option("--name", help="Who it is, by the first.")] = None,
    login: Login = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Stand for somebody's admission; the last of as many sponsors as the rules ask admits them.

    All of them name the same admission, so the first hands the file on to the others.
    """
    v = voice(by, community, as_json, data_dir)
    if file.exists():
        person = _admission(file)
    elif name:
        person = commitments.seal(person_body(name, login))
        kept = {"salt": person.salt.hex(), "body": json.loads(person.body)}
        write_durably(file, json.dumps(kept).encode())
    else:
        raise ChoiceMissing("Who is it?", "Add --name, or give the file of the first sponsor.")
    accepted = v.pen.sponsor(Newcomer(person, hexed(signer, "signer")), key)
    v.told(accepted, f"{by} stands for {json.loads(person.body)['name']}.")


def invite(
    file: File,
    by: By,
    valid: Annotated[str, typer.Option(help="For how long: 36h, 14d.")] = "14d",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write an invitation, as a steward, into a new file: whoever reads it can join, once."""
    v = voice(by, community, as_json, data_dir)
    require_new(file)
    if not v.desk.reads.member(v.community.community, v.pen.member).who.steward:
        raise contract_error("StewardRequired", {"member": v.pen.member})
    invitation = v.pen.invite(valid_seconds=lasting(valid))
    write_durably(file, json.dumps(invitation.to_json()).encode(), mode=0o600)
    v.show.done(
        f"Hand over {file.name}; it can be used until {minute(invitation.invite.deadline)}."
    )
    v.show.answer({"file": str(file), "deadline": invitation.invite.deadline})


def uninvite(
    file: File,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take an invitation back, as a steward, before it was used."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.uninvite(_read(file).invite, key), "The invitation is taken back.")


def join(
    file: File,
    by: By,
    name: Annotated[str | None, typer.Option("--name", help="Who you are.")] = None,
    login: Login = None,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Join by an invitation, with a managed key of the label --as, made where there is none."""
    desk, invitation = Desk(data_dir), _read(file)
    found = desk.community(community)
    signer = desk.accounts.ensure(by)
    pen = Ledger(desk.place(found), NEW, signer, desk.outbox)
    v = Voice(desk, Show(as_json), found, pen, by)
    person = person_body(name, login) if name else None
    accepted = pen.join(invitation, person, managed=True, key=key)
    v.told(accepted, f"{by} has joined.")


def claim(
    member: MemberId,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Claim an unclaimed membership, with a managed key of the label --as."""
    desk = Desk(data_dir)
    found = desk.community(community)
    pen = Ledger(desk.place(found), member, desk.accounts.ensure(by), desk.outbox)
    v = Voice(desk, Show(as_json), found, pen, by)
    v.told(pen.claim(managed=True, key=key), f"{by} claims to be member {member}.")


def confirm_claim(
    member: MemberId,
    signer: Signer,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say, as a steward, that who claims with this signer is that member."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.confirm_claim(member, hexed(signer, "signer"), key)
    v.told(accepted, f"{by} confirms the claim of member {member}.")


def contest_claim(
    member: MemberId,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Contest all claims of a membership, which then need two stewards or a vote."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.contest_claim(member, key), f"The claims of member {member} are contested.")


def complete_claim(
    member: MemberId,
    signer: Signer,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Complete an uncontested claim after its wait; anyone may."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.complete_claim(member, hexed(signer, "signer"), key)
    v.told(accepted, f"Member {member} is claimed.")


def person_body(name: str, login: str | None) -> dict[str, str]:
    """Who somebody is, as it is kept off the chain."""
    return {"kind": "person", "name": name} | ({"login": login} if login else {})


def _admission(file: Path) -> commitments.Content:
    given = read_json(file)
    try:
        return commitments.seal(given["body"], bytes.fromhex(given["salt"]))
    except (TypeError, KeyError, ValueError):
        raise ChoiceMissing(
            f"{file.name} is no admission.", "Give the file that the first sponsor's command wrote."
        ) from None


def _read(file: Path) -> Invitation:
    try:
        return Invitation.from_json(read_json(file))
    except InvitationInvalid:
        raise ChoiceMissing(
            f"{file.name} is no invitation.", "Give the file that `auzolan member invite` wrote."
        ) from None
