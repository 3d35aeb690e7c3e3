"""Several signed acts at once: each is taken or refused by itself."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Response

from api import shapes_bulk as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.problems import Problem, problem_of
from api.routes.params import CommunityKey, problems
from api.services import Services
from api.shapes_acts import Accepted
from api.taking import bytes_of, posted_of, take, with_receipt
from ledger_py import typed_data
from ledger_py.errors import AuzolanError

router = APIRouter(route_class=JsonRoute, tags=["acts"])


@router.post(
    "/communities/{c}/acts",
    status_code=207,
    responses={
        **problems(404, 413, 422),
        207: {"model": shapes.Results, "description": "An answer for each act"},
    },
    response_model=shapes.Results,
)
async def acts(c: CommunityKey, acts: shapes.Bulk, parts: Parts) -> Response:
    """Take several signed acts, one after the other; each has its own key and its own answer.

    One that is refused keeps no other back. Where the whole has the wrong shape, nothing is taken.
    """
    parts.reads.locate(c)
    results = [await _take(parts, c, signed) for signed in acts]
    body = shapes.Results(items=results).model_dump_json()
    return Response(body, 207, {"Cache-Control": "no-store"}, "application/json")


async def _take(parts: Services, c: str, signed: Any) -> shapes.Result:
    name, more = shapes.FUNCTIONS[signed.kind]
    carried = tuple(bytes_of(getattr(signed, one)) for one in more)
    try:
        act = typed_data.from_json(name, signed.act.model_dump())
        posted = posted_of(parts, c, act, signed, signed.key, carried)
        answer = await take(parts, posted, 0)
    except AuzolanError as error:
        found = problem_of(error)
        return shapes.Result(key=signed.key, status=found.status, act=None, problem=found)
    if answer.status >= 400:
        kept = Problem.model_validate(orjson.loads(answer.body))
        return shapes.Result(key=signed.key, status=answer.status, act=None, problem=kept)
    told = Accepted.model_validate(with_receipt(answer, posted.receipt))
    return shapes.Result(key=signed.key, status=answer.status, act=told, problem=None)
