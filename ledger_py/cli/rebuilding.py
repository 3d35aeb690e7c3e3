"""What the commands that check share: which chain, a store of their own, a bar to watch."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from click import ClickException
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ledger_py.chain.deployment import Deployment
from ledger_py.chain.errors import ChainError, place_of
from ledger_py.chain.rpc import Rpc
from ledger_py.cli.desk import ChoiceMissing
from ledger_py.cli.show import Show
from ledger_py.errors import AuzolanError
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.verify import community
from ledger_py.verify.community import Checked, Factory
from ledger_py.verify.witness import Witness

_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")

RpcUrl: TypeAlias = Annotated[
    str | None,
    typer.Option("--rpc", help="The node's address; without it, the data directory's own node."),
]
DeploymentFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(help="deployment.json; without it, the data directory's."),
]
FactoryAddress: TypeAlias = Annotated[
    str | None,
    typer.Option("--factory", help="The factory's address, instead of a deployment file."),
]


@dataclass(frozen=True)
class Start:
    """Which chain is asked, and where its communities come from."""

    rpc: str
    factory: Factory
    deployment: Deployment | None


def starting(
    rpc: str | None, deployment: Path | None, factory: str | None, data_dir: Path | None
) -> Start:
    """What to ask and of whom, from the options and the data directory."""
    settings = Settings.read(**({} if data_dir is None else {"data_dir": data_dir}))
    if factory is not None:
        if not _ADDRESS.fullmatch(factory):
            raise ChoiceMissing(f"{factory} is no address.", "Give 0x and 40 hex digits.")
        return Start(rpc or _own_node(settings), Factory(factory.lower(), 0), None)
    found = Deployment.load(deployment or settings.deployment)
    url = rpc or _own_node(settings)
    return Start(url, Factory(found.factory.lower(), found.block), found)


def _own_node(settings: Settings) -> str:
    try:
        return (settings.chain_dir / "node.url").read_text().strip()
    except FileNotFoundError:
        raise ChoiceMissing(
            f"No node runs in {settings.data_dir}.",
            "Start the ledger with `make run`, or name a node with --rpc URL.",
        ) from None


@contextmanager
def rebuilding(show: Show, start: Start, wanted: str | None) -> Iterator[tuple[Checked, Path]]:
    """A community rebuilt into a store of its own, and that store's folder; gone afterwards."""
    with (
        _read_from(start.rpc),
        temporary_store() as (store, folder),
        Rpc(start.rpc) as client,
        progress(show) as told,
    ):
        checked = Checked(Witness(client), store, start.factory, wanted or "1", told)
        checked.rebuild()
        found = checked.reads.communities()
        if wanted is None and len(found) > 1:
            raise ChoiceMissing(
                f"There are {len(found)} communities.", "Name one with --community NUMBER."
            )
        assert checked.place
        yield checked, folder


class NodeUnreadable(ChainError):
    """A node answered what no node of a chain of ours would."""

    hint = "Ask another node. If what that answers cannot be read either, report it."

    def __init__(self, url: str, error: Exception) -> None:
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        super().__init__(f"What the node at {place_of(url)} answers cannot be read ({said}).")


@contextmanager
def _read_from(url: str) -> Iterator[None]:
    """A node is a stranger's: whatever it answers, nothing else than this comes of it."""
    try:
        yield
    except (AuzolanError, OSError, ClickException):
        raise
    except Exception as error:
        raise NodeUnreadable(url, error) from error


@contextmanager
def temporary_store() -> Iterator[tuple[Store, Path]]:
    """An empty store in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'rebuilt.sqlite'}")
        try:
            store.migrate()
            yield store, Path(folder)
        finally:
            store.close()


@contextmanager
def progress(show: Show) -> Iterator[community.Progress]:
    """Bars on standard error, where a person watches; nothing of it is in the answer."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = show.as_json or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bars:
        tasks = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield told
