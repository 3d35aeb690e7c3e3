"""`auzolan verify --code`: the code on the chain against the sources that are published."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ledger_py.chain.client import Node
from ledger_py.chain.rpc import Rpc
from ledger_py.cli.rebuilding import Start, progress
from ledger_py.cli.reporting import report_json
from ledger_py.cli.show import Show
from ledger_py.compiling import compile_sources, pinned, read_sources
from ledger_py.verify.code import check_code
from ledger_py.verify.findings import Report

_ROOT = Path(__file__).resolve().parents[2]


def verify_code(show: Show, start: Start, sources: Path | None) -> Report:
    """Compile, compare, and say of each contract whether its code is the published one."""
    root, report = sources or _ROOT, Report()
    compiler = pinned(root)
    show.say(f"Compiling {root / 'contracts'} with solc {compiler['version']} …")
    sources_read = read_sources(root)
    with progress(show) as told:
        steps = partial(told, "Compiling")
        compiled, version = compile_sources(root, sources_read, compiler, steps)
    with Rpc(start.rpc) as client:
        found = check_code(Node(client), start.factory, compiled, report)
    show.title("Code on the chain", f"solc {version}")
    equal = [(one.name, one.address, _told(one.differs_at)) for one in found]
    show.rows(("contract", "=address", "code"), equal)
    show.title("Written into the code when it was deployed")
    for note in report.notes:
        show.say(f"  {note}")
    for one in report.differences:
        show.wrong(str(one))
    if report.equal:
        show.done("The code on the chain is that of the published sources.")
    show.answer({"compiler": version, "contracts": found} | report_json(report))
    return report


def _told(differs_at: int | None) -> str:
    return "equal" if differs_at is None else f"differs from byte {differs_at} on"
