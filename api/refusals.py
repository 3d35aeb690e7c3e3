"""Which refusals each operation may answer, by name: for its description, and for clients."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.faults import GatewayFault
from api.problems import STATUSES, status_of
from ledger_py.contents import ContentFault
from ledger_py.errors import AuzolanError, contract_error
from ledger_py.explanations import ACTS, ASSEMBLY, PEOPLE, RECORD, VOTING

Operation = Mapping[str, Any]
_SHAPE = ("FieldInvalid", "FieldMissing", "FieldUnknown")
_WORDS = (
    *("NotCanonical", "SaltInvalid", "CommitmentMismatch", "ContentUnrelated"),
    *("ContentsIncomplete", "ActUnknown"),
)
_CHAIN = ("ChainError", "NodeUnreachable", "RpcError")
_ASSEMBLY = re.compile("/(votes|proposals|elections|indicators)")
_PEOPLE = re.compile("/(members|claims|units|contributions|scores)|typed-data")
_OF_THE_LEDGER = frozenset(
    (
        *("communities", "record", "happenings", "assembly", "votes", "acts", "duties", "signing"),
        *("chain", "problems", "health"),
    )
)
"""Tags of what the ledger answers; the rest is this gateway's own, whoever asks."""


def refusals(method: str, path: str, operation: Operation) -> dict[int, list[str]]:
    """The names of what an operation may refuse with, by status, of those that it declares."""
    found: dict[int, set[str]] = {}
    for status, name in _named(method, path, operation):
        found.setdefault(status, set()).add(name)
    declared = {int(status) for status in operation["responses"] if str(status) >= "400"}
    return {status: sorted(found.get(status, ())) for status in sorted(declared)}


def _named(method: str, path: str, operation: Operation) -> Iterator[tuple[int, str]]:
    given = {one["name"] for one in operation.get("parameters", ())}
    yield from ((422, name) for name in _SHAPE)
    yield 404, "NotFound"
    yield 413, "BodyTooLarge"
    if "after" in given:
        yield 400, "CursorInvalid"
    if "{act}" in path:
        yield 404, "ActNotFound"
    if _PEOPLE.search(path):
        yield 404, "MemberUnclaimed"
    if path.endswith("/what-if"):
        yield from ((422, n) for n in ("WeightsUnreadable", "SharesNotWhole", "SharesForeign"))
    if path.endswith("/events"):
        yield 503, "StreamsFull"
    if path.endswith("/bundle"):
        yield 503, "BundleBusy"
    if method == "post":
        yield from _of_posts(given)
    whole = operation.get("tags", [""])[0] not in _OF_THE_LEDGER
    yield from (one for one in _of_classes(GatewayFault) if whole or one[0] == 429)
    if whole:
        yield from ((status, kind.__name__) for kind, status in STATUSES)
    yield from _of_contracts(path, operation)
    yield from ((503, name) for name in _CHAIN)


def _of_posts(given: Iterable[str]) -> Iterator[tuple[int, str]]:
    yield 400, "RequestMalformed"
    yield from ((422, name) for name in (*_WORDS, *_names(ContentFault)))
    if "idempotency-key" in given:
        yield from ((400, f"IdempotencyKey{what}") for what in ("Missing", "Malformed"))
        yield 409, "IdempotencyRunning"
        yield from ((422, name) for name in ("IdempotencyConflict", "VoteDiffers"))


def _of_contracts(path: str, operation: Operation) -> Iterator[tuple[int, str]]:
    """What the contracts may say to an act, or to a figure that they would refuse as well."""
    acts = "202" in operation["responses"] or "typed-data" in path
    families = [ASSEMBLY, VOTING] if acts or _ASSEMBLY.search(path) else []
    families += [ACTS, PEOPLE, RECORD] if acts else [PEOPLE] if "/scores" in path else []
    for family in families:
        for name in family:
            yield status_of(contract_error(name, {})), name


def _of_classes(kind: type[GatewayFault]) -> Iterator[tuple[int, str]]:
    for one in kind.__subclasses__():
        yield one.status, one.__name__
        yield from _of_classes(one)


def _names(kind: type[AuzolanError]) -> Iterator[str]:
    yield kind.__name__
    for one in kind.__subclasses__():
        yield from _names(one)
