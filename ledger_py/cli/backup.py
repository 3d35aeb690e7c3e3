"""The commands that keep a copy of a ledger and bring one back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from ledger_py.backup import back_up
from ledger_py.backup import restore as restore_
from ledger_py.cli.desk import Desk
from ledger_py.cli.options import AsJson, DataDir
from ledger_py.cli.show import Show, minute
from ledger_py.settings import Settings


def backup(
    target: Annotated[Path, typer.Argument(help="The folder to write, not there yet.")],
    keys: Annotated[
        Path | None,
        typer.Option(help="Another folder, for the keys; keep it away from the first."),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write a backup of the ledger, which may run meanwhile: chain, acts not yet sent, texts.

    Texts are encrypted, and no keys are in it, so that an erasure reaches it. --keys writes the
    keys of texts and the managed keys, wrapped, to a folder of their own; the master key is copied
    by hand.
    """
    settings, show = Desk(data_dir).settings, Show(as_json)
    made = back_up(settings, target, int(time.time()), keys)
    for folder, manifest in zip((target, keys), made, strict=False):
        show.done(f"Wrote {', '.join(manifest.parts) or 'no keys'} to {folder}.")
    if not keys:
        show.say("No keys are in it: without a backup of the keys nobody can sign by them again.")
    show.answer({"backups": made})


def restore(
    source: Annotated[Path, typer.Argument(help="The folder that `auzolan backup` wrote.")],
    keys: Annotated[
        Path | None, typer.Option(help="The folder of the keys, if one was written.")
    ] = None,
    erasures: Annotated[
        Path | None,
        typer.Option(help="The ledger's erasures.log as it was last, if a later one is left."),
    ] = None,
    master_key: Annotated[
        Path | None, typer.Option(help="A copy of the master key's file; no backup has it.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Make a data directory from a backup, after a check of its every part.

    The directory must be new or empty; the index is made again from the chain when the ledger
    starts. Contents that a register of erasures names stay erased.
    """
    settings = Settings.read(**({} if data_dir is None else {"data_dir": data_dir}))
    show = Show(as_json)
    done = restore_(settings, source, keys, erasures, master_key)
    show.done(f"Restored the ledger of {minute(done.made)} to {settings.data_dir}.")
    if done.erased:
        show.say(f"{done.erased} contents are named in the register of erasures and stay erased.")
    if not done.has_keys:
        show.say(f"No keys were restored: put {settings.accounts_file.name} there before a start.")
    show.answer(done)
