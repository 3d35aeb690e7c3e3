"""`auzolan bundle`: a community in one file, which anybody can check without a node."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from ledger_py.cli.desk import ChoiceMissing, require_new
from ledger_py.cli.options import AsJson, DataDir, InCommunity
from ledger_py.cli.rebuilding import (
    DeploymentFile,
    FactoryAddress,
    RpcUrl,
    rebuilding,
    starting,
    temporary_store,
)
from ledger_py.cli.rebuilding import progress as bars
from ledger_py.cli.reporting import report_json, tell_report
from ledger_py.cli.show import Show, minute
from ledger_py.verify.bundle import Bundle
from ledger_py.verify.exporting import export_at_rest
from ledger_py.verify.findings import Report
from ledger_py.verify.offline import check_bundle

_HASH = re.compile("0x[0-9a-fA-F]{64}")


def bundle(
    file: Annotated[Path, typer.Argument(help="Where it goes; it must not be there yet.")],
    rpc: RpcUrl = None,
    deployment: DeploymentFile = None,
    factory: FactoryAddress = None,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Export a community with its proofs into a new file, for `auzolan verify --bundle` elsewhere.

    The file is whole or not there, and none that is there is written over.
    """
    show = Show(as_json)
    require_new(file)
    start = starting(rpc, deployment, factory, data_dir)
    with rebuilding(show, start, community) as (checked, _):
        made = export_at_rest(checked)
    require_new(file)  # it took a while, in which somebody else may have made it
    size = made.save(file)
    last = checked.witness.pinned
    show.title(str(file), f"{size:,} bytes")
    show.say(
        f"{len(made.headers):,} headers, {len(made.blocks):,} whole blocks, "
        f"{len(made.nodes):,} nodes of proofs"
    )
    show.say(f"It rests on block {last.number}, {minute(last.time)}, whose hash is")
    show.say(made.head)
    show.answer(
        {"file": str(file), "bytes": size, "head": made.head, "block": last.number}
        | {"headers": len(made.headers), "blocks": len(made.blocks), "nodes": len(made.nodes)}
    )


def verify_bundle(show: Show, file: Path, head: str | None) -> Report:
    """Check a bundle and say what it comes to."""
    if head is not None and not _HASH.fullmatch(head):
        raise ChoiceMissing(f"{head} is no block's hash.", "Give 0x and 64 hex digits.")
    read, report = Bundle.load(file), Report()
    with temporary_store() as (store, _), bars(show) as progress:
        checked = check_bundle(read, head, store, report, progress)
    last = read.heads[-1]
    block = {"number": int(last["number"], 16), "hash": read.head}
    show.title(f"Bundle of {read.community}", f"chain {read.chain_id}")
    tell_report(show, report)
    if report.equal:
        show.done("Everything in the bundle follows from its last block.")
    _say_head(show, read, head)
    show.answer(
        {"bundle": str(file), "community": read.community, "block": block}
        | {"head_given": head is not None, "rebuilt": checked is not None}
        | report_json(report)
    )
    return report


def _say_head(show: Show, read: Bundle, head: str | None) -> None:
    number, time = (int(read.heads[-1][name], 16) for name in ("number", "timestamp"))
    show.title("What this rests on")
    show.say(f"Block {number}, {minute(time)}, with the hash")
    show.say(f"  {read.head}")
    if head is None:
        show.say(
            "You have not said that you know it. Compare it with what somebody you trust tells "
            "you of this block, or say it with --head."
        )
