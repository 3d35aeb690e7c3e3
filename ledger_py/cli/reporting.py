"""How the findings of checks are told: what was checked, what rests on a word, what differs."""

from __future__ import annotations

from typing import Any

from ledger_py.cli.show import Show
from ledger_py.verify.findings import Report

_SHOWN = 50


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
    "acts": "signed acts that were carried out",
    "events": "events, each led back to the act it follows from",
    "resources": "resources of the gateway",
    "bundle headers": "headers that link to the one before",
    "bundle blocks": "lists of transactions and receipts, hashed again",
    "bundle state": "slots of storage, proven by the last header",
}


def report_json(report: Report) -> dict[str, Any]:
    """A report for tools."""
    return {
        "equal": report.equal,
        "checked": dict(report.counts),
        "not_proven": {name: count for name, count in report.notes.items() if count},
        "differences": report.differences,
    }
