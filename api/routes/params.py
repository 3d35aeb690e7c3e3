"""What the routes' parameters may be: ids within the contracts' widths, hashes, cursors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Header, Path, Query

from api.problems import Problem
from api.shapes_proposals import ProposalStateName
from ledger_py.store.reads import LAST_EPOCH

LAST_ID = 2**32 - 1
LAST_TIME = 2**48 - 1
HASH = "^0x[0-9a-fA-F]{64}$"

CommunityKey = Annotated[
    str, Path(alias="c", max_length=42, description="A community's address or number")
]
MemberId = Annotated[int, Path(alias="m", ge=1, le=LAST_ID, description="A member's id")]
IndicatorId = Annotated[int, Path(alias="i", ge=1, le=LAST_ID, description="An indicator's id")]
VoteId = Annotated[int, Path(alias="v", ge=1, le=LAST_ID, description="A vote's id")]
Hash = Annotated[str, Path(pattern=HASH, description="0x and 64 hex digits")]

GroupId = Annotated[int, Path(alias="g", ge=1, le=LAST_ID, description="A group's id")]
ActivityId = Annotated[int, Path(alias="a", ge=1, le=LAST_ID, description="An activity type's id")]
EpochId = Annotated[int, Path(alias="e", ge=1, le=LAST_EPOCH, description="An epoch's id")]
VersionId = Annotated[int, Path(alias="n", ge=1, le=LAST_ID, description="A version's number")]
OneMember = Annotated[int | None, Query(ge=1, le=LAST_ID)]
OneSmall = Annotated[int | None, Query(ge=1, le=LAST_EPOCH)]
OneVoteKind = Annotated[
    Literal["weights", "proposal", "election"] | None, Query(description="Votes of this kind")
]
OneVoteState = Annotated[
    Literal["announced", "open", "over", "closed"] | None,
    Query(description="Votes that are so at the time of the last block"),
]
OneProposalState = Annotated[
    ProposalStateName | None,
    Query(description="Proposals that are so at the time of the last block"),
]
LevelsAsked = Annotated[
    str,
    Query(max_length=4_000, description="Levels to try, `type=level,…`; types by name or id"),
]
SharesAsked = Annotated[
    str,
    Query(
        max_length=2_000,
        description="Shares to try, `group=basis points,…`, 10,000 in all; groups by name or id",
    ),
]
AfterMember = Annotated[int, Query(ge=0, le=LAST_ID, description="The list's place")]
AfterId = Annotated[int, Query(ge=0, le=LAST_ID, description="The list's place")]
Since = Annotated[int | None, Query(ge=0, le=LAST_TIME, description="Not before: Unix seconds")]
Before = Annotated[int | None, Query(ge=0, le=LAST_TIME, description="Before: Unix seconds")]
Order = Annotated[
    Literal["newest", "oldest"], Query(description="Which comes first, by the chain's order")
]
After = Annotated[str | None, Query(max_length=40, description="The list's place, from `next`")]
Limit = Annotated[int, Query(ge=1, le=200, description="So many items at most")]

Prefer = Annotated[
    str | None,
    Header(max_length=200, description="`wait=N`: wait up to N (at most 30) seconds for the chain"),
]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route, for the description of the API."""
    told = {
        400: "A value breaks a rule, or a cursor is none",
        401: "Nobody is signed in, or by something that this gateway does not take",
        403: "The signer or the caller may not do this",
        404: "There is no such thing, or no page for it",
        409: "The state of the ledger does not allow it",
        413: "The body is too large",
        422: "The request has the wrong shape",
        503: "The chain does not answer; try again",
    }
    return {status: {"model": Problem, "description": told[status]} for status in statuses}


READ: dict[int | str, dict[str, Any]] = {
    **problems(404, 422),
    304: {"description": "Nothing changed since the answer named in If-None-Match"},
}
TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "headers": {
            "Link": {
                "schema": {"type": "string"},
                "description": "The `next` part of a list, and the `first`",
            },
        },
    },
}
"""Of answers that are a table too, where the Accept header asks for text/csv."""
WHOLE: dict[int | str, dict[str, Any]] = {**READ, **TABLE}
"""Of lists that come as a whole."""
LIST: dict[int | str, dict[str, Any]] = {**problems(400), **WHOLE}
WRITE = problems(400, 403, 404, 409, 413, 422, 503)
