"""The commands that make texts unreadable: erase a person, rotate the keys."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from ledger_py import erasure
from ledger_py.cli.desk import ChoiceMissing, Desk, require_new
from ledger_py.cli.options import AsJson, DataDir, InCommunity
from ledger_py.cli.show import Show
from ledger_py.cli.voice import MemberId
from ledger_py.master import MasterKeys

STAYS = (
    "On the chain stay the member's id, signers, units, attestations, ballots and commitments that"
    " nothing opens any more; so do copies that others made."
)

LOGGED = (
    "The key database is on a server, whose log and copies have the destroyed keys for a while,"
    " under the master key of now: `auzolan key rotate` makes them useless."
)


def erase(
    member: MemberId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; there is no way back.")] = False,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Erase a member's name and texts for good, unclaimed or not; the chain keeps what it has.

    Goes: the name; the descriptions of their contributions, with the notes and reasons that others
    wrote about these; all notes, reasons and rationales of theirs. What they recorded about others'
    work stays.
    """
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    who = desk.reads.who(found.community, [member])
    if member not in who:
        raise ChoiceMissing(f"There is no member {member}.", "Give the id of a member.")
    planned = erasure.foreseen(desk.store, found.community, member)
    show.title(f"Erase {who[member].label}, member {member} of {found.name}")
    show.say(
        f"Kept here, and gone for good then: {planned.kept} of {len(planned.commitments)} texts."
    )
    show.say(STAYS)
    if not yes:
        if as_json:
            raise ChoiceMissing("Nothing was erased.", "Add --yes: there is no way back.")
        typer.confirm("Erase them?", abort=True)
    done = erasure.erase(desk.store, found.community, member, int(time.time()), desk.accounts)
    show.done(
        f"Erased member {member}: {done.kept} of {len(done.commitments)} texts were kept here."
    )
    if desk.vault.on_server:
        show.say(LOGGED)
    show.answer({"member": member, "erased": done.kept, "commitments": done.commitments})


def master(
    file: Annotated[Path, typer.Argument(help="Where it goes; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Make a master key for a network's gateways: AUZOLAN_MASTER_KEY_FILE names its file.

    Keep a copy away from the databases: without it neither texts nor managed keys can be read.
    """
    require_new(file)
    newest, show = MasterKeys(file).newest(), Show(as_json)
    show.done(f"The master key {newest} is in {file.name}, which its owner alone may read.")
    show.answer({"master": newest, "file": str(file)})


def rotate(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Make a new master key and wrap every other key under it; the old one is forgotten.

    Killed on the way, it goes on when it is called again. Put the new file where you keep the copy.
    """
    desk, show = Desk(data_dir), Show(as_json)
    # First, so that nothing has begun where a key cannot be opened.
    desk.accounts.labels()
    desk.vault.check_keys()
    newest = desk.master.begin_rotation()
    desk.accounts.rewrap()
    count = desk.vault.rewrap()
    show.done(f"The master key is {newest} now; {count} keys of texts are wrapped under it.")
    show.answer({"master": newest, "rewrapped": count})
