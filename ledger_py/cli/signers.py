"""Commands about who speaks for a member: signers, recovery."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger_py.cli.desk import Desk
from ledger_py.cli.options import AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show
from ledger_py.cli.voice import Key, MemberId, Voice, hexed, voice
from ledger_py.ledger import Ledger

app = typer.Typer(no_args_is_help=True, help="Add, remove and recover the signers of a member.")
SignerBytes = Annotated[str, typer.Argument(help="Signer bytes, 0x hex: 20 bytes for an account.")]


@app.command()
def add(
    label: Annotated[str, typer.Argument(help="The label of a managed key, made where it is new.")],
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Add a managed key of this directory as a further signer; it consents by signing too.

    A passkey or wallet is added on the page, or by `Ledger.add_signer` with its signature.
    """
    v = voice(by, community, as_json, data_dir)
    added = v.desk.accounts.ensure(label)
    accepted = v.pen.add_signer(added, managed=True, key=key)
    v.told(accepted, f"{label} speaks for {by}.", signer="0x" + added.signer.hex())


@app.command()
def remove(
    signer: SignerBytes,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Remove a signer, which can never speak for anybody else; one has to remain."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.remove_signer(hexed(signer, "signer"), key)
    v.told(accepted, f"{signer} speaks for {by} no more.")


@app.command()
def recover(
    member: MemberId,
    signer: SignerBytes,
    by: By,
    managed: Annotated[
        bool, typer.Option("--managed", help="A gateway keeps the new key.")
    ] = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say, as a steward, which new signer is to speak for a member; two start the wait."""
    v = voice(by, community, as_json, data_dir)
    accepted = v.pen.recover(member, hexed(signer, "signer"), managed, key)
    v.told(accepted, f"{by} says that {signer} is to speak for member {member}.")


@app.command("object")
def object_to_recovery(
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Object to your own recovery, which then only a vote decides."""
    v = voice(by, community, as_json, data_dir)
    v.told(v.pen.object_to_recovery(key), f"{by} objects: the recovery is frozen.")


@app.command()
def complete(
    member: MemberId,
    by: By,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take over as a member after the wait, with the managed key of the label --as."""
    desk = Desk(data_dir)
    found = desk.community(community)
    pen = Ledger(desk.place(found), member, desk.accounts.signer(by), desk.outbox)
    v = Voice(desk, Show(as_json), found, pen, by)
    v.told(pen.complete_recovery(key), f"{by} speaks for member {member} from now on.")
