"""What a gateway answers over REST, held against the same questions answered from a rebuilt index.

Contents are held against their commitments, documents against their hashes; what is not shown is
counted, and names, which come without their salts, are counted as shown without proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from ledger_py.commitments import canonical, commitment, document_hash
from ledger_py.contents import LONGEST_NAME
from ledger_py.errors import AuzolanError, NotCanonical
from ledger_py.verify.findings import ADDED, LEFT_OUT, Report

Json = Any
Ask = Callable[[str], Json]
"""Answers a path under `/v1`, a list with all its pages; raises Refused."""
NOT_SHOWN, UNPROVEN = "contents not shown", "names shown without proof"
OPENED, DOCUMENTS = "contents opened", "documents by their hash"
_SEALED = {"commitment", "salt", "body"}
_WHO = {"member", "name", "login", "link", "recognition"}
_UNPROVEN = ("name", "login", "link", "demo")
_MEMBER = re.compile(r"\bmember \d+\b")
_OWN = frozenset(("refusal", "next"))
"""What a gateway says of itself: what it tried in vain, where a list goes on."""
_KEYS = (
    *("id", "vote", "epoch", "activity", "group", "indicator", "version", "number", "member"),
    *("signer", "from", "community"),
)


class Refused(AuzolanError):
    """A gateway did not answer a question, or not in JSON."""

    hint = "Name a gateway that is up and serves this community."

    def __init__(self, path: str, status: int, detail: str = "") -> None:
        how = f" with {status}" if status else f" unreadably ({detail})"
        super().__init__(f"{path} was answered{how}.")
        self.status = status


class Documents(Protocol):
    """Where definition documents are kept that were found to hash to their name."""

    def keep(self, digest: bytes, body: bytes) -> None:
        """Keep a document; the rebuilt index names things by it from now on."""


def fetch_documents(hashes: Iterable[str], theirs: Ask, kept: Documents, report: Report) -> None:
    """Fetch definition documents; those that hash to their name are kept, others are named."""
    for digest in hashes:
        try:
            body = canonical(theirs(f"/documents/{digest}"))
        except Refused:
            report.notes["documents not shown"] += 1
            continue
        except NotCanonical:
            report.differs(DOCUMENTS, f"/documents/{digest}", "hash", digest, "no document")
            continue
        found = "0x" + document_hash(body).hex()
        report.compare(DOCUMENTS, f"/documents/{digest}", "hash", digest, found)
        if found == digest:
            kept.keep(bytes.fromhex(digest[2:]), body)


def compare_resource(path: str, ours: Ask, theirs: Ask, report: Report) -> None:
    """Compare one resource; every difference is named by resource, record and field."""
    expected = _answer(path, ours)
    given = _answer(path, theirs)
    if isinstance(expected, Refused) or isinstance(given, Refused):
        said = [one.status if isinstance(one, Refused) else 200 for one in (expected, given)]
        report.compare(path, "answer", "status", *said)
        return
    report.counts["resources"] += 1
    _compare(path, "", "", expected, given, report)


def _answer(path: str, ask: Ask) -> Json | Refused:
    try:
        return ask(path)
    except Refused as refused:
        return refused


def _compare(path: str, record: str, field: str, ours: Json, theirs: Json, report: Report) -> None:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        _compare_objects(path, record, field, ours, theirs, report)
    elif _is_records(ours) and _is_records(theirs) and (ours or theirs):
        _compare_records(path, record, field, ours, theirs, report)
    else:
        report.compare(path, record or "answer", field, ours, theirs)


def _compare_objects(
    path: str,
    record: str,
    field: str,
    ours: Mapping[str, Json],
    theirs: Mapping[str, Json],
    report: Report,
) -> None:
    skipped: frozenset[str] = _OWN
    if ours.keys() >= _WHO:
        report.notes[UNPROVEN] += theirs.get("name") is not None
        skipped |= frozenset(_UNPROVEN)
    if ours.keys() == _SEALED:
        _open(path, record, field, theirs, report)
        skipped |= {"salt", "body"}
    if "told" in ours and _is_told(str(ours["told"]), str(theirs.get("told"))):
        skipped |= {"told"}
    for name in (*ours, *(theirs.keys() - ours.keys())):
        if name in skipped:
            continue
        inner = f"{field}.{name}" if field else name
        if name not in theirs:
            report.differs(path, record or "answer", inner, ours[name], LEFT_OUT)
        elif name not in ours:
            report.differs(path, record or "answer", inner, None, theirs[name])
        else:
            _compare(path, record, inner, ours[name], theirs[name], report)


def _is_told(ours: str, theirs: str) -> bool:
    """Whether a sentence is the same but for what members are called in it."""
    first, *rest = _MEMBER.split(ours)
    if not rest:
        return ours == theirs
    if len(theirs) > len(ours) + LONGEST_NAME * len(rest):
        return False
    *between, last = rest
    at, end = len(first), len(theirs) - len(last)
    # Each part where it comes first; a pattern would try them all, and the text is a stranger's.
    for part in between:
        at = theirs.find(part, at + 1, end) + len(part)
        if at < len(part):
            return False
    return at < end and theirs.startswith(first) and theirs.endswith(last)


def _open(path: str, record: str, field: str, sealed: Mapping[str, Json], report: Report) -> None:
    """A content that is shown has to open its commitment."""
    body, salt = sealed.get("body"), sealed.get("salt")
    if body is None:
        report.notes[NOT_SHOWN] += 1
        return
    try:
        found = "0x" + commitment(bytes.fromhex(str(salt)[2:]), canonical(body)).hex()
    except (AuzolanError, ValueError):
        found = "no content"
    given = sealed.get("commitment")
    report.compare(path, record or "answer", f"{field}.body", given, found)
    report.counts[OPENED] += given == found


def _is_records(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _compare_records(
    path: str, record: str, field: str, ours: list[Json], theirs: list[Json], report: Report
) -> None:
    known, given = list(_keyed(ours)), list(_keyed(theirs))
    chain, said = dict(known), dict(given)
    for key, one in known:
        inner = f"{record} {field} {key}".strip() if field != "items" else key
        if key in said:
            _compare(path, inner, "", one, said[key], report)
        else:
            report.differs(path, inner, LEFT_OUT, one, None)
    for key, one in given:
        if key not in chain:
            inner = f"{record} {field} {key}".strip() if field != "items" else key
            report.differs(path, inner, ADDED, None, one)
    order = [key for key, _ in given if key in chain]
    report.compare(path, record or field, "order", [k for k, _ in known if k in said], order)


def _keyed(records: list[Json]) -> Iterator[tuple[str, Json]]:
    """Records by what names them, counted on where the same name comes again."""
    seen: dict[str, int] = {}
    for one in records:
        name = next((f"{key} {_name(one[key])}" for key in _KEYS if key in one), None)
        if name is None and "who" in one:
            name = f"member {_name(one['who'])}"
        name = name or "item"
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), one


def _name(value: Json) -> str:
    return str(value.get("member", value)) if isinstance(value, dict) else str(value)
