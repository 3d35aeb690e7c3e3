"""Problem details (RFC 9457): every refusal has a name, its values, and what to do about it."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.faults import GatewayFault
from api.statuses import CONFLICTS, FORBIDDEN
from ledger_py.asking import ContributionOver, RequestIdle, RequestsMany
from ledger_py.chain.errors import ChainError
from ledger_py.contents import ContentFault
from ledger_py.discussion import (
    AppealRefused,
    CommentConflict,
    CommentForeign,
    ReportDecided,
    ReportPartial,
    TextUnknown,
)
from ledger_py.drafts import DraftsFull
from ledger_py.errors import (
    ActUnknown,
    AuzolanError,
    CommitmentMismatch,
    ContractError,
    FieldInvalid,
    FieldMissing,
    FieldUnknown,
    NotCanonical,
    SaltInvalid,
)
from ledger_py.evidence import EvidenceFull, EvidenceUnfit
from ledger_py.explanations import EXPLANATIONS
from ledger_py.figures.asked import WeightsUnreadable
from ledger_py.idempotency import IdempotencyConflict, IdempotencyRunning
from ledger_py.offchain import ContentsIncomplete, ContentUnrelated
from ledger_py.outbox import ActNotFound
from ledger_py.outward import AddressForbidden
from ledger_py.store import DatabaseBusy, DatabaseRefused, DatabaseUnreachable
from ledger_py.store.reads import CursorInvalid, NotFound
from ledger_py.whatif import SharesForeign, SharesNotWhole

MEDIA_TYPE = "application/problem+json"
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_log = logging.getLogger(__name__)


class Fault(BaseModel):
    """A part of the request that has the wrong shape."""

    pointer: str = Field(description="Where, as a JSON pointer into body, query, path or header")
    detail: str


class Problem(BaseModel):
    """What went wrong, in the form of RFC 9457."""

    type: str = Field(description="Where the rule is explained, relative to this gateway")
    title: str = Field(description="The rule's name in words")
    status: int
    detail: str
    error: str = Field(description="The rule's name; a contract's error has its Solidity name")
    values: dict[str, Any] = Field(default={}, description="The values that broke the rule")
    hint: str | None = Field(default=None, description="What to do about it")
    faults: list[Fault] = []


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (ActNotFound, 404),
    (RequestsMany, 429),
    (RequestIdle, 409),
    (AddressForbidden, 422),
    (ContributionOver, 409),
    (CursorInvalid, 400),
    (FieldMissing, 422),
    (FieldUnknown, 422),
    (FieldInvalid, 422),
    (ActUnknown, 422),
    (NotCanonical, 422),
    (SaltInvalid, 422),
    (CommitmentMismatch, 422),
    (ContentFault, 422),
    (ContentUnrelated, 422),
    (ContentsIncomplete, 422),
    (WeightsUnreadable, 422),
    (SharesNotWhole, 422),
    (SharesForeign, 422),
    (IdempotencyConflict, 422),
    (IdempotencyRunning, 409),
    (EvidenceUnfit, 422),
    (DraftsFull, 409),
    (EvidenceFull, 409),
    (CommentConflict, 422),
    (CommentForeign, 403),
    (TextUnknown, 404),
    (ReportDecided, 409),
    (ReportPartial, 403),
    (AppealRefused, 409),
    (ChainError, 503),
)
_OTHERS = (ChainError, DatabaseBusy, DatabaseRefused, DatabaseUnreachable)
_HTTP = {
    400: "RequestMalformed",
    404: "RouteUnknown",
    405: "MethodUnsupported",
    408: "BodySlow",
    413: "BodyTooLarge",
    421: "HostForeign",
    500: "Unexpected",
}
PROTOCOL = {
    "RequestMalformed": ("The request cannot be read.", "Send valid JSON."),
    "RouteUnknown": (
        "This gateway has nothing at this address.",
        "See /v1/openapi.json for the addresses that there are.",
    ),
    "MethodUnsupported": (
        "This address does not take the request's method.",
        "Use a method that the Allow header names.",
    ),
    "BodySlow": ("The request's body took too long to come.", "Send it again, in one go."),
    "BodyTooLarge": ("The request's body is too large.", "Split the act into smaller ones."),
    "HostForeign": (
        "This gateway answers under its own name only.",
        "Use the address that its operator gives; on one's own machine, http://127.0.0.1.",
    ),
    "Unexpected": (
        "Something failed inside the gateway.",
        "Try again; if it stays so, tell whoever runs this gateway.",
    ),
    "RequestRefused": ("The request breaks a rule of HTTP itself.", "See the problem's detail."),
}
"""Refusals that come before any rule of the ledger: what each means, and what to do about it."""


def status_of(error: AuzolanError) -> int:
    """The HTTP status of a named error.

    404: what the address names is not there. 403: the signer may not say this. 409: the ledger's
    state does not allow it, though it did before or will later. 400: a value of the act breaks a
    rule of the contracts, or names what is not there. 422: the request has the wrong shape.
    """
    if isinstance(error, ContractError):
        if error.name in FORBIDDEN:
            return 403
        return 409 if error.name in CONFLICTS else 400
    if isinstance(error, GatewayFault):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def problem_of(error: AuzolanError) -> Problem:
    """A named error as a problem."""
    status, detail = status_of(error), str(error)
    if isinstance(error, ContractError):
        return problem(status, error.name, detail, values=error.values, hint=error.hint)
    return problem(status, type(error).__name__, detail, hint=error.hint)


def problem(
    status: int,
    name: str,
    detail: str,
    *,
    values: Mapping[str, object] | None = None,
    hint: str = "",
    faults: list[Fault] | None = None,
) -> Problem:
    """A problem by the name of its rule."""
    return Problem(
        type=f"/v1/problems/{name}",
        title=in_words(name),
        status=status,
        detail=detail,
        error=name,
        values={key: _plain(value) for key, value in (values or {}).items()},
        hint=hint or None,
        faults=faults or [],
    )


def in_words(name: str) -> str:
    """A rule's name as words: SignerNotOfMember becomes "Signer not of member"."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip()
    return spaced[:1] + spaced[1:].lower()


