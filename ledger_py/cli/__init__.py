"""The `auzolan` command: everything that a member, a steward or an onlooker does, at a terminal.

It works on the data directory of a ledger that runs (`make run`); what it signs, it signs with
managed keys of that directory. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 accepted and not yet
on the chain, 4 something differs from the chain.
"""

from __future__ import annotations

import sys
from typing import Any

import typer

from ledger_py.cli import (
    backup,
    bundling,
    contributions,
    defining,
    erasing,
    importing,
    look,
    managed,
    people,
    proposing,
    running,
    say,
    signers,
    trying,
    verifying,
    votes,
)
from ledger_py.cli.desk import NotYet
from ledger_py.cli.show import complain
from ledger_py.errors import AuzolanError

REFUSED, NOT_YET = 1, 3


class PlaceUnusable(AuzolanError):
    """A file or folder that was named cannot be read or written."""

    hint = "See that the place exists, has room and is yours."

    def __init__(self, error: OSError) -> None:
        place = error.filename2 or error.filename or "A file"
        super().__init__(f"{place} cannot be used ({error.strerror or error}).")


class ArgumentUnreadable(AuzolanError):
    """An argument is no text."""

    hint = "Write it in UTF-8."

    def __init__(self, word: str) -> None:
        super().__init__(f"{word!a} is no text.")


class Application(typer.Typer):
    """The commands, and one place where their errors end."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that was asked for; end with its exit code."""
        words = args[0] if args else sys.argv[1:]
        try:
            for word in words:
                _require_text(word)
            return super().__call__(*args, **kwargs)
        except AuzolanError as error:
            fault = error
        except OSError as error:
            fault = PlaceUnusable(error)
        complain(fault, "--json" in words)
        raise SystemExit(NOT_YET if isinstance(fault, NotYet) else REFUSED)


def _require_text(word: str) -> None:
    try:
        word.encode()
    except UnicodeEncodeError:
        raise ArgumentUnreadable(word) from None


app = Application(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A ledger of a community's contributions, kept by the community itself.",
    epilog="Works on the data directory of a ledger that runs: AUZOLAN_DATA_DIR, or --data-dir.",
)
app.command("record")(say.record)
app.command("attest")(say.attest)
app.command("scores")(look.scores)
app.command("what-if")(trying.what_if)
app.command("act")(look.act)
app.command("verify")(verifying.verify)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("bundle")(bundling.bundle)
app.command("erase")(erasing.erase)
app.command("serve")(running.serve)
app.command("work")(running.work)
app.command("deploy")(running.deploy)
app.add_typer(look.communities, name="community")
app.add_typer(people.app, name="member")
app.add_typer(contributions.app, name="contribution")
app.add_typer(votes.app, name="vote")
app.add_typer(proposing.app, name="propose")
app.add_typer(defining.app, name="define")
app.add_typer(signers.app, name="signer")
app.add_typer(managed.app, name="key")
app.add_typer(importing.app, name="import")
