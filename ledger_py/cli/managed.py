"""Commands about the managed keys of this directory."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger_py.cli import erasing
from ledger_py.cli.desk import Desk
from ledger_py.cli.options import AsJson, DataDir
from ledger_py.cli.show import Show

app = typer.Typer(no_args_is_help=True, help="Look at, make and rotate the keys of this directory.")
app.command("rotate")(erasing.rotate)
app.command("master")(erasing.master)


@app.command("list")
def list_keys(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the labels of the managed keys and their signer bytes, never the keys."""
    desk, show = Desk(data_dir), Show(as_json)
    found = {
        label: "0x" + desk.accounts.signer(label).signer.hex() for label in desk.accounts.labels()
    }
    show.title("Managed keys")
    show.rows(("label", "=signer"), found.items())
    show.answer({"keys": [{"label": label, "signer": signer} for label, signer in found.items()]})


@app.command("new")
def new_key(
    label: Annotated[str, typer.Argument(help="What the key is called here.")],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Make a managed key, to join, claim or be added with."""
    desk, show = Desk(data_dir), Show(as_json)
    signer = "0x" + desk.accounts.create(label).signer.hex()
    show.done(f"{label} is {signer}.")
    show.answer({"label": label, "signer": signer})