def http_problem(status: int, detail: str = "") -> Problem:
    """A problem of the protocol itself."""
    name = _HTTP.get(status, "RequestRefused")
    told, hint = PROTOCOL[name]
    return problem(status, name, told if status in _HTTP else detail, hint=hint)


def answer(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    body = orjson.dumps(found.model_dump(exclude_none=True), default=str)
    return Response(body, found.status, headers, MEDIA_TYPE)


def meaning_of(name: str) -> tuple[str, str] | None:
    """What a problem's name means and what to do about it, None for no name of a problem."""
    if known := EXPLANATIONS.get(name) or PROTOCOL.get(name):
        return known
    kind = _named_errors(AuzolanError).get(name)
    return (inspect.cleandoc(kind.__doc__ or ""), kind.hint) if kind else None


def _named_errors(kind: type[AuzolanError]) -> dict[str, type[AuzolanError]]:
    """A named error's class and all below it: whatever can be raised here has been imported."""
    below = (_named_errors(child) for child in kind.__subclasses__())
    return {kind.__name__: kind} | {name: one for found in below for name, one in found.items()}


def install(app: FastAPI) -> None:
    """Answer every refusal of an application with a problem."""
    app.add_exception_handler(AuzolanError, _named)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _http)


async def _named(request: Request, error: Exception) -> Response:
    assert isinstance(error, AuzolanError)
    found = problem_of(error)
    if found.status < 500:
        return answer(found, _headers(error))
    # Of others' faults the words help whoever runs this; of ours they may name somebody.
    _log.error("%s: %s", found.error, found.detail if isinstance(error, _OTHERS) else "see errors")
    return answer(found, {"Retry-After": "5"} if found.status == 503 else None)


def _headers(error: AuzolanError) -> Mapping[str, str] | None:
    if isinstance(error, GatewayFault):
        return error.headers
    return {"Retry-After": "1"} if isinstance(error, IdempotencyRunning) else None


async def _misshapen(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(pointer=_pointer(one["loc"]), detail=_printable(one["msg"])) for one in error.errors()
    ]
    told = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:3])
    hint = "Send what the route's schema in /v1/openapi.json describes."
    return answer(problem(422, "FieldInvalid", told, hint=hint, faults=faults))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return answer(http_problem(error.status_code, str(error.detail)), headers)


def _methods(request: Request) -> list[str]:
    """All methods of an address: the framework knows those of one route only."""

    def takes(method: str) -> bool:
        scope = dict(request.scope) | {"method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in _METHODS if takes(method)]


def unexpected(error: Exception) -> Problem:
    """What is told of a failure that has no name; what happened goes to the log only.

    It may hold what nobody outside is meant to read.
    """
    _log.error("A request failed", exc_info=error)
    return http_problem(500)


def _plain(value: object) -> object:
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _pointer(place: tuple[object, ...]) -> str:
    return "".join(f"/{_printable(str(part))}" for part in place)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")[:200]
