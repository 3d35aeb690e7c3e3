"""`auzolan verify`: a community checked by whoever trusts neither its gateway nor its index."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from ledger_py.chain.client import Header
from ledger_py.chain.deployment import Deployment
from ledger_py.cli.bundling import verify_bundle
from ledger_py.cli.coding import verify_code
from ledger_py.cli.mirror import Mirror
from ledger_py.cli.options import AsJson, DataDir, InCommunity
from ledger_py.cli.rebuilding import (
    DeploymentFile,
    FactoryAddress,
    RpcUrl,
    Start,
    rebuilding,
    starting,
)
from ledger_py.cli.reporting import report_json, tell_report
from ledger_py.cli.show import Show, minute
from ledger_py.store.rows import Community
from ledger_py.verify.community import Checked
from ledger_py.verify.comparing import compare_gateway
from ledger_py.verify.findings import Report
from ledger_py.verify.http import Gateway

DIFFERS = 4


def verify(
    rpc: RpcUrl = None,
    deployment: DeploymentFile = None,
    factory: FactoryAddress = None,
    community: InCommunity = None,
    gateway: Annotated[
        str | None, typer.Option(help="Compare with what the gateway at this address answers.")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option(help="Check this bundle instead, without any node.")
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="Of a bundle: the last block's hash, as you know it.")
    ] = None,
    code: Annotated[
        bool, typer.Option("--code", help="Compile the sources and compare the chain's code.")
    ] = False,
    sources: Annotated[
        Path | None, typer.Option(help="Of --code: the repository's folder (this one's).")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Check a community from a node alone; with --gateway, hold a gateway's answers against it.

    Every signature is checked again, everything is counted again, and compared with the contracts.
    With --bundle all of it comes from one file, proven by its last block's hash. With --code the
    contracts' sources are compiled and compared with the code on the chain, instead. Ends with 0
    when nothing differs, 4 when something does, 1 when it cannot be checked.
    """
    show = Show(as_json)
    if bundle is not None:
        report = verify_bundle(show, bundle, head)
    elif code:
        report = verify_code(show, starting(rpc, deployment, factory, data_dir), sources)
    else:
        start = starting(rpc, deployment, factory, data_dir)
        report = _verify(show, start, community, gateway)
    if not report.equal:
        raise typer.Exit(DIFFERS)


def _verify(show: Show, start: Start, community: str | None, gateway: str | None) -> Report:
    report = Report()
    if gateway:
        # Before the chain is read, which takes a while.
        with closing(Gateway(gateway)) as asked:
            asked("/communities")
    with rebuilding(show, start, community) as (checked, folder):
        if gateway:
            mirror = Mirror(checked.store, checked.witness, _deployed(start, checked), folder)
            with closing(Gateway(gateway)) as asked:
                compare_gateway(checked, mirror, asked, report)
        checked.check_at_rest(report)
        found = checked.reads.community(checked.place.community)
    _tell(show, found, checked.witness.pinned, report, gateway)
    return report


def _deployed(start: Start, checked: Checked) -> Deployment:
    """The deployment, of which reading needs the chain's id only."""
    none = "0x" + "00" * 20
    place = checked.place
    return start.deployment or Deployment(
        place.chain_id, start.factory.address, start.factory.block, *[none] * 6
    )


def _tell(show: Show, found: Community, block: Header, report: Report, gateway: str | None) -> None:
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
