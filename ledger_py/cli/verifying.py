"""`auzolan verify`: a community checked by whoever trusts neither its gateway nor its index."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ledger_py.chain.deployment import Deployment
from ledger_py.chain.rpc import Rpc
from ledger_py.cli.desk import ChoiceMissing
from ledger_py.cli.mirror import Mirror
from ledger_py.cli.options import AsJson, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.verify.community import Checked, Factory
from ledger_py.verify.comparing import compare_gateway
from ledger_py.verify.findings import Report
from ledger_py.verify.http import Gateway
from ledger_py.verify.witness import Witness

DIFFERS = 4
_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
_SHOWN = 50

RpcUrl = Annotated[
    str | None,
    typer.Option("--rpc", help="The node's address; without it, the data directory's own node."),
]
DeploymentFile = Annotated[
    Path | None,
    typer.Option(help="deployment.json; without it, the data directory's."),
]
FactoryAddress = Annotated[
    str | None,
    typer.Option("--factory", help="The factory's address, instead of a deployment file."),
]


@dataclass(frozen=True)
class Start:
    """Which chain is asked, and where its communities come from."""

    rpc: str
    factory: Factory
    deployment: Deployment | None


def verify(
    rpc: RpcUrl = None,
    deployment: DeploymentFile = None,
    factory: FactoryAddress = None,
    community: InCommunity = None,
    gateway: Annotated[
        str | None, typer.Option(help="Compare with what the gateway at this address answers.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Check a community from a node alone; with --gateway, hold a gateway's answers against it.

    Every signature is checked again, everything is counted again, and compared with the contracts.
    Ends with 0 when nothing differs, 4 when something does, 1 when it cannot be checked.
    """
    show, report = Show(as_json), Report()
    start = starting(rpc, deployment, factory, data_dir)
    with _rebuilding(show, start, community) as (checked, folder):
        _choose(checked, community)
        if gateway:
            mirror = Mirror(checked.store, checked.witness, _deployed(start, checked), folder)
            with closing(Gateway(gateway)) as asked:
                compare_gateway(checked, mirror, asked, report)
        checked.check_at_rest(report)
        _tell(show, checked, report, gateway)
    if not report.equal:
        raise typer.Exit(DIFFERS)


def starting(
    rpc: str | None, deployment: Path | None, factory: str | None, data_dir: Path | None
) -> Start:
    """What to ask and of whom, from the options and the data directory."""
    settings = Settings.read(**({} if data_dir is None else {"data_dir": data_dir}))
    url = rpc or _own_node(settings)
    if factory is not None:
        if not _ADDRESS.fullmatch(factory):
            raise ChoiceMissing(f"{factory} is no address.", "Give 0x and 40 hex digits.")
        return Start(url, Factory(factory.lower(), 0), None)
    found = Deployment.load(deployment or settings.deployment)
    return Start(url, Factory(found.factory.lower(), found.block), found)


def _own_node(settings: Settings) -> str:
    try:
        return (settings.chain_dir / "node.url").read_text().strip()
    except FileNotFoundError:
        raise ChoiceMissing(
            f"No node runs in {settings.data_dir}.",
            "Start the ledger with `make run`, or name a node with --rpc URL.",
        ) from None


def _choose(checked: Checked, wanted: str | None) -> None:
    """Refuse to guess which community is meant."""
    found = checked.reads.communities()
    if wanted is None and len(found) > 1:
        raise ChoiceMissing(
            f"There are {len(found)} communities.", "Name one with --community NUMBER."
        )
    assert checked.place


def _deployed(start: Start, checked: Checked) -> Deployment:
    """The deployment, of which reading needs the chain's id only."""
    none = "0x" + "00" * 20
    place = checked.place
    return start.deployment or Deployment(
        place.chain_id, start.factory.address, start.factory.block, *[none] * 6
    )


@contextmanager
def _rebuilding(show: Show, start: Start, community: str | None) -> Iterator[tuple[Checked, Path]]:
    """A community rebuilt into a store of its own, and that store's folder; gone afterwards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Rpc(start.rpc) as client,
        _store(Path(folder)) as store,
        _progress(show) as progress,
    ):
        witness = Witness(client)
        checked = Checked(witness, store, start.factory, community or "1", progress)
        checked.rebuild()
        yield checked, Path(folder)


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder / 'rebuilt.sqlite'}")
    try:
        store.migrate()
        yield store
    finally:
        store.close()


@contextmanager
def _progress(show: Show) -> Iterator[Any]:
    """Bars on standard error, where a person watches; nothing of it is in the answer."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=show.as_json) as bars:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield told


def _tell(show: Show, checked: Checked, report: Report, gateway: str | None) -> None:
    block, found = checked.witness.pinned, checked.reads.community(checked.place.community)
    show.title(f"Community {found.number}", found.community)
    show.say(f"At block {block.number} ({block.hash}), {minute(block.time)}")
    tell_report(show, report)
    if report.equal:
        whose = f"; {gateway} says the same" if gateway else ""
        show.done(f"Everything that was checked is as the chain says{whose}.")
    show.answer(
        {"community": found.community, "number": found.number, "gateway": gateway}
        | {"block": {"number": block.number, "hash": block.hash, "time": block.time}}
        | report_json(report)
    )


def tell_report(show: Show, report: Report) -> None:
    """What was checked, what rests on a word, what differs."""
    show.rows(("#count", "checked"), [(n, name) for name, n in summed(report).items()])
    if report.notes:
        show.title("Not proven here")
        show.rows(("#count", "what"), [(n, name) for name, n in report.notes.items() if n])
    if report.differences:
        show.title(f"{len(report.differences)} differences")
        for one in report.differences[:_SHOWN]:
            show.wrong(str(one))
        if len(report.differences) > _SHOWN:
            show.say(f"… and {len(report.differences) - _SHOWN} more; --json lists all.")


def summed(report: Report) -> dict[str, int]:
    """The counts a person reads: each kind of comparison as one line."""
    found: dict[str, int] = {}
    for name, count in report.counts.items():
        kind = name.partition(", ")[0]
        label = "answers of the gateway" if kind.startswith("/") else _LABELS.get(kind, kind)
        found[label] = found.get(label, 0) + count
    return {name: count for name, count in found.items() if count}


_LABELS = {
    "index": "answers of the contracts, equal in the index",
    "counted again": "figures counted again from the events",
    "signers": "signers that spoke for their members then",
}


def report_json(report: Report) -> dict[str, Any]:
    """A report for tools."""
    return {
        "equal": report.equal,
        "checked": dict(report.counts),
        "not_proven": {name: count for name, count in report.notes.items() if count},
        "differences": report.differences,
    }
